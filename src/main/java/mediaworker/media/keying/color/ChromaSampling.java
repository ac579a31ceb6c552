package mediaworker.media.keying.color;

import java.util.regex.Pattern;
import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;

/** How many points of chroma a picture is keyed with. */
public enum ChromaSampling {

  /** One for four of luma (4:2:0), as nearly all video has. */
  QUARTER("yuv420p", "yuva420p", "yuv420"),

  /** As many as of luma (4:4:4): pictures of RGB, and what studios record. */
  FULL("yuv444p", "yuva444p", "yuv444");

  /**
   * Pixels up to which a clip is keyed with all its chroma: 1920×1080. It takes about twice the
   * memory.
   */
  private static final long MOST_OF_CLIP = 1920 * 1080;

  /** The same of a still picture, of which there is only one in memory. */
  private static final long MOST_OF_STILL = 4096 * 4096;

  private static final Pattern FULL_FORMATS =
      Pattern.compile("^(yuv[aj]?444|ayuv|vuy[ax]|vyu444|xv[34]|nv24|nv42|p41[0-9]).*");

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
        .filter(video -> isFull(video) && ToneMap.filters(video).isEmpty())
        .filter(
            video ->
                (long) video.width() * video.height()
                    <= (source.isStill() ? MOST_OF_STILL : MOST_OF_CLIP))
        .map(video -> FULL)
        .orElse(QUARTER);
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
