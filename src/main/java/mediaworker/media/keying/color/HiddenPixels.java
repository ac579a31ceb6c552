package mediaworker.media.keying.color;

import mediaworker.media.MediaInfo;
import mediaworker.media.ToneMap;

/**
 * What lies below the fully transparent pixels of a source: whatever the program that made it has
 * left there. It must not come through where colours are brought to fewer points, or filters look
 * around a pixel; so it gets the colours of what is seen nearby, and what is seen stays as it is.
 * Pure.
 */
public final class HiddenPixels {

  /** What is less opaque than this counts as not seen: encoders waver. A level of 8 bits. */
  private static final int HIDDEN_BELOW = 8;

  /** What is seen nearby is found in a picture with a point for so many, and at most so wide. */
  private static final int COARSE = 8;

  private static final int WIDEST = 120;

  /**
   * Filters that give a source's own transparency in 8 bits, from the decoded picture. The
   * conversion before: alphaextract reads past the pixels of paletted and 16-bit packed pictures,
   * and what comes of 10 bits afterwards is no longer quite opaque where the clip was.
   */
  public static final String ALPHA = "format=rgba,alphaextract";

  private HiddenPixels() {}

  /**
   * Filters that come before those of {@link WorkingFormat}, with their comma; nothing where all
   * pixels are seen, or where eight bits would be too few for what comes after. Of the labels in
   * them each can be there once in a graph.
   */
  public static String filled(MediaInfo.Video video) {
    if (!video.alpha() || ToneMap.filters(video).isPresent() || WorkingFormat.isWide(video)) {
      return "";
    }
    int width = Math.max(1, Math.min(WIDEST, video.shownWidth() / COARSE));
    int height = Math.max(1, Math.round((float) width * video.shownHeight() / video.shownWidth()));
    boolean rgb = video.isRgb();
    String all = rgb ? "gbrap" : "yuva444p";
    String own = rgb ? "gbrp" : subsampled(video.pixelFormat());
    // Colours are weighted by what is seen of them, so none comes from below.
    return ("split=2[hidden][seen];[seen]format=%s,%s[over];"
            + "[hidden]format=%s,%s,premultiply=inplace=1,scale=%d:%d:flags=area+accurate_rnd,"
            + "scale=%d:%d:flags=bilinear+accurate_rnd,unpremultiply=inplace=1[under];"
            + "[under][over]overlay=format=%s,")
        .formatted(
            rgb ? all : own.replace("yuv", "yuva") + "p",
            visible(rgb),
            all,
            visible(rgb),
            width,
            height,
            video.shownWidth(),
            video.shownHeight(),
            own);
  }

  /** Makes a pixel either wholly seen or not at all. */
  private static String visible(boolean rgb) {
    return "lut%s=a='if(lt(val,%d),0,255)'".formatted(rgb ? "rgb" : "yuv", HIDDEN_BELOW);
  }

  private static String subsampled(String pixelFormat) {
    return pixelFormat.contains("420")
        ? "yuv420"
        : pixelFormat.contains("422") ? "yuv422" : "yuv444";
  }
}
