package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.request.StickerSettings;
import mediaworker.media.keying.request.StickerSettings.Bevel;
import mediaworker.media.keying.request.StickerSettings.Shadow;

/**
 * The filter chains that make a keyed picture look like a paper sticker. Pure.
 *
 * <p>In this order: outline, raised edge, grain, displacement, shadow. Light and grain change luma
 * alone; everything stays in 4:2:0, so nothing is converted on the way. Planes are taken apart once
 * and put together once, and what is smooth is worked out on smaller ones.
 */
final class StickerGraph {

  /** Points of a blur below which its plane is not made smaller. */
  private static final double BEVEL_POINTS = 1.2;

  private static final double SHADOW_POINTS = 2;

  private final StickerSettings look;
  private final ColorMatrix matrix;
  private final int width;
  private final int height;
  private final List<String> chains = new ArrayList<>();

  /**
   * Chains for one picture size.
   *
   * @param matrix of the keyed picture
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  StickerGraph(StickerSettings look, ColorMatrix matrix, int width, int height) {
    this.look = look;
    this.matrix = matrix;
    this.width = width;
    this.height = height;
  }

  /**
   * The chains.
   *
   * @param keyed label of the picture, yuva420p with straight alpha
   * @param displacementFile label of the displacement texture's file; used where there is one
   * @param screenFile label of the grain's file; used where there is one
   * @param sticker label of the result, of the same kind
   */
  List<String> chains(String keyed, String displacementFile, String screenFile, String sticker) {
    chains.clear();
    chains.add("[%s]extractplanes=y+u+v+a[st0][st1][st2][st3]".formatted(keyed));
    // A plane keeps the limited range of its picture, and the next scaler would stretch it.
    String[] planes = {"oly0", "olu0", "olv0", "ola0"};
    for (int i = 0; i < planes.length; i++) {
      chains.add("[st%d]setparams=range=pc[%s]".formatted(i, planes[i]));
    }
    String suffix = "0";
    if (look.outline().width() > 0) {
      chains.addAll(new StickerOutline(look.outline(), matrix, width, height).chains("ol"));
      suffix = "1";
    }
    chains.add("[ola%s]split=2[bv0][alpha]".formatted(suffix));
    bevel("oly" + suffix, "bv0", "raised");
    StickerPaper paper = new StickerPaper(look.paper(), width, height);
    chains.addAll(paper.grain("raised", "grained", screenFile));
    chains.addAll(
        paper.displacement(
            List.of("grained", "olu" + suffix, "olv" + suffix, "alpha"),
            displacementFile,
            "pushed"));
    shadow("pushed", sticker);
    return List.copyOf(chains);
  }

  /**
   * Differences of the blurred matte along the light's direction, added to luma. What reaches the
   * picture's side goes on beyond it, as it does for the blur: it has no edge there.
   */
  private void bevel(String luma, String matte, String out) {
    Bevel bevel = look.bevel();
    if (bevel.strength() == 0) {
      chains.add("[%s]nullsink".formatted(matte));
      chains.add("[%s]null[%s]".formatted(luma, out));
      return;
    }
    int reduced = StickerOutline.reduced(bevel.size() / BEVEL_POINTS);
    int across = StickerOutline.smaller(width, reduced);
    int down = StickerOutline.smaller(height, reduced);
    double wanted = Math.max(1, Math.round(bevel.size() / 2));
    int step = (int) Math.max(1, Math.round(wanted / reduced));
    chains.add(
        ("[%s]scale=%d:%d:flags=area,gblur=sigma=%s:steps=2,pad=iw+%5$d:ih+%5$d:%6$d:%6$d,"
                + "fillborders=%6$d:%6$d:%6$d:%6$d:smear,split=2[bv1][bv2]")
            .formatted(matte, across, down, number(bevel.size() / reduced), 2 * step, step));
    chains.add("[bv1]crop=%d:%d:%3$d:%3$d:exact=1[bv3]".formatted(across, down, 2 * step));
    chains.add("[bv2]crop=%d:%d:0:0:exact=1[bv4]".formatted(across, down));
    chains.add(
        "[bv3][bv4]blend=all_mode=grainextract,lut=c0='128+%s*(val-128)',scale=%d:%d:flags=bilinear[bv5]"
            .formatted(number(bevel.strength() * wanted / (step * reduced)), width, height));
    chains.add(
        "[%s][bv5]blend=all_mode=grainmerge,limiter=min=16:max=235[%s]".formatted(luma, out));
  }

  /** Planes put together, with a shadow under them. */
  private void shadow(String planes, String out) {
    Shadow shadow = look.shadow();
    String merged = "[%1$s0][%1$s1][%1$s2][%2$s]mergeplanes=0x00102030:yuva420p";
    if (shadow.opacity() == 0) {
      chains.add((merged + "[%3$s]").formatted(planes, planes + "3", out));
      return;
    }
    int x = shadow.x();
    int y = shadow.y();
    chains.add("[%s3]split=2[sh0][sh1]".formatted(planes));
    chains.add((merged + ",split=2[sh2][sh3]").formatted(planes, "sh1"));
    int reduced = StickerOutline.reduced(shadow.blur() / SHADOW_POINTS);
    String blurred =
        shadow.blur() > 0
            ? ",scale=%d:%d:flags=area,gblur=sigma=%s:steps=2"
                .formatted(
                    StickerOutline.smaller(width, reduced),
                    StickerOutline.smaller(height, reduced),
                    number(shadow.blur() / reduced))
            : "";
    chains.add(
        "[sh0]setparams=range=pc,pad=iw+%d:ih+%d:%d:%d,crop=%d:%d:%d:%d:exact=1%s,lut=c0='val*%s',%s[sh4]"
            .formatted(
                Math.abs(x),
                Math.abs(y),
                Math.max(0, x),
                Math.max(0, y),
                width,
                height,
                Math.max(0, -x),
                Math.max(0, -y),
                blurred,
                number(shadow.opacity()),
                sized(width, height)));
    chains.add("[sh2]%s[sh5]".formatted(filledWith(shadow.color())));
    chains.add("[sh5][sh4]alphamerge[sh6]");
    chains.add("[sh6][sh3]overlay=format=yuv420[%s]".formatted(out));
  }

  private String filledWith(int rgb) {
    double[] levels = matrix.levels(rgb);
    return "lutyuv=y=%d:u=%d:v=%d"
        .formatted(Math.round(levels[0]), Math.round(levels[1]), Math.round(levels[2]));
  }

  private static String sized(int across, int down) {
    return "scale=%d:%d:flags=bilinear".formatted(across, down);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
