package mediaworker.media.keying.request;

import java.util.Locale;
import mediaworker.media.MediaInfo;

/** What a keyed clip is written as. */
public enum OutputFormat {
  /** VP9 with transparency: browsers (not Safari), OBS. */
  WEBM("webm", true, 0.1),
  /** ProRes 4444: editing programs. */
  MOV("mov", true, 1.2),
  /** PNG pictures in a ZIP file; a single PNG for a still picture. */
  PNG("zip", false, 1),
  /** Animated, 256 colours, hard edges. */
  GIF("gif", false, 0.5),
  /** Animated, with soft edges: browsers, Safari too. */
  WEBP("webp", false, 0.25),
  /** H.264 over a background. */
  MP4("mp4", true, 0.05);

  private final String extension;
  private final boolean sound;
  private final double bytesPerPixel;

  OutputFormat(String extension, boolean sound, double bytesPerPixel) {
    this.extension = extension;
    this.sound = sound;
    this.bytesPerPixel = bytesPerPixel;
  }

  /**
   * How large an output may become, for the question whether there is room: generous. Its parts
   * take as much once more.
   */
  public long estimate(MediaInfo source) {
    if (source.picture().isEmpty()) {
      return 0;
    }
    MediaInfo.Video picture = source.picture().get();
    return Math.round(bytesPerPixel * picture.width() * picture.height() * frames(source));
  }

  /** How many pictures a file has, as far as it says so; 1 at least. */
  public static double frames(MediaInfo source) {
    return source.isStill()
        ? 1
        : source
            .picture()
            .map(video -> Math.max(1, video.durationSeconds() * video.frameRate().value()))
            .orElse(1.0);
  }

  /**
   * Extension of the file, without the dot.
   *
   * @param still whether the source is a still picture
   */
  public String extension(boolean still) {
    return still ? "png" : extension;
  }

  /** Whether it can hold sound. */
  public boolean hasSound() {
    return sound;
  }

  /** The word that names it in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
