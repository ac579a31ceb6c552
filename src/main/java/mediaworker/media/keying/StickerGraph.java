package mediaworker.media.keying;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.StickerSettings.Bevel;
import mediaworker.media.keying.StickerSettings.Outline;
import mediaworker.media.keying.StickerSettings.Paper;
import mediaworker.media.keying.StickerSettings.Shadow;

/**
 * The filter chains that make a keyed picture look like a paper sticker. Pure.
 *
 * <p>In this order: outline, raised edge, grain, displacement, shadow. Light and grain change luma
 * alone; everything stays in 4:2:0, so nothing is converted on the way. Textures that nobody gives
 * are drawn by FFmpeg's Perlin noise with fixed seeds, so that every run looks the same; they are
 * larger than the picture, and a part of them is taken from another place several times a second.
 */
final class StickerGraph {

  /** How much larger than the picture a texture is. */
  private static final double SPARE = 1.3;

  /** The blur whose level at the outline's width is {@link #EDGE}, as a share of that width. */
  private static final double BLUR_OF_WIDTH = 1 / 1.5;

  /**
   * A straight edge blurred by s has fallen to this level at a distance of 1.5 s: erfc(1.5/√2)/2.
   */
  private static final double EDGE = 0.0668;

  /** And falls there by so much over s: exp(-1.5²/2)/√(2π). */
  private static final double SLOPE = 0.1295;

  /** Pixels of a wave of FFmpeg's Perlin noise at scale 1, measured. */
  private static final double PERLIN_WAVELENGTH = 660;

