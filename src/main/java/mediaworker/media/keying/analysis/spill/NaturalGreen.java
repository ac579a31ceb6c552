package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;

/**
 * Lets what has more of the screen's green than the scene's light would give it keep that up to its
 * edges ({@link OwnColors#beyond}): they are as green as what is deep inside, whatever lies on
 * them. Where a surface was told to be solid far from there, since it goes on, it is as green as
 * where it comes from: a sleeve as its coat.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class NaturalGreen {

  /** Cells from a sleeve to its coat. */
  private static final int FARTHEST = 32;

  /** Cells around one that is inside. */
  private static final int AROUND = 2;

  /** How surely a coat is green by nature. */
  private static final double MOSTLY = 0.25;

  private final AnalysisGrid grid;
  private final OwnColors owns;
  private final int widest;
  private final KnownCells inside;
  private final KnownCells green;

  /**
   * For one clip.
   *
   * @param widest cells from what is deep inside to what is at its edge
   */
  NaturalGreen(AnalysisGrid grid, OwnColors owns, int widest) {
    this.grid = grid;
    this.owns = owns;
    this.widest = widest;
    inside = new KnownCells(grid);
    green = new KnownCells(grid);
  }

  /**
   * What was found of a frame.
   *
   * @param known what is solid
   * @param telling what is deep inside
   * @param told the same
   * @param untinted surplus of the screen's channel without the scene's light
   */
  record Found(
      byte[] frame,
      ReferenceCoverage subject,
      boolean[] known,
      boolean[] telling,
      KnownCells told,
      double[] untinted) {}

  /**
   * Raises the natural excess.
   *
   * @param own gets it
   * @param wanted how much of it a person's balance leaves, 0…1
   */
  void add(double[] own, Found found, double wanted) {
    int cells = grid.cells();
    double[] beyond = new double[cells];
    boolean[] coat = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      if (found.telling[cell]) {
        beyond[cell] = owns.beyond(found.frame, cells, cell);
        coat[cell] = beyond[cell] >= MOSTLY;
      }
    }
    double[] deepest = found.told.filled(found.untinted, widest);
    raise(own, found, wanted, found.told.filled(beyond, widest), deepest);
    boolean[] continued = continued(found);
    boolean any = false;
    for (int cell = 0; cell < cells; cell++) {
      beyond[cell] = continued[cell] ? owns.beyond(found.frame, cells, cell) : 0;
      any |= beyond[cell] > 0;
    }
    if (any) {
      inside.take(continued);
      green.take(coat);
      double[] share = inside.filled(beyond, widest);
      for (int cell = 0; cell < cells; cell++) {
        share[cell] = found.told.distance(cell) <= widest ? Double.NaN : share[cell];
      }
      raise(own, found, wanted, share, green.filled(found.untinted, FARTHEST));
    }
  }

  private static void raise(
      double[] own, Found found, double wanted, double[] share, double[] deepest) {
    for (int cell = 0; cell < own.length; cell++) {
      if (found.known[cell] && !Double.isNaN(share[cell]) && !Double.isNaN(deepest[cell])) {
        double least = Math.min(found.untinted[cell], deepest[cell]);
        own[cell] += share[cell] * wanted * Math.max(0, least - own[cell]);
      }
    }
  }

  /** What goes on, is too far off to be an edge, and has nothing but solid cells around. */
  private boolean[] continued(Found found) {
    boolean[] unknown = new boolean[found.known.length];
    for (int cell = 0; cell < unknown.length; cell++) {
      unknown[cell] = !found.known[cell];
    }
    int[] within = ChessboardDistance.of(grid, unknown);
    boolean[] continued = new boolean[unknown.length];
    for (int cell = 0; cell < continued.length; cell++) {
      continued[cell] =
          found.subject.isContinued(cell)
              && found.told.distance(cell) > widest
              && within[cell] > AROUND;
    }
    return continued;
  }
}
