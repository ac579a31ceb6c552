package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Pictures of a clip that follow each other and are keyed by a process of their own.
 *
 * @param first number of the first one, counted from 0
 * @param count how many
 * @param seek time in seconds at which the clip is opened; half way from the picture before, so
 *     that no rounding can lose the first one
 */
record Segment(int first, int count, double seek) {

  /** Halvings of what the parts may take, which leaves less than a picture of any clip. */
  private static final int HALVINGS = 40;

  /**
   * Cuts a clip into parts that take about equally long.
   *
   * @param times when each picture begins, in seconds, rising
   * @param parts how many, at least 1 and at most as many as pictures
   * @param entering what it takes to come to a picture that a part begins with, in pictures that
   *     are keyed; the less, the nearer a key frame is before it
   */
  static List<Segment> of(double[] times, int parts, IntToDoubleFunction entering) {
    double enough =
        times.length + IntStream.range(0, times.length).mapToDouble(entering).max().orElse(0);
    double less = 0;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (less + enough) / 2;
      if (of(times, parts, entering, middle).isEmpty()) {
        less = middle;
      } else {
        enough = middle;
      }
    }
    return of(times, parts, entering, enough);
  }

  /** Parts none of which takes more than so many pictures; none where it cannot be. */
  private static List<Segment> of(
      double[] times, int parts, IntToDoubleFunction entering, double most) {
    List<Segment> segments = new ArrayList<>();
    int first = 0;
    for (int part = 1; part <= parts; part++) {
      int left = times.length - first;
      // Each of the later ones is to have a picture.
      int count = (int) Math.min(left - (parts - part), most - entering.applyAsDouble(first));
      if (count < 1 || (part == parts && count < left)) {
        return List.of();
      }
      double seek = first == 0 ? 0 : (times[first - 1] + times[first]) / 2;
      segments.add(new Segment(first, count, seek));
      first += count;
    }
    return segments;
  }
}
