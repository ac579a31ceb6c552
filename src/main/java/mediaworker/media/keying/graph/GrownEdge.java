package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.ArrayList;
import java.util.List;

/**
 * What a subject gets at its edge that a person lets grow: there is only screen, and nothing is
 * left of that but grey, so the colours of the subject beside it are carried outwards, as they are
 * without the screen's share and its light.
 *
 * <p>They are weighted by coverage and blurred, so that what is nearer counts more, and divided by
 * the coverage blurred likewise; with 16 bits, since of a single hair little is left of such a
 * mean. All of it at half of the picture's width and height, whatever its chroma: a mean has no
 * details. FFmpeg's {@code gblur} holds one number of 32 bits a point for that, its {@code avgblur}
 * many times that. Pure.
 *
 * <p>From {@code [sy]}, {@code [su]}, {@code [sv]} and {@code [grown]}, the coverage before it
 * grows, to {@code [cy]}, {@code [cu]} and {@code [cv]}.
 */
final class GrownEdge {

  /** Pixels by which the blur reaches farther than the edge grows. */
  private static final int INTO_SUBJECT = 2;

  /**
   * Points of the blur's standard deviation for each that it reaches, and those which it has at
   * least: the outermost ones are to weigh something.
   */
  private static final double SIGMA = 0.41;

  private static final double LEAST_SIGMA = 1.2;

  /**
   * Weights of 0…255 with 16 bits. What is not covered at all has some: far from everything that
   * leaves the grey there as it is. And no more than half of the bits are used, or 65,535 times a
   * mean, which is what FFmpeg divides, would not fit into its 32 bits.
   */
  private static final String WEIGHT = "lut=c0='max(val/2,24)'";

  private final int pixels;
  private final PlaneSizes sizes;

  /**
   * For one clip.
   *
   * @param pixels by which the subject grows, above 0
   */
  GrownEdge(int pixels, PlaneSizes sizes) {
    this.pixels = pixels;
    this.sizes = sizes;
  }

  List<String> chains() {
    PlaneSize small = sizes.luma().half();
    String threads = small.threads();
    int reach = (pixels + INTO_SUBJECT) / 2;
    // Once alone is no bell: it falls to a point, and its ends go far.
    String averaged =
        "gblur=sigma=%s:steps=2%s".formatted(number(LEAST_SIGMA + SIGMA * reach), threads);
    List<String> chains = new ArrayList<>();
    chains.add("[grown]split=2[masky][inside]");
    chains.add("[inside]" + sizes.lumaToChroma("area") + ",split=3[masku][maskv][covered]");
    chains.add(
        "[covered]%s,%s%s,split=4[weighty][weightu][weightv][weight]"
            .formatted(fine(sizes.chroma(), small), WEIGHT, threads));
    chains.add("[weight]" + averaged + ",split=3[meany][meanu][meanv]");
    for (String plane : List.of("y", "u", "v")) {
      PlaneSize size = plane.equals("y") ? sizes.luma() : sizes.chroma();
      chains.add("[s%1$s]split=2[own%1$s][spread%1$s]".formatted(plane));
      chains.add("[spread%1$s]%2$s[fine%1$s]".formatted(plane, fine(size, small)));
      chains.add(
          "[fine%1$s][weight%1$s]blend=all_mode=multiply%3$s,%2$s[weighed%1$s]"
              .formatted(plane, averaged, threads));
      chains.add(
          "[weighed%1$s][mean%1$s]blend=all_mode=divide%2$s,format=gray%3$s[carried%1$s]"
              .formatted(plane, threads, scaled(small, size)));
      chains.add(
          "[carried%1$s][own%1$s][mask%1$s]maskedmerge%2$s[c%1$s]"
              .formatted(plane, size.threads().replace(':', '=')));
    }
    return chains;
  }

  private static String fine(PlaneSize from, PlaneSize to) {
    return (from.equals(to) ? "" : to.scale("area") + ",") + "format=gray16";
  }

  private static String scaled(PlaneSize from, PlaneSize to) {
    return from.equals(to) ? "" : "," + to.scale("bilinear");
  }
}
