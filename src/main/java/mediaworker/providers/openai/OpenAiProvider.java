package mediaworker.providers.openai;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaInput;
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
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * OpenAI.
 *
 * <p>Pictures come from the Images API, which answers with the picture itself and has nothing to
 * look up when that answer is lost; or, by setting, from the Responses API in the background, which
 * answers at once with an id. Analyses go through the Responses API or chat completions.
 *
 * <p>There is no client-made id and no idempotency key: see {@link #recover}.
 */
public final class OpenAiProvider implements Provider {

  static final String KEY = "OPENAI_API_KEY";
  static final String ORGANIZATION = "OPENAI_ORG_ID";
  static final String KEYS_AT = "platform.openai.com/api-keys";

  /** The Images API's limits. */
  private static final int MOST_PER_CALL = 10;

  private static final int MOST_IMAGES = 16;
  private static final long MOST_IMAGE_BYTES = 50L << 20;
  private static final int MOST_PROMPT = 32_000;
  private static final Set<String> IMAGE_TYPES = Set.of("image/png", "image/jpeg", "image/webp");

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
              "openai", "OpenAI", KEYS_AT, List.of(KEY), List.of(ORGANIZATION), defaults())
          .choosing("image-route", "images", "responses")
          .choosing("image-format", "none", "png", "jpeg", "webp", "svg", "gif")
          .choosing("analysis-route", "responses", "chat")
          .choosing("analysis-detail", "low", "high", "auto", "original");

  private final ProviderSettings settings;
  private final Credentials credentials;
  private final ImageRequests images;
  private final AnalysisRequests analyses;
  private final OpenAiAnswers answers;

  /** With the settings of {@link #DESCRIPTION}. */
  public OpenAiProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.images = new ImageRequests(settings);
    this.analyses = new AnalysisRequests(settings);
    this.answers = new OpenAiAnswers(settings, clock);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://api.openai.com/v1");
    all.put("image-model", "gpt-image-2.6-sunburst");
    all.put("image-route", "images");
    all.put("image-route-model", "gpt-5.4-mini");
    all.put("image-format", "png");
    all.put("analysis-model", "gpt-5.4-mini");
    all.put("analysis-route", "responses");
    all.put("analysis-detail", "auto");
    all.put("max-output-tokens", "4000");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "20");
    all.put(ProviderDescription.POLL_INTERVAL, "3s");
    all.put(ProviderDescription.TASK_TIMEOUT, "30m");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.IMAGE_GENERATION, Operation.IMAGE_ANALYSIS);
  }

  @Override
  public boolean hasTasks(Operation operation) {
    return operation == Operation.IMAGE_GENERATION && images.isBackground();
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return operation == Operation.IMAGE_ANALYSIS;
  }

  @Override
  public List<String> shapedBy(Operation operation) {
    return operation == Operation.IMAGE_GENERATION
        ? settings.unusual(
            defaults(), "base-url", "image-route", "image-route-model", "image-format")
        : settings.unusual(
            defaults(), "base-url", "analysis-route", "analysis-detail", "max-output-tokens");
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    credentials.need(KEY);
    return request.operation() == Operation.IMAGE_GENERATION
        ? planImages(request)
        : planAnalysis(request);
  }

  private Plan planImages(MediaRequest request) throws ProviderException {
    String model = model(request, "image-model");
    Unsupported problems = new Unsupported("OpenAI with " + model);
    common(request, problems);
    problems
        .when(request.prompt().isBlank(), "needs a prompt")
        .when(
            request.prompt().length() > MOST_PROMPT,
            "takes prompts of at most " + MOST_PROMPT + " characters")
        .when(request.count() < 1, "makes at least one picture")
        .when(
            request.images().size() > MOST_IMAGES,
            "takes at most " + MOST_IMAGES + " pictures, not " + request.images().size())
        .when(
            request.images().stream().anyMatch(OpenAiProvider::isUnusable),
            "takes PNG, JPEG and WebP pictures below 50 MB only")
        .when(
            ImageSize.of(model, request.resolution(), request.aspectRatio()).isEmpty(),
            "cannot make the size "
                + (request.resolution() + " " + request.aspectRatio()).strip()
                + (ImageSize.isFixed(model)
                    ? " (only 1024x1024, 1536x1024, 1024x1536)"
                    : " (sides divisible by 16, 1:3 to 3:1, at most 3840x2160)"))
        .throwIfAny();
    int most = images.isBackground() ? 1 : MOST_PER_CALL;
    return Plan.divided(model, request.count(), most);
  }

  private Plan planAnalysis(MediaRequest request) throws ProviderException {
    String model = model(request, "analysis-model");
    Unsupported problems = new Unsupported("OpenAI with " + model);
    common(request, problems);
    problems
        .when(
            request.prompt().isBlank() && request.instructions().isBlank(),
            "needs a question in prompt")
        .when(request.count() > 1, "gives one answer, not " + request.count())
        .throwIfAny();
    return Plan.single(model, 1);
  }

  private static void common(MediaRequest request, Unsupported problems) {
    problems
        .when(!request.negativePrompt().isBlank(), "takes no negative prompt (say it in prompt)")
        .when(request.seed().isPresent(), "takes no seed")
        .when(request.endImage().isPresent(), "takes no end image")
        .when(request.video().isPresent(), "takes no video")
        .when(request.durationSeconds().isPresent(), "makes no videos and takes no duration");
  }

  private static boolean isUnusable(MediaInput image) {
    return image instanceof MediaInput.LocalFile file
        && (!IMAGE_TYPES.contains(file.mediaType()) || file.bytes() >= MOST_IMAGE_BYTES);
  }

  private String model(MediaRequest request, String setting) {
    return request.model().isBlank() ? settings.value(setting) : request.model();
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException {
    if (request.operation() == Operation.IMAGE_ANALYSIS) {
      return post(analyses.path(), analyses.body(request, call.model()));
    }
    return post(images.path(request), images.body(request, call));
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(request, answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return authorized(url("responses", task.id())).build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(answer);
  }

  /** Never: an answer that was lost cannot be asked for again without its id. */
  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation) {
    return new Recovery.CannotTell(
        "OpenAI keeps no list of calls; its usage page (platform.openai.com/usage) shows whether"
            + " one was billed at that time");
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    return Optional.of(
        authorized(url("responses", task.id(), "cancel")).post(RequestBody.EMPTY).build());
  }

  /** Answered with the response as it is. */
  @Override
  public boolean cancelKeepsResults() {
    return true;
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) throws IOException {
    return answers.cancelled(answer);
  }

  private Request post(String path, RequestBody body) throws ProviderException {
    credentials.need(KEY);
    return authorized(url(path.split("/", -1))).post(body).build();
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
    credentials.find(KEY).ifPresent(key -> request.header("Authorization", "Bearer " + key));
    credentials.find(ORGANIZATION).ifPresent(id -> request.header("OpenAI-Organization", id));
    return request;
  }
}
