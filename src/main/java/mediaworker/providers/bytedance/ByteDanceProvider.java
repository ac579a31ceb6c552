package mediaworker.providers.bytedance;

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
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreationWindow;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * BytePlus ModelArk (and Volcengine Ark, whose API is the same): Seedream pictures in one
 * synchronous call each, Seedance videos as tasks.
 *
 * <p>A video's create carries the call's marker as {@code safety_identifier}, by which a lost one
 * is found in the list of tasks. A lost picture cannot be found.
 */
public final class ByteDanceProvider implements Provider {

  private static final String[] KEYS = {"ARK_API_KEY", "BYTEPLUS_API_KEY"};
  private static final String ABSENT_AFTER = "absent-after";

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
              "bytedance",
              "BytePlus ModelArk",
              "console.byteplus.com/ark",
              List.of(KEYS),
              defaults())
          .choosing("safety-identifier", "marker", "off");

  private final ProviderSettings settings;
  private final InstantSource clock;
  private final Credentials credentials;
  private final ArkAnswers answers;

  /**
   * Makes the provider.
   *
   * @param clock tells whether a lost task would have been listed by now
   */
  public ByteDanceProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.answers = new ArkAnswers(new Faults(DESCRIPTION, settings, clock), settings);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://ark.ap-southeast.bytepluses.com/api/v3");
    all.put("image-model", "seedream-5-0-260128");
    all.put("animation-model", "dreamina-seedance-2-0-260128");
    all.put("safety-identifier", "marker");
    all.put(ABSENT_AFTER, "1m");
    all.put("usd-per-image", "0");
    all.put("usd-per-million-tokens", "0");
    all.put(ProviderDescription.IN_FLIGHT, "3");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "120");
    all.put(ProviderDescription.TASK_TIMEOUT, "6h");
    all.put(ProviderDescription.POLL_INTERVAL, "8s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.IMAGE_GENERATION, Operation.ANIMATION);
  }

  @Override
  public boolean hasTasks(Operation operation) {
    return operation == Operation.ANIMATION;
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return true;
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    return switch (request.operation()) {
      case IMAGE_GENERATION -> Seedream.plan(request, model(request, "image-model"));
      case ANIMATION -> Seedance.plan(request, model(request, "animation-model"));
      default ->
          throw ProviderException.invalid(
              "ByteDance does no " + request.operation().words() + " here: name another provider.");
    };
  }

  private String model(MediaRequest request, String setting) {
    return request.model().isEmpty() ? settings.value(setting) : request.model();
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException {
    boolean video = request.operation() == Operation.ANIMATION;
    HttpUrl url =
        video
            ? tasks()
            : settings.url("base-url").newBuilder().addPathSegments("images/generations").build();
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer " + credentials.need(KEYS))
        .header("X-Client-Request-Id", call.marker())
        .post(video ? Seedance.body(request, call, isMarked()) : Seedream.body(request, call))
        .build();
  }

  private boolean isMarked() {
    return settings.value("safety-identifier").equals("marker");
  }

  private HttpUrl tasks() {
    return settings
        .url("base-url")
        .newBuilder()
        .addPathSegments("contents/generations/tasks")
        .build();
  }

  private HttpUrl task(TaskRef task) {
    return tasks().newBuilder().addPathSegment(task.id()).build();
  }

  private String authorization() {
    return "Bearer " + credentials.find(KEYS).orElse("");
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return request.operation() == Operation.ANIMATION
        ? answers.task(answer)
        : answers.pictures(answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return new Request.Builder().url(task(task)).header("Authorization", authorization()).build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(answer);
  }

  @Override
  public Duration absentAfter() {
    return settings.time(ABSENT_AFTER);
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws IOException, InterruptedException {
    if (request.operation() != Operation.ANIMATION) {
      return new Recovery.CannotTell("ModelArk keeps no list of the pictures it made");
    }
    Recovery found =
        new LostTasks(tasks(), authorization(), answers, http, cancellation)
            .find(call, isMarked(), clock.instant());
    boolean early =
        CreationWindow.isTooEarly(call.intendedAt(), clock.instant(), settings.time(ABSENT_AFTER));
    if (early && !(found instanceof Recovery.Found)) {
      throw new IOException("ModelArk does not list the task yet; asked again before it counts");
    }
    return found;
  }

  @Override
  public Optional<Request> cancelRequest(TaskRef task) {
    return Optional.of(
        new Request.Builder()
            .url(task(task))
            .header("Authorization", authorization())
            .delete()
            .build());
  }

  @Override
  public CancelAnswer cancelled(TaskRef task, Answer answer) {
    return answers.cancelled(answer);
  }
}
