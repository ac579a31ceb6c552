package mediaworker.media.keying;

import java.util.Arrays;

/**
 * Works out, for each cell of a frame, how much of the screen's channel the subject has by nature,
 * so that the spill step takes the screen's light and leaves the subject's own green or blue.
 *
 * <p>The screen tints a subject most at its edges. So what lies deep inside a subject tells the
 * natural colour, and the edges get no more than that. The measure is where the screen's channel
 * stands between the two others: at the smaller (0), at the larger (1). Yellow, olive and teal have
 * it at 1 and keep it; skin and wood have it near 0.4; what stands between may well be skin that is
 * tinted all over, and is held back.
 *
 * <p>Used by one thread; one object serves for the frames of one clip.
 */
final class NaturalColor {

  /** Where the spill step begins to count; see {@link #of}. */
  static final double BASE = 0.5;

  /** Excess of one level. */
  static final double LEVEL = 1.0 / 510;

  /** Natural positions up to this one are believed; beyond, they are tints, up to {@link #KEPT}. */
  private static final double BELIEVED = 0.55;

  private static final double KEPT = 0.85;
  private static final double MOST = 1.1;

  /**
   * Saturation from which on a warm colour is none of skin, and up to which it is wholly: skin that
   * the screen tints stands where yellow, gold and blond do, but is paler.
   */
  private static final double PALE = 0.6;

  private static final double PALEST = 0.45;

  /**
   * Positions up to which pale warm colours are taken for tinted skin, and from which for khaki.
   */
  private static final double SKIN_TO = 0.95;

  private static final double GREENISH = 1.08;
  private static final double TINTED_FROM = 1.25;
  private static final double TINTED_TO = 2;
  private static final int WIDEST_FILL = 5;

  private final AnalysisGrid grid;
  private final MeasuredKey key;
  private final double shift;
  private final double[] place;
  private final double[] range;
  private final double[] skin;
  private final boolean[] telling;

  /**
   * For one clip.
   *
   * @param balance the person's spill balance; the default changes nothing
   */
  NaturalColor(AnalysisGrid grid, MeasuredKey key, double balance) {
    this.grid = grid;
    this.key = key;
    shift = balance - KeyingSettings.SpillSettings.DEFAULTS.balance();
    place = new double[grid.cells()];
    range = new double[grid.cells()];
    skin = new double[grid.cells()];
    telling = new boolean[grid.cells()];
  }

  /**
   * The excess that is natural at each cell of one frame, above the mixture of the other channels
   * in equal parts, in units of {@link #LEVEL}.
   *
   * @param frame yuv444p levels
   * @param subject what was found in the same frame
   */
  byte[] of(byte[] frame, ReferenceCoverage subject) {
    int cells = grid.cells();
    for (int cell = 0; cell < cells; cell++) {
      measure(frame, cell);
      telling[cell] = subject.isDeep(cell);
    }
    double[] inner = filled(cell -> place[cell], telling);
    double[] own = new double[cells];
    boolean[] known = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      known[cell] = subject.isSolid(cell);
      if (known[cell]) {
        double natural =
            Double.isNaN(inner[cell]) ? place[cell] : Math.min(place[cell], inner[cell]);
        double kept = allowed(natural);
        kept -= skin[cell] * Math.max(0, kept - asSkin(natural));
        own[cell] = Math.max(0, (kept + shift - BASE) * range[cell]);
      }
    }
    double[] excess = filled(cell -> own[cell], known);
    byte[] levels = new byte[cells];
    for (int cell = 0; cell < cells; cell++) {
      // Beside a cell of strong natural colour its neighbours may have some of it too.
      double value = Double.isNaN(excess[cell]) ? 0 : excess[cell];
      if (known[cell]) {
        value = Math.max(value, mostAround(own, known, cell));
      }
      levels[cell] = (byte) Math.round(Math.min(255, value / LEVEL));
    }
    return levels;
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
    double luma = ((frame[cell] & 0xff) - 16) / 219.0;
    boolean warm = key.screen() == Screen.GREEN && red > other;
    double saturation = warm ? range[cell] / Math.max(0.05, luma + red) : 1;
    skin[cell] = Math.max(0, Math.min(1, (PALE - saturation) / (PALE - PALEST)));
    // Near grey the place means nothing.
    place[cell] = range[cell] < 0.03 ? BELIEVED : (own - least) / range[cell];
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
  private static double asSkin(double natural) {
    double back = Math.max(0, Math.min(1, (natural - SKIN_TO) / (GREENISH - SKIN_TO)));
    return Math.min(natural, BASE) + back * (allowed(natural) - Math.min(natural, BASE));
  }

  private double mostAround(double[] values, boolean[] known, int cell) {
    int row = cell / grid.width();
    int column = cell % grid.width();
    double most = 0;
    for (int r = Math.max(0, row - 1); r <= Math.min(grid.height() - 1, row + 1); r++) {
      for (int c = Math.max(0, column - 1); c <= Math.min(grid.width() - 1, column + 1); c++) {
        int at = r * grid.width() + c;
        most = known[at] ? Math.max(most, values[at]) : most;
      }
    }
    return most;
  }

  /** Carries known values outwards; NaN where none is near. */
  private double[] filled(java.util.function.IntToDoubleFunction values, boolean[] known) {
    double[] whole = new double[known.length];
    Arrays.fill(whole, Double.NaN);
    BoxSums sums = new BoxSums(grid, cell -> known[cell] ? values.applyAsDouble(cell) : 0);
    BoxSums counts = new BoxSums(grid, cell -> known[cell] ? 1 : 0);
    for (int cell = 0; cell < whole.length; cell++) {
      if (known[cell]) {
        whole[cell] = values.applyAsDouble(cell);
      } else {
        for (int radius = 1; radius <= WIDEST_FILL && Double.isNaN(whole[cell]); radius++) {
          double count = counts.around(cell, radius);
          whole[cell] = count > 0 ? sums.around(cell, radius) / count : Double.NaN;
        }
      }
    }
    return whole;
  }
}
