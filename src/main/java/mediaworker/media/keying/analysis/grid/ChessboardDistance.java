package mediaworker.media.keying.analysis.grid;

import java.util.Arrays;

/**
 * How far the nearest of some cells is from each cell of a grid, in steps to any of the eight cells
 * around: the radius of the smallest square around a cell that has one of them in it.
 *
 * <p>Two passes over the grid (Rosenfeld and Pfaltz), whatever the distances are. Stateless.
 */
public final class ChessboardDistance {

  private ChessboardDistance() {}

  /**
   * The distances.
   *
   * @param members the cells to be near to
   * @return 0 for a member; where there is none at all, at least as much as the grid is wide and
   *     high together
   */
  public static int[] of(AnalysisGrid grid, boolean[] members) {
    int width = grid.width();
    int height = grid.height();
    // A frame of cells around the grid, so that none has to ask whether it is at an edge.
    int stride = width + 2;
    int[] framed = new int[stride * (height + 2)];
    Arrays.fill(framed, width + height);
    int cell = 0;
    for (int row = 0; row < height; row++) {
      int at = (row + 1) * stride + 1;
      int above = at - stride;
      int left = width + height;
      // Of three neighbours in the other row two are still known of the cell before.
      int before = framed[above - 1];
      int beside = framed[above];
      for (int end = cell + width; cell < end; cell++) {
        int after = framed[++above];
        int near = before < beside ? before : beside;
        near = near < after ? near : after;
        left = members[cell] ? 0 : (left < near ? left : near) + 1;
        framed[at++] = left;
        before = beside;
        beside = after;
      }
    }
    int[] distance = new int[members.length];
    for (int row = height - 1; row >= 0; row--) {
      int at = (row + 1) * stride + width;
      int below = at + stride;
      int right = width + height;
      int before = framed[below + 1];
      int beside = framed[below];
      for (int end = cell - width; cell > end; ) {
        int after = framed[--below];
        int near = before < beside ? before : beside;
        near = near < after ? near : after;
        near = (right < near ? right : near) + 1;
        int own = framed[at];
        right = own < near ? own : near;
        framed[at--] = right;
        distance[--cell] = right;
        before = beside;
        beside = after;
      }
    }
    return distance;
  }

  /** The first of 1, 2, 4 and so on that is no less. */
  public static int doubled(int distance) {
    int radius = 1;
    while (radius < distance) {
      radius *= 2;
    }
    return radius;
  }
}
