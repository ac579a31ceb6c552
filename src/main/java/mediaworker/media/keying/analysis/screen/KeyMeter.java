package mediaworker.media.keying.analysis.screen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyColor;

/**
 * Measures the screen's colour where it is most likely to be seen: along the top, left and right
 * border, within black bars. The bottom is left out, since subjects stand there. Where the
 * picture's border is something else, a rectangle of screen within the picture is looked for, and
 * its border asked.
 *
 * <p>The most frequent colours are tried ({@link ColorPeaks}), since a subject that hides most of
 * the border may have more of it than the screen. How much of the border agrees is {@link
 * ScreenEvidence}; of a strong colour one whole side that does is enough. Stateless.
 */
public final class KeyMeter {

  /** How many colours are tried, and what share of what may be screen the later ones must have. */
  private static final int TRIED = 3;

  private static final double LEAST_FREQUENT = 0.05;

  /** A screen that is only a part of the picture must be clearer than one that surrounds it. */
  private static final double LEAST_DIFFERENCE_WITHIN = 0.25;

  /**
   * A dark or washed-out screen may be less green or blue than that, if it is so for its light:
   * difference as a share of its channel, and its least.
   */
  private static final double LEAST_SHARE = 0.25;

  private static final double LEAST_DIFFERENCE_DIM = 0.05;

  /** What one side of the picture must show, and how strong its colour must be. */
  private static final double LEAST_SIDE = 0.85;

  private static final double LEAST_BORDER_BESIDE = 0.2;
  private static final double LEAST_AREA_BESIDE = 0.05;
  private static final double STRONG_SHARE = 0.45;

