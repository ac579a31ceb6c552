package mediaworker.media.keying.analysis.spill;

import static mediaworker.media.keying.analysis.spill.ChromaBins.SIDE;
import static mediaworker.media.keying.analysis.spill.ChromaBins.STEP;
import static mediaworker.media.keying.analysis.spill.ChromaBins.bin;
import static mediaworker.media.keying.analysis.spill.ChromaBins.placeOf;

import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often each colour was seen in a clip's solid parts, and what that tells; arrays are by {@link
 * ChromaBins}.
 *
 * @param middle cells deep inside surfaces
 * @param edge other solid cells
 * @param lights sums of light over both
 * @param vivid sums of {@link Vivid} over those deep inside
 * @param key place of the key's chroma, and its light
 * @param least cells inside surfaces that a colour must have
 * @param scene how much of the screen's light lies on them
 * @param bounce whether there is any at all, and which colours have more of it at their edges
 */
record ColorCounts(
    int[] middle,
    int[] edge,
    double[] lights,
    double[] vivid,
    double[] key,
    double least,
    SceneTint scene,
    BounceLight bounce) {

  /** What counts as one colour: noise, and what the light does to it. */
  private static final double ALIKE = 0.026;

  private static final double ALIKE_SHARE = 0.06;

  /** How far along the line other shares of a tint are looked for, in widths of one colour. */
  private static final double ALONG = 4;

  /** Steps along the line in which a colour that is no mixture has a gap beside it. */
  private static final int GAP = 2;

  /** Share of its cells that is left there: in a gap for sure, and in none. */
  private static final double ALONE = 0.2;

  private static final double MIXED = 0.5;

  /** Steps from a bin to the middle of its colour, which lies about one width away at most. */
  private static final int CLIMBS = 3;

  /**
   * What would be white or nearly so without the screen's share, from this light to that, is taken
   * for white: nothing is tinted more often.
   */
  private static final double PALE = 0.45;

  private static final double WHITE = 0.6;

  /**
   * What is as light as this, from here to there, is taken for white too that is nearer to the
   * screen than what tells of the scene's light.
   */
  private static final double SHADED = 0.68;

  private static final double BRIGHT = 0.78;

  /** The key's share in a tint, at most: what is left is divided by the rest. */
  private static final double MOST_TINT = 0.9;

  /** Shares of a line that one colour has: from where it is believed, and where wholly. */
  private static final double ONE_OF_MANY = 0.6;

  private static final double ONE = 0.78;

  /** Of each colour, whether enough of it is vivid and bright. */
  float[] vivids() {
    float[] shares = new float[vivid.length];
    int[] seen = IntStream.range(0, vivid.length).filter(at -> vivid[at] > 0).toArray();
    for (int at : seen) {
      double x = placeOf(at / SIDE);
      double y = placeOf(at % SIDE);
      double radius = radius(x, y);
      for (int column = from(x, radius); column <= to(x, radius); column++) {
        for (int row = from(y, radius); row <= to(y, radius); row++) {
          if (Math.hypot(placeOf(column) - x, placeOf(row) - y) <= radius) {
            int place = column * SIDE + row;
            shares[place] = (float) Math.min(1, shares[place] + vivid[at] / least);
          }
        }
      }
    }
    return shares;
  }

  /** How surely each colour is the subject's own, since its edges have it too, 0…1. */
  float[] trusts() {
    return shares(this::trust);
  }

  /** How surely each colour stands alone in a scene without the screen's light, 0…1. */
  float[] alones() {
    double unlit = bounce.isNone();
    return unlit > 0 ? shares((x, y) -> unlit * alone(x, y)) : new float[0];
  }

  /**
   * How surely each colour is the subject's own, since it has more of the screen's than the scene's
   * light would give it, 0…1. Its edges, where that light is strongest, are not asked.
   */
  float[] beyonds() {
    return shares(this::beyond);
  }

  private float[] shares(DoubleBinaryOperator share) {
    boolean[] near = new boolean[middle.length];
    for (int at = 0; at < near.length; at++) {
      if (middle[at] + edge[at] > 0) {
        for (int beside :
            new int[] {0, -1, 1, -SIDE, SIDE, -SIDE - 1, -SIDE + 1, SIDE - 1, SIDE + 1}) {
          if (at + beside >= 0 && at + beside < near.length) {
            near[at + beside] = true;
          }
        }
      }
    }
    int[] places = IntStream.range(0, near.length).filter(at -> near[at]).toArray();
    float[] shares = new float[near.length];
    // On all cores, like all that must be known before the first picture is keyed.
    IntStream.of(places).parallel().forEach(at -> shares[at] = (float) climbed(at, share));
    return shares;
  }

  /** What is said of the colour that a place belongs to. */
  private double climbed(int at, DoubleBinaryOperator share) {
    double x = placeOf(at / SIDE);
    double y = placeOf(at % SIDE);
    // Noise lies around a colour: its middle is asked for.
    for (int i = 0; i < CLIMBS; i++) {
      Alike alike = alike(x, y);
      x += alike.x;
      y += alike.y;
    }
    return share.applyAsDouble(x, y);
  }

  /** How surely a colour is one and not a tint in many shares. */
  private double trust(double x, double y) {
    Alike here = alike(x, y);
    int[] line = here.middle < least ? null : line(x, y);
    if (line == null) {
      return 0;
    }
    double share = (double) here.middle / line[0];
    if (line[1] > 0) {
      share = Math.min(share, (double) here.edge / line[1]);
    }
    double pale = (WHITE - untinted(x, y, here.light)) / (WHITE - PALE);
    return Math.max(0, Math.min(1, Math.min(one(share), pale)));
  }

  /**
   * Where no light is about, how surely a colour is no mixture with the screen, as those of dense
   * hair and veils are: on the line towards the key there is a gap at either side of it.
   */
  private double alone(double x, double y) {
    if (alike(x, y).middle < least) {
      return 0;
    }
    int[] steps = steps(x, y);
    int beside = Math.max(Math.min(steps[0], steps[1]), Math.min(steps[3], steps[4]));
    double share = (double) beside / Math.max(1, steps[GAP]);
    double gap = (MIXED - share) / (MIXED - ALONE);
    return Math.max(0, Math.min(gap, bounce.isEven(x, y, radius(x, y))));
  }

  /** Cells inside surfaces by steps along the line towards the key, from before to after. */
  private int[] steps(double x, double y) {
    int[] steps = new int[2 * GAP + 1];
    double reach = Math.max(STEP, Math.hypot(key[0] - x, key[1] - y));
    double within = radius(x, y) + (GAP + 1) * STEP;
    for (int column = from(x, within); column <= to(x, within); column++) {
      double dx = placeOf(column) - x;
      for (int row = from(y, within); row <= to(y, within); row++) {
        double dy = placeOf(row) - y;
        double along = (dx * (key[0] - x) + dy * (key[1] - y)) / reach;
        double aside = (dx * (key[1] - y) - dy * (key[0] - x)) / reach;
        int step = GAP + (int) Math.round(along / STEP);
        if (Math.abs(aside) <= radius(x, y) && step >= 0 && step < steps.length) {
          steps[step] += middle[column * SIDE + row];
        }
      }
    }
    return steps;
  }

  private double beyond(double x, double y) {
    double beyond = scene.exceeded(x, y);
    if (beyond <= 0) {
      return 0;
    }
    Alike here = alike(x, y);
    int[] line = here.middle < least ? null : line(x, y);
    if (line == null) {
      return 0;
    }
    double shaded = (BRIGHT - here.light) / (BRIGHT - SHADED);
    return Math.max(0, Math.min(Math.min(beyond, shaded), one((double) here.middle / line[0])));
  }

  /**
   * The cells inside surfaces, and the others, whose colours lie on the line towards the key; null
   * for the key's own colour.
   */
  private int @Nullable [] line(double x, double y) {
    double reach = Math.hypot(key[0] - x, key[1] - y);
    if (reach < STEP) {
      return null;
    }
    double towardsX = (key[0] - x) / reach;
    double towardsY = (key[1] - y) / reach;
    double radius = radius(x, y);
    double within = (ALONG + 1) * radius;
    int[] line = new int[2];
    for (int column = from(x, within); column <= to(x, within); column++) {
      double dx = placeOf(column) - x;
      for (int row = from(y, within); row <= to(y, within); row++) {
        double dy = placeOf(row) - y;
        double along = Math.abs(dx * towardsX + dy * towardsY);
        double aside = Math.abs(dx * towardsY - dy * towardsX);
        if (aside <= radius && along <= ALONG * radius) {
          line[0] += middle[column * SIDE + row];
          line[1] += edge[column * SIDE + row];
        }
      }
    }
    return line;
  }

  private static double one(double share) {
    return (share - ONE_OF_MANY) / (ONE - ONE_OF_MANY);
  }

  /**
   * What is seen of one colour.
   *
   * @param light of a cell, as a mean
   * @param x how far the mean of its places lies from its own
   */
  private record Alike(int middle, int edge, double light, double x, double y) {}

  private Alike alike(double x, double y) {
    double radius = radius(x, y);
    int inside = 0;
    int outside = 0;
    double light = 0;
    double sumX = 0;
    double sumY = 0;
    for (int column = from(x, radius); column <= to(x, radius); column++) {
      double dx = placeOf(column) - x;
      for (int row = from(y, radius); row <= to(y, radius); row++) {
        double dy = placeOf(row) - y;
        int at = column * SIDE + row;
        if (dx * dx + dy * dy <= radius * radius) {
          inside += middle[at];
          outside += edge[at];
          light += lights[at];
          sumX += (middle[at] + edge[at]) * dx;
          sumY += (middle[at] + edge[at]) * dy;
        }
      }
    }
    double cells = Math.max(1, inside + outside);
    return new Alike(inside, outside, light / cells, sumX / cells, sumY / cells);
  }

  private static double radius(double x, double y) {
    return ALIKE + ALIKE_SHARE * Math.hypot(x, y);
  }

  /** The first bin that may lie within a distance of a place: only those are gone through. */
  private static int from(double place, double within) {
    return bin(place - within);
  }

  private static int to(double place, double within) {
    return bin(place + within);
  }

  /** The light of a colour without as much of the key as leaves it greyest. */
  private double untinted(double x, double y, double light) {
    double[] chroma = {key[0] * key[2], key[1] * key[2]};
    double along =
        light * (x * chroma[0] + y * chroma[1]) / (chroma[0] * chroma[0] + chroma[1] * chroma[1]);
    double share = Math.max(0, Math.min(MOST_TINT, along));
    return (light - share * key[2]) / (1 - share);
  }
}
