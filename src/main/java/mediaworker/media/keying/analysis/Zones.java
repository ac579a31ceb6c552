package mediaworker.media.keying.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;

/**
 * Where the matte is decided from the start: kept solid, or cleared. A person's regions, and what
 * lies beyond a screen that fills only a part of the picture. Immutable.
 */
final class Zones {

  /** Levels of luma within a bar that was drawn, as encoders leave it. */
  private static final int BAR = 3;

  /** A cell whose level changes more than this in time, in levels of luma, may be a subject. */
  static final int STILL = 14;

  /** By how much a wall's chroma may differ from cell to cell. */
  static final int STILL_CHROMA = 5;

  /** Cells on either side of where a wall may end. */
  private static final int NEAR = 2;

  /** Share of a wall's columns that must go on. */
  private static final double SMOOTH = 0.9;

  /** Rows or columns that show less screen than this, ever, lie beyond it. */
  private static final double LEAST_SCREEN = 0.03;

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
  static Zones of(
      AnalysisGrid grid,
      List<byte[]> frames,
      MeasuredKey key,
      KeyingSettings settings,
      boolean[] paintedHold,
      boolean[] paintedGarbage) {
    Zones zones = new Zones(grid);
    zones.clearBeyond(frames, new ScreenTest(key, settings.matte().tolerance()));
    for (int cell = 0; cell < grid.cells(); cell++) {
      int row = cell / grid.width();
      double x = (cell % grid.width() + 0.5) / grid.width();
      double y = (row + 0.5) / grid.height();
      boolean keep =
          paintedHold[cell]
              || settings.corrections().hold().stream().anyMatch(region -> region.contains(x, y));
      boolean clear =
          paintedGarbage[cell]
              || settings.corrections().garbage().stream()
                  .anyMatch(region -> region.contains(x, y));
      zones.held[cell] = keep;
      zones.cleared[cell] = !keep && (clear || zones.cleared[cell]);
    }
    return zones;
  }

  /** Puts the special levels into the references of a frame. */
  void apply(byte[] reference) {
    for (int cell = 0; cell < reference.length; cell++) {
      if (held[cell]) {
        reference[cell] = (byte) ReferenceCoverage.HOLD;
      } else if (cleared[cell]) {
        reference[cell] = (byte) ReferenceCoverage.GARBAGE;
      }
    }
  }

  /** Takes what a plane has where the picture is cleared. */
  void clear(byte[] plane) {
    for (int cell = 0; cell < plane.length; cell++) {
      plane[cell] = cleared[cell] ? 0 : plane[cell];
    }
  }

  /** Lets held cells keep their colour, whatever the screen's share in it. */
  void keepColours(byte[] natural) {
    for (int cell = 0; cell < natural.length; cell++) {
      natural[cell] = held[cell] ? (byte) 255 : natural[cell];
    }
  }

  /**
   * Clears whole columns from the left and right and whole rows from the top that never show the
   * screen and do not move: a studio's walls, or black bars, as {@link SideWall} tells them from a
   * subject; and rows at the bottom where the part between the walls is even, as a floor may be, or
   * is the same wall.
   */
  private void clearBeyond(List<byte[]> frames, ScreenTest test) {
    int cells = grid.cells();
    boolean[] screen = new boolean[cells];
    boolean[] moves = new boolean[cells];
    boolean[] changes = new boolean[cells];
    int[] shown = new int[frames.size()];
    for (int frame = 0; frame < shown.length; frame++) {
      byte[] levels = frames.get(frame);
      for (int cell = 0; cell < cells; cell++) {
        boolean is =
            test.isScreen(
                levels[cell] & 0xff, levels[cells + cell] & 0xff, levels[2 * cells + cell] & 0xff);
        screen[cell] |= is;
        shown[frame] += is ? 1 : 0;
      }
    }
    int most = IntStream.of(shown).max().orElse(0);
    // What covers all of the screen for a while, tells nothing of its sides.
    List<byte[]> open =
        IntStream.range(0, shown.length)
            .filter(frame -> 2 * shown[frame] >= most)
            .mapToObj(frames::get)
            .toList();
    for (int cell = 0; cell < cells; cell++) {
      moves[cell] = swing(frames, cell) > STILL;
      changes[cell] =
          swing(open, cell) > STILL
              || swing(open, cells + cell) > STILL
              || swing(open, 2 * cells + cell) > STILL;
    }
    int width = grid.width();
    int height = grid.height();
    int left = 0;
    while (left < width && beyond(screen, moves, left, width, height)) {
      left++;
    }
    int right = width;
    while (right > left && beyond(screen, moves, right - 1, width, height)) {
      right--;
    }
    int top = 0;
    while (top < height && beyondRow(screen, moves, top)) {
      top++;
    }
    boolean studio = left > 0 && right < width;
    SideWall wall = new SideWall(grid, frames.get(frames.size() / 2), screen, moves, changes);
    left = wall.atLeft(left, studio);
    right = width - wall.atRight(width - right, studio);
    int bottom = height;
    while (bottom > top
        && beyondRow(screen, moves, bottom - 1)
        && isEven(frames, left + 1, right - 1, bottom - 1, bottom)) {
      bottom--;
    }
    int below = bottom;
    while (below > top && beyondRow(screen, moves, below - 1)) {
      below--;
    }
    // Black bars are no walls: a jacket may be as black.
    boolean walls =
        studio
            && range(frames, 0, left - 1, 0, height) > BAR
            && range(frames, right + 1, width, 0, height) > BAR;
    bottom = walls && goesOn(frames, left, right, below) ? below : bottom;
    if (right - left < width / 4 || bottom - top < height / 4) {
      return;
    }
    // One cell more, since the last one may be half of each.
    left += left > 0 ? 1 : 0;
    right -= right < width ? 1 : 0;
    top += top > 0 ? 1 : 0;
    bottom -= bottom < height ? 1 : 0;
    Arrays.fill(cleared, 0, top * width, true);
    Arrays.fill(cleared, bottom * width, cells, true);
    for (int row = 0; row < height; row++) {
      Arrays.fill(cleared, row * width, row * width + left, true);
      Arrays.fill(cleared, row * width + right, (row + 1) * width, true);
    }
  }

