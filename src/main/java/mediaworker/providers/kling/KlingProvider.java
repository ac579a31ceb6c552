package mediaworker.providers.kling;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
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
import mediaworker.providers.UnreadableListException;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreationWindow;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import okhttp3.HttpUrl;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;

/**
 * Kling AI's own API, in both of its standards: models named {@code kling-v…} are served by the
 * legacy one (model in the body; API key, or a token signed with access and secret key), all others
 * by the new one (model in the path; API key).
 *
 * <p>The only provider that refuses a second task by the same name: the call's marker is the task's
 * {@code external_task_id}, so a lost answer can always be looked up.
 */
public final class KlingProvider implements Provider {

  private static final String API_KEY = "KLING_API_KEY";
  private static final String ACCESS_KEY = "KLING_ACCESS_KEY";
  private static final String SECRET_KEY = "KLING_SECRET_KEY";

  /** Tasks and results stay for 30 days; less, since the clock may have been moved. */
  private static final Duration KEPT = Duration.ofDays(28);

  /** By so much the clock may have been ahead at the intent, and Kling still have the task. */
  private static final Duration MOVED = Duration.ofDays(2);

  private static final String ABSENT_AFTER = "absent-after";

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
          "kling",
          "Kling AI",
          "kling.ai/dev",
          List.of(API_KEY, ACCESS_KEY, SECRET_KEY),
          defaults());

  private final ProviderSettings settings;
  private final InstantSource clock;
  private final Credentials credentials;
  private final Faults faults;
  private final KlingAnswers answers;

  /**
   * Makes the provider.
   *
   * @param clock for the tokens of the legacy standard
   */
  public KlingProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.faults = new Faults(DESCRIPTION, settings, clock);
    this.answers = new KlingAnswers(faults, clock);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://api-singapore.klingai.com");
    all.put("model", "kling-3.0");
    all.put("legacy-model", "kling-v2-6");
    all.put(ABSENT_AFTER, "1m");
    all.put(ProviderDescription.IN_FLIGHT, "3");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "60");
    all.put(ProviderDescription.TASK_TIMEOUT, "2h");
    all.put(ProviderDescription.POLL_INTERVAL, "8s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.ANIMATION);
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return true;
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    if (request.operation() != Operation.ANIMATION) {
      throw ProviderException.invalid(
          "Kling does no " + request.operation().words() + " here: name another provider.");
    }
    KlingModel model = KlingModel.of(request.model().isEmpty() ? usualModel() : request.model());
    KlingPlan.check(request, model);
    return Plan.single(model.name(), 1);
  }

  /** The legacy one where there are keys for the legacy standard alone. */
  private String usualModel() {
    boolean legacyAlone =
        settings.key(API_KEY).isEmpty()
            && settings.key(ACCESS_KEY).isPresent()
            && settings.key(SECRET_KEY).isPresent();
    return settings.value(legacyAlone ? "legacy-model" : "model");
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException {
    KlingModel model = KlingModel.of(call.model());
    return new Request.Builder()
        .url(KlingRequests.createUrl(settings.url("base-url"), request, model))
        .header("Authorization", "Bearer " + needKey(model.isLegacy()))
        .post(KlingRequests.createBody(request, call, model))
        .build();
  }

  private String needKey(boolean legacy) throws ProviderException {
    Optional<String> token = legacy ? token() : Optional.empty();
    return token.isPresent() ? token.get() : credentials.need(API_KEY);
  }

  /** The key for a question; without one Kling says so. */
  private String key(boolean legacy) {
    return (legacy ? token() : Optional.<String>empty())
        .or(() -> credentials.find(API_KEY))
        .orElse("");
  }

  private Optional<String> token() {
    Optional<String> access = credentials.find(ACCESS_KEY);
    Optional<String> secret = credentials.find(SECRET_KEY);
    return access.isPresent() && secret.isPresent()
        ? Optional.of(KlingToken.sign(access.get(), secret.get(), clock.instant()))
        : Optional.empty();
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    String path = KlingRequests.taskPath(request, KlingModel.of(call.model()));
    return answers.created(new TaskRef("", Operation.ANIMATION, path), answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    // A task that a person adopts has no path; of the legacy standard it is named with its path.
    int slash = task.path().isEmpty() ? task.id().lastIndexOf('/') : -1;
    return slash < 0
        ? question(task.path(), "task_ids", task.id())
        : question(task.id().substring(0, slash), "task_ids", task.id().substring(slash + 1));
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(task, answer);
  }

  @Override
  public Duration absentAfter() {
    return settings.time(ABSENT_AFTER);
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws IOException, InterruptedException {
    String path = KlingRequests.taskPath(request, KlingModel.of(call.model()));
    Answer answer = http.send(question(path, "external_task_ids", call.marker()), cancellation);
    JsonNode json = answer.json();
    if (KlingAnswers.isNotThere(answer, json)) {
      return absent(call);
    }
    if (!answer.isSuccess() || (KlingAnswers.hasCode(json) && !KlingAnswers.isFine(json))) {
      throw new IOException(answers.unanswered(answer, json));
    }
    JsonNode data = json.path("data");
    JsonNode record = data.isArray() ? data.path(0) : data;
    String id = Json.firstText(record, "/id", "/task_id");
    String external = Json.firstText(record, "/external_id", "/task_info/external_task_id");
    if (id.isEmpty()) {
      if (KlingAnswers.isFine(json) && data.isArray() && data.isEmpty()) {
        return absent(call);
      }
      throw new UnreadableListException("Kling's answer to the look-up cannot be read");
    }
    return external.isEmpty() || external.equals(call.marker())
        ? new Recovery.Found(new TaskRef(id, Operation.ANIMATION, path))
        : new Recovery.CannotTell("Kling answered with another task, " + id);
  }

  @Override
  public boolean refusesRepeats() {
    return true;
  }

  /** Not before a create that was under way when its answer was lost has come to its end. */
  private Recovery absent(CreateCall call) throws IOException {
    if (CreationWindow.isTooEarly(
        call.intendedAt(), clock.instant(), settings.time(ABSENT_AFTER))) {
      throw new IOException("Kling does not show the task yet; asked again before it counts");
    }
    if (clock.instant().isBefore(call.intendedAt().minus(MOVED))) {
      return new Recovery.CannotTell(CreationWindow.OUT_OF_TIME);
    }
    if (clock.instant().isAfter(call.intendedAt().plus(KEPT))) {
      return new Recovery.CannotTell("Kling may have forgotten a task as old as this");
    }
    return new Recovery.Absent();
  }

  private Request question(String path, String parameter, String id) {
    HttpUrl.Builder url = settings.url("base-url").newBuilder();
    boolean legacy = !path.isEmpty() && !path.equals(KlingRequests.TASKS);
    if (legacy) {
      url.addPathSegments(path).addPathSegment(id);
    } else {
      url.addPathSegment(KlingRequests.TASKS).addQueryParameter(parameter, id);
    }
    Request.Builder request = new Request.Builder().url(url.build());
    String key = key(legacy);
    return key.isEmpty()
        ? request.build()
        : request.header("Authorization", "Bearer " + key).build();
  }
}
