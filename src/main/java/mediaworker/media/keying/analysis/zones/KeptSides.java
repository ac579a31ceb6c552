package mediaworker.media.keying.analysis.zones;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;

/**
 * What lies beside a screen, or above it, never shows it, and stays all the same: as walls do that
 * somebody who crosses the screen's side stands before, since no wall moves. It cannot be told from
 * a subject for sure, so a person is told of it; not so where nothing was cleared that tells that
 * the screen fills a part of the picture only: there somebody stands at a side more often.
 *
 * @param left share of the picture's width, 0…1; 0 where there is nothing of the kind
 * @param right the same
 * @param top share of the picture's height
 */
record KeptSides(double left, double right, double top) {

  /** Less of the picture's width or height is not worth a word. */
  private static final double LEAST = 0.03;

  /** Share of a line's cells that may show the screen by mistake. */
  private static final double SHOWN = 0.03;

  /** More of them move in what is a subject. */
  private static final double MOVING = 0.4;

  /** Lines within which a straight edge lies: one may be half of each. */
  private static final int STRAIGHT = 2;

  /**
   * Share of the places along a side at which the screen begins in a straight line: much of it is
   * hidden by somebody who crosses it.
   */
  private static final double SEEN = 0.1;

  /** Levels of luma within a bar that was drawn, as encoders leave it. */
  private static final int BAR = 3;

  /**
   * Looks for it.
   *
   * @param bounds what is not cleared
   */
  static KeptSides of(CellHistory cells, ScreenBounds bounds) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int across = bounds.right() - bounds.left();
    int down = bounds.bottom() - bounds.top();
    if (!isPart(cells, bounds)) {
      return new KeptSides(0, 0, 0);
    }
    int left =
        lines(
            cells,
            (line, place) -> (bounds.top() + place) * width + bounds.left() + line,
            new Size(across, down, width));
    int right =
        lines(
            cells,
            (line, place) -> (bounds.top() + place) * width + bounds.right() - 1 - line,
            new Size(across, down, width));
    int top =
        lines(
            cells,
            (line, place) -> (bounds.top() + line) * width + bounds.left() + place,
            new Size(down, across, height));
    return new KeptSides((double) left / width, (double) right / width, (double) top / height);
  }

  /** A sentence for a person; empty where there is nothing to be told. */
  Optional<String> warning() {
    List<String> told = new ArrayList<>();
    tell(told, left, "left", "width");
    tell(told, right, "right", "width");
    tell(told, top, "top", "height");
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "What is %s never shows the screen, and stays: if it is a wall, clear it with \"garbage\" or \"crop\"."
                .formatted(String.join(" and ", told)));
  }

  private static void tell(List<String> told, double share, String side, String of) {
    if (share > 0) {
      told.add("at the %s (%d %% of the %s)".formatted(side, Math.round(100 * share), of));
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

  /** Whether something has been cleared that is no bar. */
  private static boolean isPart(CellHistory cells, ScreenBounds bounds) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    return cells.range(0, bounds.left(), 0, height) > BAR
        || cells.range(bounds.right(), width, 0, height) > BAR
        || cells.range(0, width, 0, bounds.top()) > BAR;
  }

  /** How many lines never show the screen; 0 where they are no wall. */
  private static int lines(CellHistory cells, IntBinaryOperator cellAt, Size size) {
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
            && moving <= MOVING * lines * size.places
            && endsStraight(cells, cellAt, size, lines);
    return wall ? lines : 0;
  }

  private static boolean endsStraight(
      CellHistory cells, IntBinaryOperator cellAt, Size size, int lines) {
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
    return asked > 0 && begins >= SEEN * asked;
  }
}
