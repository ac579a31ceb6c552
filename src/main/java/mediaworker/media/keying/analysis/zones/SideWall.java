package mediaworker.media.keying.analysis.zones;

import mediaworker.media.keying.analysis.grid.AnalysisGrid;

/**
 * Tells the walls, or bars, at the sides of a screen from a subject that stands over a border of
 * the picture.
 *
 * <p>Columns that never show the screen at both sides are a studio's. At one side alone they are
 * only where they end in a straight line and have things on them, or go on above the screen, or are
 * even in colour as a bar is. And no wall's edge moves: where what is next to the screen sways, a
 * subject hides the edge, and the wall ends behind it, where a line stands from top to bottom. Nor
 * does a wall's edge come only at last: what was one surface with what covered the screen before,
 * as a curtain that has not left the picture, is no wall.
 *
 * <p>Immutable.
 */
final class SideWall {

  /**
   * A wall ends in a straight line: within so many columns, rows that have screen anywhere must
   * show it to this share.
   */
  private static final int STRAIGHT = 3;

  private static final double BEHIND_A_WALL = 0.75;

  /** Levels by which luma bends from cell to cell where something is, and the share of such. */
  private static final int BEND = 2;

  private static final double TEXTURED = 0.05;

  /** Share of the width that a subject hides at least which stands before a wall's edge. */
  private static final double LEAST_HIDING = 0.125;

  /** Cells from one side of an edge to the other: one may be half of each. */
  private static final int ACROSS = 2;

  /** Share of a wall's columns that do not step where they go on above the screen. */
  private static final double GOING_ON = 0.9;

  /** Share of its columns that tell whether they do. */
  private static final double TELLING = 0.25;

  private final AnalysisGrid grid;
  private final CellHistory cells;
  private final int left;
  private final int right;
  private final int top;

  /**
   * For one clip.
   *
   * @param left the first column of the picture, beyond bars
   * @param right the first one that is no longer
   * @param top the first row that ever shows the screen, or moves
   */
  SideWall(CellHistory cells, int left, int right, int top) {
    this.grid = cells.grid();
    this.cells = cells;
    this.left = left;
    this.right = right;
    this.top = top;
  }

  /**
   * How many columns from the left on are a wall.
   *
   * @param most how many never show the screen and do not move
   * @param studio whether there are some at the other side too
   */
  int atLeft(int most, boolean studio) {
    return wide(most, studio, left, 1);
  }

  /** The same from the right on. */
  int atRight(int most, boolean studio) {
    return wide(most, studio, right - 1, -1);
  }

  private int wide(int most, boolean studio, int border, int step) {
    boolean hides = covers(border + (most - 1) * step, step);
    boolean sways = hides || sways(border + most * step, step);
    int wide = sways ? standing(most, border, step, hides) : most;
    if (studio) {
      // A camera that is held by hand moves the edges of walls too.
      return wide > 0 || hides ? wide : most;
    }
    // The last column before the screen may be half of each.
    boolean wall =
        isEven(border, wide - 1, step)
            || ((sways || endsStraight(border + most * step, step))
                && (isTextured(border, wide - 1, step) || goesOnAbove(border, wide - 1, step)));
    return wide > 0 && wall ? wide : 0;
  }

  /**
   * Whether the columns do not step where the screen's upper edge is: a room is seen above the
   * screen as beside it. A coat below a bar is not. Columns that step farther up or down too, as in
   * the light of a lamp, do not tell.
   */
  private boolean goesOnAbove(int border, int wide, int step) {
    int above = top - ACROSS;
    int below = top + 1;
    if (above < 0 || below + ACROSS >= grid.height()) {
      return false;
    }
    int telling = 0;
    int going = 0;
    for (int i = 0; i < wide; i++) {
      int column = border + i * step;
      boolean goes = !stepsDown(column, above, below);
      boolean lit =
          stepsDown(column, Math.max(0, above - 2 * ACROSS), above - ACROSS)
              || stepsDown(column, below, below + ACROSS);
      telling += goes || !lit ? 1 : 0;
      going += goes ? 1 : 0;
    }
    return telling >= TELLING * wide && telling > 0 && going >= GOING_ON * telling;
  }

  /** Whether a column steps from any of some rows to the next but one. */
  private boolean stepsDown(int column, int from, int to) {
    boolean steps = false;
    for (int row = from; row < Math.min(to, grid.height() - ACROSS); row++) {
      int cell = row * grid.width() + column;
      steps |= cells.steps(cell, cell + ACROSS * grid.width());
    }
    return steps;
  }

