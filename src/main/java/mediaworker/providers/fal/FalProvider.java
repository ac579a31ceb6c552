package mediaworker.providers.fal;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Recovery;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.JsonBody;
import mediaworker.providers.http.Redaction;
import mediaworker.providers.http.SentFiles;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import tools.jackson.databind.node.ObjectNode;

/** fal.ai's queue: every model by its path, polled at its status and then fetched at its result. */
public final class FalProvider implements Provider {

  static final String KEY = "FAL_KEY";
  static final String KEYS_AT = "fal.ai/dashboard/keys";

  private static final Pattern MODEL =
      Pattern.compile("[A-Za-z0-9][\\w.-]*(/[A-Za-z0-9][\\w.-]*)+");

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription("fal", "fal.ai", KEYS_AT, List.of(KEY), defaults());

  private final ProviderSettings settings;
  private final Credentials credentials;
  private final FalAnswers answers;

  /** With the settings of {@link #DESCRIPTION}. */
  public FalProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.answers = new FalAnswers(settings, clock);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://queue.fal.run");
    all.put("upload-url", "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3");
    all.put("image-model", "fal-ai/bytedance/seedream/v4/text-to-image");
    all.put("image-edit-model", "fal-ai/bytedance/seedream/v4/edit");
    all.put("animation-model", "fal-ai/bytedance/seedance/v1/pro/image-to-video");
    all.put("text-to-video-model", "fal-ai/bytedance/seedance/v1/pro/text-to-video");
    all.put("image-remover-model", "fal-ai/birefnet/v2");
    all.put("video-remover-model", "bria/video/background-removal/v3");
    all.put("data-url-bytes", "256000");
    all.put(ProviderDescription.IN_FLIGHT, "10");
    all.put(ProviderDescription.POLL_INTERVAL, "3s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(
        Operation.IMAGE_GENERATION,
        Operation.ANIMATION,
        Operation.IMAGE_BACKGROUND_REMOVAL,
        Operation.VIDEO_BACKGROUND_REMOVAL,
        Operation.ANY_MODEL);
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return true;
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    credentials.need(KEY);
    String model = model(request);
    if (!MODEL.matcher(model).matches()) {
      throw ProviderException.invalid(
          model.isEmpty()
              ? "fal needs a model: put \"model\": \"fal-ai/…\" into input_data."
              : "fal's models are named as fal-ai/flux/dev, not "
                  + Redaction.clean(model, List.of(), 80)
                  + ".");
    }
    ModelInput input = new ModelInput(request, model);
    Unsupported problems = new Unsupported("fal's " + model);
    input.check(problems);
    problems.whenNothingToWorkOn(request).throwIfAny();
    return Plan.divided(model, request.count(), input.mostPerCall());
  }

  private String model(MediaRequest request) {
    if (!request.model().isBlank()) {
      return request.model().strip();
    }
    boolean plain = request.images().isEmpty();
    return switch (request.operation()) {
      case IMAGE_GENERATION -> settings.value(plain ? "image-model" : "image-edit-model");
      case ANIMATION -> settings.value(plain ? "text-to-video-model" : "animation-model");
      case IMAGE_BACKGROUND_REMOVAL -> settings.value("image-remover-model");
      case VIDEO_BACKGROUND_REMOVAL -> settings.value("video-remover-model");
      default -> "";
    };
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    FalFiles files =
        new FalFiles(
            http,
            cancellation,
            body -> authorized(settings.url("upload-url")).post(body).build(),
            answers.faults());
    SentFiles inputs = new SentFiles(settings.number("data-url-bytes"), files::upload);
    ObjectNode body = new ModelInput(request, call.model()).build(call.count(), inputs::text);
    return authorized(at("/" + call.model())).post(JsonBody.of(body)).build();
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(request.operation(), call.model(), answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return authorized(at(task.path())).build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(task, answer);
  }

  @Override
  public TaskRef adopted(String id, MediaRequest request, CreateCall call) {
    return answers.task(id, request.operation(), call.model(), "");
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation) {
    return new Recovery.CannotTell(
        "fal's queue cannot be asked for a request without its id; fal.ai/dashboard/requests lists"
            + " them");
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    String path = task.path();
    String root =
        path.endsWith(FalAnswers.STATUS)
            ? path.substring(0, path.length() - FalAnswers.STATUS.length())
            : path;
    return Optional.of(authorized(at(root + "/cancel")).put(RequestBody.EMPTY).build());
  }

  /** Answered with HTTP 409 then. */
  @Override
  public boolean cancelKeepsResults() {
    return true;
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) throws IOException {
    return answers.cancelled(answer);
  }

  /** An address below the base URL; the path is encoded already. */
  private HttpUrl at(String path) {
    return settings
        .url("base-url")
        .newBuilder()
        .addEncodedPathSegments(path.replaceFirst("^/", ""))
        .build();
  }

  private Request.Builder authorized(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url);
    credentials.find(KEY).ifPresent(key -> request.header("Authorization", "Key " + key));
    return request;
  }
}
