package mediaworker.media.keying.analysis.screen;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * Looks for a screen that fills only a part of the picture: a rectangle of its colour whose own
 * border agrees. A lawn or a wall of leaves has no such border.
 *
 * <p>Of a screen whose border is hidden for the most part, a corner is enough: one side that begins
 * in a straight line all the way down, and the top where it is seen. That is asked of strong
 * colours only which neither leaves nor the sky have. Immutable; for the pictures of one clip.
 */
final class ScreenWithin {

  private static final double LEAST_AREA = 0.12;
  private static final double LEAST_CONFIDENCE = 0.75;

  /**
   * Share of the picture's width that a column has at least which begins at its top, unless its
   * colour is given or it is at a side of the picture, where a subject may hide the rest. The
   * columns of colour bars, six or more, have straight sides and a colour as even. How much of the
   * plate would be guessed does not tell them: somebody who stands still hides as much of a screen.
   */
  private static final double LEAST_COLUMN = 0.2;

  /** Shares of a corner's side and top that must begin in a line, and of the border and inside. */
  private static final double STRAIGHT_SIDE = 0.85;

  private static final double STRAIGHT_TOP = 0.5;
  private static final double LEAST_BORDER = 0.4;
  private static final double LEAST_INSIDE = 0.3;

  private final AnalysisGrid grid;
  private final List<byte[]> frames;
  private final boolean told;
  private final double tolerance;

  /**
   * For pictures from all over a clip.
   *
   * @param told whether a person says what colour the screen has
   * @param tolerance widens what counts as the same colour; 1 is normal
   */
  ScreenWithin(AnalysisGrid grid, List<byte[]> frames, boolean told, double tolerance) {
    this.grid = grid;
    this.frames = frames;
    this.told = told;
    this.tolerance = tolerance;
  }

  /** The screen of a colour, with the share of its border that agrees; empty where too little. */
  Optional<MeasuredKey> whole(MeasuredKey key) {
    return parts(key)
        .mapToDouble(part -> border(part, key))
        .filter(share -> share >= LEAST_CONFIDENCE)
        .mapToObj(key::withConfidence)
        .findFirst();
  }

  /**
   * The same of a screen of which a corner is seen, for colours that are as strong for their light
   * as screens mostly are; with the share of the corner's side that agrees.
   */
  Optional<MeasuredKey> corner(MeasuredKey key) {
    if (Outdoors.mayBe(key.matrix().rgb(key.y(), key.u(), key.v()))) {
      return Optional.empty();
    }
    ScreenEvidence evidence = ScreenEvidence.of(grid, key, tolerance);
    List<boolean[]> shown = frames.stream().map(evidence::shown).toList();
    return parts(key)
        .filter(part -> border(part, key) >= LEAST_BORDER)
        .mapToDouble(part -> ScreenEvidence.reached(shown, mask -> corner(mask, part)))
        .filter(side -> side >= STRAIGHT_SIDE)
        .mapToObj(key::withConfidence)
        .findFirst();
  }

  /** Columns and rows, each from the first to behind the last. */
  private record Part(int[] across, int[] down) {

    int width() {
      return across[1] - across[0];
    }

    int height() {
      return down[1] - down[0];
    }
  }

  /** Where it may be: all of what has the colour, else what lies together. */
  private Stream<Part> parts(MeasuredKey key) {
    ScreenTest test = new ScreenTest(key, tolerance);
    int[] columns = new int[grid.width()];
    int[] rows = new int[grid.height()];
    for (byte[] frame : frames) {
      for (int cell = 0; cell < grid.cells(); cell++) {
        if (test.isScreen(
            frame[cell] & 0xff,
            frame[grid.cells() + cell] & 0xff,
            frame[2 * grid.cells() + cell] & 0xff)) {
          columns[cell % grid.width()]++;
          rows[cell / grid.width()]++;
        }
      }
    }
    return Stream.of(
            new Part(extent(columns), extent(rows)), new Part(longest(columns), longest(rows)))
        .filter(this::isLarge);
  }

  private boolean isLarge(Part part) {
    return part.width() * part.height() >= LEAST_AREA * grid.cells()
        && (told || !isColumn(part) || part.width() >= LEAST_COLUMN * grid.width());
  }

  /**
   * Whether it is seen from the picture's top on, but at neither side. All colour bars begin there,
   * while a phone's screen may go on below the picture.
   */
  private boolean isColumn(Part part) {
    // The outermost row or column may be half a line.
    boolean beside = part.across[0] <= 1 || part.across[1] >= grid.width() - 1;
    return !beside && part.down[0] <= 1;
  }

  private double border(Part part, MeasuredKey key) {
    // One cell further in: the outermost may be half of each.
    return ScreenEvidence.of(grid, key, tolerance)
        .border(frames, part.across[0] + 1, part.down[0] + 1, part.across[1] - 1, part.down[1]);
  }

  /**
   * How straight the better side of a corner is, 0…1: the share of its rows in which the first cell
   * of the screen is the part's first one; 0 where the top is not straight, or both are the
   * picture's own, or the inside is mostly something else.
   */
  private double corner(boolean[] mask, Part part) {
    int left = 0;
    int right = 0;
    int inside = 0;
    for (int row = part.down[0]; row < part.down[1]; row++) {
      int first = -1;
      int last = -1;
      for (int column = 0; column < grid.width(); column++) {
        if (mask[row * grid.width() + column]) {
          first = first < 0 ? column : first;
          last = column;
          inside += column >= part.across[0] && column < part.across[1] ? 1 : 0;
        }
      }
      left += first >= 0 && Math.abs(first - part.across[0]) <= 1 ? 1 : 0;
      right += last >= 0 && Math.abs(last + 1 - part.across[1]) <= 1 ? 1 : 0;
    }
    int top = 0;
    for (int column = part.across[0]; column < part.across[1]; column++) {
      int row = 0;
      while (row < grid.height() && !mask[row * grid.width() + column]) {
        row++;
      }
      top += Math.abs(row - part.down[0]) <= 1 ? 1 : 0;
    }
    int side =
        Math.max(part.across[0] > 1 ? left : 0, part.across[1] < grid.width() - 1 ? right : 0);
    boolean isCorner =
        part.down[0] > 1
            && top >= STRAIGHT_TOP * part.width()
            && inside >= LEAST_INSIDE * part.width() * part.height();
    return isCorner ? (double) side / part.height() : 0;
  }

  /** From the first to behind the last that counts at least a third of the most. */
  private static int[] extent(int[] counts) {
    int least = IntStream.of(counts).max().orElse(0) / 3;
    int first = 0;
    while (first < counts.length && counts[first] <= least) {
      first++;
    }
    int last = counts.length;
    while (last > first && counts[last - 1] <= least) {
      last--;
    }
    return new int[] {first, last};
  }

  /**
   * The longest row of those: a screen may be seen once more, through a gap in the subject that
   * hides one side of it.
   */
  private static int[] longest(int[] counts) {
    int least = IntStream.of(counts).max().orElse(0) / 3;
    int[] longest = {0, 0};
    int first = 0;
    for (int at = 0; at <= counts.length; at++) {
      if (at == counts.length || counts[at] <= least) {
        longest = at - first > longest[1] - longest[0] ? new int[] {first, at} : longest;
        first = at + 1;
      }
    }
    return longest;
  }
}
