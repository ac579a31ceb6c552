package mediaworker.providers.leonardo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.PictureSize;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;

/** Checks what a model can do before anything is sent. */
final class LeonardoPlan {

  private static final int MOST_PICTURES_A_CALL = 8;
  private static final int MOST_LARGE_PICTURES_A_CALL = 4;
  private static final int LARGE_SIDE = 768;
  private static final int MOST_PICTURES = 100;
  private static final int LEAST_SIDE = 32;
  private static final int MOST_SIDE = 1536;
  private static final long MOST_CUTOUT_BYTES = 25_000_000;

  /** Pixels of a picture of which only the ratio is given. */
  private static final long USUAL_PIXELS = 1024 * 1024;

  private static final Set<String> UPLOADS = Set.of("image/png", "image/jpeg", "image/webp");

  private LeonardoPlan() {}

  static Plan check(MediaRequest request, String model, Route route) throws ProviderException {
    Unsupported unsupported = new Unsupported("Leonardo with " + model);
    files(request, unsupported);
    Plan plan = Plan.single(model, 1);
    switch (request.operation()) {
      case IMAGE_GENERATION -> {
        pictures(request, route, unsupported);
        plan = Plan.divided(model, request.count(), mostPerCall(request, route));
      }
      case IMAGE_BACKGROUND_REMOVAL -> cutout(request, unsupported);
      default -> video(request, model, route, unsupported);
    }
    unsupported.throwIfAny();
    return plan;
  }

  private static void files(MediaRequest request, Unsupported unsupported) {
    List<MediaInput> inputs = new ArrayList<>(request.images());
    request.endImage().ifPresent(inputs::add);
    for (MediaInput input : inputs) {
      if (input instanceof MediaInput.LocalFile file) {
        unsupported.when(
            !UPLOADS.contains(file.mediaType()),
            "takes PNG, JPEG and WebP pictures, not " + file.mediaType());
      }
    }
    unsupported.when(request.video().isPresent(), "takes no video");
  }

  private static void pictures(MediaRequest request, Route route, Unsupported unsupported) {
    boolean first = route == Route.V1_IMAGE;
    unsupported
        .when(request.prompt().isBlank(), "needs a prompt")
        .when(
            request.count() < 1 || request.count() > MOST_PICTURES,
            "makes 1 to " + MOST_PICTURES + " pictures a job, not " + request.count())
        .when(
            first && request.images().size() > 1, "takes one image, not " + request.images().size())
        .when(!first && !request.negativePrompt().isBlank(), "takes no negative prompt")
        .when(request.endImage().isPresent(), "makes pictures and takes no end image")
        .when(request.durationSeconds().isPresent(), "makes pictures, which have no duration")
        .when(
            !request.resolution().isEmpty() && PictureSize.pixels(request.resolution()).isEmpty(),
            "takes a resolution like 1024x1024, not " + request.resolution());
    ratio(request, unsupported);
    unsupported.when(
        !request.resolution().isEmpty() && !request.aspectRatio().isEmpty(),
        "takes a resolution or an aspect ratio, not both");
    size(request)
        .filter(size -> first)
        .ifPresent(
            size ->
                unsupported.when(
                    !isSide(size.width()) || !isSide(size.height()),
                    "makes sides of 32 to 1536 pixels in steps of 8, not " + size));
  }

  private static void ratio(MediaRequest request, Unsupported unsupported) {
    unsupported.when(
        !request.aspectRatio().isEmpty() && PictureSize.ratio(request.aspectRatio()).isEmpty(),
        "takes an aspect ratio like 16:9, not " + request.aspectRatio());
  }

  private static boolean isSide(int pixels) {
    return pixels >= LEAST_SIDE && pixels <= MOST_SIDE && pixels % 8 == 0;
  }

  /** Pixels of a picture; empty for the model's own. */
  static Optional<PictureSize> size(MediaRequest request) {
    return PictureSize.pixels(request.resolution())
        .or(
            () ->
                PictureSize.ratio(request.aspectRatio())
                    .map(ratio -> ratio.ofArea(USUAL_PIXELS, 8)));
  }

  private static int mostPerCall(MediaRequest request, Route route) {
    boolean large =
        route == Route.V1_IMAGE
            && size(request)
                .filter(size -> Math.max(size.width(), size.height()) > LARGE_SIDE)
                .isPresent();
    return large ? MOST_LARGE_PICTURES_A_CALL : MOST_PICTURES_A_CALL;
  }

  private static void cutout(MediaRequest request, Unsupported unsupported) {
    unsupported
        .when(request.images().size() != 1, "takes one image, not " + request.images().size())
        .when(request.count() != 1, "brings one result a job, not " + request.count());
    request
        .image()
        .ifPresent(
            image ->
                unsupported.when(
                    image instanceof MediaInput.LocalFile file && file.bytes() > MOST_CUTOUT_BYTES,
                    "takes pictures up to 25 MB"));
  }

  private static void video(
      MediaRequest request, String model, Route route, Unsupported unsupported) {
    boolean svd = route == Route.V1_SVD;
    boolean second = route == Route.V2;
    unsupported
        .when(request.count() != 1, "makes one video a job, not " + request.count())
        .when(request.images().size() > 1, "takes one start image, not " + request.images().size())
        .when(request.prompt().isBlank() && !svd, "needs a prompt")
        .when(svd && request.image().isEmpty(), "needs an image")
        .when(
            svd && !request.prompt().isBlank(),
            "moves a picture without a prompt: leave it out, or name another model")
        .when((svd || second) && !request.negativePrompt().isBlank(), "takes no negative prompt")
        .when(svd && request.seed().isPresent(), "takes no seed")
        .when(
            request.endImage().isPresent() && request.image().isEmpty(),
            "takes an end image only beside a start image")
        .when(
            request.endImage().isPresent() && !second && !model.equals("KLING2_1"),
            "takes no end image (KLING2_1 and kling-3.0 do)")
        .when(
            !request.resolution().isEmpty() && (svd || resolution(request).isEmpty()),
            "takes no resolution of " + request.resolution())
        .when(
            !request.aspectRatio().isEmpty() && (!second || request.image().isPresent()),
            "takes no aspect ratio here");
    ratio(request, unsupported);
    request
        .durationSeconds()
        .ifPresent(
            seconds ->
                unsupported.when(
                    seconds != Math.rint(seconds) || !isDuration(model, (int) seconds),
                    "makes no video of " + seconds + " s"));
  }

  private static boolean isDuration(String model, int seconds) {
    if (model.startsWith("kling-3.0")) {
      return seconds >= 3 && seconds <= 15;
    }
    return switch (model) {
      case "VEO3", "VEO3FAST" -> Set.of(4, 6, 8).contains(seconds);
      case "KLING2_5" -> Set.of(5, 10).contains(seconds);
      case "MOTION2", "MOTION2FAST", "SVD", "svd" -> false;
      default -> seconds > 0;
    };
  }

  /** "720p" as Leonardo writes it; empty where it has no word for it. */
  static String resolution(MediaRequest request) {
    return switch (request.resolution().toLowerCase(Locale.ROOT).strip()) {
      case "480p" -> "RESOLUTION_480";
      case "720p" -> "RESOLUTION_720";
      case "1080p" -> "RESOLUTION_1080";
      case "2160p", "4k" -> "RESOLUTION_2160";
      default -> "";
    };
  }
}
