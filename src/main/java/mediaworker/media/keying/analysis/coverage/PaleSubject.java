package mediaworker.media.keying.analysis.coverage;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * Finds what is pale, in the screen's own hue, before a darker screen: a pale blue shirt before a
 * dark blue screen has as much of the screen's colour as that, so the colour difference finds
 * nothing covered. But it is far brighter in the two other channels, and no mixture of the screen
 * with anything is.
 *
 * <p>A white veil is as much covered by its colour as by its brightness, and no such thing. A pale
 * subject is followed to where it is in shade or has more of the screen's light.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class PaleSubject {

  /** Where brightness alone tells at least so much coverage, and colour not this share of it. */
  private static final double LEAST = 0.5;

  private static final double HUED = 0.75;

  /** The same as the first, of what goes on from there. */
  private static final double LEAST_BESIDE = 0.33;

  /** An edge cell that is so bright has little of the screen in it. */
  private static final double LEAST_AT_EDGE = 0.6;

  private final AnalysisGrid grid;
  private final boolean[] pale;
  private final int[] queue;
  private double[] least = {};

  PaleSubject(AnalysisGrid grid) {
    this.grid = grid;
    pale = new boolean[grid.cells()];
    queue = new int[grid.cells()];
  }

  /**
   * Looks at a frame.
   *
   * @param least coverage of each cell by its brightness alone; kept for the other methods
   * @param generous coverage by the lesser end of the colour difference
   */
  void find(double[] least, double[] generous) {
    this.least = least;
    int end = 0;
    for (int cell = 0; cell < pale.length; cell++) {
      pale[cell] = least[cell] >= LEAST && generous[cell] < HUED * least[cell];
      if (pale[cell]) {
        queue[end++] = cell;
      }
    }
    int width = grid.width();
    for (int next = 0; next < end; next++) {
      int from = queue[next];
      int column = from % width;
      end = column > 0 ? tried(from - 1, generous, end) : end;
      end = column < width - 1 ? tried(from + 1, generous, end) : end;
      end = from >= width ? tried(from - width, generous, end) : end;
      end = from < pale.length - width ? tried(from + width, generous, end) : end;
    }
  }

  private int tried(int cell, double[] generous, int end) {
    if (pale[cell] || least[cell] < LEAST_BESIDE || generous[cell] >= HUED * least[cell]) {
      return end;
    }
    pale[cell] = true;
    queue[end] = cell;
    return end + 1;
  }

  /** Whether a cell of the last frame is of such a thing. */
  boolean shows(int cell) {
    return pale[cell];
  }

  /**
   * Whether a cell of the last frame is to be held: inside such a thing, or bright and beside what
   * is inside.
   *
   * @param solid the cells that are inside something
   */
  boolean isHeld(int cell, boolean[] solid) {
    if (!pale[cell] || solid[cell] || least[cell] < LEAST_AT_EDGE) {
      return pale[cell] && solid[cell];
    }
    int row = cell / grid.width();
    int column = cell % grid.width();
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        if (solid[r * grid.width() + c]) {
          return true;
        }
      }
    }
    return false;
  }
}
