package mediaworker.providers.kling;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a model is known to do; of models that are newer than this class nothing is known, and the
 * provider decides.
 *
 * @param name as it goes into the URL or into {@code model_name}
 * @param standard which of the two APIs serves it
 * @param durations seconds it makes; empty for not known
 * @param resolutions empty for not known
 * @param end how it takes a last picture
 * @param mostCharacters of the prompt
 */
record KlingModel(
    String name,
    Standard standard,
    Set<Integer> durations,
    Set<String> resolutions,
    End end,
    int mostCharacters) {

  /** The two APIs that run side by side. */
  enum Standard {
    /** The model stands in the path; API key alone. */
    NEW,
    /** The model stands in the body as {@code model_name}; API key, or access and secret key. */
    LEGACY
  }

  /** How a model takes a last picture. */
  enum End {
    /** Not at all. */
    NO,
    /** At 1080p alone. */
    AT_1080P,
    /** At any resolution. */
    YES
  }

  private static final Set<Integer> FIVE_OR_TEN = Set.of(5, 10);
  private static final Set<Integer> THREE_TO_TEN = range(3, 10);
  private static final Set<Integer> THREE_TO_FIFTEEN = range(3, 15);
  private static final Set<String> TO_1080P = Set.of("720p", "1080p");
  private static final Set<String> TO_4K = Set.of("720p", "1080p", "4k");

  static KlingModel of(String name) {
    if (name.matches("(?i)kling-v\\d.*")) {
      boolean third = name.matches("(?i)kling-v3.*");
      return new KlingModel(
          name,
          Standard.LEGACY,
          third ? THREE_TO_FIFTEEN : FIVE_OR_TEN,
          third ? TO_4K : TO_1080P,
          End.YES,
          2500);
    }
    return switch (name) {
      case "kling-3.0-turbo" -> current(name, THREE_TO_FIFTEEN, TO_1080P, End.NO, 2500);
      case "kling-3.0", "kling-3.0-omni" -> current(name, THREE_TO_FIFTEEN, TO_4K, End.YES, 3072);
      case "kling-o1" -> current(name, THREE_TO_TEN, TO_1080P, End.YES, 2500);
      case "kling-2.6", "kling-2.5-turbo" ->
          current(name, FIVE_OR_TEN, TO_1080P, End.AT_1080P, 2500);
      default -> current(name, Set.of(), Set.of(), End.YES, 3072);
    };
  }

  private static KlingModel current(
      String name, Set<Integer> durations, Set<String> resolutions, End end, int mostCharacters) {
    return new KlingModel(name, Standard.NEW, durations, resolutions, end, mostCharacters);
  }

  boolean isLegacy() {
    return standard == Standard.LEGACY;
  }

  /** Whether it is served by the route that takes reference pictures beside the first frame. */
  boolean isOmni() {
    return !isLegacy() && (name.endsWith("-omni") || name.equals("kling-o1"));
  }

  /** Whether it would cut the video into several shots unless told not to. */
  boolean cutsIntoShots() {
    return name.equals("kling-3.0") || name.equals("kling-3.0-omni");
  }

  private static Set<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().collect(Collectors.toUnmodifiableSet());
  }
}
