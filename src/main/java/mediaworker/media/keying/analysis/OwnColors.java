package mediaworker.media.keying.analysis;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.jspecify.annotations.Nullable;

/**
 * Which greens (or blues) of a clip are the subject's own, and not the screen's light on something
 * else: sage and grey in green light are one colour in a single point, but not over a surface.
 *
 * <p>The screen's light never falls evenly. It is strongest at edges, where a surface turns towards
 * the screen, and fades inwards, so what it tints shows many shares of it: colours along a line
 * towards the key. Paint and cloth have one colour throughout, in light and in shade, at the edge
 * as in the middle. So all solid colours of some frames are counted by their chroma for their
 * light; where nearly all that lies on a line towards the key lies at one place of it, in the
 * middle of surfaces as at their edges, that is a colour of the subject.
 *
 * <p>It is one answer for the whole clip, so it does not waver. Immutable.
 */
final class OwnColors {

  /** For a clip of which nothing is known: no colour is believed. */
  static final OwnColors NONE = new OwnColors(null, new float[0]);

  /** Frames that are looked at, at most. */
  private static final int LOOKED_AT = 8;

  /** Chroma for a light of 1, by bins. */
  private static final double STEP = 0.02;

  private static final double MOST_CHROMA = 1.6;
  private static final int SIDE = (int) Math.round(2 * MOST_CHROMA / STEP) + 1;

  /** Darker than this, chroma for its light is noise. */
  private static final double LEAST_LIGHT = 0.05;

  /** What counts as one colour: noise, and what the light does to it. */
  private static final double ALIKE = 0.026;

  private static final double ALIKE_SHARE = 0.06;

  /** How far along the line other shares of a tint are looked for, in widths of one colour. */
  private static final double ALONG = 4;

  /** Steps from a bin to the middle of its colour, which lies about one width away at most. */
  private static final int CLIMBS = 3;

  /**
   * What would be white or nearly so without the screen's share, from this light to that, is taken
   * for white: nothing is tinted more often.
   */
  private static final double PALE = 0.45;

  private static final double WHITE = 0.6;

  /** The key's share in a tint, at most: what is left is divided by the rest. */
  private static final double MOST_TINT = 0.9;

  /** Shares of a line that one colour has: from where it is believed, and where wholly. */
  private static final double ONE_OF_MANY = 0.6;

  private static final double ONE = 0.78;

  /** Cells inside surfaces that a colour must have, as a mean over the frames. */
  private static final double LEAST_CELLS = 3;

  private final @Nullable ColorMatrix matrix;
  private final float[] trust;

  private OwnColors(@Nullable ColorMatrix matrix, float[] trust) {
    this.matrix = matrix;
    this.trust = trust;
  }

  /**
   * Looks at the solid parts of a clip's subject.
   *
   * @param frames pictures from all over the clip, yuv444p
   * @param plates gives the empty screen at the time of one of them
   */
  static OwnColors of(
      AnalysisGrid grid, MeasuredKey key, List<byte[]> frames, UnaryOperator<byte[]> plates) {
    ColorMatrix matrix = key.matrix();
    int[] middle = new int[SIDE * SIDE];
    int[] edge = new int[SIDE * SIDE];
    double[] lights = new double[SIDE * SIDE];
    ReferenceCoverage subject = new ReferenceCoverage(grid, key);
    int looked = Math.min(LOOKED_AT, frames.size());
    int cells = grid.cells();
    for (int i = 0; i < looked; i++) {
      byte[] frame = frames.get((int) ((i + 0.5) * frames.size() / looked));
      subject.of(frame, plates.apply(frame));
      for (int cell = 0; cell < cells; cell++) {
        boolean counts = subject.isSolid(cell) && !subject.isContinued(cell);
        double[] place = counts ? place(matrix, frame, cells, cell) : null;
        if (place != null) {
          int at = bin(place[0]) * SIDE + bin(place[1]);
          (subject.isDeep(cell) ? middle : edge)[at]++;
          lights[at] += place[2];
        }
      }
    }
    double[] keyPlace =
        place(matrix, (key.y() - 16) / 219, (key.u() - 128) / 224, (key.v() - 128) / 224);
    return new OwnColors(
        matrix,
        keyPlace == null
            ? new float[SIDE * SIDE]
            : new Counts(middle, edge, lights, keyPlace, LEAST_CELLS * looked).trusts());
  }

