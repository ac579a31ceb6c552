package mediaworker.media.keying.analysis;

import java.util.Arrays;

/**
 * How far the nearest of some cells is from each cell of a grid, in steps to any of the eight cells
 * around: the radius of the smallest square around a cell that has one of them in it.
 *
 * <p>Two passes over the grid (Rosenfeld and Pfaltz), whatever the distances are. Stateless.
 */
final class ChessboardDistance {

  private ChessboardDistance() {}

  /**
   * The distances.
   *
   * @param members the cells to be near to
   * @return 0 for a member; where there is none at all, at least as much as the grid is wide and
   *     high together
   */
  static int[] of(AnalysisGrid grid, boolean[] members) {
    int width = grid.width();
    int height = grid.height();
    // A frame of cells around the grid, so that none has to ask whether it is at an edge.
    int stride = width + 2;
    int[] framed = new int[stride * (height + 2)];
    Arrays.fill(framed, width + height);
    for (int row = 0; row < height; row++) {
      int at = (row + 1) * stride + 1;
      int left = width + height;
      for (int column = 0; column < width; column++, at++) {
        if (members[row * width + column]) {
          left = 0;
        } else {
          int above = at - stride;
          int near = Math.min(framed[above], Math.min(framed[above - 1], framed[above + 1]));
          left = Math.min(left, near) + 1;
        }
        framed[at] = left;
      }
    }
    int[] distance = new int[members.length];
    for (int row = height - 1; row >= 0; row--) {
      int at = (row + 1) * stride + width;
      int right = width + height;
      for (int column = width - 1; column >= 0; column--, at--) {
        int below = at + stride;
        int near = Math.min(framed[below], Math.min(framed[below - 1], framed[below + 1]));
        right = Math.min(framed[at], Math.min(right, near) + 1);
        framed[at] = right;
        distance[row * width + column] = right;
      }
    }
    return distance;
  }

  /** The first of 1, 2, 4 and so on that is no less. */
  static int doubled(int distance) {
    int radius = 1;
    while (radius < distance) {
      radius *= 2;
    }
    return radius;
  }
}
