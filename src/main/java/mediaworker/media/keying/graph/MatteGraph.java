package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import mediaworker.media.keying.analysis.ScreenStretch;
import mediaworker.media.keying.analysis.Sides;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;

/**
 * The filter graph that turns a clip and what is known of its screen and its subject into a picture
 * with straight alpha. Pure: settings and numbers in, text out. Its steps are classes of their own:
 *
 * <ol>
 *   <li>{@link SidePlanes} scales up what comes beside the clip;
 *   <li>{@link CoverageGraph} finds on chroma how much the subject covers;
 *   <li>{@link DetailGraph} finds by luma where;
 *   <li>{@link UnmixGraph} takes the screen's share out of the colours;
 *   <li>{@link SpillGraph} takes the screen's light off what is left;
 *   <li>{@link ShadowGraph} lays shadows under it where they are kept.
 * </ol>
 *
 * <p>Planes are taken apart once and put together once; between, each is a grey picture of full
 * range. What is smooth is worked out on chroma's points, of which most clips have a quarter, or
 * fewer. Sums are blends, which are five times as fast as tables, and what needs a table of two
 * inputs (lut2) is kept to two of them at full size.
 *
 * <p>In every filter of two inputs the clip comes first: such filters take their clock from the
 * first input.
 */
public final class MatteGraph {

  private final List<ScreenStretch> stretches;
  private final SpillSettings spill;
  private final Corrections corrections;
  private final ChromaSampling sampling;
  private final PlaneSizes sizes;
  private final boolean cleared;

  /**
   * A graph for one clip.
   *
   * @param stretches when which screen is shown, in order
   * @param width of the picture as shown, in pixels
   * @param height of the picture as shown, in pixels
   * @param sampling of the clip in the working format, and of the result
   */
  public MatteGraph(
      List<ScreenStretch> stretches,
      SpillSettings spill,
      Corrections corrections,
      int width,
      int height,
      ChromaSampling sampling) {
    this.corrections = corrections;
    this.stretches = List.copyOf(stretches);
    this.spill = spill;
    this.sampling = sampling;
    sizes = PlaneSizes.of(width, height, sampling);
    cleared = stretches.stream().anyMatch(ScreenStretch::cleared);
  }

  /**
   * The chains of the graph.
   *
   * @param clip label of the clip in the working format
   * @param sides labels of what is beside the clip, as {@link Sides} writes it
   * @param keyed label of the result, with straight alpha
   */
  List<String> chains(String clip, List<String> sides, String keyed) {
    List<ScreenStretch> screens = new ArrayList<>();
    List<Integer> shown = new ArrayList<>();
    for (ScreenStretch stretch : stretches) {
      ScreenStretch screen = ScreenStretch.whole(stretch.key(), stretch.matte());
      if (!screens.contains(screen)) {
        screens.add(screen);
      }
      shown.add(screens.indexOf(screen));
    }
    List<List<String>> graphs =
        screens.stream().map(screen -> chains(screen, clip, sides, keyed)).toList();
    return graphs.size() == 1 ? graphs.get(0) : new ScreenSwitch(stretches, shown).chains(graphs);
  }

  private List<String> chains(ScreenStretch screen, String clip, List<String> sides, String keyed) {
    MeasuredKey key = screen.key();
    MatteSettings matte = screen.matte();
    boolean shadows = corrections.shadow() == KeyingSettings.Shadow.KEEP;
    List<String> chains = new ArrayList<>();
    // A plane keeps the limited range of its picture, and the next scaler would stretch it.
    chains.add("[" + clip + "]extractplanes=y+u+v[y0][u0][v0]");
    chains.add("[y0]setparams=range=pc,split=4[y1][y2][y3][y4]");
    chains.add("[u0]setparams=range=pc,split=3[u1][u2][u3]");
    chains.add("[v0]setparams=range=pc,split=3[v1][v2][v3]");
    chains.addAll(SidePlanes.chains(sizes, sides.get(0), sides.get(1), shadows, cleared));
    chains.addAll(new CoverageGraph(key, matte, sizes).chains());
    chains.addAll(new DetailGraph(matte, corrections, sizes, cleared).chains());
    chains.addAll(new UnmixGraph(key, matte.edgeOffset(), sizes.chroma()).chains());
    chains.addAll(new SpillGraph(key, spill, sizes).chains());
    if (shadows) {
      chains.addAll(ShadowGraph.chains(sizes));
    }
    chains.add(
        (shadows ? "[by][bu][bv][opaque]" : "[cy][cu][cv][alpha]")
            + "mergeplanes=0x00102030:"
            + sampling.transparent()
            + ",setparams=range=tv["
            + keyed
            + "]");
    return chains;
  }
}
