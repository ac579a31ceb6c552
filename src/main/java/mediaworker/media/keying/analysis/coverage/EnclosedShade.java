package mediaworker.media.keying.analysis.coverage;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;

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

  /** Number of the place that a cell was found to be of, from 1 on; 0 for none yet. */
  private final int[] places;

  private final int[] queue;

  EnclosedShade(AnalysisGrid grid) {
    this.grid = grid;
    places = new int[grid.cells()];
    queue = new int[LARGEST];
  }

  /**
   * Adds such places to what is solid.
   *
   * @param coverage by the colour difference
   * @param solid gets their cells
   * @param strong gets the same
   */
  void fill(double[] coverage, boolean[] solid, boolean[] strong) {
    Arrays.fill(places, 0);
    int number = 0;
    for (int cell = 0; cell < solid.length; cell++) {
      if (!solid[cell] && places[cell] == 0) {
        int size = place(cell, ++number, coverage, solid);
        for (int i = 0; i < size; i++) {
          solid[queue[i]] = true;
          strong[queue[i]] = true;
        }
      }
    }
  }

  /**
   * Collects a place in the queue; returns its size, or 0 where it is none to be filled. Such a one
   * is left as soon as it is seen to be too large or open, so that what else is of it finds cells
   * of another place beside it, and is none either.
   */
  private int place(int first, int number, double[] coverage, boolean[] solid) {
    int width = grid.width();
    int height = grid.height();
    places[first] = number;
    queue[0] = first;
    int end = 1;
    double least = 1;
    double around = 0;
    int border = 0;
    for (int next = 0; next < end; next++) {
      int cell = queue[next];
      int row = cell / width;
      int column = cell - row * width;
      if (row == 0 || row == height - 1 || column == 0 || column == width - 1) {
        return 0;
      }
      least = coverage[cell] < least ? coverage[cell] : least;
      for (int above = cell - width - 1; above <= cell + width - 1; above += width) {
        for (int at = above; at <= above + 2; at++) {
          if (solid[at]) {
            around += coverage[at];
            border++;
          } else if (places[at] == 0) {
            if (end == LARGEST) {
              return 0;
            }
            places[at] = number;
            queue[end++] = at;
          } else if (places[at] != number) {
            return 0;
          }
        }
      }
    }
    return border > 0 && least >= LEAST_SHARE * around / border ? end : 0;
  }
}
