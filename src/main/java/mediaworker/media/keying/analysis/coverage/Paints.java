package mediaworker.media.keying.analysis.coverage;

import java.util.ArrayList;
import java.util.List;

/**
 * Colours of a drawing's fills that were seen with a shade, as paint has; for a light of 1, so in
 * light and in shade. One answer for the whole clip, so it does not waver. Immutable.
 */
final class Paints {

  /** How far shares of the light may be apart in one colour. */
  private static final double SAME = 0.02;

  /** Share of the frames in which a colour must be seen so. */
  private static final double OFTEN = 0.3;

  /** No colour. */
  static final Paints NONE = new Paints(List.of());

  private final List<double[]> colors;

  private Paints(List<double[]> colors) {
    this.colors = colors;
  }

  /** Of the colours seen in some frames, those that were seen often enough. */
  static Paints of(List<Seen> frames) {
    List<double[]> often = new ArrayList<>();
    for (Seen frame : frames) {
      for (double[] color : frame.colors) {
        long times = frames.stream().filter(other -> has(other.colors, color)).count();
        if (times >= OFTEN * frames.size() && !has(often, color)) {
          often.add(color);
        }
      }
    }
    return new Paints(often);
  }

  /** Whether a colour is one of them; its channels may be in any unit. */
  boolean has(double red, double other, double screen) {
    return has(colors, place(red, other, screen));
  }

  private static boolean has(List<double[]> colors, double[] place) {
    return colors.stream()
        .anyMatch(
            color ->
                Math.abs(color[0] - place[0]) <= SAME && Math.abs(color[1] - place[1]) <= SAME);
  }

  /** Shares of two channels in the light. */
  private static double[] place(double red, double other, double screen) {
    double light = Math.max(1e-6, red + other + screen);
    return new double[] {red / light, other / light};
  }

  /** Colours that were seen in one frame. Used by one thread while it is told of them. */
  static final class Seen {
    private final List<double[]> colors = new ArrayList<>();

    /** Takes a colour; its channels may be in any unit. */
    void see(double red, double other, double screen) {
      double[] place = place(red, other, screen);
      if (!has(colors, place)) {
        colors.add(place);
      }
    }
  }
}