  /**
   * Whether what is next to the screen moves: two of the columns there do so in most of their rows.
   * A single one may be half of each.
   *
   * @param first the first column that is not beyond the screen
   */
  private boolean sways(int first, int step) {
    int swaying = 0;
    for (int i = 0; i < STRAIGHT; i++) {
      int column = first + i * step;
      int changing = 0;
      for (int row = 0; row < grid.height() && column >= 0 && column < grid.width(); row++) {
        changing += cells.changes(row * grid.width() + column) ? 1 : 0;
      }
      swaying += 2 * changing > grid.height() ? 1 : 0;
    }
    return swaying > 1;
  }

  /**
   * Whether the last column that never shows the screen belongs to what covers the screen next to
   * it for a while, as far in as a subject reaches at least that stands before a wall's edge.
   */
  private boolean covers(int last, int step) {
    int far = last + (int) Math.round(LEAST_HIDING * grid.width()) * step;
    return last >= left
        && last < right
        && far >= left
        && far < right
        && cells.isOnceCovered(last, last + ACROSS * step, far, BEHIND_A_WALL);
  }

  /**
   * Columns up to the innermost line that goes from top to bottom; 0 where there is none. Where it
   * is near, it is one of the wall's own, as between planks, but for where the last column is known
   * to be no wall.
   */
  private int standing(int most, int border, int step, boolean hides) {
    for (int wide = most - ACROSS; wide > 0; wide--) {
      int column = border + (wide - 1) * step;
      int asked = 0;
      int stepping = 0;
      for (int row = 0; row < grid.height(); row++) {
        int cell = row * grid.width() + column;
        boolean any = cells.hasScreen(row);
        asked += any ? 1 : 0;
        stepping += any && cells.steps(cell, cell + ACROSS * step) ? 1 : 0;
      }
      boolean stands = stepping > BEHIND_A_WALL * asked;
      if (stands && !hides) {
        return most - wide >= LEAST_HIDING * grid.width() ? wide : most;
      }
      if (stands && areApart(border, wide, most, step)) {
        return wide;
      }
    }
    return 0;
  }

  /**
   * Whether so many columns differ from those up to a last one, which folds of one thing do not.
   */
  private boolean areApart(int border, int wide, int most, int step) {
    int line = step > 0 ? border + wide : border - wide + 1;
    int end = step > 0 ? border + most : border - most + 1;
    int near = step > 0 ? border : line;
    int far = step > 0 ? line : border + 1;
    return cells.differ(near, far, Math.min(line, end), Math.max(line, end));
  }

  /**
   * Whether the screen begins all along a straight line: next to a wall most of the rows that have
   * screen anywhere show it, if only between the wall and a subject, but for where one stands
   * before both. What stands over the border has an outline of its own.
   *
   * @param first the first column that is not beyond the screen
   */
  private boolean endsStraight(int first, int step) {
    int width = grid.width();
    int last = first + STRAIGHT * step;
    if (last < 0 || last >= width) {
      return false;
    }
    int asked = 0;
    int shown = 0;
    for (int row = 0; row < grid.height(); row++) {
      boolean any = cells.hasScreen(row);
      boolean begins = false;
      for (int i = 0; i <= STRAIGHT; i++) {
        int cell = row * width + first + i * step;
        begins |= cells.isScreen(cell) || cells.moves(cell);
      }
      asked += any ? 1 : 0;
      shown += any && begins ? 1 : 0;
    }
    return asked > 0 && shown >= BEHIND_A_WALL * asked;
  }

  /** Whether there are bricks, planks, shelves or pictures: luma bends often from cell to cell. */
  private boolean isTextured(int border, int wide, int step) {
    int width = grid.width();
    int asked = 0;
    int bent = 0;
    for (int row = 1; row < grid.height() - 1; row++) {
      for (int i = 0; i < wide; i++) {
        int cell = row * width + border + i * step;
        boolean between = i > 0 && i < wide - 1;
        asked++;
        bent += bends(cell, width) || (between && bends(cell, 1)) ? 1 : 0;
      }
    }
    return bent > TEXTURED * asked;
  }

  private boolean bends(int cell, int step) {
    int around = cells.luma(cell - step) + cells.luma(cell + step);
    return Math.abs(2 * cells.luma(cell) - around) >= 2 * BEND;
  }

  /** Whether all of the columns have one luma. */
  private boolean isEven(int border, int wide, int step) {
    int left = step > 0 ? border : border - wide + 1;
    return cells.range(left, left + wide, 0, grid.height()) <= CellHistory.STILL;
  }
}
