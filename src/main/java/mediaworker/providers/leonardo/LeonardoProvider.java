package mediaworker.providers.leonardo;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
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
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.CreationWindow;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.JsonBody;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Leonardo.Ai: pictures with models named by UUID (first version of the API) or by slug (second),
 * videos with either, and the removal of backgrounds. Everything is polled through the first.
 */
public final class LeonardoProvider implements Provider {

  private static final String KEY = "LEONARDO_API_KEY";
  private static final String CUTOUT_ROUTE = "background-removal-route";
  private static final String ABSENT_AFTER = "absent-after";

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
              "leonardo", "Leonardo.Ai", "app.leonardo.ai/api-access", List.of(KEY), defaults())
          .choosing(CUTOUT_ROUTE, "sync", "async");

  private final ProviderSettings settings;
  private final InstantSource clock;
  private final Credentials credentials;
  private final LeonardoAnswers answers;

  /**
   * Makes the provider.
   *
   * @param clock tells whether a lost generation would have been listed by now
   */
  public LeonardoProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.answers = new LeonardoAnswers(new Faults(DESCRIPTION, settings, clock));
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://cloud.leonardo.ai/api/rest");
    all.put("image-model", "nano-banana-2");
    all.put("animation-model", "MOTION2");
    all.put("background-removal-model", "remove-bg");
    all.put(CUTOUT_ROUTE, "sync");
    all.put(ABSENT_AFTER, "1m");
    all.put(ProviderDescription.IN_FLIGHT, "5");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "30");
    all.put(ProviderDescription.TASK_TIMEOUT, "1h");
    all.put(ProviderDescription.POLL_INTERVAL, "4s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(
        Operation.IMAGE_GENERATION, Operation.ANIMATION, Operation.IMAGE_BACKGROUND_REMOVAL);
  }

  @Override
  public boolean hasTasks(Operation operation) {
    return operation != Operation.IMAGE_BACKGROUND_REMOVAL || !isSync();
  }

  private boolean isSync() {
    return settings.value(CUTOUT_ROUTE).equals("sync");
  }

  /** Pictures of generations are uploaded; background removal takes a URL as well. */
  @Override
  public boolean takesUrls(Operation operation) {
    return operation == Operation.IMAGE_BACKGROUND_REMOVAL;
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    if (!operations().contains(request.operation())) {
      throw ProviderException.invalid(
          "Leonardo does no " + request.operation().words() + " here: name another provider.");
    }
    String model = request.model().isEmpty() ? usualModel(request) : request.model();
    return LeonardoPlan.check(request, model, route(request, model));
  }

  private String usualModel(MediaRequest request) {
    return settings.value(
        switch (request.operation()) {
          case IMAGE_GENERATION -> "image-model";
          case ANIMATION -> "animation-model";
          default -> "background-removal-model";
        });
  }

  private Route route(MediaRequest request, String model) {
    return Route.of(request, model, isSync());
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    String authorization = "Bearer " + credentials.need(KEY);
    Route route = route(request, call.model());
    LeonardoUpload upload = new LeonardoUpload(http, answers);
    List<ImageName> names = new ArrayList<>();
    List<MediaInput> inputs = new ArrayList<>(request.images());
    request.endImage().ifPresent(inputs::add);
    for (MediaInput input : inputs) {
      names.add(
          input instanceof MediaInput.LocalFile file
              ? ImageName.uploaded(
                  upload.send(request("v1/init-image", authorization), file, cancellation))
              : ImageName.url(((MediaInput.WebUrl) input).url()));
    }
    int start = request.images().size();
    Optional<ImageName> end =
        names.size() > start ? Optional.of(names.get(start)) : Optional.empty();
    return request(route.path(), authorization)
        .post(JsonBody.of(LeonardoBodies.of(route, request, call, names.subList(0, start), end)))
        .build();
  }

  private HttpUrl url(String path) {
    return settings.url("base-url").newBuilder().addPathSegments(path).build();
  }

  private Request.Builder request(String path, String authorization) {
    return new Request.Builder().url(url(path)).header("Authorization", authorization);
  }

  /** The key for a question; without one Leonardo says so. */
  private String authorization() {
    return "Bearer " + credentials.find(KEY).orElse("");
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return route(request, call.model()) == Route.V2_SYNC
        ? answers.cutout(answer)
        : answers.created(request.operation(), answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return new Request.Builder()
        .url(url("v1/generations").newBuilder().addPathSegment(task.id()).build())
        .header("Authorization", authorization())
        .build();
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
    if (route(request, call.model()) == Route.V2_SYNC) {
      return new Recovery.CannotTell(
          "Leonardo keeps no list of background removals that it answered at once");
    }
    if (CreationWindow.isTooEarly(
        call.intendedAt(), clock.instant(), settings.time(ABSENT_AFTER))) {
      throw new IOException("Leonardo may not list the generation yet; asked again later");
    }
    return new LostGenerations(
            settings.url("base-url"), authorization(), answers, http, cancellation)
        .find(request, call, clock.instant());
  }
}
