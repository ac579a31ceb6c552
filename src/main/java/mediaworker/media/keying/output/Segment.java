package mediaworker.media.keying.output;

import java.util.ArrayList;
import java.util.List;

/**
 * Pictures of a clip that follow each other and are keyed by a process of their own.
 *
 * @param first number of the first one, counted from 0
 * @param count how many
 * @param seek time in seconds at which the clip is opened; half way from the picture before, so
 *     that no rounding can lose the first one
 */
record Segment(int first, int count, double seek) {

  /**
   * Cuts a clip into about equal parts.
   *
   * @param times when each picture begins, in seconds, rising
   * @param parts how many, at least 1 and at most as many as pictures
   */
  static List<Segment> of(double[] times, int parts) {
    List<Segment> segments = new ArrayList<>();
    int first = 0;
    for (int part = 1; part <= parts; part++) {
      int end = (int) ((long) times.length * part / parts);
      double seek = first == 0 ? 0 : (times[first - 1] + times[first]) / 2;
      segments.add(new Segment(first, end - first, seek));
      first = end;
    }
    return segments;
  }
}
