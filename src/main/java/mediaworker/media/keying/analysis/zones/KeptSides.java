package mediaworker.media.keying.analysis.zones;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.zones.KeptWall.Side;

/**
 * What lies beside a screen, above or below it, never shows it, and stays all the same: as walls do
 * that somebody who crosses the screen's side stands before, since no wall moves. It cannot be told
 * from a subject for sure, so a person is told of it; not so where nothing was cleared that tells
 * that the screen fills a part of the picture only: there somebody stands at a side more often.
 * Stateless.
 */
final class KeptSides {

  /** Less of the picture's width or height is not worth a word. */
  private static final double LEAST = 0.03;

  /** Share of a line's cells that may show the screen by mistake. */
  private static final double SHOWN = 0.03;

  /** Lines within which a straight edge lies: one may be half of each. */
  private static final int STRAIGHT = 2;

  /** Much of a screen's side is hidden by somebody who crosses it. */
  private static final Likeness BESIDE = new Likeness(0.1, 0.4);

  /** Somebody may walk all over a floor; but shoulders do not begin in a straight line. */
  private static final Likeness BELOW = new Likeness(0.5, 1);

  /** Levels of luma within a bar that was drawn, as encoders leave it. */
  private static final int BAR = 3;

  /** Level of luma below which a bar is black, and the share of it that a logo leaves so. */
  private static final int BLACK = 32;

  private static final double BARE = 0.75;

  private KeptSides() {}

  /**
   * Looks for it.
   *
   * @param bounds what is not cleared
   */
  static List<KeptWall> of(CellHistory cells, ScreenBounds bounds) {
    if (!isPart(cells, bounds)) {
      return List.of();
    }
    int width = cells.grid().width();
    int height = cells.grid().height();
    int left = bounds.left();
    int right = bounds.right();
    int top = bounds.top();
    Size across = new Size(right - left, bounds.bottom() - top, width);
    Size down = new Size(bounds.bottom() - top, right - left, height);
    int last = (bounds.bottom() - 1) * width + left;
    int atLeft = lines(cells, (line, place) -> (top + place) * width + left + line, across, BESIDE);
    int atRight =
        lines(cells, (line, place) -> (top + place) * width + right - 1 - line, across, BESIDE);
    int atTop = lines(cells, (line, place) -> (top + line) * width + left + place, down, BESIDE);
    int below = lines(cells, (line, place) -> last - line * width + place, down, BELOW);
    List<KeptWall> walls = new ArrayList<>();
    add(walls, cells, Side.LEFT, new ScreenBounds(left, left + atLeft, top, bounds.bottom()));
    add(walls, cells, Side.RIGHT, new ScreenBounds(right - atRight, right, top, bounds.bottom()));
    add(walls, cells, Side.TOP, new ScreenBounds(left, right, top, top + atTop));
    int bottom = bounds.bottom();
    add(walls, cells, Side.BOTTOM, new ScreenBounds(left, right, bottom - below, bottom));
    return walls;
  }

  private static void add(List<KeptWall> walls, CellHistory cells, Side side, ScreenBounds wall) {
    double width = cells.grid().width();
    double height = cells.grid().height();
    if (wall.right() > wall.left() && wall.bottom() > wall.top()) {
      walls.add(
          new KeptWall(
              side,
              wall.left() / width,
              wall.top() / height,
              wall.right() / width,
              wall.bottom() / height));
    }
  }

  /**
   * What is not cleared, as one side sees it.
   *
   * @param lines from that side to the other one
   * @param places along it
   * @param all lines of the picture
   */
  private record Size(int lines, int places, int all) {}

  /**
   * How a wall is told from a subject.
   *
   * @param straight share of the places along it at which the screen begins in a straight line, at
   *     least
   * @param moving share of its cells that move, at most
   */
  private record Likeness(double straight, double moving) {}

  /** Whether something has been cleared that is no bar. */
  private static boolean isPart(CellHistory cells, ScreenBounds bounds) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    return isWall(cells, 0, bounds.left(), 0, height)
        || isWall(cells, bounds.right(), width, 0, height)
        || isWall(cells, 0, width, 0, bounds.top());
  }

  /**
   * Whether what was cleared is no bar: neither even nor, but for a logo, evenly black. A wall that
   * is painted black has some light on it.
   */
  private static boolean isWall(CellHistory cells, int left, int right, int top, int bottom) {
    if (cells.range(left, right, top, bottom) <= BAR) {
      return false;
    }
    int[] levels = levels(cells, left, right, top, bottom);
    int darkest = IntStream.of(levels).min().orElse(BLACK);
    long even = IntStream.of(levels).filter(level -> level <= darkest + BAR).count();
    return darkest >= BLACK || even < BARE * levels.length;
  }

  private static int[] levels(CellHistory cells, int left, int right, int top, int bottom) {
    int width = cells.grid().width();
    return IntStream.range(top * width, bottom * width)
        .filter(cell -> cell % width >= left && cell % width < right)
        .map(cells::luma)
        .toArray();
  }

  /** How many lines never show the screen; 0 where they are no wall. */
  private static int lines(CellHistory cells, IntBinaryOperator cellAt, Size size, Likeness asked) {
    int lines = 0;
    int moving = 0;
    int shown = 0;
    while (lines < size.lines && shown <= SHOWN * size.places) {
      shown = 0;
      int moved = 0;
      for (int place = 0; place < size.places; place++) {
        int cell = cellAt.applyAsInt(lines, place);
        shown += cells.isScreen(cell) ? 1 : 0;
        moved += cells.moves(cell) ? 1 : 0;
      }
      if (shown <= SHOWN * size.places) {
        lines++;
        moving += moved;
      }
    }
    boolean wall =
        lines < size.lines
            && lines >= LEAST * size.all
            && moving <= asked.moving * lines * size.places
            && endsStraight(cells, cellAt, size, lines, asked.straight);
    return wall ? lines : 0;
  }

  private static boolean endsStraight(
      CellHistory cells, IntBinaryOperator cellAt, Size size, int lines, double straight) {
    int asked = 0;
    int begins = 0;
    for (int place = 0; place < size.places; place++) {
      int line = lines;
      while (line < size.lines && !cells.isScreen(cellAt.applyAsInt(line, place))) {
        line++;
      }
      asked += line < size.lines ? 1 : 0;
      begins += line < Math.min(size.lines, lines + STRAIGHT) ? 1 : 0;
    }
    return asked > 0 && begins >= straight * asked;
  }
}
