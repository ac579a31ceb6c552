package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.List;
import mediaworker.media.keying.analysis.spill.NaturalColor;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;

/**
 * The part of the graph that limits the screen's channel by the others, but for what the subject
 * has of it by nature; see {@link NaturalColor}.
 *
 * <p>The screen's light came on top of the rest, so luma goes with it.
 *
 * <p>From {@code [fy]}, {@code [fu]}, {@code [fv]} and {@code [natural]} to planes Y, U and V whose
 * labels are given.
 */
final class SpillGraph {

  private final MeasuredKey key;
  private final SpillSettings spill;
  private final PlaneSizes sizes;

  SpillGraph(MeasuredKey key, SpillSettings spill, PlaneSizes sizes) {
    this.key = key;
    this.spill = spill;
    this.sizes = sizes;
  }

  /**
   * The chains.
   *
   * @param out what the labels of the result begin with
   */
  List<String> chains(String out) {
    if (spill.amount() == 0) {
      return List.of(
          "[fy]null[%sy]".formatted(out),
          "[fu]null[%su]".formatted(out),
          "[fv]null[%sv]".formatted(out),
          "[natural]nullsink");
    }
    ScreenLight light = ScreenLight.of(key);
    String threads = sizes.chroma().threads();
    return List.of(
        "[fu]split=2[fu1][fu2]",
        "[fv]split=2[fv1][fv2]",
        "[fu1][fv1]lut2=c0='max(0,%s+%s)'%s[excess]"
            .formatted(
                number(NaturalColor.ZERO + CoverageGraph.ROUNDED),
                key.screen().excessExpression(key.matrix(), 1 / NaturalColor.LEVEL),
                threads),
        "[excess][natural]blend=all_mode=subtract" + threads + ",split=3[spill1][spill2][spill3]",
        "[spill1]%s,%s[offy]".formatted(share(light.y()), sizes.chromaToLuma("bilinear")),
        "[spill2]" + share(light.u()) + "[offu]",
        "[spill3]" + share(light.v()) + "[offv]",
        "[fy][offy]%s[%sy]".formatted(taken(-light.y()), out),
        "[fu2][offu]%s%s[%su]".formatted(taken(light.u()), threads, out),
        "[fv2][offv]%s%s[%sv]".formatted(taken(light.v()), threads, out));
  }

  /** From levels of excess to those of a plane. */
  private String share(double perExcess) {
    return LevelTable.of(
            "clip(0.5+%s*val,0,255)"
                .formatted(number(Math.abs(perExcess) * spill.amount() * NaturalColor.LEVEL)))
        + sizes.chroma().threads();
  }

  private static String taken(double sign) {
    return "blend=all_mode=" + (sign < 0 ? "subtract" : "addition");
  }
}
