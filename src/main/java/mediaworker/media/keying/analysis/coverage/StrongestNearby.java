package mediaworker.media.keying.analysis.coverage;

/**
 * The cells that may lend their colour to those of a block, the strongest first. They stand in a
 * square of blocks around it; its columns are sorted once for a whole row of blocks, and the
 * strongest of their heads is taken only when it is asked for, since mostly the first ones do.
 *
 * <p>Used by one thread.
 */
final class StrongestNearby {

  /** Cells that a block has to lend at most. */
  static final int EACH = 2;

  private final int across;
  private final int down;
  private final int farthest;
  private final int longest;
  private final int[] columns;
  private final int[] lengths;
  private final int[] taken;
  private final int[] found;
  private final double[] strengths;
  private final int[] heads;
  private final double[] headStrengths;
  private int[] slots = {};
  private int foundCount;
  private int left;
  private int right;

  /**
   * For blocks of one grid.
   *
   * @param across blocks
   * @param down blocks
   * @param farthest how many blocks away a cell may be
   */
  StrongestNearby(int across, int down, int farthest) {
    this.across = across;
    this.down = down;
    this.farthest = farthest;
    int side = 2 * farthest + 1;
    longest = EACH * side;
    columns = new int[across * longest];
    lengths = new int[across];
    taken = new int[across];
    found = new int[side * longest];
    strengths = new double[EACH * across * down];
    heads = new int[across];
    headStrengths = new double[across];
  }

  /**
   * Goes to a row of blocks.
   *
   * @param slots of each block, row by row, {@link #EACH} cells, or -1
   * @param strength of each cell
   */
  void goToRow(int row, int[] slots, double[] strength) {
    this.slots = slots;
    int top = Math.max(0, row - farthest);
    int bottom = Math.min(down - 1, row + farthest);
    for (int column = 0; column < across; column++) {
      int length = 0;
      for (int r = top; r <= bottom; r++) {
        int slot = EACH * (r * across + column);
        for (int i = 0; i < EACH; i++, slot++) {
          // A block with a single such cell has it twice.
          if (slots[slot] >= 0 && (i == 0 || slots[slot] != slots[slot - 1])) {
            strengths[slot] = strength[slots[slot]];
            insert(slot, column * longest, length++);
          }
        }
      }
      lengths[column] = length;
    }
  }

  private void insert(int slot, int start, int length) {
    int place = start + length;
    while (place > start && isStronger(slot, columns[place - 1])) {
      columns[place] = columns[place - 1];
      place--;
    }
    columns[place] = slot;
  }

  /** Goes to a block of the row. */
  void goToColumn(int column) {
    left = Math.max(0, column - farthest);
    right = Math.min(across - 1, column + farthest);
    for (int c = left; c <= right; c++) {
      taken[c] = 0;
      goToHead(c);
    }
    foundCount = 0;
  }

  /** A cell by its place in the order of strength, from 0 on; -1 behind the last. */
  int at(int place) {
    return place < foundCount ? found[place] : next(place);
  }

  private int next(int place) {
    while (foundCount <= place) {
      int from = left;
      double strongest = headStrengths[left];
      for (int c = left + 1; c <= right; c++) {
        double strength = headStrengths[c];
        if (strength > strongest || (strength == strongest && heads[c] < heads[from])) {
          strongest = strength;
          from = c;
        }
      }
      if (taken[from] == lengths[from]) {
        return -1;
      }
      found[foundCount++] = slots[heads[from]];
      taken[from]++;
      goToHead(from);
    }
    return found[place];
  }

  /** Notes the strongest of a column that has not been taken; behind the last one nothing is. */
  private void goToHead(int column) {
    boolean over = taken[column] == lengths[column];
    int head = over ? Integer.MAX_VALUE : columns[column * longest + taken[column]];
    heads[column] = head;
    headStrengths[column] = over ? Double.NEGATIVE_INFINITY : strengths[head];
  }

  /** Of equally strong ones the upper, then the left one comes first. */
  private boolean isStronger(int slot, int other) {
    double one = strengths[slot];
    double two = strengths[other];
    return one > two || (one == two && slot < other);
  }
}
