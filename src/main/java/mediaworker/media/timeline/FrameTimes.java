package mediaworker.media.timeline;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * When each picture of a clip is shown, in seconds from the start of the file. Immutable; has at
 * least one picture.
 */
public final class FrameTimes {

  /**
   * How far a time that a person or a player gives may miss a picture's own time: WebM rounds to
   * milliseconds, players to three decimals.
   */
  private static final double SLACK = 0.002;

  /** Steps may differ by this much and still be steady: both ends rounded to WebM's millisecond. */
  private static final double UNEVEN = 0.0021;

  /**
   * The longest sound in seconds that an encoder puts before what is to be heard, rounded up: 21 to
   * 46 ms of AAC, 25 to 70 ms of MP3, about 0.1 s of HE-AAC, 7 ms of Opus.
   */
  private static final double PRIMING = 0.1;

  /** A picture that lasts longer than so many usual ones is held: a pause, or a held end. */
  private static final double HELD = 1.5;

  private final double[] starts;
  private final double end;
  private final OptionalDouble step;

  /**
   * Takes the times as read.
   *
   * @param starts when each picture begins, in any order; at least one
   * @param end when the last one ends
   */
  public FrameTimes(double[] starts, double end) {
    this(starts, end, OptionalDouble.empty());
  }

  private FrameTimes(double[] starts, double end, OptionalDouble step) {
    if (starts.length == 0) {
      throw new IllegalArgumentException("no pictures");
    }
    this.starts = starts.clone();
    Arrays.sort(this.starts);
    this.end = Math.max(end, this.starts[starts.length - 1]);
    this.step = step;
  }

  /**
   * Times by count, for pictures that have none of their own or none to be trusted: each begins
   * {@code step} seconds after the one before.
   *
   * @param count 1 or more
   */
  static FrameTimes counted(int count, double step) {
    double[] starts = new double[count];
    for (int i = 0; i < count; i++) {
      starts[i] = i * step;
    }
    return new FrameTimes(starts, count * step, OptionalDouble.of(step));
  }

  /** The step of times by count; empty where the pictures have times of their own. */
  OptionalDouble countedStep() {
    return step;
  }

  /** How many pictures there are. */
  public int count() {
    return starts.length;
  }

  /** When a picture begins; for {@code index == count()} when the last one ends. */
  public double start(int index) {
    return index == starts.length ? end : starts[index];
  }

  /** When the last picture ends. */
  public double end() {
    return end;
  }

  /** The longest time from one picture to the next; a single picture's length. */
  public double longestStep() {
    double longest = 0;
    for (int i = 1; i < starts.length; i++) {
      longest = Math.max(longest, starts[i] - starts[i - 1]);
    }
    return starts.length == 1 ? end - starts[0] : longest;
  }

  /** The shortest time from one picture to the next; a single picture's length. */
  public double shortestStep() {
    double shortest = Double.MAX_VALUE;
    for (int i = 1; i < starts.length; i++) {
      shortest = Math.min(shortest, starts[i] - starts[i - 1]);
    }
    return starts.length == 1 ? end - starts[0] : shortest;
  }

  /** The time from one picture to the next that half of them do not exceed. */
  public double medianStep() {
    double[] steps = new double[starts.length];
    for (int i = 0; i < starts.length; i++) {
      steps[i] = start(i + 1) - starts[i];
    }
    Arrays.sort(steps);
    return steps[(steps.length - 1) / 2];
  }

  /** The mean length of a picture; without the last one where that is held. */
  public double meanStep() {
    int last = starts.length - 1;
    return last > 0 && isHeld(last)
        ? (starts[last] - starts[0]) / last
        : (end - starts[0]) / starts.length;
  }

  /** Whether each picture is later than the one before. */
  public boolean rising() {
    for (int i = 1; i < starts.length; i++) {
      if (starts[i] <= starts[i - 1]) {
        return false;
      }
    }
    return true;
  }

