package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.coverage.SubjectColor;

/**
 * The part of the graph that cuts out what a person clears, and lays what a person holds over that,
 * to the pixel and after everything else: what the matte's dials do ends at the borders.
 *
 * <p>What is held is a layer of the clip's own picture, as opaque as the region is white, over the
 * keyed one. So where it is half opaque, its colours are mixed with the keyed ones by what each
 * adds. What is cleared keeps its colours near the border, or scalers would bring grey over it, and
 * is grey farther in, which costs encoders nothing.
 *
 * <p>Each part goes from planes with the labels it is told, Y, U, V and alpha, to such with a
 * number of its own.
 */
final class RegionGraph {

  /** Pixels beyond a border over which colours go on, for those who scale what comes out. */
  private static final int BLEED = 4;

  /** A level of alpha from which on colours count as seen. */
  private static final int SEEN = 16;

  private final PlaneSizes sizes;

  RegionGraph(PlaneSizes sizes) {
    this.sizes = sizes;
  }

  /**
   * Clears.
   *
   * @param planes labels of Y, U, V and alpha
   * @param region label of the region
   * @return to [cleared0] … [cleared3]
   */
  List<String> cleared(List<String> planes, String region) {
    List<String> chains = new ArrayList<>();
    chains.add("[%s]setparams=range=pc,split=2[away0][away1]".formatted(region));
    chains.add("[away0]lut=c0='255-val'[stays]");
    chains.add("[%s][stays]blend=all_mode=multiply[cleared3]".formatted(planes.get(3)));
    // Each filter at full size keeps pictures of it: what can be is done on chroma's points.
    chains.add(
        "[away1]%s,lut=c0='255*lt(val,255)'%s,split=3[seen0][seen1][seen2]"
            .formatted(sizes.lumaToChroma("area"), bleeding()));
    chains.add(
        "[seen0]%s[seen3]".formatted(sizes.full() ? "null" : sizes.luma().scale("neighbor")));
    String[] seen = {"seen3", "seen1", "seen2"};
    for (int i = 0; i < seen.length; i++) {
      chains.add(
          "[%s][%s]lut2=c0='if(y,x,%d)'[cleared%d]"
              .formatted(planes.get(i), seen[i], i == 0 ? SubjectColor.GREY : 128, i));
    }
    return chains;
  }

  /**
   * Holds.
   *
   * @param planes labels of Y, U, V and alpha
   * @param source labels of the clip's Y, U and V
   * @param region label of the region
   * @return to [held0] … [held3]
   */
  List<String> held(List<String> planes, List<String> source, String region) {
    String chroma = sizes.lumaToChroma("area");
    List<String> chains = new ArrayList<>();
    chains.add("[%s]setparams=range=pc,split=3[hold0][hold1][hold2]".formatted(region));
    chains.add(
        "[%s][hold0]blend=all_mode=screen,split=3[held3][both0][both1]".formatted(planes.get(3)));
    chains.add("[both0][hold1]%s[share0]".formatted(share()));
    chains.add("[hold2]%s,split=2[hold3][hold4]".formatted(chroma));
    chains.add("[both1]%s,split=2[both2][both3]".formatted(chroma));
    // Chroma is shared by pixels, and scaled: it goes on where nothing is seen. For luma that would
    // cost a plane more at full size, so who scales without premultiplying gets some keyed luma.
    chains.add("[hold4]lut=c0='255*gt(val,0)'%s[hold5]".formatted(bleeding()));
    chains.add("[both2][hold3]%s[share3]".formatted(share()));
    chains.add("[both3][hold5]lut2=c0='y*clip(1-x*%s,0,1)'[share4]".formatted(number(1.0 / SEEN)));
    chains.add("[share3][share4]blend=all_mode=lighten,split=2[share1][share2]");
    for (int i = 0; i < source.size(); i++) {
      chains.add(
          "[%s][%s][share%d]maskedmerge[held%d]".formatted(planes.get(i), source.get(i), i, i));
    }
    return chains;
  }

  /**
   * Filters, each with a comma before it, that grow a region of chroma's points: by {@link #BLEED}
   * pixels, but by half as many up and down where chroma is halved across only.
   */
  private String bleeding() {
    return ",dilation".repeat(sizes.full() ? BLEED : BLEED / 2);
  }

  /** What a layer adds to what is seen of it and of what lies below. */
  private static String share() {
    return "lut2=c0='if(x,min(255,%s+255*y/x),0)'".formatted(number(CoverageGraph.ROUNDED));
  }
}
