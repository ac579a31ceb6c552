package mediaworker.media.keying.analysis.coverage;

import java.util.Arrays;
import mediaworker.media.keying.analysis.coverage.DrawnAreas.Fill;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.CellColors;

/**
 * Finds the fills of a drawing ({@link OutlinedDrawing}) that have much of the screen's colour by
 * nature, such as mint ribbons and green hair: areas that lines and what is solid enclose.
 *
 * <p>A pane that is drawn half transparent is enclosed just so. But paint that covers little by its
 * colour mostly has a shade somewhere, in which all channels are darker in the same proportion, so
 * that it shows more coverage; the shade of a pane shows as much or less. Without a shade only what
 * covers most is believed.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class OutlinedFill {

  /** What covers so much needs no shade to be believed. */
  private static final double MOSTLY = 0.6;

  /** Cells of a fill that is asked what it is; fewer are where two others meet. */
  private static final int LEAST_CELLS = 4;

  /** Luma of the darker part of a fill for that of the lighter one, at most. */
  private static final double SHADED = 0.93;

  /** Cells of either, at least. */
  private static final int LEAST_SHADED = 4;

  /** How much what is seen of the screen's colour falls with the light, at least; 1 for paint. */
  private static final double FALLS = 0.5;

  private final CellColors colors;
  private final DrawnAreas areas;
  private final Paints paints;
  private final boolean[] held;
  private final boolean[] painted;
  private final double[] shown;

  /**
   * For one clip.
   *
   * @param colors of each frame
   * @param paints what is known of the drawing's colours
   */
  OutlinedFill(AnalysisGrid grid, CellColors colors, Paints paints) {
    this.colors = colors;
    this.paints = paints;
    areas = new DrawnAreas(grid, colors);
    held = new boolean[grid.cells()];
    painted = new boolean[grid.cells()];
    shown = new double[grid.cells()];
  }

  /** Tells paints the colours of the fills that have a shade as paint has. */
  void see(byte[] frame, double[] coverage, Paints.Seen seen) {
    areas.find(frame, coverage);
    for (Fill fill : areas.fills()) {
      double[] sums = new double[6];
      if (areas.isClosed(fill) && isShaded(fill, frame, coverage, sums)) {
        seen.see(sums[0], sums[1], sums[2]);
        seen.see(sums[3], sums[4], sums[5]);
      }
    }
  }

  /**
   * Adds such fills, and the lines within them, to what is solid.
   *
   * @param frame yuv444p levels
   * @param coverage by the colour difference
   * @param solid gets their cells
   * @param strong gets the same
   */
  void add(byte[] frame, double[] coverage, boolean[] solid, boolean[] strong) {
    areas.find(frame, coverage);
    Arrays.fill(held, false);
    Arrays.fill(painted, false);
    for (Fill fill : areas.fills()) {
      if (fill.size() >= LEAST_CELLS && areas.isClosed(fill)) {
        boolean paint = isPaint(fill);
        boolean covers = paint || covers(fill, coverage);
        for (int i = fill.from(); i < fill.to(); i++) {
          held[areas.cell(i)] = covers;
          painted[areas.cell(i)] = paint;
        }
      }
    }
    for (int cell = 0; cell < held.length; cell++) {
      shown[cell] = shown(cell, coverage);
      if (held[cell] || (shown[cell] < Double.POSITIVE_INFINITY && !areas.isBesideScreen(cell))) {
        solid[cell] = true;
        strong[cell] = true;
        shown[cell] = Math.min(shown[cell], coverage[cell]);
      }
    }
  }

  /**
   * The least that is shown by a cell of the last frame's fills and those around it: no more is
   * full coverage there, nor under the line around them; infinite where there are none.
   */
  double shown(int cell) {
    return shown[cell];
  }

  /** Whether a cell of the last frame is of a fill whose colour is paint: its own, in any light. */
  boolean isPaint(int cell) {
    return painted[cell];
  }

  private double shown(int cell, double[] coverage) {
    double least = Double.POSITIVE_INFINITY;
    if (areas.kind(cell) == DrawnAreas.Kind.SCREEN) {
      return least;
    }
    for (int at : areas.around(cell)) {
      least = at >= 0 && held[at] ? Math.min(least, coverage[at]) : least;
    }
    return least;
  }

  /** Whether a fill covers so much that it is solid. */
  private boolean covers(Fill fill, double[] coverage) {
    double covered = 0;
    for (int i = fill.from(); i < fill.to(); i++) {
      covered += coverage[areas.cell(i)];
    }
    return covered >= MOSTLY * fill.size();
  }

  /** Whether a fill is of a colour that is paint somewhere in the clip. */
  private boolean isPaint(Fill fill) {
    double red = 0;
    double other = 0;
    double screen = 0;
    for (int i = fill.from(); i < fill.to(); i++) {
      int cell = areas.cell(i);
      red += colors.red()[cell];
      other += colors.other()[cell];
      screen += colors.screen()[cell];
    }
    return paints.has(red, other, screen);
  }

  /**
   * Whether the darker part of a fill shows as much less of the screen's colour.
   *
   * @param sums gets the sums of red, the third and the screen's channel of the darker part, and
   *     those of the lighter one
   */
  private boolean isShaded(Fill fill, byte[] frame, double[] coverage, double[] sums) {
    int number = fill.number();
    double light = 0;
    int inner = 0;
    for (int i = fill.from(); i < fill.to(); i++) {
      if (isInner(areas.cell(i), number)) {
        light += DrawnAreas.luma(frame, areas.cell(i));
        inner++;
      }
    }
    double[] lights = new double[2];
    double[] shows = new double[2];
    int[] counts = new int[2];
    for (int i = fill.from(); i < fill.to(); i++) {
      int cell = areas.cell(i);
      if (isInner(cell, number)) {
        int half = DrawnAreas.luma(frame, cell) * inner < light ? 0 : 1;
        lights[half] += DrawnAreas.luma(frame, cell);
        shows[half] += 1 - coverage[cell];
        counts[half]++;
        sums[3 * half] += colors.red()[cell];
        sums[3 * half + 1] += colors.other()[cell];
        sums[3 * half + 2] += colors.screen()[cell];
      }
    }
    if (counts[0] < LEAST_SHADED || counts[1] < LEAST_SHADED) {
      return false;
    }
    double darker = lights[0] * counts[1] / (lights[1] * counts[0]);
    double less = shows[0] * counts[1] / (shows[1] * counts[0]);
    return darker <= SHADED && 1 - less >= FALLS * (1 - darker);
  }

  /** Whether all around a cell is of the same fill. */
  private boolean isInner(int cell, int number) {
    for (int at : areas.around(cell)) {
      if (at < 0 || areas.number(at) != number) {
        return false;
      }
    }
    return true;
  }
}
