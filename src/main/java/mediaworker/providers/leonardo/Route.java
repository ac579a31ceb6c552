package mediaworker.providers.leonardo;

import java.util.Locale;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;

/** Which of Leonardo's create requests serves a model: its name tells the version of the API. */
enum Route {
  /** Models named by a UUID. */
  V1_IMAGE("v1/generations"),
  /** Models named by a slug, pictures and videos alike. */
  V2("v2/generations"),
  /** Models named in capitals, from a picture. */
  V1_IMAGE_TO_VIDEO("v1/generations-image-to-video"),
  /** The same from a text alone. */
  V1_TEXT_TO_VIDEO("v1/generations-text-to-video"),
  /** Stable Video Diffusion, named SVD. */
  V1_SVD("v1/generations-motion-svd"),
  /** Background removal whose result is in the answer. */
  V2_SYNC("v2/generationssync");

  private static final String UUID = "(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private final String path;

  Route(String path) {
    this.path = path;
  }

  String path() {
    return path;
  }

  /**
   * The route of a request.
   *
   * @param sync whether background removal waits for its result
   */
  static Route of(MediaRequest request, String model, boolean sync) {
    if (request.operation() == Operation.IMAGE_GENERATION) {
      return model.matches(UUID) ? V1_IMAGE : V2;
    }
    if (request.operation() == Operation.IMAGE_BACKGROUND_REMOVAL) {
      return sync ? V2_SYNC : V2;
    }
    if (model.toUpperCase(Locale.ROOT).equals("SVD")) {
      return V1_SVD;
    }
    if (!model.matches("[A-Z0-9_]+")) {
      return V2;
    }
    return request.image().isPresent() ? V1_IMAGE_TO_VIDEO : V1_TEXT_TO_VIDEO;
  }
}
