package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;

/**
 * Finds, for each cell of one material, how little of the screen's light the material shows
 * anywhere near: a face is tinted all over, but less in its middle than at its rim, and what it is
 * must be decided once for all of it, or it comes out in patches.
 *
 * <p>A minimum over paths within the material: what a cell shows goes on to its neighbours with a
 * small loss for each step. Used by one thread.
 */
final class LeastTinted {

  /** What a value gains with each cell that it is carried. */
  private static final double STEP = 0.012;

  /** How far neighbours' shades may be from each other and still be one material. */
  private static final double SAME = 0.06;

  /** The same of their brightness, as a natural logarithm. */
  private static final double AS_BRIGHT = 0.09;

  private static final int ROUNDS = 2;

  private final AnalysisGrid grid;
  private final BoxSums sums;
  private final BoxSums counts;
  private boolean[] member = {};
  private double[] shade = {};
  private double[] light = {};

  LeastTinted(AnalysisGrid grid) {
    this.grid = grid;
    sums = new BoxSums(grid);
    counts = new BoxSums(grid);
  }

  /**
   * The least that each cell can be reached with.
   *
   * @param tint of each cell
   * @param member whether a cell may be of the material; others are left alone
   * @param shade what tells one material from another beside it, and no tint changes much
   * @param light logarithm of the brightness, in a channel that the screen's light hardly touches
   */
  double[] of(double[] tint, boolean[] member, double[] shade, double[] light) {
    this.member = member;
    this.shade = shade;
    this.light = light;
    double[] least = tint.clone();
    if (counts.of(member).all() == 0) {
      return least;
    }
    sums.of(tint, member);
    for (int cell = 0; cell < least.length; cell++) {
      if (member[cell]) {
        // The mean of a few, since noise has minima of its own.
        least[cell] = sums.around(cell, 1) / counts.around(cell, 1);
      }
    }
    int width = grid.width();
    int height = grid.height();
    for (int round = 0; round < ROUNDS; round++) {
      for (int cell = 0; cell < least.length; cell++) {
        if (member[cell]) {
          carry(least, cell, cell % width > 0 ? cell - 1 : cell);
          carry(least, cell, cell >= width ? cell - width : cell);
        }
      }
      for (int cell = least.length - 1; cell >= 0; cell--) {
        if (member[cell]) {
          carry(least, cell, cell % width < width - 1 ? cell + 1 : cell);
          carry(least, cell, cell / width < height - 1 ? cell + width : cell);
        }
      }
    }
    return least;
  }

  private void carry(double[] least, int cell, int from) {
    if (member[from]
        && Math.abs(shade[cell] - shade[from]) <= SAME
        && Math.abs(light[cell] - light[from]) <= AS_BRIGHT) {
      least[cell] = Math.min(least[cell], least[from] + STEP);
    }
  }
}
