package mediaworker.media.keying.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mediaworker.media.keying.request.StickerSettings.Paper;

/**
 * The filter chains of a sticker's paper: its grain, and the unevenness that pushes the picture
 * about. Pure.
 *
 * <p>Textures that nobody gives are drawn by FFmpeg's Perlin noise with fixed seeds, so that every
 * run looks the same; they are larger than the picture, and a part of them is taken from another
 * place several times a second.
 */
final class StickerPaper {

  /** How much larger than the picture a texture is. */
  private static final double SPARE = 1.3;

  /** Pixels of a wave of FFmpeg's Perlin noise at scale 1, measured. */
  private static final double PERLIN_WAVELENGTH = 660;

  /** Displacement changes slowly over the picture, so its texture is drawn smaller by this. */
  private static final int REDUCED = 4;

  /** Pictures of fewer pixels are displaced at twice their size. */
  private static final long SMALL = 1_000_000;

  private final Paper paper;
  private final int width;
  private final int height;
  private final List<String> chains = new ArrayList<>();

  /**
   * Paper for one picture size.
   *
   * @param width of the picture in pixels
   * @param height of the picture in pixels
   */
  StickerPaper(Paper paper, int width, int height) {
    this.paper = paper;
    this.width = width;
    this.height = height;
  }

  /**
   * The grain, screened onto luma: 1 − (1 − y)·(1 − grain), which is y·(1 − grain) + grain.
   *
   * @param in label of luma
   * @param out label of the result
   * @param file label of the grain's file; used where there is one
   */
  List<String> grain(String in, String out, String file) {
    chains.clear();
    if (paper.screen() == 0) {
      chains.add("[%s]null[%s]".formatted(in, out));
      return List.copyOf(chains);
    }
    String texture =
        paper.screenFile().isPresent()
            ? fromFile(file)
            : drawn(noise(4, 0.7, 260), 1, 11, "(val-127)*3.5+70");
    // As a product and a sum, which are several times as fast as a table of two inputs.
    chains.add(
        texture
            + ","
            + moving(0)
            + ","
            + sized(width, height)
            + ",setparams=range=pc,split=2[gr0][gr1]");
    String share = number(paper.screen());
    chains.add("[gr0]lut=c0='round(255-%s*val)'[gr2]".formatted(share));
    chains.add("[gr1]lut=c0='round(235*%s*val/255)'[gr3]".formatted(share));
    chains.add("[%s][gr2]blend=all_mode=multiply:shortest=%d[gr4]".formatted(in, shortest()));
    chains.add("[gr4][gr3]blend=all_mode=addition:shortest=%d[%s]".formatted(shortest(), out));
    return List.copyOf(chains);
  }

  /**
   * Planes pushed about. The filter moves whole pixels, so a small picture is displaced at twice
   * its size, and of a large one, which would need too much memory, two are averaged that lie half
   * a pixel apart.
   *
   * <p>Each plane by itself: a map for all four would hold luma's twice, and there are four maps.
   *
   * @param planes labels of y, u, v and alpha
   * @param file label of the texture's file; used where there is one
   * @param out what the labels of the results begin with; 0 to 3 follow
   */
  List<String> displacement(List<String> planes, String file, String out) {
    chains.clear();
    if (paper.displacement() == 0) {
      for (int plane = 0; plane < planes.size(); plane++) {
        chains.add("[%s]null[%s%d]".formatted(planes.get(plane), out, plane));
      }
      return List.copyOf(chains);
    }
    String texture =
        paper.displacementFile().isPresent()
            ? fromFile(file)
            : drawn(noise(3, 0.5, 10 * REDUCED), REDUCED, 23, "(val-128)*2+128");
    chains.add(texture + ",split=2[dp0][dp1]");
    boolean small = (long) width * height < SMALL;
    int times = small ? 2 : 1;
    double[] offsets = small ? new double[] {0} : new double[] {-0.25, 0.25};
    maps("dp0", 0, "x", times, offsets);
    maps("dp1", 1, "y", times, offsets);
    for (int plane = 0; plane < planes.size(); plane++) {
      pushed(planes.get(plane), plane, times, offsets.length, out + plane);
    }
    return List.copyOf(chains);
  }

  private void pushed(String in, int plane, int times, int maps, String out) {
    boolean chroma = plane == 1 || plane == 2;
    String larger =
        times == 1 ? "" : sized(side(width, chroma, times), side(height, chroma, times)) + ",";
    chains.add("[%s]%ssplit=%d%s".formatted(in, larger, maps, labels("dq" + plane, maps)));
    for (int i = 0; i < maps; i++) {
      chains.add(
          "[dq%1$d%2$d][x%3$s%2$d%4$s][y%3$s%2$d%4$s]displace=edge=smear[dr%1$d%2$d]"
              .formatted(plane, i, chroma ? "c" : "l", plane < 2 ? "a" : "b"));
    }
    chains.add(
        labels("dr" + plane, maps)
            + (maps == 1
                ? "scale=%d:%d:flags=area"
                    .formatted(side(width, chroma, 1), side(height, chroma, 1))
                : "blend=all_mode=average")
            + "["
            + out
            + "]");
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

  /**
   * Maps along one direction, each for two planes. Chroma planes are half as large, so theirs push
   * half as far.
   *
   * @param times how much larger than the picture they are
   * @param offsets a map each that pushes so many pixels further
   */
  private void maps(String texture, int which, String name, int times, double... offsets) {
    double pixels = times * paper.displacement();
    chains.add("[%s]%s,split=2[%3$sl][%3$sc]".formatted(texture, moving(which), name));
    for (boolean chroma : new boolean[] {false, true}) {
      String map = name + (chroma ? "c" : "l");
      chains.add(
          "[%s]%s,split=%d%s"
              .formatted(
                  map,
                  sized(side(width, chroma, times), side(height, chroma, times)),
                  offsets.length,
                  labels(map, offsets.length)));
      for (int i = 0; i < offsets.length; i++) {
        chains.add(
            "[%1$s%2$d]lut=c0='clip(round(%3$s+%4$s*(val-128)/128),0,255)',split=2[%1$s%2$da][%1$s%2$db]"
                .formatted(map, i, number(128 + offsets[i]), number(chroma ? pixels / 2 : pixels)));
      }
    }
  }

  private static String labels(String name, int count) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < count; i++) {
      labels.append("[%s%d]".formatted(name, i));
    }
    return labels.toString();
  }

  private static int side(int side, boolean chroma, int times) {
    return chroma ? StickerOutline.half(times * side) : times * side;
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

  /** Filters that show another part of a texture every so often. */
  private String moving(int which) {
    double rate = paper.rate();
    String share = number(1 / SPARE);
    if (rate == 0) {
      return "crop=iw*%1$s:ih*%1$s:%2$d*(iw-ow):0".formatted(share, which);
    }
    // Steps of the golden ratio and of the square root of two never come back to the same place.
    // A drawn texture counts whole seconds by itself.
    return ("loop=loop=-1:size=1,settb=AVTB,setpts=N/(%1$s*TB),"
            + "crop=iw*%2$s:ih*%2$s:(iw-ow)*mod(n*0.618034+%3$d*0.37\\,1):(ih-oh)*mod(n*0.414214+%3$d*0.71\\,1)")
        .formatted(number(rate), share, which);
  }

  private static String sized(int across, int down) {
    return "scale=%d:%d:flags=bilinear".formatted(across, down);
  }

  private int shortest() {
    return paper.rate() > 0 ? 1 : 0;
  }

  private static int larger(int side) {
    return (int) Math.ceil(side * SPARE);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