  /**
   * Whether the walls beside the screen go on below it: they do not step where its lower edge is,
   * nor does what is below it where it meets them. A table or a jacket does one or the other.
   *
   * @param below the first row below the screen, which may be half of each
   */
  private boolean goesOn(List<byte[]> frames, int left, int right, int below) {
    int width = grid.width();
    int first = below + 1;
    if (left < NEAR || right >= width - NEAR || below < NEAR || first >= grid.height()) {
      return false;
    }
    byte[] frame = frames.get(frames.size() / 2);
    boolean across = true;
    for (int row = first; row < grid.height(); row++) {
      across &= isSmooth(frame, row * width + left - NEAR, 1);
      across &= isSmooth(frame, row * width + right - NEAR, 1);
    }
    int smooth = 0;
    for (int column = 0; column < left - 1; column++) {
      smooth += isSmooth(frame, (below - NEAR) * width + column, width) ? 1 : 0;
    }
    for (int column = right + 1; column < width; column++) {
      smooth += isSmooth(frame, (below - NEAR) * width + column, width) ? 1 : 0;
    }
    return across && smooth >= SMOOTH * (left - 1 + width - right - 1);
  }

  /** Whether no level steps within some cells from one on. */
  private boolean isSmooth(byte[] frame, int from, int step) {
    int cells = grid.cells();
    boolean smooth = true;
    for (int at = from; at < from + 2 * NEAR * step && at + step < cells; at += step) {
      for (int plane = 0; plane < 3; plane++) {
        int here = frame[plane * cells + at] & 0xff;
        int next = frame[plane * cells + at + step] & 0xff;
        smooth &= Math.abs(here - next) <= (plane == 0 ? STILL : STILL_CHROMA);
      }
    }
    return smooth;
  }

  /** By how many levels one place of a plane changes in time. */
  private static int swing(List<byte[]> frames, int at) {
    int least = 255;
    int most = 0;
    for (byte[] frame : frames) {
      least = Math.min(least, frame[at] & 0xff);
      most = Math.max(most, frame[at] & 0xff);
    }
    return most - least;
  }

  private boolean beyond(boolean[] screen, boolean[] moves, int column, int width, int height) {
    int shown = 0;
    int moving = 0;
    for (int row = 0; row < height; row++) {
      shown += screen[row * width + column] ? 1 : 0;
      moving += moves[row * width + column] ? 1 : 0;
    }
    return shown <= LEAST_SCREEN * height && moving <= LEAST_SCREEN * height;
  }

  private boolean beyondRow(boolean[] screen, boolean[] moves, int row) {
    int shown = 0;
    int moving = 0;
    for (int column = 0; column < grid.width(); column++) {
      shown += screen[row * grid.width() + column] ? 1 : 0;
      moving += moves[row * grid.width() + column] ? 1 : 0;
    }
    return shown <= LEAST_SCREEN * grid.width() && moving <= LEAST_SCREEN * grid.width();
  }

  /** Whether all of a rectangle has one luma. */
  private boolean isEven(List<byte[]> frames, int left, int right, int top, int bottom) {
    return range(frames, left, right, top, bottom) <= STILL;
  }

  /** By how many levels luma differs within a part of the middle frame. */
  private int range(List<byte[]> frames, int left, int right, int top, int bottom) {
    int least = 255;
    int most = 0;
    byte[] frame = frames.get(frames.size() / 2);
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        int y = frame[row * grid.width() + column] & 0xff;
        least = Math.min(least, y);
        most = Math.max(most, y);
      }
    }
    return most - least;
  }
}
