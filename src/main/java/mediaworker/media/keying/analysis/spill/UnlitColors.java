package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;

/**
 * Believes the colours that stand alone in a scene without the screen's light ({@link
 * OwnColors#alone}) where all around a cell is such: the folds of a veil that is nearly dense pass
 * through the colour of a mint card too, but through all others between white and the screen as
 * well.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class UnlitColors {

  /** Cells around one that are asked. */
  private static final int AROUND = 2;

  /** Share of them that must be such, from here to there. */
  private static final double SOME = 0.4;

  private static final double MOST = 0.65;

  private final AnalysisGrid grid;
  private final OwnColors owns;
  private final BoxSums sums;
  private final BoxSums counts;

  UnlitColors(AnalysisGrid grid, OwnColors owns) {
    this.grid = grid;
    this.owns = owns;
    sums = new BoxSums(grid);
    counts = new BoxSums(grid);
  }

  /**
   * Raises how surely the colours of a frame's cells are believed.
   *
   * @param trust gets it, 0…1
   * @param known what is solid; nothing else is looked at
   */
  void raise(double[] trust, byte[] frame, boolean[] known) {
    if (!owns.hasAlone()) {
      return;
    }
    int cells = grid.cells();
    double[] alone = new double[cells];
    for (int cell = 0; cell < cells; cell++) {
      alone[cell] = known[cell] ? owns.alone(frame, cells, cell) : 0;
    }
    sums.of(alone);
    counts.of(known);
    for (int cell = 0; cell < cells; cell++) {
      if (known[cell]) {
        double share = sums.around(cell, AROUND) / counts.around(cell, AROUND);
        double sure = Math.max(0, Math.min(1, (share - SOME) / (MOST - SOME)));
        trust[cell] = Math.max(trust[cell], Math.min(sure, alone[cell]));
      }
    }
  }
}
