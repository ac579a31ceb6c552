package mediaworker.providers.replicate;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Recovery;
import mediaworker.providers.Secret;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import mediaworker.providers.http.SentFiles;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Replicate: every model through {@code POST /predictions}, polled by its id. A lost create is
 * looked for in the list of predictions ({@link LostPredictions}).
 */
public final class ReplicateProvider implements Provider {

  static final String KEY = "REPLICATE_API_KEY";
  static final String TOKEN = "REPLICATE_API_TOKEN";
  static final String OPENAI_KEY = "OPENAI_API_KEY";
  private static final String ABSENT_AFTER = "absent-after";
  static final String KEYS_AT = "replicate.com/account/api-tokens";

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
          "replicate", "Replicate", KEYS_AT, List.of(KEY, TOKEN), List.of(OPENAI_KEY), defaults());

  private final ProviderSettings settings;
  private final InstantSource clock;
  private final Credentials credentials;
  private final ReplicateAnswers answers;

  /** With the settings of {@link #DESCRIPTION}. */
  public ReplicateProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.answers = new ReplicateAnswers(settings, clock);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://api.replicate.com/v1");
    all.put("image-model", "bytedance/seedream-4");
    all.put("animation-model", "kwaivgi/kling-v2.1");
    all.put("image-remover-model", "bria/remove-background");
    all.put("video-remover-model", "nateraw/video-background-remover");
    all.put("official-owners", "black-forest-labs,bria,bytedance,google,kwaivgi,openai");
    all.put("openai-key-models", "openai/gpt-image-1,openai/gpt-image-1-mini");
    all.put("data-url-bytes", "256000");
    all.put(ABSENT_AFTER, "1m");
    all.put(ProviderDescription.IN_FLIGHT, "20");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "300");
    all.put(ProviderDescription.POLL_INTERVAL, "3s");
    all.put(ProviderDescription.TASK_TIMEOUT, "50m");
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
    credentials.need(KEY, TOKEN);
    String model = model(request);
    if (model.isEmpty()) {
      throw ProviderException.invalid(
          "Replicate needs a model: put \"model\": \"owner/name\" into input_data.");
    }
    ModelName name = named(model);
    if (needsOpenAiKey(name) && !request.input().has("openai_api_key")) {
      settings.needKey("platform.openai.com/api-keys", OPENAI_KEY);
    }
    ModelInput input = new ModelInput(request, name);
    Unsupported problems = new Unsupported("Replicate's " + model);
    input.check(problems);
    problems.whenNothingToWorkOn(request).throwIfAny();
    return Plan.divided(model, request.count(), input.mostPerCall());
  }

  private String model(MediaRequest request) {
    if (!request.model().isBlank()) {
      return request.model().strip();
    }
    return switch (request.operation()) {
      case IMAGE_GENERATION -> settings.value("image-model");
      case ANIMATION -> settings.value("animation-model");
      case IMAGE_BACKGROUND_REMOVAL -> settings.value("image-remover-model");
      case VIDEO_BACKGROUND_REMOVAL -> settings.value("video-remover-model");
      default -> "";
    };
  }

  private static ModelName named(String model) throws ProviderException {
    return ModelName.parse(model)
        .orElseThrow(
            () ->
                ProviderException.invalid(
                    "Replicate's models are named owner/name, owner/name:version or by a version"
                        + " alone, not "
                        + mediaworker.providers.http.Redaction.clean(model, List.of(), 80)
                        + "."));
  }

  private boolean needsOpenAiKey(ModelName model) {
    return settings.list("openai-key-models").contains(model.path());
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    ModelName model = named(call.model());
    ReplicateFiles files =
        new ReplicateFiles(
            http,
            cancellation,
            body -> authorized(url("files")).post(body).build(),
            answers.faults());
    SentFiles inputs = new SentFiles(settings.number("data-url-bytes"), files::upload);
    ObjectNode input = new ModelInput(request, model).build(call.count(), inputs::text);
    if (needsOpenAiKey(model) && !input.has("openai_api_key")) {
      Secret key = settings.needKey("platform.openai.com/api-keys", OPENAI_KEY);
      input.put("openai_api_key", key.reveal());
    }
    ObjectNode body = Json.object().put("version", version(model, http, cancellation));
    body.set("input", input);
    return authorized(url("predictions")).post(JsonBody.of(body)).build();
  }

  /**
   * What runs: official models go by their name, others only by a version, of which the newest is
   * looked up.
   */
  private String version(ModelName model, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    if (model.name().isEmpty()) {
      return model.version();
    }
    if (!model.version().isEmpty()) {
      return model.path() + ":" + model.version();
    }
    if (settings.list("official-owners").contains(model.owner())) {
      return model.path();
    }
    Answer answer =
        http.send(authorized(url("models", model.owner(), model.name())).build(), cancellation);
    JsonNode body = answer.json();
    if (answer.status() == 404) {
      throw new ProviderException(
          Fault.of(
              FailureClass.INVALID_INPUT,
              "Replicate has no model " + model.path() + ", or this account may not use it."));
    }
    if (!answer.isSuccess()) {
      throw answers
          .faults()
          .notPrepared(
              ReplicateAnswers.kind(answer.status(), ReplicateAnswers.said(answer, body)),
              answer,
              ReplicateAnswers.said(answer, body));
    }
    String latest = Json.text(body, "/latest_version/id");
    return latest.isEmpty() ? model.path() : model.path() + ":" + latest;
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(request.operation(), answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return authorized(url("predictions", task.id())).build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(task, answer);
  }

  /** Its list is not said to hold each prediction at once. */
  @Override
  public Duration absentAfter() {
    return settings.time(ABSENT_AFTER);
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    ModelName model = named(call.model());
    MediaRequest plain = request.withMedia(List.of(), null, null);
    String prompt =
        Json.text(new ModelInput(plain, model).build(call.count(), media -> ""), "/prompt");
    return new LostPredictions(model, prompt, call.intendedAt(), clock.instant(), answers.faults())
        .search(request.operation(), cursor -> http.send(listed(cursor), cancellation));
  }

  private Request listed(String cursor) {
    HttpUrl.Builder url = url("predictions").newBuilder();
    if (!cursor.isEmpty()) {
      url.addQueryParameter("cursor", cursor);
    }
    return authorized(url.build()).build();
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    return Optional.of(
        authorized(url("predictions", task.id(), "cancel")).post(RequestBody.EMPTY).build());
  }

  /** What has ended cannot be cancelled there. */
  @Override
  public boolean cancelKeepsResults() {
    return true;
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) throws IOException {
    return answers.cancelled(answer);
  }

  private HttpUrl url(String... segments) {
    HttpUrl.Builder url = settings.url("base-url").newBuilder();
    for (String segment : segments) {
      url.addPathSegment(segment);
    }
    return url.build();
  }

  private Request.Builder authorized(HttpUrl url) {
    Request.Builder request = new Request.Builder().url(url);
    credentials.find(KEY, TOKEN).ifPresent(key -> request.header("Authorization", "Bearer " + key));
    return request;
  }
}
