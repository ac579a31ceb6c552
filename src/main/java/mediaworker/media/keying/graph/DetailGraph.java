package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.coverage.DetailWeight;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;

/**
 * The part of the graph that draws the coverage as finely as luma shows it.
 *
 * <p>Chroma has a quarter of the picture's points in most clips, and encoders are hard on it: of a
 * hair's coverage it knows that there is some, luma knows where: how far a pixel is from the
 * plate's luma to that of the subject nearby. Plate and subject are smooth, so what a pixel's luma
 * is apart from the mean around it, times one number for the place ({@link DetailWeight}), is what
 * its coverage is apart from the mean. Only what chroma finds covered nearby is looked at, or
 * shadows would be subjects; and nothing that chroma finds wholly covered, or an eye or a fold near
 * the subject's edge would be a hole in it. Where chroma is halved across only, so is what luma is
 * asked for.
 *
 * <p>From {@code [cover]}, {@code [near]}, {@code [y1]}, {@code [y2]} and {@code [tells]}, and
 * where something is cleared {@code [keep]}, to {@code [full]}, the alpha that colours are un-mixed
 * with, {@code [alpha]}, the visible one, and {@code [grown]} for {@link GrownEdge} where the edge
 * grows.
 */
final class DetailGraph {

  /** Coverage by chroma nearby from which luma is listened to, and over which it is wholly. */
  private static final double NEAR_FROM = 0.04;

  private static final double NEAR_SPAN = 0.07;

  /**
   * Coverage by chroma from which on a place is wholly covered: black shows a little less than 1.
   */
  private static final double COVERED = 0.96;

  private final MatteSettings matte;
  private final Corrections corrections;
  private final PlaneSizes sizes;
  private final boolean cleared;

  DetailGraph(MatteSettings matte, Corrections corrections, PlaneSizes sizes, boolean cleared) {
    this.matte = matte;
    this.corrections = corrections;
    this.sizes = sizes;
    this.cleared = cleared;
  }

  List<String> chains() {
    List<String> chains = new ArrayList<>(sizes.full() ? drawn() : drawnByLuma());
    chains.add(
        "[detailed]"
            + CoverageGraph.levels(matte)
            + (matte.edgeOffset() > 0 ? ",split=3[full][shown][grown]" : ",split=2[full][shown]"));
    if (cleared) {
      chains.add("[shown]" + finished() + "[finished]");
      chains.add("[finished][keep]blend=all_mode=multiply[alpha]");
    } else {
      chains.add("[shown]" + finished() + "[alpha]");
    }
    return chains;
  }

  /** Where every pixel has chroma of its own, luma need not be asked. */
  private static List<String> drawn() {
    return List.of("[near]nullsink", "[y1]nullsink", "[y2]nullsink", "[cover]null[detailed]");
  }

  private List<String> drawnByLuma() {
    PlaneSize size = sizes.luma();
    PlaneSize coarse = sizes.chroma().half();
    String threads = coarse.threads();
    String alone = threads.replace(':', '=');
    return List.of(
        "[cover]" + sizes.chromaToLuma("bicubic") + "[smooth]",
        "[near]" + coarse.scale("area") + threads + ",split=2[near1][least]",
        "[near1]dilation" + alone + "[most]",
        "[most][least]lut2=c0='%s'%s[unsure]".formatted(unsure(), threads),
        "[unsure][tells]lut2=c0='%s+%s*x*(y-%d)'%s,%s[weight]"
            .formatted(
                number(DetailWeight.ZERO + CoverageGraph.ROUNDED),
                number(1 / 255.0),
                DetailWeight.ZERO,
                threads,
                size.scale("bilinear")),
        "[y1]%s,%s[low]".formatted(sizes.smooth().scale("area"), size.scale("bilinear")),
        "[y2][low]blend=all_mode=grainextract[fine]",
        "[fine][weight]lut2=c0='max(0,%s+%s*(x-128)*(y-%d))'[detail]"
            .formatted(
                number(128 + CoverageGraph.ROUNDED),
                number(
                    DetailWeight.MOST
                        * (CoverageGraph.level(1) - CoverageGraph.level(0))
                        / DetailWeight.SPAN),
                DetailWeight.ZERO),
        "[smooth][detail]blend=all_mode=grainmerge[detailed]");
  }

  /** 255 where chroma is half covered or next to what is, 0 where there is nothing to be told. */
  private static String unsure() {
    double span = CoverageGraph.level(NEAR_SPAN) - CoverageGraph.level(0);
    // Of an empty half of the table nothing is worked out: the most is no less than the least.
    return "if(lt(x,y),0,255*clip(%1$s*(x-%2$s),0,1)*clip(%1$s*(%3$s-y),0,1))"
        .formatted(
            number(1 / span),
            number(CoverageGraph.level(NEAR_FROM)),
            number(CoverageGraph.level(COVERED)));
  }

  /** What only the visible matte gets; the colours are un-mixed with the true one. */
  private String finished() {
    int specks = corrections.specks();
    int holes = corrections.holes();
    String filters =
        "null"
            + Reach.shrunk(specks)
            + Reach.grown(specks)
            + Reach.grown(holes)
            + Reach.shrunk(holes)
            + Reach.shrunk(Math.max(0, -matte.edgeOffset()))
            + Reach.grown(Math.max(0, matte.edgeOffset()));
    return matte.softness() > 0 ? filters + ",gblur=sigma=" + number(matte.softness()) : filters;
  }
}
