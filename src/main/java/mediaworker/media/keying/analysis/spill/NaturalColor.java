package mediaworker.media.keying.analysis.spill;

import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyingSettings;

/**
 * Works out, for each cell of a frame, how much of the screen's channel the subject has by nature,
 * so that the spill step takes the screen's light and leaves the subject's own green or blue.
 *
 * <p>The screen tints a subject most at its edges. So what lies deep inside a subject tells the
 * natural colour, and the edges get no more than that, unless they are another surface's: an arm is
 * too thin to have an inside, and is none of the dress beside it. The measure is where the screen's
 * channel stands between the two others: at the smaller (0), at the larger (1). Yellow, olive and
 * teal have it at 1 and keep it; skin and wood have it near 0.4; what stands between may well be
 * skin that is tinted all over, and is held back.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
public final class NaturalColor {

  /** Where the spill step begins to count; see {@link #of}. */
  public static final double BASE = 0.5;

  /** Excess of one level. */
  public static final double LEVEL = 1.0 / 360;

  /** Levels by which two roundings may differ. */
  private static final int ROUNDING = 2;

  /** Level of no excess; skin has less than none. */
  public static final int ZERO = 96;

  /** Natural positions up to this one are believed; beyond, they are tints, up to {@link #KEPT}. */
  private static final double BELIEVED = 0.55;

  private static final double KEPT = 0.85;

  /** Nearer to each other than this, the other channels tell nothing. */
  private static final double LEAST_RANGE = 0.03;

  private static final double MOST = 1.1;

  /**
   * Saturation from which on a warm colour is none of skin, and up to which it is wholly: skin that
   * the screen tints stands where yellow, gold and blond do, but is paler.
   */
  private static final double PALE = 0.6;

  private static final double PALEST = 0.45;

  /** Yellow; what has more green is green. */
  private static final double YELLOW = 1;

  /** A cell counts as pale and warm from this share on. */
  private static final double MOSTLY = 0.25;

  /** How far shades may be apart within one surface, and from where on it is another. */
  private static final double SAME = 0.12;

  private static final double OTHER = 0.2;

  /** Of the screen's channel inside a subject, what its own colour may have at the edge. */
  private static final double EDGE = 1.5;

  private static final double TINTED_FROM = 1.25;
  private static final double TINTED_TO = 2;
  private static final int WIDEST_FILL = 5;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final OwnColors owns;
  private final double shift;
  private final double[] surplus;
  private final double[] trust;
  private final boolean[] paint;
  private final double[] untinted;
  private final double[] place;
  private final double[] range;
  private final double[] skin;
  private final double[] vivid;
  private final double[] shade;
  private final double[] light;
  private final boolean[] pale;
  private final LeastTinted tints;
  private final WarmPosition warm;
  private final boolean[] telling;
  private final KnownCells told;
  private final KnownCells solid;
  private final NaturalGreen green;
  private final UnlitColors unlit;
  private final VividLines lines;

  /**
   * For one clip.
   *
   * @param owns the colours of the clip that are known to be the subject's own
   * @param balance the person's spill balance; the default changes nothing
   */
  public NaturalColor(AnalysisGrid grid, MeasuredKey key, OwnColors owns, double balance) {
    this.grid = grid;
    told = new KnownCells(grid);
    solid = new KnownCells(grid);
    green = new NaturalGreen(grid, owns, WIDEST_FILL);
    unlit = new UnlitColors(grid, owns);
    lines = new VividLines(grid);
    this.key = key;
    this.owns = owns;
    surplus = new double[grid.cells()];
    trust = new double[grid.cells()];
    paint = new boolean[grid.cells()];
    untinted = new double[grid.cells()];
    shift = balance - KeyingSettings.SpillSettings.DEFAULTS.balance();
    place = new double[grid.cells()];
    range = new double[grid.cells()];
    skin = new double[grid.cells()];
    vivid = new double[grid.cells()];
    shade = new double[grid.cells()];
    light = new double[grid.cells()];
    pale = new boolean[grid.cells()];
    tints = new LeastTinted(grid);
    warm = key.screen() == Screen.GREEN ? WarmPosition.ON_GREEN : WarmPosition.ON_BLUE;
    telling = new boolean[grid.cells()];
  }

  /**
   * The excess that is natural at each cell of one frame, above the mixture of the other channels
   * in equal parts, in units of {@link #LEVEL} above {@link #ZERO}; skin has less than none.
   *
   * @param frame yuv444p levels
   * @param subject what was found in the same frame
   */
  public byte[] of(byte[] frame, ReferenceCoverage subject) {
    int cells = grid.cells();
    boolean[] known = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      known[cell] = subject.isSolid(cell);
      // What is deep inside is solid too, and nothing is asked of the rest.
      telling[cell] = subject.isDeep(cell);
      pale[cell] = false;
      paint[cell] = known[cell] && subject.isPaint(cell);
      if (known[cell]) {
        measure(frame, cell);
        trust[cell] = paint[cell] ? 1 : owns.trust(frame, cells, cell);
        pale[cell] = skin[cell] >= MOSTLY;
      }
    }
    unlit.raise(trust, frame, known);
    double[] least = tints.of(place, pale, shade, light);
    told.take(telling);
    double[] inner = told.filled(place, WIDEST_FILL);
    double[] innerShade = told.filled(shade, WIDEST_FILL);
    double[] own = new double[cells];
    for (int cell = 0; cell < cells; cell++) {
      if (known[cell]) {
        double natural = place[cell];
        if (inner[cell] < natural) {
          natural -= alike(innerShade[cell], shade[cell]) * (natural - inner[cell]);
        }
        double kept = allowed(natural);
        kept += vivid[cell] * Math.max(0, Math.min(natural, YELLOW) - kept);
        if (pale[cell]) {
          kept -=
              (1 - trust[cell])
                  * skin[cell]
                  * Math.max(0, kept - asSkin(kept, natural, least[cell]));
        }
        // Orange beside red has less of either green; only of skin it is known what it may have.
        double skinned = pale[cell] ? Math.min(0, (kept - BASE) * range[cell]) : 0;
        own[cell] = skinned < 0 ? skinned : Math.max(0, (kept + shift - BASE) * range[cell]);
      }
    }
    if (owns.hasTrust()) {
      addTrusted(own, known);
    }
    if (owns.hasBeyond()) {
      green.add(
          own, new NaturalGreen.Found(frame, subject, known, telling, told, untinted), wanted());
    }
    solid.take(known);
    lines.find(subject.colors(), solid, shift);
    double[] whole = solid.filled(own, WIDEST_FILL);
    byte[] levels = new byte[cells];
    for (int cell = 0; cell < cells; cell++) {
      // Beside a cell of strong natural colour its neighbours may have some of it too.
      double value = Double.isNaN(whole[cell]) ? 0 : whole[cell];
      if (known[cell]) {
        value = Math.max(value, mostAround(own, known, cell));
      } else if (value < 0) {
        // A grey hair beside a face is none of the face's.
        int distance = solid.distance(cell);
        value *= distance == 1 ? 1 : distance == 2 ? 0.5 : 0;
      }
      double line = known[cell] ? 0 : lines.around(cell);
      value = line > 0 ? Math.max(value, line) : value;
      levels[cell] = CleanPlate.level(ZERO + value / LEVEL + (value < 0 ? ROUNDING : 0));
    }
    return levels;
  }

  private void addTrusted(double[] own, boolean[] known) {
    double[] inner = told.filled(surplus, WIDEST_FILL);
    for (int cell = 0; cell < own.length; cell++) {
      if (known[cell]) {
        own[cell] += believed(cell, inner[cell]) * (surplus[cell] - own[cell]);
      }
    }
  }

  /** How surely what is deep inside is the surface that goes on to an edge, by their shades. */
  private static double alike(double inside, double edge) {
    return Math.max(0, Math.min(1, (OTHER - Math.abs(edge - inside)) / (OTHER - SAME)));
  }

  /** How much of a cell's surplus is its own: of less than it is given, and at an edge of more. */
  private double believed(int cell, double inside) {
    boolean more =
        !owns.isUnlitDrawing()
            && !paint[cell]
            && !Double.isNaN(inside)
            && surplus[cell] > EDGE * Math.max(0, inside) + LEAST_RANGE;
    return surplus[cell] <= 0 || more ? 0 : trust[cell] * wanted();
  }

  /** How much of it the person's balance leaves. */
  private double wanted() {
    return Math.max(0, Math.min(1, 1 + 2 * shift));
  }

  private void measure(byte[] frame, int cell) {
    int cells = grid.cells();
    ColorMatrix matrix = key.matrix();
    double cb = ((frame[cells + cell] & 0xff) - 128) / 224.0;
    double cr = ((frame[2 * cells + cell] & 0xff) - 128) / 224.0;
    double red = matrix.redOfCr() * cr;
    double green = matrix.greenOfCb() * cb + matrix.greenOfCr() * cr;
    double blue = matrix.blueOfCb() * cb;
    double own = key.screen() == Screen.GREEN ? green : blue;
    double other = key.screen() == Screen.GREEN ? blue : green;
    double least = Math.min(red, other);
    range[cell] = Math.max(red, other) - least;
    surplus[cell] = own - (red + other) / 2;
    double luma = ((frame[cell] & 0xff) - 16) / 219.0;
    untinted[cell] = surplus[cell] - owns.tint() * (luma + (red + green + blue) / 3);
    double third = key.screen() == Screen.GREEN ? other : Math.min(own, other);
    double saturation = Vivid.saturation(luma, red, third);
    boolean isWarm = red > other && range[cell] >= LEAST_RANGE;
    skin[cell] = isWarm ? Math.max(0, Math.min(1, (PALE - saturation) / (PALE - PALEST))) : 0;
    vivid[cell] = isWarm ? Vivid.saturated(saturation) : 0;
    if (vivid[cell] > 0) {
      vivid[cell] *= Math.max(Vivid.bright(luma + red), owns.vivid(frame, cells, cell));
    }
    // The screen's own channel is left out, since its light changes that most.
    shade[cell] = (red - other) / Math.max(0.1, 2 * luma + red + other);
    light[cell] = isWarm ? Math.log(Math.max(0.05, luma + red)) : 0;
    // Near grey the place means nothing.
    place[cell] = range[cell] < LEAST_RANGE ? BELIEVED : (own - least) / range[cell];
  }

  /** What is left of a natural position. */
  private static double allowed(double natural) {
    if (natural <= BELIEVED) {
      return natural;
    }
    if (natural <= KEPT) {
      return BELIEVED + 0.2 * (natural - BELIEVED);
    }
    double low = BELIEVED + 0.2 * (KEPT - BELIEVED);
    if (natural > TINTED_FROM) {
      // Far above both others: white or grey in the screen's light, rather than green by nature.
      double back = Math.min(1, (natural - TINTED_FROM) / (TINTED_TO - TINTED_FROM));
      return MOST + back * (BELIEVED - MOST);
    }
    return Math.min(MOST, low + (natural - KEPT) * (1 - low) / (1 - KEPT));
  }

  /** The same for what is warm and pale, such as skin, wood, and kraft paper. */
  private double asSkin(double kept, double own, double least) {
    // A paler or redder neighbour takes nothing below the usual.
    double position = Math.max(Math.min(own, least), Math.min(own, warm.usual()));
    double usual = warm.natural(position);
    double back =
        Math.max(0, Math.min(1, (position - warm.tintedTo()) / (warm.other() - warm.tintedTo())));
    return usual + back * (Math.max(kept, usual) - usual);
  }

  private double mostAround(double[] values, boolean[] known, int cell) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double most = Double.NEGATIVE_INFINITY;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        most = known[at] && values[at] > most ? values[at] : most;
      }
    }
    return most;
  }
}
