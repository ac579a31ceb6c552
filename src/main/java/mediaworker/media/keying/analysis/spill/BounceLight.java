package mediaworker.media.keying.analysis.spill;

import static mediaworker.media.keying.analysis.spill.ChromaBins.SIDE;
import static mediaworker.media.keying.analysis.spill.ChromaBins.bin;

import java.util.Arrays;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;

/**
 * Whether a clip's screen throws any light on its subjects at all. Drawn and rendered clips often
 * have none, and there even a pale mint is a subject's own colour.
 *
 * <p>Both must be so. What is white or grey somewhere is just that: light that falls on everything
 * evenly would tint it too. And most surfaces have no more of the screen's colour at their edges
 * than a few cells further in, as all light of a screen fades inwards; dense hair and veils, whose
 * edges are mixtures with the screen, may have more. Where hardly anything is white or grey,
 * nothing is told: a mint dress and a white one in an even light are the same picture.
 *
 * <p>A surplus is how much the screen's channel stands above the mean of the other two, for a light
 * of 1. Used by one thread while it is told of cells, by any afterwards.
 */
final class BounceLight {

  /** Cells between an edge and what is deep inside. */
  private static final int NEAR = 5;

  /** Darker than this, the encoder's noise is as large as a tint. */
  private static final double LEAST_LIGHT = 0.15;

  private static final double LIGHT_OF_GREY = 0.25;

  /** Up to where the other two channels may differ, and a surplus lie, in what may be grey. */
  private static final double GREY = 0.05;

  private static final double GREY_SURPLUS = 0.08;

  /** Share of what is deep inside that must be grey, from here to there. */
  private static final double SOME_GREY = 0.02;

  private static final double ENOUGH_GREY = 0.05;

  /** The surplus of half of that: nothing of the screen, up to where it is a tint for sure. */
  private static final double UNTINTED = 0.018;

  private static final double TINTED = 0.03;

  /** What differs more from what is inside is another surface: by chroma, and by light. */
  private static final double SAME_COLOR = 0.06;

  private static final double SAME_LIGHT = 0.35;

  /** Surplus that the edges of one colour have more than its inside, as a mean: of noise alone. */
  private static final double EVEN = 0.01;

  /** The same where it fades inwards for sure. */
  private static final double FADING = 0.016;

  /** Share of the edges that must be even, from here to there. */
  private static final double SOME_EVEN = 0.4;

  private static final double MOST_EVEN = 0.6;

  /** Share of the edges that must be like what is inside, or they tell of it. */
  private static final double SOME_ALIKE = 0.5;

  private static final double MOST_ALIKE = 0.7;

  /** Single edges count as no more than this in such a mean. */
  private static final double FARTHEST = 0.1;

  /** Bins of {@link ChromaBins} in a row that count as one colour. */
  private static final int COARSE = 5;

  /** Steps of surpluses, which are counted from −1 to 1. */
  private static final int STEPS = 1000;

  private final AnalysisGrid grid;
  private final ColorMatrix matrix;
  private final boolean green;
  private final KnownCells inside;
  private final int[] greys = new int[2 * STEPS + 1];
  private final int[] counts = new int[SIDE * SIDE];
  private final double[] sums = new double[SIDE * SIDE];
  private int deepest;
  private int edges;

  BounceLight(AnalysisGrid grid, MeasuredKey key) {
    this.grid = grid;
    matrix = key.matrix();
    green = key.screen() == Screen.GREEN;
    inside = new KnownCells(grid);
  }

  /**
   * Takes the solid cells of a frame.
   *
   * @param places chroma of each cell for a light of 1, blue difference first, and light; null for
   *     what is not solid or too dark
   * @param deep whether a cell is deep inside a subject
   */
  void see(double[][] places, boolean[] deep) {
    int cells = grid.cells();
    double[] x = new double[cells];
    double[] y = new double[cells];
    double[] light = new double[cells];
    boolean[] telling = new boolean[cells];
    for (int cell = 0; cell < cells; cell++) {
      double[] place = places[cell];
      if (place != null) {
        x[cell] = place[0];
        y[cell] = place[1];
        light[cell] = place[2];
        telling[cell] = deep[cell] && light[cell] >= LEAST_LIGHT;
      }
      if (deep[cell]) {
        deepest++;
        seeGrey(x[cell], y[cell], light[cell]);
      }
    }
    inside.take(telling);
    double[] insideX = inside.filled(x, NEAR);
    double[] insideY = inside.filled(y, NEAR);
    double[] insideLight = inside.filled(light, NEAR);
    for (int cell = 0; cell < telling.length; cell++) {
      if (!deep[cell] && light[cell] >= LEAST_LIGHT) {
        edges++;
        double lit = Math.abs(Math.log(light[cell] / insideLight[cell]));
        // What is not a number has nothing inside near.
        if (lit < SAME_LIGHT) {
          seeEdge(x[cell], y[cell], insideX[cell], insideY[cell]);
        }
      }
    }
  }

