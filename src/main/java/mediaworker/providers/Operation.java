package mediaworker.providers;

/** What a provider is asked for. */
public enum Operation {
  /** Pictures from a text, perhaps with reference pictures. */
  IMAGE_GENERATION("image generation"),
  /** A video from a text and one, two or no pictures. */
  ANIMATION("animation"),
  /** A picture without its background. */
  IMAGE_BACKGROUND_REMOVAL("background removal of pictures"),
  /** A video without its background. */
  VIDEO_BACKGROUND_REMOVAL("background removal of videos"),
  /** A text about pictures. */
  IMAGE_ANALYSIS("analysis of pictures"),
  /** A text about a video. */
  VIDEO_ANALYSIS("analysis of videos"),
  /** A job of the user's own at an endpoint of theirs. */
  GPU_JOB("GPU jobs"),
  /** Any model by name, with a free input. */
  ANY_MODEL("models by name");

  private final String words;

  Operation(String words) {
    this.words = words;
  }

  /** For sentences: "image generation". */
  public String words() {
    return words;
  }
}
