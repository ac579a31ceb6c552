package mediaworker.media.keying.analysis.zones;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.Region;

/**
 * Where the matte is decided from the start: kept solid, or cleared. A person's regions, and what
 * lies beyond a screen that fills only a part of the picture. Immutable.
 */
public final class Zones {

  private final AnalysisGrid grid;
  private final boolean[] held;
  private final boolean[] cleared;

  private Zones(AnalysisGrid grid) {
    this.grid = grid;
    held = new boolean[grid.cells()];
    cleared = new boolean[grid.cells()];
  }

  /**
   * The zones of a clip.
   *
   * @param frames pictures from all over it
   * @param paintedHold cells that a person has painted to stay solid
   * @param paintedGarbage cells that a person has painted to go
   */
  public static Zones of(
      AnalysisGrid grid,
      List<byte[]> frames,
      MeasuredKey key,
      KeyingSettings settings,
      boolean[] paintedHold,
      boolean[] paintedGarbage) {
    Zones zones = new Zones(grid);
    ScreenTest test = new ScreenTest(key, settings.matte().tolerance());
    zones.clearBeyond(ScreenBounds.of(new CellHistory(grid, frames, test)));
    List<Region> hold = settings.corrections().hold();
    List<Region> garbage = settings.corrections().garbage();
    for (int cell = 0; cell < grid.cells(); cell++) {
      boolean keep = paintedHold[cell] || isWithin(hold, grid, cell);
      boolean clear = paintedGarbage[cell] || isWithin(garbage, grid, cell);
      zones.held[cell] = keep;
      zones.cleared[cell] = !keep && (clear || zones.cleared[cell]);
    }
    return zones;
  }

  private static boolean isWithin(List<Region> regions, AnalysisGrid grid, int cell) {
    if (regions.isEmpty()) {
      return false;
    }
    int row = cell / grid.width();
    double x = (cell % grid.width() + 0.5) / grid.width();
    double y = (row + 0.5) / grid.height();
    return regions.stream().anyMatch(region -> region.contains(x, y));
  }

  /** Puts the special levels into the references of a frame. */
  public void apply(byte[] reference) {
    for (int cell = 0; cell < reference.length; cell++) {
      if (held[cell]) {
        reference[cell] = (byte) ReferenceCoverage.HOLD;
      } else if (cleared[cell]) {
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

  /** Lets held cells keep their colour, whatever the screen's share in it. */
  public void keepColours(byte[] natural) {
    for (int cell = 0; cell < natural.length; cell++) {
      natural[cell] = held[cell] ? (byte) 255 : natural[cell];
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
