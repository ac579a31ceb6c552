package mediaworker.media.keying.analysis.grid;

import java.util.Arrays;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/** A small picture of the analysis, drawn in colours 0xRRGGBB. */
public final class GridPicture {

  public static final AnalysisGrid GRID = new AnalysisGrid(48, 32);

  private final ColorMatrix matrix;
  private final int screen;
  private final double[][] planes = new double[3][GRID.cells()];

  public GridPicture(ColorMatrix matrix, int rgb) {
    this.matrix = matrix;
    screen = rgb;
    double[] levels = matrix.levels(rgb);
    for (int plane = 0; plane < 3; plane++) {
      Arrays.fill(planes[plane], levels[plane]);
    }
  }

  /** The colour that it had at first. */
  public int screen() {
    return screen;
  }

  /** Lays a share of a colour over a box, whose ends are left out. */
  public GridPicture box(int left, int top, int right, int bottom, int rgb, double share) {
    double[] levels = matrix.levels(rgb);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        for (int plane = 0; plane < 3; plane++) {
          double[] at = planes[plane];
          int cell = at(column, row);
          at[cell] += share * (levels[plane] - at[cell]);
        }
      }
    }
    return this;
  }

  /** As yuv444p. */
  public byte[] pixels() {
    byte[] pixels = new byte[GRID.frameBytes()];
    for (int plane = 0; plane < 3; plane++) {
      for (int cell = 0; cell < GRID.cells(); cell++) {
        pixels[plane * GRID.cells() + cell] = CleanPlate.level(planes[plane][cell]);
      }
    }
    return pixels;
  }

  public static int at(int column, int row) {
    return row * GRID.width() + column;
  }

  public static MeasuredKey key(ColorMatrix matrix, int rgb) {
    double[] levels = matrix.levels(rgb);
    Screen screen = (rgb >> 8 & 0xff) > (rgb & 0xff) ? Screen.GREEN : Screen.BLUE;
    return new MeasuredKey(screen, matrix, levels[0], levels[1], levels[2], 1);
  }
}
