package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Measures the screen's colour where it is most likely to be seen: along the top, left and right
 * border. The bottom is left out, since subjects stand there.
 *
 * <p>The most frequent chroma (a histogram of 32 × 32 bins) is refined by medians of what lies near
 * it. Stateless.
 */
final class KeyMeter {

  private static final int BINS = 32;
  private static final int BIN_WIDTH = 256 / BINS;
  private static final double RADIUS = 14;
  private static final int ROUNDS = 4;

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
    List<int[]> border = cells(frames, borderCells());
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

  private List<Integer> borderCells() {
    int strip = Math.max(1, Math.round(grid.height() / 30f));
    List<Integer> cells = new ArrayList<>();
    for (int row = 0; row < grid.height(); row++) {
      for (int column = 0; column < grid.width(); column++) {
        if (row < strip || column < strip || column >= grid.width() - strip) {
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
