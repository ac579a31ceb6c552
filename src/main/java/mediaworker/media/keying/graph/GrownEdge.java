package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * What a subject gets at its edge that a person lets grow: there is only screen, and nothing is
 * left of that but grey, so the colours of the subject beside it are carried outwards, as they are
 * without the screen's share and its light.
 *
 * <p>They are weighted by coverage and averaged over a square twice, so that what is nearer counts
 * more, and divided by the coverage averaged likewise; with 16 bits, since of a single hair little
 * is left of such a mean. Pure.
 *
 * <p>From {@code [sy]}, {@code [su]}, {@code [sv]} and {@code [grown]}, the coverage before it
 * grows, to {@code [cy]}, {@code [cu]} and {@code [cv]}.
 */
final class GrownEdge {

  /** Pixels that the squares reach farther than the edge grows. */
  private static final int INTO_SUBJECT = 2;

  /**
   * Weights of 0…255 with 16 bits. What is not covered at all has some: far from everything that
   * leaves the grey there as it is. And no more than half of the bits are used, or 65,535 times a
   * mean, which is what FFmpeg divides, would not fit into its 32 bits.
   */
  private static final String WEIGHT = "lut=c0='max(val/2,24)'";

  private static final String FINE = "format=gray16";

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
    List<String> chains = new ArrayList<>();
    chains.add("[grown]split=2[insidey][inside0]");
    chains.add("[inside0]" + sizes.lumaToChroma("area") + ",split=2[insideu][insidev]");
    int reach = pixels + INTO_SUBJECT;
    int across = reach * sizes.chroma().width() / sizes.luma().width();
    int down = reach * sizes.chroma().height() / sizes.luma().height();
    chains.addAll(carried("y", averaged(reach, reach), ""));
    String threads = sizes.chroma().threads();
    chains.addAll(carried("u", averaged(across, down), threads));
    chains.addAll(carried("v", averaged(across, down), threads));
    return chains;
  }

  /** Twice over half of the way; a point more than that, lest the outermost ones weigh nothing. */
  private static String averaged(int across, int down) {
    String once = "avgblur=sizeX=%d:sizeY=%d".formatted(1 + across / 2, 1 + down / 2);
    return once + "," + once;
  }

  private static List<String> carried(String plane, String averaged, String threads) {
    return List.of(
        "[s%1$s]split=2[own%1$s][spread0%1$s]".formatted(plane),
        "[inside%1$s]split=2[mask%1$s][weight0%1$s]".formatted(plane),
        "[spread0%1$s]%2$s[spread1%1$s]".formatted(plane, FINE),
        "[weight0%1$s]%2$s,%3$s%4$s,split=2[weight1%1$s][weight2%1$s]"
            .formatted(plane, FINE, WEIGHT, threads),
        "[spread1%1$s][weight1%1$s]blend=all_mode=multiply%3$s,%2$s[spread2%1$s]"
            .formatted(plane, averaged, threads),
        "[weight2%1$s]%2$s[weight3%1$s]".formatted(plane, averaged),
        "[spread2%1$s][weight3%1$s]blend=all_mode=divide%2$s,format=gray[carried%1$s]"
            .formatted(plane, threads),
        "[carried%1$s][own%1$s][mask%1$s]maskedmerge%2$s[c%1$s]"
            .formatted(plane, threads.replace(':', '=')));
  }
}
