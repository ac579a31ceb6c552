package mediaworker.media.keying.graph;

/**
 * Filters by which what is bright in a plane of gray grows or shrinks by some pixels, in all
 * directions about alike. Pure.
 *
 * <p>FFmpeg's dilation and erosion look at a square of 3 by 3: step after step a round edge would
 * get corners, and what remained of hair would be blocks. Steps that look at a cross alternate with
 * them: three of these and two squares make an octagon.
 */
final class Reach {

  /** Neighbours above, left, right and below, as the filters count them. */
  private static final String CROSS = "=coordinates=90";

  private static final int PERIOD = 5;

  private Reach() {}

  /**
   * Grows.
   *
   * @param pixels 0 and more
   * @return filters, each with a comma before it; empty at 0
   */
  static String grown(int pixels) {
    return steps("dilation", pixels);
  }

  /** Shrinks, likewise. */
  static String shrunk(int pixels) {
    return steps("erosion", pixels);
  }

  private static String steps(String filter, int pixels) {
    StringBuilder filters = new StringBuilder();
    for (int step = 0; step < pixels; step++) {
      boolean cross = step % PERIOD % 2 == 0;
      filters.append(',').append(filter).append(cross ? CROSS : "");
    }
    return filters.toString();
  }
}
