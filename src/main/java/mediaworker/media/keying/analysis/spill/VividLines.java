package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Tells the colour of bright letters and lines that are too thin to have anything solid inside, so
 * that yellow ones keep their yellow.
 *
 * <p>A thin line's cells are mixtures with the screen, and by chroma alone half of yellow is the
 * same as more of orange with some screen in it. But nothing is brighter than white: a cell whose
 * red is nearly full is covered by no less than that, so the screen accounts for no more than the
 * rest of its green. What is left without that share is the least green that the line can have.
 * Where it is vivid and nearly yellow even so, or cyan, or magenta before a blue screen, it is
 * believed: a line of orange or red comes out as such, and what is darker as no colour at all. The
 * light of a spark or a flame is added to the screen's, so that orange has as much green as yellow;
 * but it fades where a line ends ({@link Ridge}), and is left as it is.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class VividLines {

  /** Coverage from which on a cell is believed, and from which on wholly. */
  private static final double SOME = 0.12;

  private static final double ENOUGH = 0.25;

  /** A plate brighter than this in a channel tells little by it. */
  private static final double MOST_PLATE = 0.9;

  /**
   * Where the screen's channel stands between the others, from 0 to 1: from orange in some of the
   * screen's light to what is nearly yellow.
   */
  private static final double ORANGE = 0.65;

  private static final double YELLOW = 0.8;

  /** Cells from something solid that are its edge. */
  private static final int EDGE = 1;

  private final AnalysisGrid grid;
  private final double[] excess;
  private final double[] covered;
  private final Ridge ridge;

  VividLines(AnalysisGrid grid) {
    this.grid = grid;
    ridge = new Ridge(grid);
    covered = new double[grid.cells()];
    excess = new double[grid.cells()];
  }

  /**
   * Looks at a frame.
   *
   * @param solid what is solid: that tells the colour of its own edges
   * @param shift by which a person's balance differs from the usual
   */
  void find(CellColors colors, KnownCells solid, double shift) {
    for (int cell = 0; cell < covered.length; cell++) {
      covered[cell] = covered(colors, cell);
    }
    for (int cell = 0; cell < excess.length; cell++) {
      double found = solid.distance(cell) <= EDGE ? 0 : excess(colors, cell, shift);
      excess[cell] = found > 0 ? found * ridge.at(covered, cell) : 0;
    }
  }

  /** The excess that a cell or one beside it has for sure; 0 where none has any. */
  double around(int cell) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double most = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        most = Math.max(most, excess[r * grid.width() + c]);
      }
    }
    return most;
  }

  /** The least of a cell that is covered, 0…1. */
  private static double covered(CellColors colors, int cell) {
    double byRed = least(colors.red()[cell], colors.emptyRed()[cell]);
    double byOther = least(colors.other()[cell], colors.emptyOther()[cell]);
    return Math.max(0, Math.min(1, Math.max(byRed, byOther)));
  }

  private double excess(CellColors colors, int cell, double shift) {
    double share = covered[cell];
    if (share < SOME) {
      return 0;
    }
    double red = left(colors.red()[cell], colors.emptyRed()[cell], share);
    double other = left(colors.other()[cell], colors.emptyOther()[cell], share);
    double screen = left(colors.screen()[cell], colors.emptyScreen()[cell], share);
    double low = Math.min(red, other);
    double range = Math.max(red, other) - low;
    double vivid = range <= 0 ? 0 : Vivid.saturated(range / Math.max(red, other));
    if (vivid == 0) {
      return 0;
    }
    double position = (screen - low) / range;
    double sure = Math.min(ramp(position, ORANGE, YELLOW), ramp(share, SOME, ENOUGH));
    double kept = Math.min(1, position) + shift - NaturalColor.BASE;
    return Math.min(sure, vivid) * Math.max(0, kept) * range;
  }

  /** What must be covered for a channel to be so bright. */
  private static double least(double value, double plate) {
    double dark = Math.max(0, Math.min(MOST_PLATE, plate));
    return (value - dark) / (1 - dark);
  }

  /** What is left of a channel without the screen's share, for what is wholly covered. */
  private static double left(double value, double plate, double covered) {
    return Math.max(0, (value - (1 - covered) * plate) / covered);
  }

  private static double ramp(double value, double from, double to) {
    return Math.max(0, Math.min(1, (value - from) / (to - from)));
  }
}