  /** How surely a cell's colour is the subject's own, 0…1. */
  double trust(byte[] frame, int cells, int cell) {
    double[] place = matrix == null ? null : place(matrix, frame, cells, cell);
    if (place == null) {
      return 0;
    }
    double x = Math.min(SIDE - 2, Math.max(0, (place[0] + MOST_CHROMA) / STEP));
    double y = Math.min(SIDE - 2, Math.max(0, (place[1] + MOST_CHROMA) / STEP));
    int left = (int) x;
    int top = (int) y;
    double across = x - left;
    double down = y - top;
    int at = left * SIDE + top;
    return (1 - across) * ((1 - down) * trust[at] + down * trust[at + 1])
        + across * ((1 - down) * trust[at + SIDE] + down * trust[at + SIDE + 1]);
  }

  private static double @Nullable [] place(ColorMatrix matrix, byte[] frame, int cells, int cell) {
    return place(
        matrix,
        ((frame[cell] & 0xff) - 16) / 219.0,
        ((frame[cells + cell] & 0xff) - 128) / 224.0,
        ((frame[2 * cells + cell] & 0xff) - 128) / 224.0);
  }

  /**
   * Chroma for a light of 1, in which mixtures lie on lines, and light. Null for what is too dark.
   */
  private static double @Nullable [] place(ColorMatrix matrix, double luma, double cb, double cr) {
    double chroma =
        (matrix.redOfCr() + matrix.greenOfCr()) * cr
            + (matrix.greenOfCb() + matrix.blueOfCb()) * cb;
    double light = luma + chroma / 3;
    return light < LEAST_LIGHT ? null : new double[] {cb / light, cr / light, light};
  }

  private static int bin(double place) {
    return (int)
        Math.round((Math.max(-MOST_CHROMA, Math.min(MOST_CHROMA, place)) + MOST_CHROMA) / STEP);
  }

  private static double placeOf(int bin) {
    return bin * STEP - MOST_CHROMA;
  }

  /** How often each colour was seen, and what that tells. */
  private record Counts(int[] middle, int[] edge, double[] lights, double[] key, double least) {

    float[] trusts() {
      int[] seen =
          IntStream.range(0, middle.length).filter(at -> middle[at] + edge[at] > 0).toArray();
      float[] trusts = new float[middle.length];
      for (int at : seen) {
        for (int beside :
            new int[] {0, -1, 1, -SIDE, SIDE, -SIDE - 1, -SIDE + 1, SIDE - 1, SIDE + 1}) {
          int place = at + beside;
          if (place >= 0 && place < trusts.length && trusts[place] == 0) {
            trusts[place] = (float) trust(place);
          }
        }
      }
      return trusts;
    }

    /** How surely the colour that a place belongs to is one and not a tint in many shares. */
    private double trust(int at) {
      double x = placeOf(at / SIDE);
      double y = placeOf(at % SIDE);
      // Noise lies around a colour: its middle is asked for.
      for (int i = 0; i < CLIMBS; i++) {
        Alike alike = alike(x, y);
        x += alike.x;
        y += alike.y;
      }
      return trust(x, y);
    }

    private double trust(double x, double y) {
      double reach = Math.hypot(key[0] - x, key[1] - y);
      if (reach < STEP) {
        return 0;
      }
      Alike here = alike(x, y);
      if (here.middle < least) {
        return 0;
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
      double share = (double) here.middle / line[0];
      if (line[1] > 0) {
        share = Math.min(share, (double) here.edge / line[1]);
      }
      double own = (share - ONE_OF_MANY) / (ONE - ONE_OF_MANY);
      double pale = (WHITE - untinted(x, y, here.light)) / (WHITE - PALE);
      return Math.max(0, Math.min(1, Math.min(own, pale)));
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
}
