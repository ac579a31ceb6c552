package mediaworker.media.keying.graph;

import mediaworker.media.MediaInfo;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.WorkingFormat;

/** What shows through a background that is transparent somewhere: the colour of its bars. */
final class BarsBehind {

  private BarsBehind() {}

  /**
   * Filters, with a comma at the end, that lay a background's transparent parts over the bars'
   * colour; nothing where it is opaque.
   *
   * @param picture as it is decoded
   * @param bars as 0xrrggbb
   */
  static String filters(MediaInfo.Video picture, int bars) {
    return showsThrough(picture) ? laid(picture, bars) : "";
  }

  /** Of VP8 and VP9 it is told beside the pixel format that there is alpha. */
  private static boolean showsThrough(MediaInfo.Video picture) {
    return picture.alpha()
        && (picture.isRgb() || isGrey(picture) || picture.pixelFormat().startsWith("yuv"));
  }

  private static boolean isFull(MediaInfo.Video picture) {
    return "pc".equals(picture.colorRange());
  }

  private static boolean isGrey(MediaInfo.Video picture) {
    return picture.pixelFormat().startsWith("ya");
  }

  private static String laid(MediaInfo.Video picture, int bars) {
    ColorMatrix matrix = WorkingFormat.of(picture).matrix();
    double[] levels = isFull(picture) ? full(matrix.levels(bars)) : matrix.levels(bars);
    boolean rgb = picture.isRgb() || isGrey(picture);
    String painted =
        rgb
            ? "format=gbrp,lutrgb=r=%d:g=%d:b=%d"
                .formatted(bars >> 16 & 0xff, bars >> 8 & 0xff, bars & 0xff)
            : "format=yuv444p,lutyuv=y=%d:u=%d:v=%d"
                .formatted(Math.round(levels[0]), Math.round(levels[1]), Math.round(levels[2]));
    String laid =
        "split=2[through][plain];[plain]%s[bars];[bars][through]overlay=format=%s,"
            .formatted(painted, rgb ? "gbrp" : "yuv444");
    if (!isGrey(picture)) {
      return laid;
    }
    // The bars' colour is none of grey's; what follows takes the result for the file's own levels.
    return "format=gbrap,%sscale=out_color_matrix=%s:out_range=%s,format=yuv444p,"
        .formatted(
            laid, matrix == ColorMatrix.BT601 ? "bt601" : "bt709", isFull(picture) ? "pc" : "tv");
  }

  /** Levels of limited range as full range has them: luma 0…255, chroma 1…255 around 128. */
  private static double[] full(double[] limited) {
    return new double[] {
      (limited[0] - 16) * 255 / 219,
      128 + (limited[1] - 128) * 255 / 224,
      128 + (limited[2] - 128) * 255 / 224
    };
  }
}
