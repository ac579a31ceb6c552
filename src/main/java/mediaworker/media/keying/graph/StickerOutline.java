package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.request.StickerSettings.Outline;

/**
 * The filter chains that lay a keyed picture on paper which is cut out around it. Pure.
 *
 * <p>The matte is grown: most of the way by dilation, which widens a wire as far as a wall, and the
 * rest by the level to which a blurred edge falls, which makes corners round. Both are done on a
 * matte so much smaller that the outline is a few points wide; only the cut itself has the
 * picture's size. What is left of the screen in specks is taken away before it is grown.
 */
final class StickerOutline {

  /** The blur for a distance, as a share of it. */
  private static final double BLUR_OF_DISTANCE = 1 / 1.5;

  /**
   * Points that are blurred by at least: by fewer, the level falls from the cut to nothing in less
   * than half a point, and what has no level at all would be taken for a part of the cut.
   */
  private static final double LEAST_BLUR = 1;

  /** Points of the small matte that the outline is at least wide, where it is smaller at all. */
  private static final double FEWEST_POINTS = 3.9;

  private static final int MOST_REDUCED = 16;

  /** Points that are left for the blur: with fewer the dilation's corners would be seen. */
  private static final double LEFT_FOR_BLUR = 1.8;

  /** Points that the small matte is wider by, since it is solid from a third on. */
  private static final double WIDENED = 0.25;

  /** Points to both sides of the cut whose levels are scaled up with the picture's size. */
  private static final double WINDOW = 1.5;

  /** Specks lie within a square of this share of the picture's shorter side, or of its least. */
  private static final double SPECK_OF_SIDE = 1 / 160.0;

  private static final double SMALLEST_SPECK = 6;

  /**
   * Levels of a square that is part of a subject, and of one that belongs to it if it touches it.
   */
  private static final int SUBJECT = 36;

  private static final int NEAR_SUBJECT = 20;

  private final Outline outline;
  private final ColorMatrix matrix;
  private final int width;
  private final int height;

  /** How much smaller the matte is that is grown. */
  private final int reduced;

  /**
   * An outline for one picture size.
   *
   * @param outline of some width
   * @param matrix of the keyed picture
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  StickerOutline(Outline outline, ColorMatrix matrix, int width, int height) {
    this.outline = outline;
    this.matrix = matrix;
    this.width = width;
    this.height = height;
    this.reduced = reduced(outline.width() / FEWEST_POINTS);
  }

  /** The largest power of two up to a number, within 1…16: how much smaller a plane may be. */
  static int reduced(double most) {
    int reduced = 1;
    while (2 * reduced <= Math.min(most, MOST_REDUCED)) {
      reduced *= 2;
    }
    return reduced;
  }

  /**
   * The chains, from planes labelled [y0], [u0], [v0] and [a0] with a prefix to such with a 1.
   *
   * @param prefix of all labels
   */
  List<String> chains(String prefix) {
    List<String> chains = new ArrayList<>();
    chains.add("[#a0]split=2[#2][#3]");
    subject(chains);
    cut(chains);
    double[] paper = matrix.levels(outline.color());
    chains.add("[#3][#mask]blend=all_mode=darken,split=2[#4][#5]");
    chains.add("[#5]scale=%d:%d:flags=area,split=2[#6][#7]".formatted(half(width), half(height)));
    laid(chains, "y", "4", paper[0]);
    laid(chains, "u", "6", paper[1]);
    laid(chains, "v", "7", paper[2]);
    return chains.stream().map(chain -> chain.replace("#", prefix)).toList();
  }

  /** The small matte without specks, and where the subject's own colours are kept. */
  private void subject(List<String> chains) {
    int across = smaller(width, reduced);
    int down = smaller(height, reduced);
    double speck =
        Math.max(reduced, Math.max(SMALLEST_SPECK, SPECK_OF_SIDE * Math.min(width, height)));
    chains.add("[#2]scale=%d:%d:flags=area,split=2[#s0][#s1]".formatted(across, down));
    // Over a square a speck is thin; what is not holds all that is joined to it.
    chains.add(
        "[#s0]scale=%d:%d:flags=area,split=2[#s2][#s3]"
            .formatted(smaller(width, speck), smaller(height, speck)));
    chains.add("[#s2]lut=c0='255*gt(val,%d)'[#s4]".formatted(SUBJECT));
    chains.add("[#s3]lut=c0='255*gt(val,%d)'[#s5]".formatted(NEAR_SUBJECT));
    chains.add(
        "[#s4][#s5]hysteresis,scale=%d:%d:flags=bilinear,lut=c0='min(255,3*val)'[#s6]"
            .formatted(across, down));
    // Solid from a third on, or the outline of what is thin would be thinner.
    chains.add("[#s1]lut=c0='clip((val-30)*4,0,255)'[#s7]");
    chains.add("[#s7][#s6]blend=all_mode=darken,format=gray,split=2[#s8][#s9]");
    chains.add(
        "[#s9]dilation,dilation,lut=c0='clip((val-40)*4,0,255)',scale=%d:%d:flags=bilinear[#mask]"
            .formatted(width, height));
  }

  private void cut(List<String> chains) {
    double points = outline.width() / reduced;
    int steps = (int) Math.max(0, Math.floor(points - WIDENED - LEFT_FOR_BLUR));
    double distance = Math.max(0, points - WIDENED - steps);
    double blur = Math.max(LEAST_BLUR, distance * BLUR_OF_DISTANCE);
    // 16 bits, since the levels at the cut are close together, until they are spread; the format
    // before it is said too, or all that comes before would be worked out in 16 bits.
    chains.add(
        ("[#s8]null%s,format=gray,format=gray16le,gblur=sigma=%s:steps=2,"
                + "lut=c0='65535*clip((val/65535-%s)*%s+0.5,0,1)',"
                + "scale=sws_dither=none,format=gray,scale=%d:%d:flags=bicubic,"
                + "lut=c0='255*clip((val/255-0.5)*%s+0.5,0,1)'[#a1]")
            .formatted(
                Reach.grown(steps),
                number(blur),
                number(level(distance / blur)),
                number(blur / slope(distance / blur) / (2 * WINDOW)),
                width,
                height,
                number(2 * WINDOW * reduced)));
  }

  /**
   * The level of a straight edge at a distance from it, in units of its blur: the tail of the
   * normal distribution, here by a logistic function that is off by less than 0.00015.
   *
   * <p>Source: S. R. Bowling and others, "A logistic approximation to the cumulative normal
   * distribution", 2009.
   */
  private static double level(double distance) {
    return 1 / (1 + Math.exp(1.5976 * distance + 0.07056 * Math.pow(distance, 3)));
  }

  /** By how much {@link #level} falls there over one unit: the normal distribution's density. */
  private static double slope(double distance) {
    return Math.exp(-distance * distance / 2) / Math.sqrt(2 * Math.PI);
  }

  /** A plane's mixture with the paper, as much of it as the matte says. */
  private static void laid(List<String> chains, String plane, String matte, double paper) {
    chains.add(
        "[#%1$s0][#%2$s]lut2=c0='round(%3$d+(x-%3$d)*y/255)'[#%1$s1]"
            .formatted(plane, matte, Math.round(paper)));
  }

  /** A side of a chroma plane. */
  static int half(int side) {
    return (side + 1) / 2;
  }

  /** A side of a smaller plane, at least two points. */
  static int smaller(int side, double by) {
    return (int) Math.max(2, Math.ceil(side / by));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
