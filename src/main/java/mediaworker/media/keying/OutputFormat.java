package mediaworker.media.keying;

import java.util.Locale;

/** What a keyed clip is written as. */
public enum OutputFormat {
  /** VP9 with transparency: browsers (not Safari), OBS. */
  WEBM("webm", true),
  /** ProRes 4444: editing programs. */
  MOV("mov", true),
  /** PNG pictures in a ZIP file; a single PNG for a still picture. */
  PNG("zip", false),
  /** Animated, 256 colours, hard edges. */
  GIF("gif", false),
  /** Animated, with soft edges: browsers, Safari too. */
  WEBP("webp", false),
  /** H.264 over a background. */
  MP4("mp4", true);

  private final String extension;
  private final boolean sound;

  OutputFormat(String extension, boolean sound) {
    this.extension = extension;
    this.sound = sound;
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
