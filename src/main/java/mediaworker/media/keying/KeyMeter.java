package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures the screen's colour where it is most likely to be seen: along the top, left and right
 * border. The bottom is left out, since subjects stand there. Where the picture's border is
 * something else, a rectangle of screen within the picture is looked for, and its border asked.
 *
 * <p>The most frequent chroma (a histogram of 32 × 32 bins) is refined by medians of what lies near
 * it. Stateless.
 */
final class KeyMeter {

  private static final int BINS = 32;
  private static final int BIN_WIDTH = 256 / BINS;
  private static final double RADIUS = 14;
  private static final int ROUNDS = 4;

  /** A screen that is only a part of the picture must be clearer than one that surrounds it. */
  private static final double LEAST_DIFFERENCE_WITHIN = 0.25;

  private static final double LEAST_AREA_WITHIN = 0.12;
  private static final double LEAST_CONFIDENCE_WITHIN = 0.75;

  private final AnalysisGrid grid;
  private final ColorMatrix matrix;
  private final double leastDifference;

  /**
   * A meter for one clip.
   *
   * @param leastDifference what is less green or blue than this, 0…1, cannot be the screen
   */
  KeyMeter(AnalysisGrid grid, ColorMatrix matrix, double leastDifference) {
    this.grid = grid;
    this.matrix = matrix;
    this.leastDifference = leastDifference;
  }

  /**
   * Measures.
   *
   * @param frames yuv444p pictures of the grid's size
   * @param wanted what is known of the colour
   * @param tolerance widens what counts as the same colour; 1 is normal
   * @return empty where no part of the border, nor of the rest, has a possible colour
   */
  Optional<MeasuredKey> measure(List<byte[]> frames, KeyColor wanted, double tolerance) {
    Optional<MeasuredKey> whole = measureBorder(frames, wanted, tolerance);
    if (whole.filter(MeasuredKey::isConvincing).isPresent()) {
      return whole;
    }
    return measureWithin(frames, wanted, tolerance).or(() -> whole);
  }

  private Optional<MeasuredKey> measureBorder(
      List<byte[]> frames, KeyColor wanted, double tolerance) {
    List<int[]> border = cells(frames, borderCells(0, 0, grid.width(), grid.height()));
    if (wanted.kind() == KeyColor.Kind.EXACT) {
      double[] given = matrix.levels(wanted.rgb());
      return Optional.of(withConfidence(key(given), border, tolerance));
    }
    Optional<double[]> found = strongest(border, wanted, tolerance);
    if (found.isEmpty()) {
      // No border to speak of, but a person may insist: the most frequent screen colour anywhere.
      found = strongest(cells(frames, allCells()), wanted, tolerance);
    }
    return found.map(levels -> withConfidence(key(levels), border, tolerance));
  }

