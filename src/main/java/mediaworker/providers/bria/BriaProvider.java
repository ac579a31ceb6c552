package mediaworker.providers.bria;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.Faults;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Json;
import mediaworker.providers.http.JsonBody;
import okhttp3.Request;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * BRIA's removal of backgrounds. Always asked to work in the background, so that the moment in
 * which an answer can be lost is short: BRIA has no way to look a lost request up.
 */
public final class BriaProvider implements Provider {

  private static final String KEY = "BRIA_API_TOKEN";

  /** BRIA asks programs to say who they are. */
  private static final String USER_AGENT = "media-worker";

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription("bria", "BRIA", "platform.bria.ai", List.of(KEY), defaults());

  private final ProviderSettings settings;
  private final Credentials credentials;
  private final BriaAnswers answers;

  /**
   * Makes the provider.
   *
   * @param clock for dates that BRIA asks to wait for
   */
  public BriaProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.answers = new BriaAnswers(new Faults(DESCRIPTION, settings, clock));
  }

  /** Polls count as requests there, so they are few: five tasks are polled 25 times a minute. */
  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://engine.prod.bria-api.com/v2");
    all.put("image-model", "remove_background");
    all.put("video-model", "remove_background");
    all.put("video-background", "Transparent");
    all.put("video-codec", "webm_vp9");
    all.put(ProviderDescription.IN_FLIGHT, "5");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "10");
    all.put(ProviderDescription.TASK_TIMEOUT, "1h");
    all.put(ProviderDescription.POLL_INTERVAL, "12s");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.IMAGE_BACKGROUND_REMOVAL, Operation.VIDEO_BACKGROUND_REMOVAL);
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return true;
  }

  @Override
  public List<String> shapedBy(Operation operation) {
    return operation == Operation.VIDEO_BACKGROUND_REMOVAL
        ? settings.unusual(defaults(), "video-background", "video-codec")
        : List.of();
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    if (!operations().contains(request.operation())) {
      throw ProviderException.invalid(
          "BRIA does no " + request.operation().words() + " here: name another provider.");
    }
    return BriaPlan.check(request, settings);
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    boolean video = request.operation() == Operation.VIDEO_BACKGROUND_REMOVAL;
    String key = credentials.need(KEY);
    ObjectNode body = JsonMapper.shared().createObjectNode();
    if (video) {
      body.put("video", videoUrl(request.video().orElseThrow(), key, http, cancellation));
      // Both always: the documented defaults differ from the real ones.
      body.put("background_color", BriaPlan.background(request, settings));
      body.put("output_container_and_codec", BriaPlan.codec(request, settings));
    } else {
      MediaInput image = request.images().get(0);
      body.put(
          "image",
          image instanceof MediaInput.LocalFile file
              ? JsonBody.base64(file)
              : ((MediaInput.WebUrl) image).url());
      body.put("sync", false);
    }
    Json.merge(body, request.options());
    String route = video ? "video/edit" : "image/edit";
    return request(route + "/" + call.model(), key).post(JsonBody.of(body)).build();
  }

  private String videoUrl(MediaInput video, String key, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    return video instanceof MediaInput.LocalFile file
        ? new BriaUpload(http, answers).send(request("video/upload", key), file, cancellation)
        : ((MediaInput.WebUrl) video).url();
  }

  private Request.Builder request(String path, String key) {
    return new Request.Builder()
        .url(settings.url("base-url").newBuilder().addPathSegments(path).build())
        .header("api_token", key)
        .header("User-Agent", USER_AGENT);
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(request.operation(), answer);
  }

  @Override
  public Request pollRequest(TaskRef task) {
    return new Request.Builder()
        .url(
            settings
                .url("base-url")
                .newBuilder()
                .addPathSegment("status")
                .addPathSegment(task.id())
                .build())
        .header("api_token", credentials.find(KEY).orElse(""))
        .header("User-Agent", USER_AGENT)
        .build();
  }

  @Override
  public Polled polled(TaskRef task, Answer answer) throws IOException {
    return answers.polled(answer);
  }

  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation) {
    return new Recovery.CannotTell("BRIA keeps no list of requests that could be searched");
  }
}
