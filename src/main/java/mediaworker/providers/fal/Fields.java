package mediaworker.providers.fal;

import java.util.Locale;
import java.util.Set;

/**
 * How a fal model names its inputs, told from its name. fal's models are much alike: {@code
 * image_url} for one picture, {@code image_urls} for several.
 *
 * @param image the input for pictures
 * @param list whether it holds several
 * @param endImage the input of the last picture; empty for none
 * @param most pictures that one call makes
 * @param lacks which of the common inputs the model is known not to have; a model that is not known
 *     here lacks none
 */
record Fields(String image, boolean list, String endImage, int most, Set<String> lacks) {

  static final String NEGATIVE_PROMPT = "negative_prompt";
  static final String SEED = "seed";
  static final String ASPECT_RATIO = "aspect_ratio";
  static final String DURATION = "duration";
  static final String RESOLUTION = "resolution";

  static Fields of(String model) {
    String name = model.toLowerCase(Locale.ROOT);
    if (name.contains("kling")) {
      return kling(name);
    }
    if (name.contains("seedance")) {
      return name.contains("reference-to-video")
          ? new Fields("image_urls", true, "", 1, Set.of(NEGATIVE_PROMPT))
          : new Fields("image_url", false, "end_image_url", 1, Set.of(NEGATIVE_PROMPT));
    }
    if (name.contains("seedream") || name.contains("nano-banana") || name.contains("gpt-image")) {
      Set<String> lacks =
          name.contains("gpt-image")
              ? Set.of(NEGATIVE_PROMPT, SEED, DURATION)
              : Set.of(NEGATIVE_PROMPT, DURATION);
      return new Fields("image_urls", true, "", 4, lacks);
    }
    if (name.contains("flux")) {
      boolean list = name.contains("flux-2") || name.contains("/multi");
      return new Fields(
          list ? "image_urls" : "image_url", list, "", 4, Set.of(NEGATIVE_PROMPT, DURATION));
    }
    boolean list = name.endsWith("/edit") || name.contains("reference-to-video");
    return new Fields(list ? "image_urls" : "image_url", list, "", 1, Set.of());
  }

  private static Fields kling(String name) {
    boolean newer = name.contains("/o1/") || name.contains("/o3/") || name.contains("/v3/");
    boolean master = name.contains("/master/");
    String end = newer ? "end_image_url" : master ? "" : "tail_image_url";
    Set<String> lacks =
        name.contains("image-to-video")
            ? Set.of(SEED, RESOLUTION, ASPECT_RATIO)
            : Set.of(SEED, RESOLUTION);
    return new Fields(newer ? "start_image_url" : "image_url", false, end, 1, lacks);
  }

  /** Whether the model makes something of a picture or video, and needs one. */
  static boolean needsImage(String model) {
    return model.contains("image-to-") || model.endsWith("/edit");
  }

  /** Whether sizes go into {@code image_size} rather than {@code aspect_ratio}. */
  static boolean hasImageSize(String model) {
    return model.contains("seedream")
        || (model.contains("flux") && !model.contains("kontext") && !model.contains("ultra"));
  }
}
