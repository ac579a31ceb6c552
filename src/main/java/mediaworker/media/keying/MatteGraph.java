package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.KeyingSettings.Corrections;
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
  private static final int DIFFERENCE_ZERO = 90;

  /** Levels from no colour difference to the screen's own. */
  private static final int DIFFERENCE_SPAN = 120;

  /** Level and span of coverage 0…1 as it is measured, up to 1.8 for the warmest colours. */
  private static final double MEASURED_ZERO = 0.08;

  private static final double MEASURED_SPAN = 0.5;

  /** Level and span of coverage 0…1 before clipping, with head-room for the up-scaler's ringing. */
  private static final double HEADROOM = 0.1;

  private static final double COVERAGE_SPAN = 0.8;

  /** Levels of difference below which a plate is too grey to be divided by. */
  private static final int LEAST_PLATE = 12;

  /** How near to a special level counts as it, after scaling. */
  private static final int NEAR = 6;

  /** Coverage by chroma nearby from which luma is listened to, and over which it is wholly. */
  private static final double NEAR_FROM = 0.04;

  private static final double NEAR_SPAN = 0.07;

  /** Level of no coverage by luma. */
  private static final int LUMA_NONE = 26;

  /** Square of the luma, halved, that noise and folds of the screen have. */
  private static final int LUMA_NOISE = 350;

  /** Over how many times clip black, and at least how much coverage, it stops to take. */
  private static final double KNEE = 1.2;

  private static final double LEAST_KNEE = 0.01;

  /** Wiener's e, and the grey that invisible pixels fade to. */
  private static final double NOISE = 0.01;

  static final int GREY = 90;

  /** The same e for chroma, at no coverage. */
  private static final double DOUBT = 0.08;

  private final MeasuredKey key;
  private final MatteSettings matte;
  private final SpillSettings spill;
  private final Corrections corrections;
  private final int width;
  private final int height;

  /**
   * A graph for one clip.
   *
   * @param width of the picture as shown, in pixels
   * @param height of the picture as shown, in pixels
   */
  MatteGraph(
      MeasuredKey key,
      MatteSettings matte,
      SpillSettings spill,
      Corrections corrections,
      int width,
      int height) {
    this.corrections = corrections;
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
    coverage(chains, clip, sides.get(0), sides.get(1));
    unmix(chains);
    despill(chains);
    if (corrections.shadow() == KeyingSettings.Shadow.KEEP) {
      underlayShadow(chains);
    } else {
      chains.add("[clean]null[whole]");
      chains.add("[alpha]null[opaque]");
    }
    // Filters of several inputs bring them to one range: the matte's would stretch the picture's.
    chains.add("[opaque]setparams=range=tv[matte]");
    chains.add("[whole][matte]alphamerge[" + keyed + "]");
    return chains;
  }

  /** From [clip] and [plate] to [alpha], full size, and [mix], the same as a 4:2:0 picture. */
  private void coverage(List<String> chains, String clip, String plate, String reference) {
    String tv = "setparams=range=tv:colorspace=%1$s:color_primaries=%1$s:color_trc=%1$s";
    chains.add("[" + clip + "]split=2[base][chroma]");
    int chromaWidth = (width + 1) / 2;
    int chromaHeight = (height + 1) / 2;
    chains.add("[%s]split=3[plate0][plate1][plate2]".formatted(plate));
    chains.add("[plate0]" + platePlane(0, width, height) + ",split=2[sy][sy1]");
    chains.add("[plate1]" + platePlane(1, chromaWidth, chromaHeight) + ",split=2[su][su1]");
    chains.add("[plate2]" + platePlane(2, chromaWidth, chromaHeight) + ",split=2[sv][sv1]");
    chains.add(
        "[sy1][su1][sv1]mergeplanes=0x001020:yuv420p,"
            + tv.formatted(key.matrix().tag())
            + "[screen]");
    // A plane keeps the limited range of its picture, and the next scaler would stretch it.
    chains.add("[chroma]extractplanes=y+u+v[y0][u0][v0]");
    chains.add("[y0]setparams=range=pc[y]");
    chains.add("[u0]setparams=range=pc[u]");
    chains.add("[v0]setparams=range=pc[v]");

    String difference =
        "lut2=c0='clip(%d+%d*%s,0,255)'"
            .formatted(DIFFERENCE_ZERO, DIFFERENCE_SPAN, new ColorDifference(key).expression());
    chains.add("[u][v]" + difference + "[difference]");
    chains.add("[su][sv]" + difference + "[screendifference]");
    chains.add(
        "[difference][screendifference]lut2=c0='clip(255*(%s+%s*(1-(x-%d)/max(y-%d,%d))),0,255)'[measured]"
            .formatted(
                number(MEASURED_ZERO),
                number(MEASURED_SPAN),
                DIFFERENCE_ZERO,
                DIFFERENCE_ZERO,
                LEAST_PLATE));
    boolean shadows = corrections.shadow() == KeyingSettings.Shadow.KEEP;
    chains.add(
        "[%s]split=%d[subject0][subject1][subject2][subject3][subject4]%s"
            .formatted(reference, shadows ? 6 : 5, shadows ? "[subject5]" : ""));
    if (shadows) {
      chains.add("[subject5]" + subjectPlane(5, width, height) + "[shadow]");
    }
    chains.add("[subject0]" + subjectPlane(0, chromaWidth, chromaHeight) + "[reference]");
    chains.add("[subject1]" + subjectPlane(1, chromaWidth, chromaHeight) + "[natural]");
    chains.add("[subject2]" + subjectPlane(2, width, height) + "[likelyy]");
    chains.add("[subject3]" + subjectPlane(3, chromaWidth, chromaHeight) + "[likelyu]");
    chains.add("[subject4]" + subjectPlane(4, chromaWidth, chromaHeight) + "[likelyv]");
    String relative =
        "((x/255-%s)/%s*%d/y)"
            .formatted(number(MEASURED_ZERO), number(MEASURED_SPAN), ReferenceCoverage.UNIT);
    chains.add(
        "[measured][reference]lut2=c0='if(lt(y,%d),255,if(gt(y,%d),0,clip(255*(%s+%s*%s),0,255)))',split=3[cover][halfcover][near]"
            .formatted(
                ReferenceCoverage.HOLD + NEAR,
                ReferenceCoverage.GARBAGE - NEAR,
                number(HEADROOM),
                number(COVERAGE_SPAN),
                relative));

    int grow = Math.max(0, matte.edgeOffset());
    chains.add("[cover]" + scaledUp() + "[smooth]");
    detail(chains);
    chains.add("[detailed]" + "dilation,".repeat(grow) + levels() + ",split=2[full][shown]");
    chains.add(
        "[halfcover]" + levels() + ",dilation".repeat((grow + 1) / 2) + ",split=4[h1][h2][h3][h4]");
    chains.add("[full][h1][h2]mergeplanes=0x001020:yuv420p,setparams=range=tv,split=2[mix][mix2]");
    chains.add("[shown]" + finished() + "[alpha]");
  }

  /**
   * From [smooth] and [near], the coverage that chroma tells, to [detailed].
   *
   * <p>Chroma has a quarter of the picture's points, and encoders are hard on it: of a hair's
   * coverage it knows that there is some, luma knows where: how far a pixel is from the plate's
   * luma to that of the subject nearby. Only what chroma finds covered nearby is looked at, or
   * shadows would be subjects.
   */
  private void detail(List<String> chains) {
    chains.add("[y][sy]lut2=c0='clip(128+(x-y)/2,0,255)'[change]");
    chains.add(
        "[change][likelyy]lut2=c0='clip(%2$d+%3$s*(x-%1$d)*(y-%1$d)/((y-%1$d)^2+%4$d),0,255)'[luma]"
            .formatted(SubjectColor.LUMA_ZERO, LUMA_NONE, number(255 * COVERAGE_SPAN), LUMA_NOISE));
    String some =
        "clip(((x/255-%1$s)/%2$s-%3$s)/%4$s,0,1)"
            .formatted(
                number(HEADROOM), number(COVERAGE_SPAN), number(NEAR_FROM), number(NEAR_SPAN));
    String notAll =
        "clip((1-(y/255-%s)/%s)/%s,0,1)"
            .formatted(number(HEADROOM), number(COVERAGE_SPAN), number(NEAR_SPAN));
    chains.add("[near]split=2[near1][near2];[near1]dilation[most];[near2]erosion[least]");
    chains.add(
        "[most][least]lut2=c0='255*%s*%s',scale=%d:%d:flags=bilinear[unsure]"
            .formatted(some, notAll, width, height));
    chains.add("[luma]split=2[sharp][blurred];[blurred]avgblur=sizeX=2[low]");
    chains.add("[sharp][low]blend=all_mode=grainextract[fine]");
    // Only now, or where it fades would look like detail.
    chains.add("[fine][unsure]lut2=c0='128+(x-128)*y/255'[detail]");
    chains.add("[smooth][detail]blend=all_mode=grainmerge[detailed]");
  }

  /** From [base] and [screen] to [fy], [fu] and [fv], the colours without the screen's share. */
  private void unmix(List<String> chains) {
    String share = "(1-x/255)*y";
    chains.add("[mix][screen]lut2=c0='%1$s':c1='%1$s':c2='%1$s'[share]".formatted(share));
    chains.add("[base][share]blend=all_mode=subtract[rest]");
    // Of chroma, what is left is trusted the more the more is covered; else what is likely counts.
    chains.add(
        "[rest][mix2]lut2=c0='%1$s':c1='%2$s':c2='%2$s',extractplanes=y+u+v[fy][leftu][leftv]"
            .formatted(divided(), trusted("(x-128*(y/255))")));
    String likely = trusted("(x-128)*" + number(DOUBT) + "*(1-(y/255))/max((y/255),0.002)");
    chains.add("[likelyu][h3]lut2=c0='%s'[addu]".formatted(likely));
    chains.add("[likelyv][h4]lut2=c0='%s'[addv]".formatted(likely));
    chains.add("[leftu]setparams=range=pc[leftu0];[leftu0][addu]blend=all_mode=grainmerge[fu]");
    chains.add("[leftv]setparams=range=pc[leftv0];[leftv0][addv]blend=all_mode=grainmerge[fv]");
  }

  /** From [fy], [fu] and [fv] to [clean], limiting the screen's channel by the others. */
  private void despill(List<String> chains) {
    if (spill.amount() == 0) {
      chains.add("[fy]setparams=range=pc[fy0]");
      chains.add("[fy0][fu][fv]mergeplanes=0x001020:yuv420p,setparams=range=tv[clean]");
      chains.add("[natural]nullsink");
      return;
    }
    chains.add("[fu]split=2[fu1][fu2]");
    chains.add("[fv]split=2[fv1][fv2]");
    chains.add(
        "[fu1][fv1]lut2=c0='clip(%d+%s*%s,0,255)'[excess]"
            .formatted(
                NaturalColor.ZERO,
                number(1 / NaturalColor.LEVEL),
                key.screen().differenceExpression(key.matrix(), NaturalColor.BASE)));
    chains.add("[excess][natural]lut2=c0='max(0,x-y)',split=3[spill1][spill2][spill3]");
    // The screen's light came on top of the rest, so luma goes with it.
    chains.add(
        "[spill3]setparams=range=pc,scale=%d:%d:flags=bilinear[spill4]".formatted(width, height));
    chains.add("[fy]setparams=range=pc[fy0]");
    ScreenLight light = ScreenLight.of(key);
    chains.add(
        "[fy0][spill4]lut2=c0='max(min(x,16),x-%s*y)'[cy]"
            .formatted(number(light.y() * spill.amount() * NaturalColor.LEVEL)));
    chains.add("[fu2][spill1]" + shifted(light.u()) + "[cu]");
    chains.add("[fv2][spill2]" + shifted(light.v()) + "[cv]");
    chains.add("[cy][cu][cv]mergeplanes=0x001020:yuv420p,setparams=range=tv[clean]");
  }

  /** From [clean], [alpha] and [shadow] to [whole] and [opaque]: black under the subject. */
  private void underlayShadow(List<String> chains) {
    chains.add("[alpha]setparams=range=pc,split=2[front][front2]");
    chains.add("[front][shadow]blend=all_mode=screen,split=2[opaque][opaque2]");
    chains.add(
        "[front2][opaque2]lut2=c0='if(gt(y,0),clip(255*x/y,0,255),255)',split=2[light][light2]");
    chains.add(
        "[light2]scale=%d:%d:flags=bilinear,split=2[light3][light4]"
            .formatted((width + 1) / 2, (height + 1) / 2));
    chains.add("[clean]extractplanes=y+u+v[wy][wu][wv]");
    chains.add("[wy]setparams=range=pc[wy0];[wy0][light]lut2=c0='16+(x-16)*y/255'[by]");
    chains.add("[wu]setparams=range=pc[wu0];[wu0][light3]lut2=c0='128+(x-128)*y/255'[bu]");
    chains.add("[wv]setparams=range=pc[wv0];[wv0][light4]lut2=c0='128+(x-128)*y/255'[bv]");
    chains.add("[by][bu][bv]mergeplanes=0x001020:yuv420p,setparams=range=tv[whole]");
  }

  /** One plane of the plate, scaled up. */
  private static String platePlane(int plane, int width, int height) {
    return "crop=iw:ih/3:0:%d*ih/3:exact=1,setparams=range=pc,scale=%d:%d:flags=bicubic+accurate_rnd"
        .formatted(plane, width, height);
  }

  /** One plane of what is known of the subject, scaled up. */
  private static String subjectPlane(int plane, int width, int height) {
    // Not bicubic: its ringing could reach the special levels.
    return "crop=iw:ih/%1$d:0:%2$d*ih/%1$d:exact=1,setparams=range=pc,scale=%3$d:%4$d:flags=bilinear"
        .formatted(Sides.SUBJECT_PLANES, plane, width, height);
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
   * Clip black is there for the screen's noise; what stands clear of it gets back what it took, or
   * hair and soft edges would be too thin. Clip white is there for what is nearly solid; a veil,
   * far from it, gets hardly denser.
   */
  private String levels() {
    double black = matte.clipBlack();
    double white = matte.clipWhite();
    return ("lut=c0='st(0,(val/255-%s)/%s);st(1,%s*(1-clip((ld(0)-%s)/%s,0,1)));"
            + "clip(255*(ld(0)-ld(1))/max(%s,1-%s*ld(0)-ld(1)),0,255)'")
        .formatted(
            number(HEADROOM),
            number(COVERAGE_SPAN),
            number(black),
            number(black),
            number(KNEE * black + LEAST_KNEE),
            number(LEAST_KNEE),
            number((1 - white) / white));
  }

  /** What only the visible matte gets; the colours are un-mixed with the true one. */
  private String finished() {
    int specks = corrections.specks();
    int holes = corrections.holes();
    String filters =
        "null"
            + ",erosion".repeat(specks)
            + ",dilation".repeat(specks)
            + ",dilation".repeat(holes)
            + ",erosion".repeat(holes)
            + ",erosion".repeat(Math.max(0, -matte.edgeOffset()));
    return matte.softness() > 0 ? filters + ",gblur=sigma=" + number(matte.softness()) : filters;
  }

  /** Luma of what is left of a pixel, divided by its coverage. */
  private static String divided() {
    String alpha = "(y/255)";
    return "clip(%1$d+(x-%1$d*%2$s)*%2$s*%3$s/(%2$s*%2$s+%4$s),0,255)"
        .formatted(GREY, alpha, number(1 + NOISE), number(NOISE));
  }

  /** A share of a chroma difference: 128 + difference · a / (a² + e·(1 − a)). */
  private static String trusted(String difference) {
    String alpha = "(y/255)";
    return "clip(128+%1$s*%2$s/(%2$s*%2$s+%3$s*(1-%2$s)+0.00001),0,255)"
        .formatted(difference, alpha, number(DOUBT));
  }

  private String shifted(double step) {
    return "lut2=c0='clip(x+%s*y,16,240)'"
        .formatted(number(step * spill.amount() * NaturalColor.LEVEL));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
