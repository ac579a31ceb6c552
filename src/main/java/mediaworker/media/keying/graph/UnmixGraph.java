package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.List;
import mediaworker.media.keying.analysis.coverage.SubjectColor;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * The part of the graph that takes the screen's share out of the colours.
 *
 * <p>The share, (1 − a)·P, is taken off, and what is left divided by a in Wiener's form, a / (a² +
 * e), so that nearly transparent pixels become an even grey instead of amplified noise; an even
 * grey also costs encoders nothing. Of chroma, what is left is trusted the more the more is
 * covered; else what is likely counts.
 *
 * <p>Both are written as what is to be added to a pixel C that is D away from the plate, so that
 * opaque pixels stay what they are:
 *
 * <ul>
 *   <li>luma: (k − 1)·D + (1 − k·a)·(grey − P), where k = a·(1 + e) / (a² + e), and the key's luma
 *       serves for P, since it counts only where hardly anything is seen;
 *   <li>chroma: (q/a − 1)·D + (1 − q)·(L − P), where q = a² / (a² + e·(1 − a)), and L is likely.
 * </ul>
 *
 * <p>From {@code [y3]}, {@code [y4]}, {@code [u2]}, {@code [u3]}, {@code [v2]}, {@code [v3]}, the
 * plate, the likely colours less the plate's, {@code [full]} and {@code [half]} to {@code [fy]},
 * {@code [fu]} and {@code [fv]}.
 */
final class UnmixGraph {

  /** Wiener's e. */
  private static final double NOISE = 0.003;

  /** The same for chroma, at no coverage. */
  private static final double DOUBT = 0.08;

  private final MeasuredKey key;
  private final PlaneSize chroma;

  UnmixGraph(MeasuredKey key, PlaneSize chroma) {
    this.key = key;
    this.chroma = chroma;
  }

  List<String> chains() {
    String threads = chroma.threads();
    return List.of(
        "[y3][py]blend=all_mode=grainextract[dy]",
        "[dy][full]lut2=c0='%s'[hy]".formatted(luma()),
        "[y4][hy]blend=all_mode=grainmerge[fy]",
        "[half]split=3[a1][a2][a3]",
        "[a3]"
            + LevelTable.of(
                "255*(1-val*val/(%s))+%s".formatted(trusted("val"), number(CoverageGraph.ROUNDED)))
            + threads
            + ",split=2[doubt1][doubt2]",
        "[u2][pu]blend=all_mode=grainextract" + threads + "[du]",
        "[v2][pv]blend=all_mode=grainextract" + threads + "[dv]",
        "[du][a1]lut2=c0='%s'%s[hu]".formatted(left(), threads),
        "[dv][a2]lut2=c0='%s'%s[hv]".formatted(left(), threads),
        // (1 − q)·(128 + L − P), which the table's 128·q makes up to 128 + (1 − q)·(L − P).
        "[doubt1][likelyu]blend=all_mode=multiply" + threads + "[lu]",
        "[doubt2][likelyv]blend=all_mode=multiply" + threads + "[lv]",
        "[hu][lu]blend=all_mode=addition" + threads + "[gu]",
        "[hv][lv]blend=all_mode=addition" + threads + "[gv]",
        "[u3][gu]blend=all_mode=grainmerge" + threads + "[fu]",
        "[v3][gv]blend=all_mode=grainmerge" + threads + "[fv]");
  }

  private String luma() {
    double rest = SubjectColor.GREY - key.y();
    return "max(0,%s*y/(y*y+%s)*(x-128+%s*y)-x+%s)"
        .formatted(
            number(255 * (1 + NOISE)),
            number(255 * 255 * NOISE),
            number(-rest / 255),
            number(256 + rest + CoverageGraph.ROUNDED));
  }

  private static String left() {
    return "max(0,%s-x+y/(%s)*(128*y+255*x-%d))"
        .formatted(number(128 + CoverageGraph.ROUNDED), trusted("y"), 255 * 128);
  }

  /** Of the level of an alpha, a² + e·(1 − a) in squares of levels. */
  private static String trusted(String level) {
    double doubt = 255 * DOUBT;
    return "%1$s*%1$s-%2$s*%1$s+%3$s".formatted(level, number(doubt), number(255 * doubt));
  }
}
