package mediaworker.media.timeline;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How pictures are kept losslessly until they are played: a pixel format that both FFmpeg's filters
 * and FFV1 take as it is.
 */
public enum PieceFormat {
  YUV("yuv420p", 1.5, 12),
  YUV_ALPHA("yuva420p", 2.5, 20),
  DEEP_YUV("yuv444p10le", 6, 30),
  DEEP_YUV_ALPHA("yuva444p10le", 8, 40),
  RGB("bgr0", 4, 24),
  RGB_ALPHA("bgra", 4, 32),
  RGB_10("gbrp10le", 6, 30),
  RGB_10_ALPHA("gbrap10le", 8, 40),
  RGB_12("gbrp12le", 6, 36),
  RGB_12_ALPHA("gbrap12le", 8, 48),
  RGB_16("gbrp16le", 6, 48),
  RGB_16_ALPHA("gbrap16le", 8, 64);

  /** What tells the bits of a sample in FFmpeg's names of RGB formats of more than 8 of them. */
  private static final Pattern DEEP_RGB =
      Pattern.compile("gbra?p(9|1\\d)\\D.*|x2(?:rgb|bgr)(10)\\D.*");

  private static final Pattern DEEPEST_RGB =
      Pattern.compile("(?:rgb|bgr)(?:48|96|f).*|(?:rgba|bgra|argb|abgr)(?:64|128|f).*|gbra?pf.*");

  private final String pixels;
  private final double heldBytes;
  private final int bits;

  PieceFormat(String pixels, double heldBytes, int bits) {
    this.pixels = pixels;
    this.heldBytes = heldBytes;
    this.bits = bits;
  }

  /**
   * The one that keeps what a clip has: red, green and blue as they are, for what they are turned
   * into is decided where the pieces are used. HDR is kept as the ordinary colours it is brought
   * to.
   *
   * @param deep whether all colour samples and more than eight bits are kept: ten of YUV, all of
   *     red, green and blue; else eight
   */
  public static PieceFormat of(Clip clip, boolean deep) {
    boolean alpha = clip.picture().alpha();
    if (!clip.isRgb()) {
      return deep ? alpha ? DEEP_YUV_ALPHA : DEEP_YUV : alpha ? YUV_ALPHA : YUV;
    }
    int depth = deep ? rgbDepth(clip.picture().pixelFormat()) : 8;
    if (depth <= 8) {
      return alpha ? RGB_ALPHA : RGB;
    }
    return depth <= 10
        ? alpha ? RGB_10_ALPHA : RGB_10
        : depth <= 12 ? alpha ? RGB_12_ALPHA : RGB_12 : alpha ? RGB_16_ALPHA : RGB_16;
  }

  private static int rgbDepth(String format) {
    Matcher deep = DEEP_RGB.matcher(format);
    if (deep.matches()) {
      return Integer.parseInt(deep.group(1) != null ? deep.group(1) : deep.group(2));
    }
    return DEEPEST_RGB.matcher(format).matches() ? 16 : 8;
  }

  /** FFmpeg's name of the pixel format. */
  public String pixels() {
    return pixels;
  }

  /** Bytes that a picture of the clip takes while FFmpeg holds it. */
  double heldBytes(Clip clip) {
    return clip.picture().width() * (double) clip.picture().height() * heldBytes;
  }

  /** Bytes that a picture of the clip has before compression: without the bits that fill words. */
  double codedBytes(Clip clip) {
    return clip.picture().width() * (double) clip.picture().height() * bits / 8;
  }
}
