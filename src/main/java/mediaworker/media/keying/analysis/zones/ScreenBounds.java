package mediaworker.media.keying.analysis.zones;

/**
 * The part of the picture that a screen fills, in cells: beyond it are a studio's walls, its floor,
 * or black bars.
 *
 * @param left the first column within it
 * @param right the first column beyond it
 * @param top the first row within it
 * @param bottom the first row beyond it
 */
record ScreenBounds(int left, int right, int top, int bottom) {

  /** Levels of luma within a bar that was drawn, as encoders leave it. */
  private static final int BAR = 3;

  /** Cells on either side of where a wall may end. */
  private static final int NEAR = 2;

  /** Share of a wall's columns that must go on. */
  private static final double SMOOTH = 0.9;

  /** Share of a textured wall's cells that step to the next one. */
  private static final double TEXTURED = 0.05;

  /** Levels by which a wall's luma and chroma are off the mean of what they are at its sides. */
  private static final int BESIDE = 14;

  private static final int BESIDE_CHROMA = 5;

  /** The left, the middle and the right of what is below a screen; a coat is open in the middle. */
  private static final int PARTS = 3;

  /** How many times as often another texture steps. */
  private static final double MUCH = 2;

  /** Share of the picture's width and height that a screen fills at least. */
  private static final int LEAST_PART = 4;

  /**
   * Finds what whole columns at the left and right and whole rows at the top never show the screen
   * and do not move, as {@link SideWall} tells them from a subject; and rows at the bottom where
   * the part between the walls is even, as a floor may be, or is the same wall.
   *
   * @return the whole picture where too little of it were left
   */
  static ScreenBounds of(CellHistory cells) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int left = 0;
    while (left < width && cells.isColumnBeyond(left)) {
      left++;
    }
    int right = width;
    while (right > left && cells.isColumnBeyond(right - 1)) {
      right--;
    }
    int top = 0;
    while (top < height && cells.isRowBeyond(top)) {
      top++;
    }
    // Bars tell nothing of what is between them and the screen: it may be somebody at one side. The
    // column next to a bar may be half of it.
    int bars = bars(cells, left, width - right);
    int first = bars > 0 ? bars + 1 : 0;
    int atLeft = Math.max(0, left - first);
    int atRight = Math.max(0, width - right - first);
    boolean studio = atLeft > 0 && atRight > 0;
    SideWall wall = new SideWall(cells, first, width - first, top);
    int wallLeft = wall.atLeft(atLeft, studio);
    int wallRight = wall.atRight(atRight, studio);
    left = wallLeft > 0 ? first + wallLeft : Math.min(first, left);
    right = width - (wallRight > 0 ? first + wallRight : Math.min(first, width - right));
    int bottom = bottom(cells, first, left, right, top, studio);
    if (right - left < width / LEAST_PART || bottom - top < height / LEAST_PART) {
      return new ScreenBounds(0, width, 0, height);
    }
    // One cell more, since the last one may be half of each.
    return new ScreenBounds(
        left + (left > 0 ? 1 : 0),
        right - (right < width ? 1 : 0),
        top + (top > 0 ? 1 : 0),
        bottom - (bottom < height ? 1 : 0));
  }

  /** How many columns at either side are bars alike, as players add them. */
  private static int bars(CellHistory cells, int left, int right) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int bars = 0;
    while (bars < Math.min(left, right)
        && cells.range(0, bars + 1, 0, height) <= BAR
        && cells.range(width - bars - 1, width, 0, height) <= BAR
        && Math.abs(cells.luma(0) - cells.luma(width - 1)) <= BAR) {
      bars++;
    }
    return bars;
  }

  private static int bottom(
      CellHistory cells, int bar, int left, int right, int top, boolean studio) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int even = height;
    while (even > top
        && cells.isRowBeyond(even - 1)
        && cells.range(left + 1, right - 1, even - 1, even) <= CellHistory.STILL) {
      even--;
    }
    int below = even;
    while (below > top && cells.isRowBeyond(below - 1)) {
      below--;
    }
    // Black bars are no walls: a jacket may be as black.
    boolean walls =
        studio
            && cells.range(0, left - 1, 0, height) > BAR
            && cells.range(right + 1, width, 0, height) > BAR;
    return walls && goesOn(cells, bar, left, right, below) ? below : even;
  }

  /**
   * Whether the walls beside the screen go on below it: they do not step where its lower edge is,
   * nor does what is below it where it meets them, unless it has their texture. A table or a jacket
   * does one or the other.
   *
   * @param bar how many columns at either side are a bar
   * @param below the first row below the screen, which may be half of each
   */
  private static boolean goesOn(CellHistory cells, int bar, int left, int right, int below) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int first = below + 1;
    if (left < NEAR || right >= width - NEAR || below < NEAR || first >= height) {
      return false;
    }
    boolean across = true;
    for (int row = first; row < height; row++) {
      across &= isSmooth(cells, row * width + left - NEAR, 1);
      across &= isSmooth(cells, row * width + right - NEAR, 1);
    }
    across |= isTheirTexture(cells, bar, left, right, first);
    int smooth = 0;
    for (int column = 0; column < left - 1; column++) {
      smooth += isSmooth(cells, (below - NEAR) * width + column, width) ? 1 : 0;
    }
    for (int column = right + 1; column < width; column++) {
      smooth += isSmooth(cells, (below - NEAR) * width + column, width) ? 1 : 0;
    }
    return across && smooth >= SMOOTH * (left - 1 + width - right - 1);
  }

  /**
   * Whether what is below the screen steps from column to column and from row to row as walls of
   * planks, bricks or shelves beside it do, and has their colour, all the way from one wall to the
   * other: in each of its parts.
   */
  private static boolean isTheirTexture(
      CellHistory cells, int bar, int left, int right, int first) {
    int width = cells.grid().width();
    int height = cells.grid().height();
    int wallRight = right + 1;
    int wallLeft = left - 1;
    int end = width - bar;
    double across =
        Math.min(
            cells.stepping(1, bar, wallLeft, first, height),
            cells.stepping(1, wallRight, end, first, height));
    double down =
        Math.max(
            cells.stepping(width, bar, wallLeft, first, height),
            cells.stepping(width, wallRight, end, first, height));
    double[] beside = new double[3];
    for (int plane = 0; plane < 3; plane++) {
      beside[plane] =
          (cells.mean(plane, bar, wallLeft, first, height)
                  + cells.mean(plane, wallRight, end, first, height))
              / 2;
    }
    boolean theirs = across > TEXTURED;
    int between = right - left - 2;
    for (int part = 0; part < PARTS; part++) {
      int from = left + 1 + part * between / PARTS;
      int to = left + 1 + (part + 1) * between / PARTS;
      double steps = cells.stepping(1, from, to, first, height);
      theirs &= steps > across / MUCH && steps <= across * MUCH;
      theirs &= cells.stepping(width, from, to, first, height) <= Math.max(TEXTURED, down) * MUCH;
      for (int plane = 0; plane < 3; plane++) {
        double apart = cells.mean(plane, from, to, first, height) - beside[plane];
        theirs &= Math.abs(apart) <= (plane == 0 ? BESIDE : BESIDE_CHROMA);
      }
    }
    return theirs;
  }

  /** Whether no level steps within some cells from one on. */
  private static boolean isSmooth(CellHistory cells, int from, int step) {
    int end = Math.min(from + 2 * NEAR * step, cells.grid().cells() - step);
    boolean smooth = true;
    for (int at = from; at < end; at += step) {
      smooth &= !cells.steps(at, at + step);
    }
    return smooth;
  }
}
