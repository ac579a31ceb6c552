package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.KeyingSettings.MatteSettings;
import mediaworker.media.keying.KeyingSettings.SpillSettings;

/**
 * The filter graph that turns a clip and its clean plate into a picture with straight alpha. Pure:
 * settings and numbers in, text out.
 *
 * <p>A colour-difference matte: how much the screen's channel stands above the others, compared
 * with how much it does so on the clean plate at the same place, is the share of the screen in a
 * pixel (Vlahos). The difference depends on chroma alone, so it is worked out on the chroma planes,
 * a quarter of the pixels, and the matte is scaled up, not the picture.
 *
 * <p>The screen's share is then taken out of the colours, C − (1 − a)·P, and divided by a in
 * Wiener's form, a / (a² + e), so that nearly transparent pixels become an even grey instead of
 * amplified noise; an even grey also costs encoders nothing. What the screen still tints is limited
 * by the spill step.
 *
 * <p>In every filter of two inputs the clip comes first: such filters take their clock from the
 * first input.
 */
final class MatteGraph {

  /**
   * Of the colour difference that makes the matte; see {@link Screen#difference}. With lower values
   * saturated yellow and cyan, which have much green too, become half transparent.
   */
  static final double BALANCE = 0.95;

  /** Level of no colour difference, so that what is less green than grey is not cut off. */
  private static final int DIFFERENCE_ZERO = 20;

  /** A key nearer to grey than this would make the matte out of noise. */
  private static final double LEAST_DIFFERENCE = 0.05;

  /** Levels from no colour difference to the screen's own. */
  private static final int DIFFERENCE_SPAN = 180;

  /** Level and span of coverage 0…1 before clipping, with head-room for the up-scaler's ringing. */
  private static final double HEADROOM = 0.1;

  private static final double COVERAGE_SPAN = 0.8;

  /** Wiener's e, and the grey that invisible pixels fade to. */
  private static final double NOISE = 0.01;

  private static final int GREY = 90;

  private final MeasuredKey key;
  private final MatteSettings matte;
  private final SpillSettings spill;
  private final int width;
  private final int height;

  /**
   * A graph for one clip.
   *
   * @param width of the picture as shown, in pixels
   * @param height of the picture as shown, in pixels
   */
  MatteGraph(MeasuredKey key, MatteSettings matte, SpillSettings spill, int width, int height) {
    this.key = key;
    this.matte = matte;
    this.spill = spill;
    this.width = width;
    this.height = height;
  }

  /**
   * The chains of the graph.
   *
   * @param clip label of the clip in the working format
   * @param sides labels of what is beside the clip, as read: the plate, whose planes lie one below
   *     the other
   * @param keyed label of the result: yuva420p, straight alpha
   */
  List<String> chains(String clip, List<String> sides, String keyed) {
    List<String> chains = new ArrayList<>();
    coverage(chains, clip, sides.get(0));
    unmix(chains);
    despill(chains);
    // Filters of several inputs bring them to one range: the matte's would stretch the picture's.
    chains.add("[alpha]setparams=range=tv[matte]");
    chains.add("[clean][matte]alphamerge[" + keyed + "]");
    return chains;
  }

  /** From [clip] and [plate] to [alpha], full size, and [mix], the same as a 4:2:0 picture. */
  private void coverage(List<String> chains, String clip, String plate) {
    String tv = "setparams=range=tv:colorspace=%1$s:color_primaries=%1$s:color_trc=%1$s";
    chains.add("[" + clip + "]split=2[base][chroma]");
    int chromaWidth = (width + 1) / 2;
    int chromaHeight = (height + 1) / 2;
    chains.add("[%s]split=3[plate0][plate1][plate2]".formatted(plate));
    chains.add("[plate0]" + platePlane(0, width, height) + "[sy]");
    chains.add("[plate1]" + platePlane(1, chromaWidth, chromaHeight) + ",split=2[su][su1]");
    chains.add("[plate2]" + platePlane(2, chromaWidth, chromaHeight) + ",split=2[sv][sv1]");
    chains.add(
        "[sy][su1][sv1]mergeplanes=0x001020:yuv420p,"
            + tv.formatted(key.matrix().tag())
            + "[screen]");
    // A plane keeps the limited range of its picture, and the next scaler would stretch it.
    chains.add("[chroma]extractplanes=u+v[u0][v0]");
    chains.add("[u0]setparams=range=pc[u]");
    chains.add("[v0]setparams=range=pc[v]");

    double own = key.screen().difference(key.matrix(), key.u(), key.v(), BALANCE);
    String difference =
        "lut2=c0='clip(%d+%s*%s,0,255)'"
            .formatted(
                DIFFERENCE_ZERO,
                number(DIFFERENCE_SPAN / Math.max(own, LEAST_DIFFERENCE)),
                key.screen().differenceExpression(key.matrix(), BALANCE));
    chains.add("[u][v]" + difference + "[difference]");
    chains.add("[su][sv]" + difference + "[screendifference]");
    chains.add(
        ("[difference][screendifference]"
                + "lut2=c0='clip(255*(%s+%s*(1-(x-%d)/max(y-%d,20))),0,255)',"
                + "split=2[cover][halfcover]")
            .formatted(number(HEADROOM), number(COVERAGE_SPAN), DIFFERENCE_ZERO, DIFFERENCE_ZERO));

    int grow = Math.max(0, matte.edgeOffset());
    chains.add(
        "[cover]"
            + scaledUp()
            + ",dilation".repeat(grow)
            + ","
            + levels()
            + ",split=2[full][shown]");
    chains.add("[halfcover]" + levels() + ",dilation".repeat((grow + 1) / 2) + ",split=2[h1][h2]");
    chains.add("[full][h1][h2]mergeplanes=0x001020:yuv420p,setparams=range=tv,split=2[mix][mix2]");
    chains.add("[shown]" + finished() + "[alpha]");
  }

