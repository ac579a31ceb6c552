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

  /** Shares of the top by which clothes are told from what is behind them. */
  private static final double HARDLY_ABOVE = 0.1;

  private static final double MOSTLY_ABOVE = 0.4;
  private static final double ALL_ABOVE = 0.85;

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
        atBorder(frames, active, wanted, tolerance).stream()
            .map(key -> asSurrounding(key, frames, active, tolerance))
            .toList();
    if (found.isEmpty()) {
      // No border to speak of, but a person may insist: the most frequent screen colour anywhere.
      found =
          likely(cells(frames, allCells()), wanted, 1, tolerance).stream()
              .map(key -> asSurrounding(key, frames, active, tolerance))
              .toList();
    }
    List<MeasuredKey> all = found;
    return all.stream()
        .filter(key -> !isBelow(key, all, frames, active, tolerance))
        .max(Comparator.comparingDouble(key -> key.confidence() * strength(key)));
  }

  /**
   * Whether a colour is that of clothes before a screen of the other kind, green or blue: it is
   * hardly seen along the top, while much of that has the other, which is stronger. Who wears
   * clothes that high hides a part of the top; what is all along it is a bar, a title or a lamp.
   */
  private boolean isBelow(
      MeasuredKey key,
      List<MeasuredKey> others,
      List<byte[]> frames,
      ActivePicture active,
      double tolerance) {
    return others.stream()
            .filter(other -> other.screen() != key.screen() && strength(other) > strength(key))
            .mapToDouble(other -> evidence(other, tolerance).top(frames, active))
            .anyMatch(above -> above >= MOSTLY_ABOVE && above < ALL_ABOVE)
        && evidence(key, tolerance).top(frames, active) < HARDLY_ABOVE;
  }

  private List<MeasuredKey> atBorder(
      List<byte[]> frames, ActivePicture active, KeyColor wanted, double tolerance) {
    return likely(cells(frames, borderCells(active)), wanted, TRIED, tolerance);
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
    MeasuredKey whole = key.withConfidence(share);
    if (whole.isConvincing() || share < LEAST_BORDER_BESIDE) {
      return whole;
    }
    double side = evidence.bestSide(frames, active);
    boolean beside =
        side >= LEAST_SIDE && evidence.area(frames) >= LEAST_AREA_BESIDE && strength(key) >= 1;
    return beside ? key.withConfidence(side) : whole;
  }

  private ScreenEvidence evidence(MeasuredKey key, double tolerance) {
    return ScreenEvidence.of(grid, key, tolerance);
  }

  /** Looks for a screen that fills only a part of the picture, of the most frequent colours. */
  private Optional<MeasuredKey> measureWithin(
      List<byte[]> frames, KeyColor wanted, double tolerance) {
    boolean told = wanted.kind() == KeyColor.Kind.EXACT;
    List<MeasuredKey> found =
        told
            ? List.of(key(matrix.levels(wanted.rgb())))
            : likely(cells(frames, allCells()), wanted, TRIED, tolerance);
    ScreenWithin part = new ScreenWithin(grid, frames, told, tolerance);
    ActivePicture active = ActivePicture.of(grid, frames);
    List<MeasuredKey> border = told ? List.of() : atBorder(frames, active, wanted, tolerance);
    List<MeasuredKey> colored =
        found.stream()
            .filter(
                key -> isColored(key.screen(), key.y(), key.u(), key.v(), LEAST_DIFFERENCE_WITHIN))
            .filter(key -> !isBelow(key, border, frames, active, tolerance))
            .toList();
    Optional<MeasuredKey> whole =
        colored.stream().flatMap(key -> part.whole(key).stream()).findFirst();
    return whole.or(
        () ->
            colored.stream()
                .filter(
                    key -> difference(key.screen(), key.u(), key.v()) >= LEAST_DIFFERENCE_WITHIN)
                .filter(key -> strength(key) >= 1)
                .flatMap(key -> part.corner(key).stream())
                .findFirst());
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
