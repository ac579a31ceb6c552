package mediaworker.media.keying.analysis.plate;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;
import mediaworker.media.keying.analysis.grid.Infill;

/**
 * Finds what looks like a shadow on the screen but is a dark veil, smoke, or something out of
 * focus.
 *
 * <p>A shadow keeps the screen's ratio of chroma to luma; a dark thing before it lowers the ratio a
 * little, by less than unevenness, noise and encoders do from cell to cell. So cells are not asked
 * one by one: what has the screen's hue is divided where its luma steps, and each island that is
 * darker than the screen at large is asked as a whole. Cells that are none of the screen for
 * themselves count in it too, or what is left of a veil between them would pass. Used by one thread
 * at a time; keeps nothing between frames.
 */
final class DarkIslands {

  /** A step of luma from cell to cell, as a share of it, that light and folds seldom make. */
  private static final double STEP = 0.045;

  /** The same of the ratio of chroma to luma. */
  private static final double RATIO_STEP = 0.04;

  /** Share of the screen's luma from which on an island is dark. */
  private static final double DARK = 0.9;

  /** Share of the screen's ratio below which a large or a small island is none of it. */
  private static final double LARGE_RATIO = 0.955;

  private static final double SMALL_RATIO = 0.91;
  private static final int LARGE = 8;

  /** Half the width, in cells, of what is narrow. */
  private static final int NARROW = 2;

  private final AnalysisGrid grid;
  private final int[] island;
  private final int[] stack;
  private final boolean[] bright;

  /** Cells of all islands but the largest. */
  private final boolean[] dark;

  private final double[] luma;
  private final double[] chroma;

  DarkIslands(AnalysisGrid grid) {
    this.grid = grid;
    island = new int[grid.cells()];
    stack = new int[grid.cells()];
    bright = new boolean[grid.cells()];
    dark = new boolean[grid.cells()];
    luma = new double[grid.cells()];
    chroma = new double[grid.cells()];
  }

  /**
   * Takes such islands out of the screen's cells.
   *
   * @param screen loses them
   * @param hue cells that have the screen's hue, those of the screen among them
   * @param frame yuv444p levels
   */
  void remove(boolean[] screen, boolean[] hue, byte[] frame) {
    int cells = grid.cells();
    measure(frame);
    Arrays.fill(island, -1);
    int count = flood(hue, 0);
    int largest = largest(count, screen);
    if (largest < 0) {
      return;
    }
    count = cutOff(largest, hue, count);
    if (count < 2) {
      return;
    }
    int[] sizes = new int[count];
    double[] ownLuma = new double[count];
    double[] ownChroma = new double[count];
    boolean any = false;
    for (int cell = 0; cell < cells; cell++) {
      int at = island[cell];
      if (at >= 0) {
        sizes[at]++;
        ownLuma[at] += luma[cell];
        ownChroma[at] += chroma[cell];
      }
      bright[cell] = at == largest && screen[cell];
      dark[cell] = at >= 0 && at != largest;
      any |= bright[cell];
    }
    if (!any) {
      return;
    }
    // Light and its colour differ from place to place, so what the screen has nearby is usual.
    Infill infill = new Infill(grid, bright);
    double[] nearLuma = infill.of(luma, dark);
    double[] nearChroma = infill.of(chroma, dark);
    double[] usualLuma = new double[count];
    double[] usualChroma = new double[count];
    for (int cell = 0; cell < cells; cell++) {
      if (dark[cell]) {
        usualLuma[island[cell]] += nearLuma[cell];
        usualChroma[island[cell]] += nearChroma[cell];
      }
    }
    for (int cell = 0; cell < cells; cell++) {
      int at = island[cell];
      if (dark[cell] && ownLuma[at] < DARK * usualLuma[at]) {
        double least = sizes[at] >= LARGE ? LARGE_RATIO : SMALL_RATIO;
        screen[cell] &= ownChroma[at] * usualLuma[at] >= least * usualChroma[at] * ownLuma[at];
      }
    }
  }

  private void measure(byte[] frame) {
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      int u = (frame[cells + cell] & 0xff) - 128;
      int v = (frame[2 * cells + cell] & 0xff) - 128;
      luma[cell] = Math.max(1, (frame[cell] & 0xff) - 16);
      chroma[cell] = Math.sqrt(u * u + v * v);
    }
  }

  /** Numbers the islands of cells that are in none, and tells how many there are now. */
  private int flood(boolean[] hue, int count) {
    int number = count;
    for (int cell = 0; cell < hue.length; cell++) {
      if (hue[cell] && island[cell] < 0) {
        flood(cell, number++, hue);
      }
    }
    return number;
  }

  /** The one with most of the screen's cells; -1 where there are none. */
  private int largest(int count, boolean[] screen) {
    int[] screens = new int[count];
    int largest = -1;
    for (int cell = 0; cell < screen.length; cell++) {
      int at = screen[cell] ? island[cell] : -1;
      if (at >= 0 && ++screens[at] > (largest < 0 ? 0 : screens[largest])) {
        largest = at;
      }
    }
    return largest;
  }

  /**
   * Makes islands of their own of what is joined to the largest by narrow necks, or narrow itself:
   * through a gap in its edge the screen runs into a veil and along its folds.
   */
  private int cutOff(int largest, boolean[] hue, int count) {
    boolean[] part = new boolean[hue.length];
    for (int cell = 0; cell < part.length; cell++) {
      part[cell] = island[cell] != largest;
    }
    int[] inward = ChessboardDistance.of(grid, part);
    for (int cell = 0; cell < part.length; cell++) {
      part[cell] = inward[cell] > NARROW;
    }
    int[] outward = ChessboardDistance.of(grid, part);
    for (int cell = 0; cell < part.length; cell++) {
      if (island[cell] == largest && outward[cell] > NARROW) {
        island[cell] = -1;
      }
    }
    return flood(hue, count);
  }

  private void flood(int from, int number, boolean[] hue) {
    int width = grid.width();
    int top = 0;
    stack[top++] = from;
    island[from] = number;
    while (top > 0) {
      int cell = stack[--top];
      int column = cell % width;
      top = visit(cell, column > 0 ? cell - 1 : cell, top, hue);
      top = visit(cell, column < width - 1 ? cell + 1 : cell, top, hue);
      top = visit(cell, cell - width, top, hue);
      top = visit(cell, cell + width, top, hue);
    }
  }

  private int visit(int cell, int next, int top, boolean[] hue) {
    if (next < 0 || next >= hue.length || !hue[next] || island[next] >= 0) {
      return top;
    }
    double here = luma[cell];
    double there = luma[next];
    if (Math.abs(here - there) > STEP * Math.max(here, there)) {
      return top;
    }
    // A veil's soft edge goes down in small steps of luma, but of the ratio too; a shadow's not.
    double hereChroma = chroma[cell] * there;
    double thereChroma = chroma[next] * here;
    if (Math.abs(hereChroma - thereChroma) > RATIO_STEP * Math.max(hereChroma, thereChroma)) {
      return top;
    }
    island[next] = island[cell];
    stack[top] = next;
    return top + 1;
  }
}
