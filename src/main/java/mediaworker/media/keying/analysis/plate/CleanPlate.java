package mediaworker.media.keying.analysis.plate;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.BoxSums;
import mediaworker.media.keying.analysis.grid.ChessboardDistance;
import mediaworker.media.keying.analysis.grid.Infill;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * The screen without the subject, as one small yuv444p picture, so that uneven light and wrinkles
 * are compared with the screen at the same place.
 *
 * <p>Where a cell shows the screen in some of the frames, it is the median of those; cells that
 * never do are guessed from those around them. Immutable.
 */
public final class CleanPlate {

  /** A cell must show the screen in this share of the frames: less may be a blurred edge. */
  private static final double LEAST_SHARE_OF_FRAMES = 0.08;

  /**
   * What is seen less often than this, and is darker or has less chroma for its luma than what is
   * around it tells, is no screen: a dark veil in folds passes for it now and then. What a subject
   * uncovers is as bright and as green as the rest.
   */
  private static final double OFTEN = 0.5;

  private static final double DARK = 0.92;
  private static final double RATIO = 0.955;

  /** By how many levels of luma neighbours differ that are in the same light. */
  private static final double ALIKE = 6;

  /** So many cells beside what never shows the screen, a step may be a subject's soft edge. */
  private static final int BESIDE = 4;

  private final AnalysisGrid grid;
  private final byte[] pixels;
  private final int guessedCells;

  private CleanPlate(AnalysisGrid grid, byte[] pixels, int guessedCells) {
    this.grid = grid;
    this.pixels = pixels;
    this.guessedCells = guessedCells;
  }

  /** A screen of one colour. */
  public static CleanPlate flat(AnalysisGrid grid, MeasuredKey key) {
    byte[] pixels = new byte[grid.frameBytes()];
    double[] levels = {key.y(), key.u(), key.v()};
    for (int plane = 0; plane < 3; plane++) {
      Arrays.fill(pixels, plane * grid.cells(), (plane + 1) * grid.cells(), level(levels[plane]));
    }
    return new CleanPlate(grid, pixels, 0);
  }

  /** The screen as the frames show it; a flat one where they never do. */
  public static CleanPlate of(
      AnalysisGrid grid, List<byte[]> frames, MeasuredKey key, double tolerance) {
    return of(grid, frames, ScreenMask.all(grid, frames, key, tolerance), key);
  }

  /**
   * The same where it is known which cells show it.
   *
   * @param masks of each of the frames, as {@link ScreenMask} has them
   */
  public static CleanPlate of(
      AnalysisGrid grid, List<byte[]> frames, List<boolean[]> masks, MeasuredKey key) {
    int least = Math.max(1, (int) Math.ceil(LEAST_SHARE_OF_FRAMES * frames.size()));
    boolean[] known = new boolean[grid.cells()];
    boolean[] often = new boolean[grid.cells()];
    double[][] planes = new double[3][grid.cells()];
    boolean[] shown = new boolean[frames.size()];
    int[] levels = new int[frames.size()];
    for (int cell = 0; cell < grid.cells(); cell++) {
      int count = 0;
      for (int i = 0; i < shown.length; i++) {
        shown[i] = masks.get(i)[cell];
        count += shown[i] ? 1 : 0;
      }
      known[cell] = count >= least;
      often[cell] = count >= OFTEN * frames.size();
      if (known[cell]) {
        for (int plane = 0; plane < 3; plane++) {
          planes[plane][cell] = median(frames, shown, plane * grid.cells() + cell, levels);
        }
      }
    }
    dropDoubtful(grid, planes, often, known);
    boolean[] unknown = new boolean[known.length];
    int guessed = 0;
    for (int cell = 0; cell < known.length; cell++) {
      unknown[cell] = !known[cell];
      guessed += unknown[cell] ? 1 : 0;
    }
    if (guessed == grid.cells()) {
      return new CleanPlate(grid, flat(grid, key).pixels, guessed);
    }
    byte[] pixels = new byte[grid.frameBytes()];
    double[][] whole = new double[3][];
    Infill infill = new Infill(grid, known);
    for (int plane = 0; plane < 3; plane++) {
      whole[plane] = infill.of(planes[plane]);
    }
    int[] distance = ChessboardDistance.of(grid, unknown);
    for (int cell = 0; cell < grid.cells(); cell++) {
      even(grid, whole, cell, distance[cell] > BESIDE ? ALIKE : 255, pixels);
    }
    return new CleanPlate(grid, pixels, guessed);
  }

