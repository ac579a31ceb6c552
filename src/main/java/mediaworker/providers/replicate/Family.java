package mediaworker.providers.replicate;

import java.util.Map;
import java.util.Set;

/**
 * How a family of models names its inputs, from the models' published schemas. Models of no known
 * family get the common names, and options may name the fields for pictures.
 *
 * @param pictures where pictures go
 * @param count how many pictures one call makes
 * @param takes which of {@code negative_prompt}, {@code seed}, {@code aspect_ratio}, {@code
 *     duration}, {@code resolution} it has
 * @param fixed inputs that are sent unless options say otherwise
 */
record Family(Pictures pictures, Count count, Set<String> takes, Map<String, String> fixed) {

  static final String NEGATIVE_PROMPT = "negative_prompt";
  static final String SEED = "seed";
  static final String ASPECT_RATIO = "aspect_ratio";
  static final String DURATION = "duration";
  static final String RESOLUTION = "resolution";

  private static final Map<String, String> PNG = Map.of("output_format", "png");
  private static final Count ONE = new Count("", 1);

  /**
   * Inputs for pictures.
   *
   * @param field the input; empty for none
   * @param most 1 for an input that holds one picture, more for a list
   * @param endField the input of the last picture; empty for none
   */
  record Pictures(String field, int most, String endField) {}

  /**
   * The input for the number of pictures.
   *
   * @param field empty where a call makes one
   * @param most in one call
   */
  record Count(String field, int most) {}

  /** The family of a model; null for none that is known here. */
  static @org.jspecify.annotations.Nullable Family of(ModelName model) {
    String name = model.key();
    if (name.contains("seedream")) {
      int most = name.contains("seedream-4.") || name.contains("seedream-5") ? 14 : 10;
      return new Family(
          new Pictures("image_input", most, ""), ONE, Set.of(ASPECT_RATIO, RESOLUTION), Map.of());
    }
    if (name.contains("gpt-image")) {
      return new Family(
          new Pictures("input_images", 16, ""),
          new Count("number_of_images", 10),
          Set.of(ASPECT_RATIO),
          PNG);
    }
    if (name.contains("kling")) {
      return kling(name);
    }
    if (name.contains("seedance")) {
      String end = name.equals("seedance-1-pro-fast") ? "" : "last_frame_image";
      return new Family(
          new Pictures("image", 1, end),
          ONE,
          Set.of(NEGATIVE_PROMPT, SEED, ASPECT_RATIO, DURATION, RESOLUTION),
          Map.of());
    }
    return name.startsWith("flux") ? flux(name) : null;
  }

  private static Family kling(String name) {
    boolean ratio = !name.equals("kling-v2.1");
    return new Family(
        new Pictures("start_image", 1, name.endsWith("-master") ? "" : "end_image"),
        ONE,
        ratio
            ? Set.of(NEGATIVE_PROMPT, DURATION, ASPECT_RATIO)
            : Set.of(NEGATIVE_PROMPT, DURATION, RESOLUTION),
        Map.of());
  }

  private static @org.jspecify.annotations.Nullable Family flux(String name) {
    if (name.startsWith("flux-kontext")) {
      return flux("input_image", 1, ONE);
    }
    if (name.startsWith("flux-2")) {
      return flux("input_images", 8, ONE);
    }
    if (name.startsWith("flux-1.1-pro") || name.equals("flux-pro")) {
      return flux("image_prompt", 1, ONE);
    }
    if (name.equals("flux-dev")) {
      return flux("image", 1, new Count("num_outputs", 4));
    }
    return name.equals("flux-schnell") ? flux("", 0, new Count("num_outputs", 4)) : null;
  }

  private static Family flux(String field, int most, Count count) {
    return new Family(
        new Pictures(field, most, ""), count, Set.of(SEED, ASPECT_RATIO, RESOLUTION), PNG);
  }
}
