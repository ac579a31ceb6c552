package mediaworker.providers.runpod;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.JsonBody;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * Runpod's queue-based serverless endpoints: the row's payload is the job's {@code input}.
 *
 * <p>Runpod knows no name of ours, so a lost create cannot be found; a handler can be protected
 * against a second run by the marker, which goes into the input where {@code marker-field} is set.
 */
public final class RunpodProvider implements Provider {

  private static final String KEY = "RUNPOD_API_KEY";
  private static final long MOST_BODY_BYTES = 10_000_000;
  private static final Pattern ENDPOINT = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Duration SHORTEST_RUN = Duration.ofSeconds(5);
  private static final Duration SHORTEST_LIFE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(7);

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
          "runpod", "Runpod", "console.runpod.io/user/settings", List.of(KEY), defaults());

  private final ProviderSettings settings;
  private final Credentials credentials;
  private final RunpodAnswers answers;

  /**
   * Makes the provider.
   *
   * @param clock for dates that Runpod asks to wait for
   */
  public RunpodProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.credentials = new Credentials(settings, DESCRIPTION);
    Set<String> base64Fields =
        Arrays.stream(settings.value("base64-fields").split(",", -1))
            .map(String::strip)
            .filter(field -> !field.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    this.answers = new RunpodAnswers(new Faults(DESCRIPTION, settings, clock), base64Fields);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://api.runpod.ai/v2");
    all.put("model", "");
    all.put("execution-timeout", "10m");
    all.put("ttl", "24h");
    all.put("marker-field", "");
    all.put(
        "base64-fields",
        "image,images,video,videos,audio,data,base64,file,files,output,message,result");
    all.put(ProviderDescription.IN_FLIGHT, "20");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "600");
    all.put(ProviderDescription.TASK_TIMEOUT, "24h");
    all.put(ProviderDescription.POLL_INTERVAL, "3s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.GPU_JOB);
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return true;
  }

  @Override
  public List<String> shapedBy(Operation operation) {
    return settings.unusual(defaults(), "base64-fields");
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    if (request.operation() != Operation.GPU_JOB) {
      throw ProviderException.invalid(
          "Runpod does no " + request.operation().words() + " here: name another provider.");
    }
    String endpoint = endpoint(request);
    new Unsupported("A job at Runpod")
        .when(
            endpoint.isEmpty(),
            "needs the field endpoint, or the setting runpod.model with the endpoint's id")
        .when(
            !endpoint.isEmpty() && !ENDPOINT.matcher(endpoint).matches(),
            "needs the id of an endpoint, as in the address of its page")
        .when(request.count() != 1, "is one call: ask for several pictures in its input")
        .when(
            isOutside(settings.time("execution-timeout"), SHORTEST_RUN),
            "needs runpod.execution-timeout between 5s and 7d")
        .when(isOutside(settings.time("ttl"), SHORTEST_LIFE), "needs runpod.ttl between 10s and 7d")
        .throwIfAny();
    return Plan.single(endpoint, 1);
  }

  private static boolean isOutside(Duration time, Duration shortest) {
    return time.compareTo(shortest) < 0 || time.compareTo(LONGEST) > 0;
  }

  private String endpoint(MediaRequest request) {
    if (!request.endpoint().isBlank()) {
      return request.endpoint().strip();
    }
    return request.model().isBlank() ? settings.value("model").strip() : request.model().strip();
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException {
    JsonBody body = RunpodRequests.body(request, call, settings);
    if (body.contentLength() > MOST_BODY_BYTES) {
      throw ProviderException.invalid(
          "Runpod takes jobs of at most 10 MB, and this one has "
              + body.contentLength() / 1_000_000
              + " MB with its files: name them by URL instead.");
    }
    return new Request.Builder()
        .url(url(call.model(), "run"))
        .header("Authorization", "Bearer " + credentials.need(KEY))
        .post(body)
        .build();
  }

  private HttpUrl url(String endpoint, String verb) {
    return settings
        .url("base-url")
        .newBuilder()
        .addPathSegment(endpoint)
        .addPathSegment(verb)
        .build();
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(answer, call.model());
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return question(task, "status").build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(answer);
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation) {
    return new Recovery.CannotTell("Runpod keeps no list of jobs that could be searched");
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    return Optional.of(question(task, "cancel").post(RequestBody.EMPTY).build());
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) throws IOException {
    return answers.cancelled(answer);
  }

  /** A job that a person adopts is named ENDPOINT/ID, or is one of the endpoint that is set. */
  private Request.Builder question(TaskRef task, String verb) {
    int slash = task.path().isEmpty() ? task.id().indexOf('/') : -1;
    String endpoint =
        slash >= 0
            ? task.id().substring(0, slash)
            : task.path().isEmpty() ? settings.value("model").strip() : task.path();
    return new Request.Builder()
        .url(
            url(endpoint, verb).newBuilder().addPathSegment(task.id().substring(slash + 1)).build())
        .header("Authorization", "Bearer " + credentials.find(KEY).orElse(""));
  }
}
