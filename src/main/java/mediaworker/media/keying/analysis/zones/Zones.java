package mediaworker.media.keying.analysis.zones;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * Where the matte is cleared from the start: what lies beyond a screen that fills only a part of
 * the picture. Immutable.
 */
public final class Zones {

  private final AnalysisGrid grid;
  private final boolean[] cleared;
  private final List<KeptWall> walls;

  private Zones(AnalysisGrid grid, List<KeptWall> walls) {
    this.grid = grid;
    this.walls = List.copyOf(walls);
    cleared = new boolean[grid.cells()];
  }

  /**
   * The zones of a clip.
   *
   * @param frames pictures from all over it
   * @param tolerance how far from the screen's colour still counts as screen
   */
  public static Zones of(
      AnalysisGrid grid, List<byte[]> frames, MeasuredKey key, double tolerance) {
    CellHistory cells = new CellHistory(grid, frames, new ScreenTest(key, tolerance));
    ScreenBounds bounds = ScreenBounds.of(cells);
    Zones zones = new Zones(grid, KeptSides.of(cells, bounds));
    zones.clearBeyond(bounds);
    return zones;
  }

  /** What may be walls that have stayed; see {@link KeptWall#warning}. */
  public List<KeptWall> walls() {
    return walls;
  }

  /** Puts the special level into the references of a frame. */
  public void apply(byte[] reference) {
    for (int cell = 0; cell < reference.length; cell++) {
      if (cleared[cell]) {
        reference[cell] = (byte) ReferenceCoverage.GARBAGE;
      }
    }
  }

  /** Whether there is a cell that is cleared. */
  public boolean clears() {
    for (boolean cell : cleared) {
      if (cell) {
        return true;
      }
    }
    return false;
  }

  /** Takes what a plane has where the picture is cleared. */
  public void clear(byte[] plane) {
    for (int cell = 0; cell < plane.length; cell++) {
      plane[cell] = cleared[cell] ? 0 : plane[cell];
    }
  }

  /** Clears what lies beyond a screen that fills only a part of the picture. */
  private void clearBeyond(ScreenBounds screen) {
    int width = grid.width();
    Arrays.fill(cleared, 0, screen.top() * width, true);
    Arrays.fill(cleared, screen.bottom() * width, grid.cells(), true);
    for (int row = 0; row < grid.height(); row++) {
      Arrays.fill(cleared, row * width, row * width + screen.left(), true);
      Arrays.fill(cleared, row * width + screen.right(), (row + 1) * width, true);
    }
  }
}