  /** Displacement changes slowly over the picture, so its texture is drawn smaller by this. */
  private static final int REDUCED = 4;

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
    outline(keyed, "outlined");
    bevel("outlined", "raised");
    grain("raised", "grained", screenFile);
    displacement("grained", "displaced", displacementFile);
    shadow("displaced", sticker);
    return List.copyOf(chains);
  }

  private void outline(String in, String out) {
    Outline outline = look.outline();
    if (outline.width() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return;
    }
    double blur = Math.max(0.5, outline.width() * BLUR_OF_WIDTH);
    // Steep enough for an edge of one pixel; 16 bits, since the levels there are close together.
    chains.add("[%s]split=3[ol0][ol1][ol2]".formatted(in));
    chains.add("[ol0]alphaextract,setparams=range=pc,split=2[ol3][ol4]");
    chains.add(
        ("[ol3]format=gray16le,gblur=sigma=%s:steps=2,"
                + "lut=c0='65535*clip((val/65535-%s)*%s+0.5,0,1)',format=gray[ol5]")
            .formatted(number(blur), number(EDGE), number(blur / SLOPE)));
    chains.add("[ol4][ol5]blend=all_mode=lighten[ol6]");
    chains.add("[ol1]%s[ol7]".formatted(filledWith(outline.color())));
    chains.add("[ol7][ol6]alphamerge[ol8]");
    chains.add("[ol8][ol2]overlay=format=yuv420[%s]".formatted(out));
  }

  /** Differences of the blurred matte along the light's direction, added to luma. */
  private void bevel(String in, String out) {
    Bevel bevel = look.bevel();
    if (bevel.strength() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return;
    }
    int step = (int) Math.max(1, Math.round(bevel.size() / 2));
    chains.add("[%s]split=3[bv0][bv1][bv2]".formatted(in));
    chains.add(
        "[bv0]alphaextract,setparams=range=pc,gblur=sigma=%s:steps=2,pad=iw+%2$d:ih+%2$d:%3$d:%3$d,split=2[bv3][bv4]"
            .formatted(number(bevel.size()), 2 * step, step));
    chains.add("[bv3]crop=%d:%d:%3$d:%3$d:exact=1[bv5]".formatted(width, height, 2 * step));
    chains.add("[bv4]crop=%d:%d:0:0:exact=1[bv6]".formatted(width, height));
    chains.add("[bv5][bv6]blend=all_mode=grainextract[bv7]");
    chains.add("[bv1]extractplanes=y,setparams=range=pc[bv8]");
    chains.add(
        "[bv8][bv7]lut2=c0='clip(x+%s*(y-128),16,235)'[bv9]".formatted(number(bevel.strength())));
    chains.add("[bv2]extractplanes=u+v+a[bv10][bv11][bv12]");
    chains.add("[bv9][bv10][bv11][bv12]mergeplanes=0x00102030:yuva420p[%s]".formatted(out));
  }

  /** The grain, screened onto luma: 1 − (1 − y)·(1 − grain). */
  private void grain(String in, String out, String file) {
    Paper paper = look.paper();
    if (paper.screen() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return;
    }
    String texture =
        paper.screenFile().isPresent()
            ? fromFile(file)
            : drawn(noise(4, 0.7, 260), 1, 11, "(val-127)*3.5+70");
    chains.add(texture + "," + moving(0) + "setparams=range=pc[gr0]");
    chains.add("[%s]split=2[gr1][gr2]".formatted(in));
    chains.add("[gr1]extractplanes=y,setparams=range=pc[gr3]");
    chains.add(
        "[gr3][gr0]lut2=shortest=%d:c0='clip(235-(235-x)*(1-%s*y/255),16,235)'[gr4]"
            .formatted(shortest(), number(paper.screen())));
    chains.add("[gr2]extractplanes=u+v+a[gr5][gr6][gr7]");
    chains.add("[gr4][gr5][gr6][gr7]mergeplanes=0x00102030:yuva420p[%s]".formatted(out));
  }

  /**
   * Displaced at twice the size, since the filter moves whole pixels. Chroma planes are half as
   * large, so their map pushes half as far.
   */
  private void displacement(String in, String out, String file) {
    Paper paper = look.paper();
    if (paper.displacement() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return;
    }
    String texture =
        paper.displacementFile().isPresent()
            ? fromFile(file)
            : drawn(noise(3, 0.5, 10 * REDUCED), REDUCED, 23, "(val-128)*2+128");
    chains.add(texture + ",split=2[dp0][dp1]");
    map("dp0", 0, "x");
    map("dp1", 1, "y");
    chains.add("[%s]scale=%d:%d:flags=bilinear[dp2]".formatted(in, 2 * width, 2 * height));
    chains.add(
        "[dp2][mapx][mapy]displace=edge=smear,scale=%d:%d:flags=area[%s]"
            .formatted(width, height, out));
  }

  /**
   * The source's options.
   *
   * @param waves that lie along the picture's shorter side, at the first of the octaves
   */
  private String noise(int octaves, double persistence, double waves) {
    return "octaves=%d:persistence=%s:xscale=%s:yscale=%3$s"
        .formatted(
            octaves,
            number(persistence),
            number(PERLIN_WAVELENGTH * waves / Math.min(width, height)));
  }

  private void map(String texture, int which, String name) {
    String far = "clip(128+%s*(val-128)/128,0,255)";
    double pixels = 2 * look.paper().displacement();
    chains.add("[%s]%ssplit=3[%3$s0][%3$s1][%3$s2]".formatted(texture, moving(which), name));
    chains.add(
        "[%s0]scale=%d:%d:flags=bilinear,lut=c0='%s'[%1$s3]"
            .formatted(name, 2 * width, 2 * height, far.formatted(number(pixels))));
    for (int plane = 1; plane <= 2; plane++) {
      chains.add(
          "[%s%d]scale=%d:%d:flags=bilinear,lut=c0='%s'[%1$s%6$d]"
              .formatted(name, plane, width, height, far.formatted(number(pixels / 2)), plane + 3));
    }
    chains.add("[%1$s3][%1$s4][%1$s5]mergeplanes=0x00102000:yuva420p[map%1$s]".formatted(name));
  }

  private void shadow(String in, String out) {
    Shadow shadow = look.shadow();
    if (shadow.opacity() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return;
    }
    int x = shadow.x();
    int y = shadow.y();
    chains.add("[%s]split=3[sh0][sh1][sh2]".formatted(in));
    chains.add(
        "[sh0]alphaextract,setparams=range=pc,pad=iw+%d:ih+%d:%d:%d,crop=%d:%d:%d:%d:exact=1%s,lut=c0='val*%s'[sh3]"
            .formatted(
                Math.abs(x),
                Math.abs(y),
                Math.max(0, x),
                Math.max(0, y),
                width,
                height,
                Math.max(0, -x),
                Math.max(0, -y),
                shadow.blur() > 0 ? ",gblur=sigma=" + number(shadow.blur()) + ":steps=2" : "",
                number(shadow.opacity())));
    chains.add("[sh1]%s[sh4]".formatted(filledWith(shadow.color())));
    chains.add("[sh4][sh3]alphamerge[sh5]");
    chains.add("[sh5][sh2]overlay=format=yuv420[%s]".formatted(out));
  }

  private String filledWith(int rgb) {
    double[] levels = matrix.levels(rgb);
    return "lutyuv=y=%d:u=%d:v=%d"
        .formatted(Math.round(levels[0]), Math.round(levels[1]), Math.round(levels[2]));
  }

  /** One picture of noise, a little larger than what is shown, at a fraction of its size. */
  private String drawn(String noise, int reduced, int seed, String levels) {
    return "perlin=s=%dx%d:r=1:%s:random_mode=seed:seed=%d,trim=end_frame=1,format=gray,setparams=range=pc,lut=c0='clip(%s,0,255)'"
        .formatted(larger(width) / reduced + 2, larger(height) / reduced + 2, noise, seed, levels);
  }

  private String fromFile(String label) {
    return "[%s]scale=%d:%d:force_original_aspect_ratio=increase:flags=bicubic,crop=%2$d:%3$d,scale=out_range=pc,format=gray,setparams=range=pc"
        .formatted(label, larger(width), larger(height));
  }

  /** Filters, with a comma at the end, that show another part of a texture every so often. */
  private String moving(int which) {
    double rate = look.paper().rate();
    String share = number(1 / SPARE);
    if (rate == 0) {
      return "crop=iw*%1$s:ih*%1$s:%2$d*(iw-ow):0,%3$s".formatted(share, which, sized());
    }
    // Steps of the golden ratio and of the square root of two never come back to the same place.
    return ("loop=loop=-1:size=1,setpts=N/(%1$s*TB),"
            + "crop=iw*%2$s:ih*%2$s:(iw-ow)*mod(n*0.618034+%3$d*0.37\\,1):(ih-oh)*mod(n*0.414214+%3$d*0.71\\,1),%4$s")
        .formatted(number(rate), share, which, sized());
  }

  private String sized() {
    return "scale=%d:%d:flags=bilinear,".formatted(width, height);
  }

  private int shortest() {
    return look.paper().rate() > 0 ? 1 : 0;
  }

  private static int larger(int side) {
    return (int) Math.ceil(side * SPARE);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