  private void seeEdge(double x, double y, double insideX, double insideY) {
    if (Math.abs(others(x, y) - others(insideX, insideY)) < SAME_COLOR) {
      double more = surplus(x, y) - surplus(insideX, insideY);
      int color = bin(insideX) * SIDE + bin(insideY);
      counts[color]++;
      sums[color] += Math.max(-FARTHEST, Math.min(FARTHEST, more));
    }
  }

  private void seeGrey(double x, double y, double light) {
    double surplus = surplus(x, y);
    if (light >= LIGHT_OF_GREY
        && Math.abs(others(x, y)) < GREY
        && Math.abs(surplus) < GREY_SURPLUS) {
      greys[step(surplus)]++;
    }
  }

  /** How surely none of the screen's light is on most things, 0…1; 0 where nothing tells. */
  double isNone() {
    int grey = Arrays.stream(greys).sum();
    if (grey == 0 || edges == 0) {
      return 0;
    }
    int alike = Arrays.stream(counts).sum();
    double known = share((double) grey / deepest, SOME_GREY, ENOUGH_GREY);
    double white = 1 - share(Math.abs(middle(greys, grey)), UNTINTED, TINTED);
    double like = share((double) alike / edges, SOME_ALIKE, MOST_ALIKE);
    double most = alike == 0 ? 0 : share(even() / alike, SOME_EVEN, MOST_EVEN);
    return Math.min(Math.min(known, white), Math.min(like, most));
  }

  /** How many edges are of colours that are as even there as inside. */
  private double even() {
    double[] coarse = new double[sums.length];
    int[] many = new int[counts.length];
    for (int at = 0; at < counts.length; at++) {
      int color = at / SIDE / COARSE * SIDE + at % SIDE / COARSE;
      coarse[color] += sums[at];
      many[color] += counts[at];
    }
    double even = 0;
    for (int color = 0; color < many.length; color++) {
      even += many[color] == 0 ? 0 : many[color] * evenness(coarse[color] / many[color]);
    }
    return even;
  }

  /** How surely a colour's edges have no more of the screen's than its inside, 0…1. */
  double isEven(double x, double y, double radius) {
    double sum = 0;
    int count = 0;
    for (int column = bin(x - radius); column <= bin(x + radius); column++) {
      for (int row = bin(y - radius); row <= bin(y + radius); row++) {
        sum += sums[column * SIDE + row];
        count += counts[column * SIDE + row];
      }
    }
    return count == 0 ? 1 : evenness(sum / count);
  }

  private static double evenness(double more) {
    return 1 - share(more, EVEN, FADING);
  }

  /** 0 up to one value, 1 from the other on. */
  private static double share(double value, double from, double to) {
    return Math.max(0, Math.min(1, (value - from) / (to - from)));
  }

  /** The surplus that half of those counted do not exceed. */
  private static double middle(int[] counted, int all) {
    int step = 0;
    for (int count = counted[0]; 2 * count < all; count += counted[step]) {
      step++;
    }
    return (double) (step - STEPS) / STEPS;
  }

  private static int step(double surplus) {
    return (int) Math.round(STEPS * (1 + Math.max(-1, Math.min(1, surplus))));
  }

  private double surplus(double x, double y) {
    double red = matrix.redOfCr() * y;
    double own = matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    double blue = matrix.blueOfCb() * x;
    return green ? own - (red + blue) / 2 : blue - (red + own) / 2;
  }

  /** How far the other two channels differ, for a light of 1: no tint changes that. */
  private double others(double x, double y) {
    double other = green ? matrix.blueOfCb() * x : matrix.greenOfCb() * x + matrix.greenOfCr() * y;
    return matrix.redOfCr() * y - other;
  }
}
