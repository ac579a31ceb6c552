package mediaworker.providers.kling;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;

/** Checks what a model can do before anything is sent. */
final class KlingPlan {

  private static final long MB = 1_000_000;

  /** Pictures beside the first and last frame that the omni route takes. */
  private static final int MOST_REFERENCES = 7;

  private KlingPlan() {}

  static void check(MediaRequest request, KlingModel model) throws ProviderException {
    Unsupported unsupported = new Unsupported("Kling with " + model.name());
    frames(request, model, unsupported);
    size(request, model, unsupported);
    boolean withoutPrompt = model.isLegacy() && request.image().isPresent();
    unsupported
        .when(request.prompt().isBlank() && !withoutPrompt, "needs a prompt")
        .when(
            prompt(request, model).length() > model.mostCharacters(),
            "takes prompts of at most " + model.mostCharacters() + " characters")
        .when(
            model.isLegacy() && request.negativePrompt().length() > model.mostCharacters(),
            "takes negative prompts of at most " + model.mostCharacters() + " characters")
        .when(request.count() != 1, "makes one video a job, not " + request.count())
        .when(request.seed().isPresent(), "takes no seed")
        .when(request.video().isPresent(), "takes no video")
        .throwIfAny();
  }

  private static void frames(MediaRequest request, KlingModel model, Unsupported unsupported) {
    int references = Math.max(0, request.images().size() - 1);
    unsupported
        .when(
            references > 0 && !model.isOmni(),
            "takes one start image, not " + request.images().size())
        .when(
            model.isOmni() && references > MOST_REFERENCES,
            "takes at most " + MOST_REFERENCES + " reference images beside the start image")
        .when(
            model.name().equals("kling-o1") && references > 0 && request.endImage().isPresent(),
            "takes no reference images beside a start and an end image")
        .when(
            request.endImage().isPresent() && request.image().isEmpty(),
            "takes an end image only beside a start image")
        .when(
            request.endImage().isPresent() && model.end() == KlingModel.End.NO,
            "takes no end image (kling-3.0 does)")
        .when(
            request.endImage().isPresent()
                && model.end() == KlingModel.End.AT_1080P
                && !request.resolution().isEmpty()
                && !resolution(request).equals("1080p"),
            "takes an end image at 1080p alone");
    request.images().forEach(image -> picture(image, "start image", model, unsupported));
    request.endImage().ifPresent(image -> picture(image, "end image", model, unsupported));
  }

  private static void picture(
      MediaInput input, String what, KlingModel model, Unsupported unsupported) {
    if (input instanceof MediaInput.LocalFile file) {
      long most = model.isLegacy() ? 10 * MB : 50 * MB;
      unsupported
          .when(
              !Set.of("image/png", "image/jpeg").contains(file.mediaType()),
              "takes PNG and JPEG, but the " + what + " is " + file.mediaType())
          .when(
              file.bytes() > most,
              "takes pictures up to " + most / MB + " MB, but the " + what + " is larger");
    }
  }

  private static void size(MediaRequest request, KlingModel model, Unsupported unsupported) {
    request
        .durationSeconds()
        .ifPresent(
            seconds ->
                unsupported.when(
                    seconds != Math.rint(seconds)
                        || seconds < 1
                        || (!model.durations().isEmpty()
                            && !model.durations().contains((int) seconds)),
                    "makes " + durations(model) + ", not " + seconds));
    unsupported
        .when(
            !request.resolution().isEmpty()
                && !model.resolutions().isEmpty()
                && !model.resolutions().contains(resolution(request)),
            "makes "
                + String.join(", ", new TreeSet<>(model.resolutions()))
                + ", not "
                + request.resolution())
        .when(
            !request.aspectRatio().isEmpty() && request.image().isPresent() && !model.isOmni(),
            "takes the aspect ratio from the start image: leave aspect_ratio out")
        .when(
            !request.aspectRatio().isEmpty()
                && !List.of("16:9", "9:16", "1:1").contains(request.aspectRatio()),
            "makes 16:9, 9:16 and 1:1, not " + request.aspectRatio());
  }

  private static String durations(KlingModel model) {
    if (model.durations().isEmpty()) {
      return "whole seconds";
    }
    TreeSet<Integer> sorted = new TreeSet<>(model.durations());
    return sorted.size() == 2
        ? sorted.first() + " or " + sorted.last() + " seconds"
        : sorted.first() + " to " + sorted.last() + " whole seconds";
  }

  /** The resolution as Kling writes it: "720p", "1080p", "4k". */
  static String resolution(MediaRequest request) {
    String text = request.resolution().toLowerCase(Locale.ROOT).strip();
    return text.equals("2160p") ? "4k" : text;
  }

  /** The new standard knows no negative prompt: what is unwanted is said in the prompt. */
  static String prompt(MediaRequest request, KlingModel model) {
    return model.isLegacy() || request.negativePrompt().isBlank()
        ? request.prompt()
        : request.prompt() + "\nAvoid: " + request.negativePrompt();
  }
}
