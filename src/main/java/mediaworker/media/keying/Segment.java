package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.timeline.FrameTimes;

/**
 * Pictures of a clip that follow each other and are keyed by a process of their own.
 *
 * @param first number of the first one, counted from 0
 * @param count how many
 * @param seek time in seconds at which the clip is opened; half way from the picture before, so
 *     that no rounding can lose the first one
 */
record Segment(int first, int count, double seek) {

  /** With fewer pictures the start of a process costs more than it gains. */
  private static final int FEWEST_PICTURES = 40;

  /**
   * Bytes that a process needs for each pixel of the picture, and for itself; a clip of 1440×1440
   * took 700 to 770 MiB, half of it in the two encoders.
   */
  private static final double BYTES_PER_PIXEL = 350;

  private static final double BYTES_PER_PROCESS = 50e6;

  /** Memory that one job may take. */
  private static final double MOST_BYTES = 950e6;

  /**
   * How many parts of a long clip may be keyed side by side.
   *
   * @param cores threads that the job may compute with
   * @param pixels of a picture
   */
  static int most(int cores, long pixels) {
    double fitting = MOST_BYTES / (BYTES_PER_PROCESS + BYTES_PER_PIXEL * pixels);
    return (int) Math.max(1, Math.min(cores, fitting));
  }

  /**
   * Cuts a clip into about equal parts; a single one where cutting gains nothing.
   *
   * @param cores threads that the job may compute with
   * @param pixels of a picture
   */
  static List<Segment> of(FrameTimes times, int cores, long pixels) {
    int parts = Math.min(most(cores, pixels), times.count() / FEWEST_PICTURES);
    List<Segment> segments = new ArrayList<>();
    int first = 0;
    for (int part = 1; part <= Math.max(1, parts); part++) {
      int end = (int) ((long) times.count() * part / Math.max(1, parts));
      double seek = first == 0 ? 0 : (times.start(first - 1) + times.start(first)) / 2;
      segments.add(new Segment(first, end - first, seek));
      first = end;
    }
    return segments;
  }
}
