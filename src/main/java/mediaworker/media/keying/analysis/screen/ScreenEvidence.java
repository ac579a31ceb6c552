package mediaworker.media.keying.analysis.screen;

import java.util.List;
import java.util.function.ToDoubleFunction;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * Tells how much there is to say that a colour is a screen's: what shares of a border, of a side or
 * of the whole picture show it evenly.
 *
 * <p>A screen goes over into itself from cell to cell; a lawn or a wall of leaves has the colour in
 * patches, so a cell counts only where it hardly differs from half of those next to it. And a
 * screen need not be seen all the time: a clip may begin with something right before the camera. So
 * what a quarter of the pictures reach is what counts.
 *
 * <p>Immutable; used with the pictures of one clip.
 */
public final class ScreenEvidence {

  /** Steps of chroma from cell to cell, as a share of the key's and in levels, that are even. */
  private static final double EVEN = 0.08;

  private static final double EVEN_LEVELS = 3;

  /** Of the pictures, those in which the screen must be seen so well. */
  private static final int ONE_IN = 4;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final ScreenTest test;
  private final double radius;
  private final double even;

  /**
   * For one colour.
   *
   * @param radius what is no farther from the key in chroma, in levels, counts whatever its luma
   */
  public ScreenEvidence(AnalysisGrid grid, MeasuredKey key, double tolerance, double radius) {
    this.grid = grid;
    this.key = key;
    this.radius = radius;
    test = new ScreenTest(key, tolerance);
    even = Math.max(EVEN_LEVELS, EVEN * key.chroma());
  }

  /** For one colour, whatever its luma where it is as near to it as the most frequent ones are. */
  static ScreenEvidence of(AnalysisGrid grid, MeasuredKey key, double tolerance) {
    return new ScreenEvidence(grid, key, tolerance, ColorPeaks.radius(key.u(), key.v(), tolerance));
  }

  /** Share of the upper, left and right border of a rectangle of cells, 0…1. */
  double border(List<byte[]> frames, int left, int top, int right, int bottom) {
    int strip = strip();
    return reached(
        frames,
        frame ->
            share(
                frame,
                (column, row) ->
                    column >= left
                        && column < right
                        && row >= top
                        && row < bottom
                        && (row < top + strip
                            || column < left + strip
                            || column >= right - strip)));
  }

  /** Share of the upper, the left or the right side of the picture, whichever has the most. */
  double bestSide(List<byte[]> frames, ActivePicture active) {
    int strip = strip();
    int left = active.left();
    int right = active.right();
    int top = active.top();
    int bottom = active.bottom();
    return Math.max(
        top(frames, active),
        Math.max(
            within(frames, left, top, left + strip, bottom),
            within(frames, right - strip, top, right, bottom)));
  }

  /** Share of the upper side of the picture. */
  double top(List<byte[]> frames, ActivePicture active) {
    return within(frames, active.left(), active.top(), active.right(), active.top() + strip());
  }

  private double within(List<byte[]> frames, int left, int top, int right, int bottom) {
    return reached(
        frames,
        frame ->
            share(
                frame,
                (column, row) -> column >= left && column < right && row >= top && row < bottom));
  }

  /** Share of the whole picture. */
  public double area(List<byte[]> frames) {
    return reached(frames, frame -> share(frame, (column, row) -> true));
  }

  /** Width of a border, in cells. */
  private int strip() {
    return Math.max(1, Math.round(grid.height() / 30f));
  }

  /** Which cells are asked. */
  @FunctionalInterface
  private interface Part {
    boolean has(int column, int row);
  }

  /** The cells that show the colour evenly. */
  boolean[] shown(byte[] frame) {
    boolean[] shown = new boolean[grid.cells()];
    for (int cell = 0; cell < shown.length; cell++) {
      shown[cell] = isKey(frame, cell) && isEven(frame, cell % grid.width(), cell / grid.width());
    }
    return shown;
  }

  /** What a quarter of the pictures reach. */
  static <T> double reached(List<T> frames, ToDoubleFunction<T> share) {
    double[] shares = frames.stream().mapToDouble(share).sorted().toArray();
    return shares[shares.length - 1 - (shares.length - 1) / ONE_IN];
  }

  private double share(byte[] frame, Part part) {
    int asked = 0;
    int screen = 0;
    for (int row = 0; row < grid.height(); row++) {
      for (int column = 0; column < grid.width(); column++) {
        if (part.has(column, row)) {
          asked++;
          int cell = row * grid.width() + column;
          screen += isKey(frame, cell) && isEven(frame, column, row) ? 1 : 0;
        }
      }
    }
    return asked == 0 ? 0 : (double) screen / asked;
  }

  private boolean isKey(byte[] frame, int cell) {
    int u = frame[grid.cells() + cell] & 0xff;
    int v = frame[2 * grid.cells() + cell] & 0xff;
    return test.isScreen(frame[cell] & 0xff, u, v)
        || Math.hypot(u - key.u(), v - key.v()) <= radius;
  }

  /** Whether it goes over into half of its neighbours or more. */
  private boolean isEven(byte[] frame, int column, int row) {
    int cell = row * grid.width() + column;
    int beside = 0;
    int alike = 0;
    for (int side = 0; side < 4; side++) {
      int c = column + (side == 0 ? -1 : side == 1 ? 1 : 0);
      int r = row + (side == 2 ? -1 : side == 3 ? 1 : 0);
      if (c >= 0 && c < grid.width() && r >= 0 && r < grid.height()) {
        beside++;
        alike += isAlike(frame, cell, r * grid.width() + c) ? 1 : 0;
      }
    }
    return 2 * alike >= beside;
  }

  private boolean isAlike(byte[] frame, int cell, int beside) {
    int cells = grid.cells();
    int u = (frame[cells + cell] & 0xff) - (frame[cells + beside] & 0xff);
    int v = (frame[2 * cells + cell] & 0xff) - (frame[2 * cells + beside] & 0xff);
    return u * u + v * v <= even * even;
  }
}