  /**
   * A cell as the mean of itself and of those around that are alike: across the edge of a hard
   * shadow a mean is too bright for one side and too dark for the other.
   */
  private static void even(
      AnalysisGrid grid, double[][] planes, int cell, double alike, byte[] pixels) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double[] sums = new double[3];
    int count = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        if (Math.abs(planes[0][at] - planes[0][cell]) <= alike) {
          count++;
          for (int plane = 0; plane < 3; plane++) {
            sums[plane] += planes[plane][at];
          }
        }
      }
    }
    for (int plane = 0; plane < 3; plane++) {
      pixels[plane * grid.cells() + cell] = level(sums[plane] / count);
    }
  }

  private static void dropDoubtful(
      AnalysisGrid grid, double[][] planes, boolean[] often, boolean[] known) {
    boolean any = false;
    for (boolean cell : often) {
      any |= cell;
    }
    if (!any) {
      return;
    }
    double[] chroma = new double[known.length];
    for (int cell = 0; cell < known.length; cell++) {
      chroma[cell] = ScreenTest.chroma((int) planes[1][cell], (int) planes[2][cell]);
    }
    Infill infill = new Infill(grid, often);
    double[] expected = infill.of(planes[0]);
    double[] expectedChroma = infill.of(chroma);
    for (int cell = 0; cell < known.length; cell++) {
      double luma = planes[0][cell] - 16;
      double usual = expected[cell] - 16;
      boolean bright = luma >= DARK * usual;
      boolean colored = chroma[cell] * usual >= RATIO * expectedChroma[cell] * luma;
      known[cell] &= often[cell] || (bright && colored);
    }
  }

  /** Its size. */
  public AnalysisGrid grid() {
    return grid;
  }

  /** The picture as yuv444p levels. */
  public byte[] pixels() {
    return pixels.clone();
  }

  /** How many cells never showed the screen. */
  public int guessedCells() {
    return guessedCells;
  }

  /** A plate of one colour in place of this one, that still tells how much was seen. */
  public CleanPlate flattened(MeasuredKey key) {
    return new CleanPlate(grid, flat(grid, key).pixels, guessedCells);
  }

  /** Share of the cells that were seen, 0…1. */
  public double seen() {
    return 1 - (double) guessedCells / grid.cells();
  }

  /** The middle one of a place's levels in some frames; of an even number, the upper of two. */
  private static int median(List<byte[]> frames, boolean[] shown, int at, int[] levels) {
    int count = 0;
    for (int i = 0; i < shown.length; i++) {
      if (shown[i]) {
        levels[count++] = frames.get(i)[at] & 0xff;
      }
    }
    Arrays.sort(levels, 0, count);
    return levels[count / 2];
  }

  /** Each cell as the mean of itself and its neighbours. */
  static double[] smoothed(AnalysisGrid grid, double[] plane) {
    BoxSums values = new BoxSums(grid, plane);
    double[] smooth = new double[plane.length];
    int lastRow = grid.height() - 1;
    int lastColumn = grid.width() - 1;
    int cell = 0;
    for (int row = 0; row <= lastRow; row++) {
      int down = Math.min(lastRow, row + 1) - Math.max(0, row - 1) + 1;
      for (int column = 0; column <= lastColumn; column++, cell++) {
        int across = Math.min(lastColumn, column + 1) - Math.max(0, column - 1) + 1;
        smooth[cell] = values.around(cell, 1) / (down * across);
      }
    }
    return smooth;
  }

  /** A level as a byte, cut off at its ends. */
  public static byte level(double value) {
    // As Math.round, which takes several times as long.
    return (byte) (value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5));
  }
}