  /**
   * Looks for a screen that fills only a part of the picture: a rectangle of the most frequent
   * screen colour, whose own border agrees. A lawn or a wall of leaves has no such border.
   */
  private Optional<MeasuredKey> measureWithin(
      List<byte[]> frames, KeyColor wanted, double tolerance) {
    Optional<double[]> found =
        wanted.kind() == KeyColor.Kind.EXACT
            ? Optional.of(matrix.levels(wanted.rgb()))
            : strongest(cells(frames, allCells()), wanted, tolerance);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    MeasuredKey key = key(found.get());
    if (key.screen().difference(matrix, key.u(), key.v(), MatteGraph.BALANCE)
        < LEAST_DIFFERENCE_WITHIN) {
      return Optional.empty();
    }
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
    int[] across = extent(columns);
    int[] down = extent(rows);
    int area = (across[1] - across[0]) * (down[1] - down[0]);
    if (area < LEAST_AREA_WITHIN * grid.cells()) {
      return Optional.empty();
    }
    // One cell further in: the outermost may be half of each.
    List<int[]> border =
        cells(frames, borderCells(across[0] + 1, down[0] + 1, across[1] - 1, down[1]));
    return Optional.of(withConfidence(key, border, tolerance))
        .filter(within -> within.confidence() >= LEAST_CONFIDENCE_WITHIN);
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

  private Optional<double[]> strongest(List<int[]> cells, KeyColor wanted, double tolerance) {
    List<int[]> candidates = cells.stream().filter(cell -> mayBeScreen(cell, wanted)).toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    double[] centre = peak(candidates);
    double radius = RADIUS * tolerance;
    for (int round = 0; round < ROUNDS; round++) {
      double[] from = centre;
      List<int[]> near =
          candidates.stream()
              .filter(cell -> Math.hypot(cell[1] - from[1], cell[2] - from[2]) <= radius)
              .toList();
      if (near.isEmpty()) {
        break;
      }
      centre = new double[] {median(near, 0), median(near, 1), median(near, 2)};
    }
    return Optional.of(centre);
  }

  private boolean mayBeScreen(int[] cell, KeyColor wanted) {
    Screen screen = screenOf(cell[1], cell[2]);
    return wanted.allows(screen)
        && screen.difference(matrix, cell[1], cell[2], MatteGraph.BALANCE) >= leastDifference;
  }

  /**
   * The fullest bin together with its neighbours, so that a colour on a bin's edge is not halved.
   */
  private static double[] peak(List<int[]> cells) {
    int[] histogram = new int[BINS * BINS];
    for (int[] cell : cells) {
      histogram[cell[2] / BIN_WIDTH * BINS + cell[1] / BIN_WIDTH]++;
    }
    int best = 0;
    int bestCount = -1;
    for (int v = 1; v < BINS - 1; v++) {
      for (int u = 1; u < BINS - 1; u++) {
        int count = 0;
        for (int dv = -1; dv <= 1; dv++) {
          for (int du = -1; du <= 1; du++) {
            count += histogram[(v + dv) * BINS + u + du];
          }
        }
        if (count > bestCount) {
          bestCount = count;
          best = v * BINS + u;
        }
      }
    }
    int half = BIN_WIDTH / 2;
    int u = best % BINS * BIN_WIDTH + half;
    int v = best / BINS * BIN_WIDTH + half;
    return new double[] {128, u, v};
  }

  private MeasuredKey key(double[] levels) {
    return new MeasuredKey(
        screenOf(levels[1], levels[2]), matrix, levels[0], levels[1], levels[2], 0);
  }

  private Screen screenOf(double u, double v) {
    double green = Screen.GREEN.difference(matrix, u, v, MatteGraph.BALANCE);
    double blue = Screen.BLUE.difference(matrix, u, v, MatteGraph.BALANCE);
    return green >= blue ? Screen.GREEN : Screen.BLUE;
  }

  private static MeasuredKey withConfidence(MeasuredKey key, List<int[]> border, double tolerance) {
    ScreenTest test = new ScreenTest(key, tolerance);
    long screen =
        border.stream()
            .filter(
                cell ->
                    test.isScreen(cell[0], cell[1], cell[2])
                        || Math.hypot(cell[1] - key.u(), cell[2] - key.v()) <= RADIUS * tolerance)
            .count();
    double confidence = border.isEmpty() ? 0 : (double) screen / border.size();
    return new MeasuredKey(key.screen(), key.matrix(), key.y(), key.u(), key.v(), confidence);
  }

  private static double median(List<int[]> cells, int plane) {
    int[] values = cells.stream().mapToInt(cell -> cell[plane]).sorted().toArray();
    return values[values.length / 2];
  }

  /** The upper, left and right border of a rectangle. */
  private List<Integer> borderCells(int left, int top, int right, int bottom) {
    int strip = Math.max(1, Math.round(grid.height() / 30f));
    List<Integer> cells = new ArrayList<>();
    for (int row = top; row < bottom; row++) {
      for (int column = left; column < right; column++) {
        if (row < top + strip || column < left + strip || column >= right - strip) {
          cells.add(row * grid.width() + column);
        }
      }
    }
    return cells;
  }

  private List<Integer> allCells() {
    return IntStream.range(0, grid.cells()).boxed().toList();
  }

  private List<int[]> cells(List<byte[]> frames, List<Integer> places) {
    List<int[]> cells = new ArrayList<>();
    for (byte[] frame : frames) {
      for (int place : places) {
        cells.add(
            new int[] {
              frame[place] & 0xff,
              frame[grid.cells() + place] & 0xff,
              frame[2 * grid.cells() + place] & 0xff
            });
      }
    }
    return cells;
  }
}
