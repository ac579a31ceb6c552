package mediaworker.media.keying.graph;

import static mediaworker.media.keying.graph.PlaneSize.number;

import java.util.List;
import mediaworker.media.keying.analysis.coverage.ReferenceCoverage;
import mediaworker.media.keying.analysis.plate.ColorDifference;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;

/**
 * The part of the graph that finds how much of each point of chroma the subject covers.
 *
 * <p>A colour-difference matte: how much the screen's channel stands above the others, compared
 * with how much it does so on the clean plate at the same place, is the share of the screen in a
 * pixel (Vlahos). The difference depends on chroma alone, so it is worked out on chroma's points, a
 * quarter of the pixels of most clips, and the matte is scaled up, not the picture. What the
 * subject itself shows where it is solid counts as full coverage; see {@link ReferenceCoverage}.
 *
 * <p>From {@code [u1]}, {@code [v1]}, {@code [pd]} and {@code [reference]} to {@code [cover]} and
 * {@code [near]}, coverage before clipping, and {@code [half]}, alpha at the size of chroma.
 */
final class CoverageGraph {

  /** Levels of difference below which a plate is too grey to be divided by. */
  private static final int LEAST_PLATE = 12;

  /** Level and span of coverage 0…1 as it is measured, up to 1.8 for the warmest colours. */
  private static final double MEASURED_ZERO = 0.08;

  private static final double MEASURED_SPAN = 0.5;

  /** Level and span of coverage 0…1 before clipping, with head-room for the up-scaler's ringing. */
  private static final double HEADROOM = 0.1;

  private static final double SPAN = 0.8;

  /** Added where a table's numbers become levels, which cuts off what is behind the point. */
  static final double ROUNDED = 0.5;

  /** Over how many times clip black, and at least how much coverage, it stops to take. */
  private static final double KNEE = 1.2;

  private static final double LEAST_KNEE = 0.01;

  /** How near to a special level counts as it, after scaling. */
  private static final int NEAR = 6;

  private final MeasuredKey key;
  private final MatteSettings matte;
  private final PlaneSizes sizes;

  CoverageGraph(MeasuredKey key, MatteSettings matte, PlaneSizes sizes) {
    this.key = key;
    this.matte = matte;
    this.sizes = sizes;
  }

  List<String> chains() {
    // Constants are folded: a table has 65,536 expressions to be worked out before the first frame.
    // Coverage is cut off, not rounded: hair comes out better with the lesser of two levels.
    double measuredSpan = 255 * MEASURED_SPAN;
    String threads = sizes.chroma().threads();
    return List.of(
        "[u1][v1]lut2=c0='%s'%s[difference]"
            .formatted(new ColorDifference(key).expression(ROUNDED), threads),
        "[difference][pd]lut2=c0='max(0,if(lt(y,%d),%s,%s-%s*(x-%d)/max(y-%d,%d)))'%s[measured]"
            .formatted(
                ColorDifference.ZERO,
                faded(measuredSpan),
                number(255 * MEASURED_ZERO + measuredSpan),
                number(measuredSpan),
                ColorDifference.ZERO,
                ColorDifference.ZERO,
                LEAST_PLATE,
                threads),
        "[measured][reference]lut2=c0='if(lt(y,%d),255,if(gt(y,%d),0,max(0,%s+%s*(x-%s)/y)))'%s,split=3[cover][near][half0]"
            .formatted(
                ReferenceCoverage.HOLD + NEAR,
                ReferenceCoverage.GARBAGE - NEAR,
                number(level(0)),
                number((level(1) - level(0)) * ReferenceCoverage.UNIT / measuredSpan),
                number(255 * MEASURED_ZERO),
                threads),
        "[half0]" + levels(matte) + threads + "[half]");
  }

  /** The same in a picture that has faded: what is covered goes with the last of the light. */
  private static String faded(double measuredSpan) {
    double span = ColorDifference.FADED_SPAN;
    double plates = (double) ColorDifference.SPAN / ColorDifference.FADED_SPAN;
    double ramp = ColorDifference.FADES_FROM - ColorDifference.GONE;
    return "%s+%s*clip((y-%s)/%s,0,1)*(1-(x-%d)/max(%s*y,%d))"
        .formatted(
            number(255 * MEASURED_ZERO),
            number(measuredSpan),
            number(span * ColorDifference.GONE),
            number(span * ramp),
            ColorDifference.ZERO,
            number(plates),
            LEAST_PLATE);
  }

  /** The level of a coverage 0…1, and a little beyond. */
  static double level(double coverage) {
    return 255 * (HEADROOM + SPAN * coverage);
  }

  /**
   * Clip black and clip white, after scaling, so that the ramp between them is as steep as asked.
   * Clip black is there for the screen's noise; what stands clear of it gets back what it took, or
   * hair and soft edges would be too thin. Clip white is there for what is nearly solid: what it
   * adds goes with the cube of the coverage, so a veil stays as dense as it was measured.
   */
  static String levels(MatteSettings matte) {
    double black = matte.clipBlack();
    double white = matte.clipWhite();
    return LevelTable.of(
        ("st(0,(val-%s)/%s);st(1,%s*(1-clip((ld(0)-%s)/%s,0,1)));"
                + "clip(%s+255*(ld(0)-ld(1))/max(%s,1-%s*ld(0)*ld(0)*ld(0)-ld(1)),0,255)")
            .formatted(
                number(level(0)),
                number(level(1) - level(0)),
                number(black),
                number(black),
                number(KNEE * black + LEAST_KNEE),
                number(ROUNDED),
                number(LEAST_KNEE),
                number((1 - white) / (white * white * white))));
  }
}