  /** Whether all pictures are equally long, but for the rounding of time stamps. */
  public boolean steady() {
    return starts.length == 1 || (evenSteps() && !isHeld(starts.length - 1));
  }

  /** Whether pictures follow each other evenly; the last one may be held. */
  public boolean evenSteps() {
    return longestStep() - shortestStep() <= UNEVEN;
  }

  /** Whether a picture is shown for clearly longer than others; a single one may last as well. */
  private boolean isHeld(int index) {
    return start(index + 1) - starts[index] > HELD * usualStep();
  }

  private double usualStep() {
    return starts.length == 1 ? 0 : medianStep();
  }

  /**
   * The picture on the screen at a time that a person or a player gives: the last one that has
   * begun; the first before that.
   */
  public int shownAt(double seconds) {
    return Math.max(0, firstFrom(seconds + 2 * slack()) - 1);
  }

  /**
   * The picture that begins at a time that a person or a player gives, or after it; {@code count()}
   * where there is none.
   */
  public int firstFrom(double seconds) {
    double least = seconds + lead() - slack();
    int found = Arrays.binarySearch(starts, least);
    return found >= 0 ? found : -found - 1;
  }

  /**
   * Where a cut ends that begins with the picture shown at its in point: the number of the picture
   * after its last. Of steady pictures there are as many as come nearest to its length, wherever in
   * a picture its points lie; of uneven ones all that begin before the out point. At least one.
   *
   * @param in the in point in seconds
   * @param out the out point in seconds, later than it; infinite for the end
   */
  public int cutEnd(double in, double out) {
    int from = shownAt(in);
    if (out + lead() >= end - slack()) {
      return starts.length;
    }
    int to = evenSteps() ? nearest(starts[from] + (out - in) + slack()) : firstFrom(out);
    return Math.max(from + 1, to);
  }

  /**
   * What a cut has: the pictures from the one shown at its in point to {@link #cutEnd}. Those at
   * its ends are shown whole, unless they are held: of these what lies between the points, though
   * at least as much as pictures usually last.
   *
   * @param in the in point in seconds
   * @param out the out point in seconds, later than it; infinite for the end
   */
  Span cut(double in, double out) {
    int from = shownAt(in);
    int to = cutEnd(in, out);
    double begin = starts[from];
    if (isHeld(from)) {
      begin = Math.max(begin, Math.min(in + lead(), start(from + 1) - usualStep()));
    }
    double last = Math.max(begin, starts[to - 1]);
    boolean whole = out + lead() >= end - slack() || !isHeld(to - 1);
    double point = evenSteps() ? begin + (out - in) : out + lead();
    double stop = whole ? start(to) : Math.min(start(to), Math.max(point, last + usualStep()));
    return new Span(from, to, begin, stop);
  }

  /** The picture that begins nearest to a time, the later of two; {@code count()} for the end. */
  private int nearest(double seconds) {
    int found = Arrays.binarySearch(starts, seconds);
    int after = found >= 0 ? found : -found - 1;
    return after > 0 && seconds - starts[after - 1] < usualEnd(after - 1) - seconds
        ? after - 1
        : after;
  }

  /** When a picture ends; of a last one that is held, when others would. */
  private double usualEnd(int index) {
    boolean heldEnd = index == starts.length - 1 && isHeld(index);
    return heldEnd ? starts[index] + usualStep() : start(index + 1);
  }

  /**
   * How much later than the file its pictures begin, where that is for sound that nobody hears:
   * encoded sound begins with such samples, by which MPEG-TS, FLV and Matroska files begin earlier.
   * All of it counts where it is shorter than a picture and than what encoders add; what is longer
   * counts the less, to nothing at twice that. So pictures that begin a moment later move a point
   * by a moment.
   */
  private double lead() {
    double most = Math.min(PRIMING, meanStep());
    return Math.max(0, Math.min(starts[0], 2 * most - starts[0]));
  }

  private double slack() {
    return Math.min(SLACK, meanStep() / 4);
  }
}
