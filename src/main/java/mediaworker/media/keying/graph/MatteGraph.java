package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 *   <li>{@link GrownEdge} carries them outwards where the edge grows;
 *   <li>{@link ShadowGraph} lays shadows under it where they are kept;
 *   <li>{@link RegionGraph} clears and holds what a person says.
 * </ol>
 *
 * <p>Planes are taken apart once and put together once; between, each is a grey picture of full
 * range. What is smooth is worked out on chroma's points, of which most clips have a quarter, or
 * fewer. Sums are blends, which are five times as fast as tables, and what needs a table of two
 * inputs (lut2) is kept to two of them at full size, and one more for each kind of region.
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
   * Labels of what is beside the clip.
   *
   * @param plate as {@link Sides} writes it
   * @param subject as {@link Sides} writes it
   * @param garbage a picture of the clip's size, white where the matte is cleared
   * @param hold likewise, where the clip's own picture is kept; wins where both are
   */
  record Beside(String plate, String subject, Optional<String> garbage, Optional<String> hold) {}

  /**
   * The chains of the graph.
   *
   * @param clip label of the clip in the working format
   * @param sides labels of what is beside the clip
   * @param keyed label of the result, with straight alpha
   */
  List<String> chains(String clip, Beside sides, String keyed) {
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

  private List<String> chains(ScreenStretch screen, String clip, Beside sides, String keyed) {
    MeasuredKey key = screen.key();
    MatteSettings matte = screen.matte();
    boolean shadows = corrections.shadow() == KeyingSettings.Shadow.KEEP;
    List<String> chains = new ArrayList<>();
    // A plane keeps the limited range of its picture, and the next scaler would stretch it.
    chains.add("[" + clip + "]extractplanes=y+u+v[y0][u0][v0]");
    int more = sides.hold().isPresent() ? 1 : 0;
    chains.add(split("y", 4 + more));
    chains.add(split("u", 3 + more));
    chains.add(split("v", 3 + more));
    chains.addAll(SidePlanes.chains(sizes, sides.plate(), sides.subject(), shadows, cleared));
    chains.addAll(new CoverageGraph(key, matte, sizes).chains());
    chains.addAll(new DetailGraph(matte, corrections, sizes, cleared).chains());
    chains.addAll(new UnmixGraph(key, sizes.chroma()).chains());
    boolean grows = matte.edgeOffset() > 0;
    chains.addAll(new SpillGraph(key, spill, sizes).chains(grows ? "s" : "c"));
    if (grows) {
      chains.addAll(new GrownEdge(matte.edgeOffset(), sizes).chains());
    }
    if (shadows) {
      chains.addAll(ShadowGraph.chains(sizes));
    }
    List<String> planes =
        shadows ? List.of("by", "bu", "bv", "opaque") : List.of("cy", "cu", "cv", "alpha");
    chains.add(
        "["
            + String.join("][", regions(chains, planes, sides))
            + "]mergeplanes=0x00102030:"
            + sampling.transparent()
            + ",setparams=range=tv["
            + keyed
            + "]");
    return chains;
  }

  /** The last of a plane's copies is that which is held. */
  private static String split(String plane, int copies) {
    StringBuilder chain =
        new StringBuilder("[%s0]setparams=range=pc,split=%d".formatted(plane, copies));
    for (int copy = 1; copy <= copies; copy++) {
      chain.append('[').append(plane).append(copy).append(']');
    }
    return chain.toString();
  }

  /** Adds what a person clears and holds, and returns the labels of what comes out. */
  private List<String> regions(List<String> chains, List<String> keyed, Beside sides) {
    RegionGraph graph = new RegionGraph(sizes);
    List<String> planes = keyed;
    if (sides.garbage().isPresent()) {
      chains.addAll(graph.cleared(planes, sides.garbage().get()));
      planes = List.of("cleared0", "cleared1", "cleared2", "cleared3");
    }
    if (sides.hold().isPresent()) {
      chains.addAll(graph.held(planes, List.of("y5", "u4", "v4"), sides.hold().get()));
      planes = List.of("held0", "held1", "held2", "held3");
    }
    return planes;
  }
}
