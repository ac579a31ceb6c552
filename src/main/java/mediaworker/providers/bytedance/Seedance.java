package mediaworker.providers.bytedance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Plan;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Videos: tasks that are polled. */
final class Seedance {

  private static final Set<String> RATIOS =
      Set.of("16:9", "4:3", "1:1", "3:4", "9:16", "21:9", "adaptive");

  /**
   * What a family of models is known to do.
   *
   * @param longest seconds, from 4; 0 for not known
   * @param resolutions empty for not known
   * @param references reference pictures
   * @param seed whether it takes one
   */
  private record Family(int longest, Set<String> resolutions, int references, boolean seed) {}

  private static final int SHORTEST = 4;

  private Seedance() {}

  private static Family family(String model) {
    if (model.contains("seedance-2-5")) {
      return new Family(30, Set.of("480p", "720p", "1080p"), 30, false);
    }
    if (model.contains("seedance-2-0-fast") || model.contains("seedance-2-0-mini")) {
      return new Family(15, Set.of("480p", "720p"), 9, false);
    }
    if (model.contains("seedance-2-0")) {
      return new Family(15, Set.of("480p", "720p", "1080p", "4k"), 9, false);
    }
    boolean older = model.contains("seedance-1-");
    return new Family(0, Set.of(), older ? 0 : 30, true);
  }

  static Plan plan(MediaRequest request, String model) throws ProviderException {
    Family family = family(model);
    Unsupported unsupported = new Unsupported("ByteDance's " + model);
    int images = request.images().size();
    unsupported
        .when(request.prompt().isBlank() && images == 0, "needs a prompt or a start image")
        .when(!request.negativePrompt().isBlank(), "takes no negative prompt")
        .when(
            request.endImage().isPresent() && images == 0,
            "takes an end image only beside a start image")
        .when(
            request.endImage().isPresent() && images > 1,
            "takes start and end image or reference images, not both")
        .when(
            images > 1 && images > family.references(),
            "takes at most " + Math.max(1, family.references()) + " images, not " + images)
        .when(request.video().isPresent(), "takes no video here")
        .when(request.count() != 1, "makes one video a job, not " + request.count())
        .when(request.seed().isPresent() && !family.seed(), "takes no seed");
    size(request, family, unsupported);
    List<MediaInput> pictures = new ArrayList<>(request.images());
    request.endImage().ifPresent(pictures::add);
    ArkInputs.check(pictures, unsupported);
    unsupported.throwIfAny();
    return Plan.single(model, 1);
  }

  private static void size(MediaRequest request, Family family, Unsupported unsupported) {
    request
        .durationSeconds()
        .ifPresent(
            seconds ->
                unsupported
                    .when(
                        family.longest() > 0 && (seconds < SHORTEST || seconds > family.longest()),
                        "makes " + SHORTEST + " to " + family.longest() + " s, not " + seconds)
                    .when(
                        seconds != Math.rint(seconds) || seconds < 1,
                        "makes whole seconds, not " + seconds));
    unsupported
        .when(
            !request.resolution().isEmpty()
                && !family.resolutions().isEmpty()
                && !family.resolutions().contains(resolution(request)),
            "makes "
                + String.join(", ", new TreeSet<>(family.resolutions()))
                + ", not "
                + request.resolution())
        .when(
            !request.aspectRatio().isEmpty() && !RATIOS.contains(request.aspectRatio()),
            "makes " + String.join(", ", new TreeSet<>(RATIOS)) + ", not " + request.aspectRatio());
  }

  private static String resolution(MediaRequest request) {
    String text = request.resolution().toLowerCase(Locale.ROOT).strip();
    return text.equals("2160p") ? "4k" : text;
  }

  /**
   * The body of a create.
   *
   * @param marked whether the call's marker goes along as {@code safety_identifier}
   */
  static JsonBody body(MediaRequest request, CreateCall call, boolean marked) {
    ObjectNode body = JsonMapper.shared().createObjectNode();
    body.put("model", call.model());
    ArrayNode content = body.putArray("content");
    if (!request.prompt().isBlank()) {
      content.addObject().put("type", "text").put("text", request.prompt());
    }
    boolean references = request.images().size() > 1;
    request
        .images()
        .forEach(image -> picture(content, image, references ? "reference_image" : "first_frame"));
    request.endImage().ifPresent(image -> picture(content, image, "last_frame"));
    if (!request.resolution().isEmpty()) {
      body.put("resolution", resolution(request));
    }
    if (!request.aspectRatio().isEmpty()) {
      body.put("ratio", request.aspectRatio());
    }
    request.durationSeconds().ifPresent(seconds -> body.put("duration", (int) seconds));
    request.seed().ifPresent(seed -> body.put("seed", seed));
    body.put("watermark", false);
    Json.merge(body, request.options());
    if (marked) {
      body.put("safety_identifier", call.marker());
    }
    return JsonBody.of(body);
  }

  private static void picture(ArrayNode content, MediaInput image, String role) {
    ObjectNode item = content.addObject().put("type", "image_url");
    item.putObject("image_url").put("url", ArkInputs.url(image));
    item.put("role", role);
  }
}
