package mediaworker.media.keying.analysis.screen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Tells a lawn, leaves or the sky, which may be as green or blue and nearly as even, from a screen.
 *
 * <p>What grows is yellowish and dull. A screen in warm light may be so too, but it is even, where
 * grass differs from place to place and keeps doing so over time, while a camera's noise comes and
 * goes. Leaves out of focus are as smooth as a screen, but their hue goes to and fro, where that of
 * a screen between two lamps goes one way. The sky gets paler towards the horizon, while a screen
 * in less light is as vivid for what it has. And where both a lawn and the sky are seen, neither is
 * a screen. Immutable.
 */
public final class Outdoors {

  /** More saturated or brighter than this, a yellowish green is a lamp's or a computer's. */
  private static final double MOST_SATURATION = 0.72;

  private static final double BRIGHTEST_LEAVES = 0.75;
  private static final double LEAST_SATURATION = 0.25;

  /** The sky is pale, bright, and greener than it is red. */
  private static final double PALEST_SKY = 0.12;

  private static final double STRONGEST_SKY = 0.78;
  private static final double DARKEST_SKY = 0.55;

  /** Share of the border that shows the other of lawn and sky. */
  private static final double BOTH = 0.15;

  /** Levels of luma by which grass differs from cell to cell, noise aside, in the median. */
  private static final double TEXTURED = 0.5;

  /** The same of a single picture, of which noise cannot be told. */
  private static final double TEXTURED_STILL = 2;

  /** Share of the pictures in which a cell must show the colour to be asked. */
  private static final double MOSTLY = 0.9;

  private static final int LEAST_CELLS = 30;

  /**
   * Of what is as blue as the sky, the share that may be too pale, or too vivid, for its light: of
   * screens 0.1 at most were.
   */
  private static final double PALING = 0.14;

  /** Width of the squares whose mean hue is asked, in cells: noise is gone from it. */
  private static final int SQUARE = 5;

  private static final int LEAST_SQUARES = 12;

  /** Degrees by which hue may go to and fro, one way from side to side taken off. */
  private static final double TO_AND_FRO = 2;

  private final AnalysisGrid grid;
  private final ColorMatrix matrix;
  private final List<byte[]> frames;

  /** Width of the border, in cells. */
  private final int strip;

  private final ActivePicture active;
  private final PalingSky sky;

  /** In pictures from all over a clip. */
  public Outdoors(AnalysisGrid grid, ColorMatrix matrix, List<byte[]> frames) {
    this.grid = grid;
    this.matrix = matrix;
    this.frames = frames;
    strip = 1 + Math.max(1, Math.round(grid.height() / 30f));
    active = ActivePicture.of(grid, frames);
    sky = new PalingSky(grid, frames, this::isBorder);
  }

  /** Whether a colour that most of the border has is that of something outdoors. */
  public boolean shows(MeasuredKey key) {
    int rgb = matrix.rgb(key.y(), key.u(), key.v());
    if (key.screen() == Screen.GREEN) {
      double most = frames.size() == 1 ? TEXTURED_STILL : TEXTURED;
      return isLeaves(rgb)
          && (texture(key) > most || share(Outdoors::isSky) >= BOTH || toAndFro() > TO_AND_FRO);
    }
    return isSky(rgb) && (share(Outdoors::isLeaves) >= BOTH || sky.paling(key) >= PALING);
  }

  /**
   * By how many degrees the hue of leaves at the border goes to and fro: the deviation of squares
   * from a plane through them; 0 where there are too few.
   */
  double toAndFro() {
    List<double[]> squares = new ArrayList<>();
    for (int row = active.top(); row + SQUARE <= active.bottom(); row += SQUARE) {
      for (int column = active.left(); column + SQUARE <= active.right(); column += SQUARE) {
        boolean border =
            row == active.top() || column == active.left() || column + 2 * SQUARE > active.right();
        double hue = border ? hue(column, row) : Double.NaN;
        if (!Double.isNaN(hue)) {
          squares.add(new double[] {column, row, hue});
        }
      }
    }
    return squares.size() < LEAST_SQUARES ? 0 : aside(squares);
  }

  /** Hue of the leaves in a square, in degrees; NaN where less than half of it is leaves. */
  private double hue(int left, int top) {
    int cells = grid.cells();
    int seen = 0;
    double sumU = 0;
    double sumV = 0;
    for (byte[] frame : frames) {
      for (int at = 0; at < SQUARE * SQUARE; at++) {
        int cell = (top + at / SQUARE) * grid.width() + left + at % SQUARE;
        int u = frame[cells + cell] & 0xff;
        int v = frame[2 * cells + cell] & 0xff;
        if (isLeaves(matrix.rgb(frame[cell] & 0xff, u, v))) {
          seen++;
          sumU += u - 128;
          sumV += v - 128;
        }
      }
    }
    boolean enough = 2 * seen >= SQUARE * SQUARE * frames.size();
    return enough ? Math.toDegrees(Math.atan2(-sumV, -sumU)) : Double.NaN;
  }

