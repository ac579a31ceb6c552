package mediaworker.media.keying.analysis;

/**
 * Fills small places inside a subject that show some of the screen's colour: the white of an eye in
 * the lid's shadow, the corner of a mouth, a fold of cloth.
 *
 * <p>What lies in shade gets most of its light from the screen, and shows as much of it as
 * something half covered. But a gap that is wider than a cell shows all of the screen, and of a
 * cell with a narrower one the subject covers the rest. So a place that is enclosed all around, and
 * shows half of the coverage of what is around it everywhere, is solid. Used by one thread.
 */
final class EnclosedShade {

  /** Cells of such a place, at most. */
  private static final int LARGEST = 40;

  /** Of what the solid cells around show, what each of its cells must. */
  private static final double LEAST_SHARE = 0.5;

  private final AnalysisGrid grid;
  private final boolean[] seen;
  private final int[] queue;

  EnclosedShade(AnalysisGrid grid) {
    this.grid = grid;
    seen = new boolean[grid.cells()];
    queue = new int[grid.cells()];
  }

  /**
   * Adds such places to what is solid.
   *
   * @param coverage by the colour difference
   * @param solid gets their cells
   * @param strong gets the same
   */
  void fill(double[] coverage, boolean[] solid, boolean[] strong) {
    System.arraycopy(solid, 0, seen, 0, solid.length);
    for (int cell = 0; cell < solid.length; cell++) {
      if (!seen[cell]) {
        int size = place(cell, coverage, solid);
        for (int i = 0; i < size; i++) {
          solid[queue[i]] = true;
          strong[queue[i]] = true;
        }
      }
    }
  }

  /** Collects a place in the queue; returns its size, or 0 where it is none to be filled. */
  private int place(int first, double[] coverage, boolean[] solid) {
    int width = grid.width();
    seen[first] = true;
    queue[0] = first;
    int end = 1;
    double least = 1;
    double around = 0;
    int border = 0;
    boolean open = false;
    for (int next = 0; next < end; next++) {
      int row = queue[next] / width;
      int column = queue[next] % width;
      least = Math.min(least, coverage[queue[next]]);
      open |= row == 0 || row == grid.height() - 1 || column == 0 || column == width - 1;
      for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
        for (int c = Math.max(0, column - 1); c <= Math.min(width - 1, column + 1); c++) {
          int at = r * width + c;
          if (solid[at]) {
            around += coverage[at];
            border++;
          } else if (!seen[at]) {
            seen[at] = true;
            queue[end++] = at;
          }
        }
      }
    }
    boolean shaded = border > 0 && least >= LEAST_SHARE * around / border;
    return !open && shaded && end <= LARGEST ? end : 0;
  }
}