  /** From [base] and [screen] to [subject], the colours without the screen's share. */
  private void unmix(List<String> chains) {
    String share = "(1-x/255)*y";
    chains.add("[mix][screen]lut2=c0='%1$s':c1='%1$s':c2='%1$s'[share]".formatted(share));
    chains.add("[base][share]blend=all_mode=subtract[rest]");
    chains.add(
        "[rest][mix2]lut2=c0='%1$s':c1='%2$s':c2='%2$s'[subject]"
            .formatted(divided(GREY, 0, 255), divided(128, 16, 240)));
  }

  /** From [subject] to [clean], limiting the screen's channel by the others. */
  private void despill(List<String> chains) {
    if (spill.amount() == 0) {
      chains.add("[subject]null[clean]");
      return;
    }
    String excess =
        "max(0,%s)".formatted(key.screen().differenceExpression(key.matrix(), spill.balance()));
    chains.add("[subject]extractplanes=y+u+v[fy][fu][fv]");
    chains.add("[fu]split=2[fu1][fu2]");
    chains.add("[fv]split=2[fv1][fv2]");
    chains.add("[fu1][fv1]" + shifted("x", key.screen().despillU(key.matrix()), excess) + "[cu]");
    chains.add("[fu2][fv2]" + shifted("y", key.screen().despillV(key.matrix()), excess) + "[cv]");
    chains.add("[fy][cu][cv]mergeplanes=0x001020:yuv420p[clean]");
  }

  /** One plane of the plate, scaled up. */
  private static String platePlane(int plane, int width, int height) {
    return "crop=iw:ih/3:0:%d*ih/3:exact=1,setparams=range=pc,scale=%d:%d:flags=bicubic+accurate_rnd"
        .formatted(plane, width, height);
  }

  /** The coverage at full size; chroma of an odd side is one half cell wider than the picture. */
  private String scaledUp() {
    int evenWidth = width + width % 2;
    int evenHeight = height + height % 2;
    String scale = "scale=%d:%d:flags=lanczos+accurate_rnd".formatted(evenWidth, evenHeight);
    return evenWidth == width && evenHeight == height
        ? scale
        : scale + ",crop=%d:%d:0:0:exact=1".formatted(width, height);
  }

  /**
   * Clip black and clip white, after scaling, so that the ramp between them is as steep as asked.
   */
  private String levels() {
    return "lut=c0='clip(255*((val/255-%s)/%s-%s)/%s,0,255)'"
        .formatted(
            number(HEADROOM),
            number(COVERAGE_SPAN),
            number(matte.clipBlack()),
            number(matte.clipWhite() - matte.clipBlack()));
  }

  /** What only the visible matte gets; the colours are un-mixed with the true one. */
  private String finished() {
    String filters = "null" + ",erosion".repeat(Math.max(0, -matte.edgeOffset()));
    return matte.softness() > 0 ? filters + ",gblur=sigma=" + number(matte.softness()) : filters;
  }

  private static String divided(int neutral, int least, int most) {
    String alpha = "(y/255)";
    return "clip(%1$d+(x-%1$d*%2$s)*%2$s*%3$s/(%2$s*%2$s+%4$s),%5$d,%6$d)"
        .formatted(neutral, alpha, number(1 + NOISE), number(NOISE), least, most);
  }

  private String shifted(String plane, double step, String excess) {
    return "lut2=c0='clip(%s+%s*%s,16,240)'"
        .formatted(plane, number(step * spill.amount()), excess);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
