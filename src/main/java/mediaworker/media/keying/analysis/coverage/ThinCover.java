package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Finds references for what has no solid inside of its own: hair that stands off, and glass.
 *
 * <p>Warm colours on a blue screen, and magenta on a green one, have less of the screen's channel
 * than grey and count for more than they cover. Where a cell is a mixture of the plate and of the
 * nearest solid colour, by the two other channels and by the colour difference alike, it is that
 * colour's coverage that counts as full.
 *
 * <p>Of glass neither colour nor density is known. Its coverage by the colour difference is right
 * if it is grey; the least that it can be is what keeps its own colour between black and white. The
 * more coloured it turns out to be, the nearer to the middle of both (their geometric mean) it is
 * taken for.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class ThinCover {

  private static final int CHANNELS = 3;

  /** Highest reference that a level can say. */
  private static final double MOST = 1.8;

  private static final double LEAST_COVERAGE = 0.08;
  private static final double MOST_COVERAGE = 0.9;

  /** A reference from which on what it comes from is not tinted. */
  private static final double UNTINTED = 0.97;

  /** What solid colours count for more than, before it matters. */
  private static final double OVER = 1.06;

  private static final double MOST_OVER = 1.6;

  /** How far off both measures may be from each other, as a share. */
  private static final double AGREE = 0.25;

  private static final int FARTHEST = 16;
  private static final double LEAST_DISTANCE = 0.15;
  private static final double LEAST_SHARE = 0.05;

  /** How uneven a pane's coverage may be from cell to cell. */
  private static final double EVEN = 0.25;

  /** A plate darker than this in a channel does not tell how much of it is missing. */
  private static final double TELLING = 0.15;

  /** Saturation from which on glass counts as coloured, and over which it does wholly. */
  private static final double TINTED = 0.15;

  private static final double TINTED_SPAN = 0.3;

  /** Of what is darker than this the saturation tells little. */
  private static final double DARK = 0.4;

  private final AnalysisGrid grid;

  /** The two channels that are not the screen's, and the screen's. */
  private final double[][] own;

  private final double[][] empty;
  private final BoxSums covers;
  private final BoxSums first;
  private final BoxSums second;

  ThinCover(AnalysisGrid grid, CellColors colors) {
    this.grid = grid;
    own = new double[][] {colors.red(), colors.other(), colors.screen()};
    empty = new double[][] {colors.emptyRed(), colors.emptyOther(), colors.emptyScreen()};
    covers = new BoxSums(grid);
    first = new BoxSums(grid);
    second = new BoxSums(grid);
  }

  /**
   * Raises references.
   *
   * @param coverage by the colour difference
   * @param core what is solid and shows none of the screen
   * @param solid what is solid, tinted or not
   * @param known cells whose own reference was found
   * @param supported cells near enough to something solid to have its reference
   * @param reference gets what full coverage would show
   */
  void refer(
      double[] coverage,
      SolidCore core,
      boolean[] solid,
      boolean[] known,
      boolean[] supported,
      double[] reference) {
    covers.of(coverage, core.cells());
    first.of(own[0], core.cells());
    second.of(own[1], core.cells());
    for (int cell = 0; cell < reference.length; cell++) {
      if (solid[cell] || coverage[cell] < LEAST_COVERAGE) {
        continue;
      }
      int radius = core.radius(cell);
      double count = radius > FARTHEST ? 0 : core.count(cell, radius);
      double full = count == 0 ? 0 : covers.around(cell, radius) / count;
      double found =
          count == 0
              ? Double.NaN
              : mixture(
                  cell,
                  coverage,
                  solid,
                  first.around(cell, radius) / count,
                  second.around(cell, radius) / count);
      if (full > OVER && reference[cell] >= UNTINTED) {
        boolean agrees = Math.abs(found - full) <= AGREE * full;
        reference[cell] = agrees ? Math.max(1, Math.min(MOST_OVER, Math.min(found, full))) : 1;
      } else if (!supported[cell]) {
        reference[cell] = asGlass(cell, coverage);
      } else if (!known[cell] && Double.isNaN(found)) {
        // It has the reference of something solid nearby that it is no part of.
        double glass = asGlass(cell, coverage);
        reference[cell] = glass > 1 ? glass : reference[cell];
      }
    }
  }

  /**
   * What full coverage would show where a cell and those around are mixtures of the plate and a
   * solid colour, by the channels that are not the screen's; NaN where they are not.
   */
  private double mixture(
      int cell, double[] coverage, boolean[] solid, double subject0, double subject1) {
    double way0 = subject0 - empty[0][cell];
    double way1 = subject1 - empty[1][cell];
    double length = way0 * way0 + way1 * way1;
    if (length < LEAST_DISTANCE * LEAST_DISTANCE) {
      return Double.NaN;
    }
    double along = 0;
    double aside = 0;
    double cover = 0;
    int row = cell / grid.width();
    int column = cell % grid.width();
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        if (!solid[at]) {
          double d0 = own[0][at] - empty[0][at];
          double d1 = own[1][at] - empty[1][at];
          along += (d0 * way0 + d1 * way1) / length;
          aside += (d0 * way1 - d1 * way0) / length;
          cover += coverage[at];
        }
      }
    }
    boolean mixed = along >= LEAST_SHARE && Math.abs(aside) <= AGREE * along;
    return mixed ? cover / along : Double.NaN;
  }

  /** Where all around is about as thin: between the coverage and the least that is possible. */
  private double asGlass(int cell, double[] coverage) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    int top = Math.max(0, row - 1);
    int bottom = Math.min(grid.height() - 1, row + 1);
    int left = Math.max(0, column - 1);
    int right = Math.min(grid.width() - 1, column + 1);
    double mean = 0;
    double least = 1;
    double most = 0;
    for (int r = top; r <= bottom; r++) {
      int end = r * grid.width() + right;
      for (int at = r * grid.width() + left; at <= end; at++) {
        double covered = coverage[at];
        mean += covered;
        least = covered < least ? covered : least;
        most = covered > most ? covered : most;
      }
    }
    if (least < LEAST_COVERAGE || most > MOST_COVERAGE || most - least > EVEN) {
      return 1;
    }
    int count = (bottom - top + 1) * (right - left + 1);
    mean /= count;
    double possible = 0;
    double brightest = 0;
    double darkest = 1;
    for (int channel = 0; channel < CHANNELS; channel++) {
      double level = 0;
      double plate = 0;
      for (int r = top; r <= bottom; r++) {
        int end = r * grid.width() + right;
        for (int at = r * grid.width() + left; at <= end; at++) {
          level += own[channel][at];
          plate += empty[channel][at];
        }
      }
      double c = level / count;
      double p = Math.max(0, Math.min(0.95, plate / count));
      if (c > p) {
        possible = Math.max(possible, (c - p) / (1 - p));
      } else if (p > TELLING) {
        possible = Math.max(possible, (p - c) / p);
      }
      double rest = Math.max(0, Math.min(1, (c - (1 - mean) * p) / mean));
      brightest = Math.max(brightest, rest);
      darkest = Math.min(darkest, rest);
    }
    if (possible <= 0 || possible >= mean) {
      return 1;
    }
    double tint = ((brightest - darkest) / Math.max(DARK, brightest) - TINTED) / TINTED_SPAN;
    double share = Math.max(0, Math.min(1, tint)) / 2;
    return Math.min(MOST, Math.pow(mean / possible, share));
  }
}
