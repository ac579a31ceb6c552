package mediaworker.media.keying.analysis.screen;

import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * The part of a clip's pictures that shows something: what is left without the black bars above and
 * below it, or at its left and right, as players and editors add them to fill another shape.
 *
 * @param grid the cells of the pictures
 * @param left the first column within it
 * @param top the first row within it
 * @param right the first column beyond it
 * @param bottom the first row beyond it
 */
record ActivePicture(AnalysisGrid grid, int left, int top, int right, int bottom) {

  /** Levels of luma up to which a bar is black, and by which it differs, as encoders leave it. */
  private static final int BLACK = 32;

  private static final int EVEN = 4;

  /** Levels of chroma from grey. */
  private static final int GREY = 5;

  /** Share of the picture's width or height that is no bar. */
  private static final int LEAST_PART = 4;

  /**
   * Looks for bars that all pictures of a clip have, at two sides that face each other. A single
   * one would be something dark that hides that side.
   *
   * @param frames yuv444p pictures of the grid's size
   */
  static ActivePicture of(AnalysisGrid grid, List<byte[]> frames) {
    int width = grid.width();
    int height = grid.height();
    int top = 0;
    while (top < height && isBar(grid, frames, 0, top, width, top + 1)) {
      top++;
    }
    int bottom = height;
    while (bottom > top && isBar(grid, frames, 0, bottom - 1, width, bottom)) {
      bottom--;
    }
    int left = 0;
    while (left < width && isBar(grid, frames, left, 0, left + 1, height)) {
      left++;
    }
    int right = width;
    while (right > left && isBar(grid, frames, right - 1, 0, right, height)) {
      right--;
    }
    boolean below = top > 0 && bottom < height && bottom - top >= height / LEAST_PART;
    boolean beside = left > 0 && right < width && right - left >= width / LEAST_PART;
    // One cell more, since the outermost may be half of each.
    return new ActivePicture(
        grid,
        beside ? left + 1 : 0,
        below ? top + 1 : 0,
        beside ? right - 1 : width,
        below ? bottom - 1 : height);
  }

  /** Whether a cell lies at the upper, left or right border, which is so many cells wide. */
  boolean isBorder(int cell, int strip) {
    int column = cell % grid.width();
    int row = cell / grid.width();
    return row >= top
        && row < bottom
        && column >= left
        && column < right
        && (row < top + strip || column < left + strip || column >= right - strip);
  }

  private static boolean isBar(
      AnalysisGrid grid, List<byte[]> frames, int left, int top, int right, int bottom) {
    int cells = grid.cells();
    int least = BLACK;
    int most = 0;
    for (byte[] frame : frames) {
      for (int row = top; row < bottom; row++) {
        for (int column = left; column < right; column++) {
          int cell = row * grid.width() + column;
          int luma = frame[cell] & 0xff;
          least = Math.min(least, luma);
          most = Math.max(most, luma);
          if (most > BLACK
              || most - least > EVEN
              || Math.abs((frame[cells + cell] & 0xff) - 128) > GREY
              || Math.abs((frame[2 * cells + cell] & 0xff) - 128) > GREY) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