  /** What a colour counts for in which red is not the least, where there are others. */
  private static final double UNLIKELY = 0.5;

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
  public KeyMeter(AnalysisGrid grid, ColorMatrix matrix, double leastDifference) {
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
  public Optional<MeasuredKey> measure(List<byte[]> frames, KeyColor wanted, double tolerance) {
    Optional<MeasuredKey> whole = measureBorder(frames, wanted, tolerance);
    if (whole.filter(MeasuredKey::isConvincing).isPresent()) {
      return whole;
    }
    return measureWithin(frames, wanted, tolerance).or(() -> whole);
  }

  private Optional<MeasuredKey> measureBorder(
      List<byte[]> frames, KeyColor wanted, double tolerance) {
    ActivePicture active = ActivePicture.of(grid, frames);
    if (wanted.kind() == KeyColor.Kind.EXACT) {
      double[] given = matrix.levels(wanted.rgb());
      return Optional.of(asSurrounding(key(given), frames, active, tolerance));
    }
    List<MeasuredKey> found =
        likely(cells(frames, borderCells(active)), wanted, TRIED, tolerance).stream()
            .map(key -> asSurrounding(key, frames, active, tolerance))
            .toList();
    if (found.isEmpty()) {
      // No border to speak of, but a person may insist: the most frequent screen colour anywhere.
      found =
          likely(cells(frames, allCells()), wanted, 1, tolerance).stream()
              .map(key -> asSurrounding(key, frames, active, tolerance))
              .toList();
    }
    return found.stream().max(Comparator.comparingDouble(key -> key.confidence() * strength(key)));
  }

  /** How strong a colour is for its light; all that are at least as strong as a screen have 1. */
  private double strength(MeasuredKey key) {
    double share =
        difference(key.screen(), key.u(), key.v())
            / Math.max(0.01, level(key.screen(), key.y(), key.u(), key.v()));
    double likely = isRedLeast(key.screen(), key.u(), key.v()) ? 1 : UNLIKELY;
    return likely * Math.min(1, share / STRONG_SHARE);
  }

  /** With the share of the border that agrees, or of one side where the subject hides the rest. */
  private MeasuredKey asSurrounding(
      MeasuredKey key, List<byte[]> frames, ActivePicture active, double tolerance) {
    ScreenEvidence evidence = evidence(key, tolerance);
    double share =
        evidence.border(frames, active.left(), active.top(), active.right(), active.bottom());
    MeasuredKey whole = withConfidence(key, share);
    if (whole.isConvincing() || share < LEAST_BORDER_BESIDE) {
      return whole;
    }
    double side = evidence.bestSide(frames, active);
    boolean beside =
        side >= LEAST_SIDE && evidence.area(frames) >= LEAST_AREA_BESIDE && strength(key) >= 1;
    return beside ? withConfidence(key, side) : whole;
  }

  private ScreenEvidence evidence(MeasuredKey key, double tolerance) {
    return new ScreenEvidence(grid, key, tolerance, ColorPeaks.radius(key.u(), key.v(), tolerance));
  }

  /**
   * Looks for a screen that fills only a part of the picture: a rectangle of the most frequent
   * screen colour, whose own border agrees. A lawn or a wall of leaves has no such border.
   */
  private Optional<MeasuredKey> measureWithin(
      List<byte[]> frames, KeyColor wanted, double tolerance) {
    List<MeasuredKey> found =
        wanted.kind() == KeyColor.Kind.EXACT
            ? List.of(key(matrix.levels(wanted.rgb())))
            : likely(cells(frames, allCells()), wanted, TRIED, tolerance);
    return found.stream().flatMap(key -> within(frames, key, tolerance).stream()).findFirst();
  }

  private Optional<MeasuredKey> within(List<byte[]> frames, MeasuredKey key, double tolerance) {
    if (!isColored(key.screen(), key.y(), key.u(), key.v(), LEAST_DIFFERENCE_WITHIN)) {
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
    return within(frames, key, tolerance, extent(columns), extent(rows))
        .or(() -> within(frames, key, tolerance, longest(columns), longest(rows)));
  }

  private Optional<MeasuredKey> within(
      List<byte[]> frames, MeasuredKey key, double tolerance, int[] across, int[] down) {
    int area = (across[1] - across[0]) * (down[1] - down[0]);
    if (area < LEAST_AREA_WITHIN * grid.cells()) {
      return Optional.empty();
    }
    // One cell further in: the outermost may be half of each.
    double share =
        evidence(key, tolerance).border(frames, across[0] + 1, down[0] + 1, across[1] - 1, down[1]);
    return Optional.of(withConfidence(key, share))
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

  /** The most frequent of the colours that a screen may have. */
  private List<MeasuredKey> likely(List<int[]> cells, KeyColor wanted, int most, double tolerance) {
    List<int[]> candidates = cells.stream().filter(cell -> mayBeScreen(cell, wanted)).toList();
    return ColorPeaks.of(candidates, most, LEAST_FREQUENT, tolerance).stream()
        .map(this::key)
        .toList();
  }

  private boolean mayBeScreen(int[] cell, KeyColor wanted) {
    Screen screen = screenOf(cell[1], cell[2]);
    return wanted.allows(screen) && isColored(screen, cell[0], cell[1], cell[2], leastDifference);
  }

  /** Whether a colour is green or blue enough, as such or for the light that it is in. */
  private boolean isColored(Screen screen, double y, double u, double v, double least) {
    double difference = difference(screen, u, v);
    return difference >= least
        || (difference >= LEAST_DIFFERENCE_DIM
            && difference >= LEAST_SHARE * level(screen, y, u, v)
            && isRedLeast(screen, u, v));
  }

  /** Leaves are yellowish and cloth is purple; of a screen red is mostly the least. */
  private boolean isRedLeast(Screen screen, double u, double v) {
    double cb = u - 128;
    double cr = v - 128;
    double other =
        screen == Screen.GREEN
            ? matrix.blueOfCb() * cb
            : matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    return matrix.redOfCr() * cr <= other;
  }

  private double difference(Screen screen, double u, double v) {
    return screen.difference(matrix, u, v, Screen.BALANCE);
  }

  /** The screen's own channel, 0…1. */
  private double level(Screen screen, double y, double u, double v) {
    double luma = (y - 16) / 219;
    double cb = (u - 128) / 224;
    double cr = (v - 128) / 224;
    return screen == Screen.GREEN
        ? luma + matrix.greenOfCb() * cb + matrix.greenOfCr() * cr
        : luma + matrix.blueOfCb() * cb;
  }

  private MeasuredKey key(double[] levels) {
    return new MeasuredKey(
        screenOf(levels[1], levels[2]), matrix, levels[0], levels[1], levels[2], 0);
  }

  private Screen screenOf(double u, double v) {
    double green = Screen.GREEN.difference(matrix, u, v, Screen.BALANCE);
    double blue = Screen.BLUE.difference(matrix, u, v, Screen.BALANCE);
    return green >= blue ? Screen.GREEN : Screen.BLUE;
  }

  private static MeasuredKey withConfidence(MeasuredKey key, double confidence) {
    return new MeasuredKey(key.screen(), key.matrix(), key.y(), key.u(), key.v(), confidence);
  }

  /** The upper, left and right border of the picture, without bars. */
  private List<Integer> borderCells(ActivePicture active) {
    int strip = Math.max(1, Math.round(grid.height() / 30f));
    return IntStream.range(0, grid.cells())
        .filter(cell -> active.isBorder(cell, strip))
        .boxed()
        .toList();
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
