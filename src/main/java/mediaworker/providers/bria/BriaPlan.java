package mediaworker.providers.bria;

import java.util.Set;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Json;

/** Checks what BRIA can do before anything is sent. */
final class BriaPlan {

  private static final long MB = 1_000_000;
  private static final long MOST_PICTURE_BYTES = 12 * MB;
  private static final long MOST_VIDEO_BYTES = 1000 * MB;
  private static final Set<String> PICTURES = Set.of("image/jpeg", "image/png", "image/webp");
  private static final Set<String> VIDEOS =
      Set.of("video/mp4", "video/quicktime", "video/webm", "video/x-msvideo", "image/gif");

  /** The codecs with transparency that the server takes. */
  private static final Set<String> TRANSPARENT = Set.of("webm_vp9", "mkv_vp9", "mov_proresks");

  private BriaPlan() {}

  static Plan check(MediaRequest request, ProviderSettings settings) throws ProviderException {
    boolean video = request.operation() == Operation.VIDEO_BACKGROUND_REMOVAL;
    String model =
        request.model().isEmpty()
            ? settings.value(video ? "video-model" : "image-model")
            : request.model();
    Unsupported unsupported = new Unsupported("BRIA");
    unsupported
        .when(!model.matches("[a-z0-9_]{1,60}"), "has no tool of that name")
        .when(request.count() != 1, "brings one result a job, not " + request.count());
    if (video) {
      video(request, settings, unsupported);
    } else {
      picture(request, unsupported);
    }
    unsupported.throwIfAny();
    return Plan.single(model, 1);
  }

  private static void picture(MediaRequest request, Unsupported unsupported) {
    unsupported.when(
        request.images().size() != 1, "takes one image, not " + request.images().size());
    request
        .image()
        .ifPresent(
            image -> {
              if (image instanceof MediaInput.LocalFile file) {
                unsupported
                    .when(
                        !PICTURES.contains(file.mediaType()),
                        "takes JPEG, PNG and WebP pictures, not " + file.mediaType())
                    .when(
                        file.bytes() > MOST_PICTURE_BYTES,
                        "takes pictures up to 12 MB, not " + file.bytes() / MB + " MB");
              }
            });
  }

  private static void video(
      MediaRequest request, ProviderSettings settings, Unsupported unsupported) {
    unsupported.when(request.video().isEmpty(), "needs a video");
    request
        .video()
        .ifPresent(
            video -> {
              if (video instanceof MediaInput.LocalFile file) {
                unsupported
                    .when(
                        !VIDEOS.contains(file.mediaType()),
                        "takes MP4, MOV, WebM, AVI and GIF, not " + file.mediaType())
                    .when(
                        file.bytes() > MOST_VIDEO_BYTES,
                        "takes videos up to 1 GB, not " + file.bytes() / MB + " MB");
              }
            });
    String background = background(request, settings);
    String codec = codec(request, settings);
    unsupported.when(
        background.equals("Transparent") && !TRANSPARENT.contains(codec),
        "makes transparent videos as webm_vp9, mkv_vp9 and mov_proresks, not as " + codec);
  }

  static String background(MediaRequest request, ProviderSettings settings) {
    String chosen = Json.text(request.options(), "/background_color");
    return chosen.isEmpty() ? settings.value("video-background") : chosen;
  }

  static String codec(MediaRequest request, ProviderSettings settings) {
    String chosen = Json.text(request.options(), "/output_container_and_codec");
    return chosen.isEmpty() ? settings.value("video-codec") : chosen;
  }
}
