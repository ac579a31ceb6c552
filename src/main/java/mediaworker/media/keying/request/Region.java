package mediaworker.media.keying.request;

import java.util.List;

/**
 * A part of the picture that a person decides about: a polygon, in shares of the shown width and
 * height, from the upper left corner.
 *
 * @param corners x and y of each corner in turn, 0…1, at least three corners
 */
public record Region(List<Double> corners) {

  private static final int LEAST = 3;

  public Region {
    corners = List.copyOf(corners);
    if (corners.size() < 2 * LEAST || corners.size() % 2 != 0) {
      throw new IllegalArgumentException("A region needs three corners or more, each x and y.");
    }
    for (double share : corners) {
      Limits.check("corner", share, 0, 1);
    }
  }

  /** A rectangle. */
  public static Region box(double left, double top, double right, double bottom) {
    return new Region(List.of(left, top, right, top, right, bottom, left, bottom));
  }
}