  /** The deviation of the last of each three from the plane over the other two that fits best. */
  private static double aside(List<double[]> points) {
    double[] mean = new double[3];
    for (double[] point : points) {
      for (int i = 0; i < 3; i++) {
        mean[i] += point[i] / points.size();
      }
    }
    double[][] product = new double[3][3];
    for (double[] point : points) {
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
          product[i][j] += (point[i] - mean[i]) * (point[j] - mean[j]) / points.size();
        }
      }
    }
    double xx = product[0][0];
    double xy = product[0][1];
    double yy = product[1][1];
    double det = Math.max(1e-9, xx * yy - xy * xy);
    double slopeX = (product[0][2] * yy - product[1][2] * xy) / det;
    double slopeY = (product[1][2] * xx - product[0][2] * xy) / det;
    double rest = product[2][2] - slopeX * product[0][2] - slopeY * product[1][2];
    return Math.sqrt(Math.max(0, rest));
  }

  /** Whether a colour, as 0xRRGGBB, may be that of leaves or of the sky. */
  static boolean mayBe(int rgb) {
    return isLeaves(rgb) || isSky(rgb);
  }

  private static boolean isLeaves(int rgb) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    double saturation = (double) (green - blue) / Math.max(1, green);
    return green >= red
        && red > blue
        && saturation >= LEAST_SATURATION
        && saturation < MOST_SATURATION
        && green < BRIGHTEST_LEAVES * 255;
  }

  private static boolean isSky(int rgb) {
    int red = rgb >> 16 & 0xff;
    int green = rgb >> 8 & 0xff;
    int blue = rgb & 0xff;
    double saturation = (double) (blue - red) / Math.max(1, blue);
    return blue > green
        && green > red
        && saturation >= PALEST_SKY
        && saturation < STRONGEST_SKY
        && blue > DARKEST_SKY * 255;
  }

  /** Share of the border that has such a colour, over all pictures. */
  private double share(IntPredicate color) {
    int cells = grid.cells();
    int asked = 0;
    int alike = 0;
    for (byte[] frame : frames) {
      for (int cell = 0; cell < cells; cell++) {
        if (isBorder(cell)) {
          asked++;
          int u = frame[cells + cell] & 0xff;
          int v = frame[2 * cells + cell] & 0xff;
          alike += color.test(matrix.rgb(frame[cell] & 0xff, u, v)) ? 1 : 0;
        }
      }
    }
    return (double) alike / Math.max(1, asked);
  }

  /**
   * By how many levels of luma cells of a colour differ from those beside them in the median, what
   * comes and goes left out; 0 where too few are seen.
   */
  double texture(MeasuredKey key) {
    int cells = grid.cells();
    double radius = ColorPeaks.radius(key.u(), key.v(), 1);
    double[] mean = new double[cells];
    int[] shown = new int[cells];
    for (byte[] frame : frames) {
      for (int cell = 0; cell < cells; cell++) {
        double u = (frame[cells + cell] & 0xff) - key.u();
        double v = (frame[2 * cells + cell] & 0xff) - key.v();
        mean[cell] += (double) (frame[cell] & 0xff) / frames.size();
        shown[cell] += u * u + v * v <= radius * radius ? 1 : 0;
      }
    }
    double[] lasting = new double[cells];
    double[] passing = new double[cells];
    int count = 0;
    for (int cell = 0; cell < cells; cell++) {
      if (isBorder(cell) && isInside(cell) && shown[cell] >= MOSTLY * frames.size()) {
        lasting[count] = bend(mean, cell);
        double[] rest = new double[frames.size()];
        for (int i = 0; i < rest.length; i++) {
          rest[i] = Math.abs(bend(frames.get(i), cell) - lasting[count]);
        }
        lasting[count] = Math.abs(lasting[count]);
        passing[count++] = median(rest, rest.length);
      }
    }
    if (count < LEAST_CELLS) {
      return 0;
    }
    double noise = median(passing, count) / Math.sqrt(frames.size());
    double texture = median(lasting, count);
    return Math.sqrt(Math.max(0, texture * texture - noise * noise));
  }

  /** How far luma is from the mean of the four cells beside. */
  private double bend(double[] luma, int cell) {
    int width = grid.width();
    return luma[cell]
        - (luma[cell - 1] + luma[cell + 1] + luma[cell - width] + luma[cell + width]) / 4;
  }

  private double bend(byte[] frame, int cell) {
    int width = grid.width();
    int beside =
        (frame[cell - 1] & 0xff)
            + (frame[cell + 1] & 0xff)
            + (frame[cell - width] & 0xff)
            + (frame[cell + width] & 0xff);
    return (frame[cell] & 0xff) - beside / 4.0;
  }

  private static double median(double[] values, int count) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** Whether a cell lies at the upper, left or right border, which is where screens are seen. */
  private boolean isBorder(int cell) {
    return active.isBorder(cell, strip);
  }

  private boolean isInside(int cell) {
    int column = cell % grid.width();
    int row = cell / grid.width();
    return column > 0 && column < grid.width() - 1 && row > 0 && row < grid.height() - 1;
  }
}
