package mediaworker.media.keying.color;

import java.util.regex.Pattern;
import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;

/** How many points of chroma a picture is keyed with. */
public enum ChromaSampling {

  /** One for four of luma (4:2:0), as nearly all video has. */
  QUARTER("yuv420p", "yuva420p", "yuv420"),

  /** One for two of luma side by side (4:2:2), as cameras of studios and editors' files have. */
  HALF("yuv422p", "yuva422p", "yuv422"),

  /** As many as of luma (4:4:4): pictures of RGB, and what studios record. */
  FULL("yuv444p", "yuva444p", "yuv444");

  /**
   * Pixels up to which a clip is keyed with more than a quarter: 1920×1080. With all its chroma it
   * takes about twice the memory.
   */
  private static final long MOST_OF_CLIP = 1920 * 1080;

  /** The same of a still picture, of which there is only one in memory. */
  private static final long MOST_OF_STILL = 4096 * 4096;

  private static final Pattern FULL_FORMATS =
      Pattern.compile("^(yuv[aj]?444|ayuv|vuy[ax]|vyu444|xv[34]|nv24|nv42|p41[0-9]).*");

  private static final Pattern HALF_FORMATS =
      Pattern.compile("^(yuv[aj]?422|uyvy422|yuyv422|yvyu422|nv16|nv20|p21[0-9]|y21[0-9]).*");

  private final String opaque;
  private final String transparent;
  private final String overlay;

  ChromaSampling(String opaque, String transparent, String overlay) {
    this.opaque = opaque;
    this.transparent = transparent;
    this.overlay = overlay;
  }

  /** What a source has room for, by its format, and can be keyed with, by its size. */
  public static ChromaSampling of(MediaInfo source) {
    return source
        .picture()
        .filter(video -> ToneMap.filters(video).isEmpty())
        .filter(
            video ->
                (long) video.width() * video.height()
                    <= (source.isStill() ? MOST_OF_STILL : MOST_OF_CLIP))
        .map(ChromaSampling::byFormat)
        .orElse(QUARTER);
  }

  private static ChromaSampling byFormat(MediaInfo.Video video) {
    if (isFull(video)) {
      return FULL;
    }
    // Of a picture that is turned, chroma is halved down and not across.
    boolean turned = Math.abs(video.rotation()) % 180 == 90;
    return !turned && HALF_FORMATS.matcher(video.pixelFormat()).matches() ? HALF : QUARTER;
  }

  private static boolean isFull(MediaInfo.Video video) {
    return (video.isRgb() || FULL_FORMATS.matcher(video.pixelFormat()).matches())
        && !isDithered(video);
  }

  /** Whether its colours are those of a palette: single points show what none of them is. */
  private static boolean isDithered(MediaInfo.Video video) {
    return video.codec().equals("gif") || video.pixelFormat().equals("pal8");
  }

  /** FFmpeg's name of such pictures of 8 bits. */
  public String opaque() {
    return opaque;
  }

  /** The same with alpha. */
  public String transparent() {
    return transparent;
  }

  /** What FFmpeg's {@code overlay} calls pictures of that kind. */
  public String overlay() {
    return overlay;
  }
}
