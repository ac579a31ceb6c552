package mediaworker.providers.gemini;

import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
import mediaworker.providers.Unsupported;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Credentials;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Redaction;
import okhttp3.Request;

/**
 * Google Gemini through {@code generateContent}, which answers with the result. Nothing can be
 * looked up when that answer is lost.
 */
public final class GeminiProvider implements Provider {

  static final String KEY = "GEMINI_API_KEY";
  static final String OTHER_KEY = "GOOGLE_API_KEY";
  static final String KEYS_AT = "aistudio.google.com/apikey";

  /** The Files API's limit. */
  private static final long MOST_FILE_BYTES = 2L << 30;

  private static final int MOST_PICTURES = 100;
  private static final Set<String> SIZES = Set.of("512", "1K", "2K", "4K");
  private static final Pattern RATIO = Pattern.compile("\\d{1,2}:\\d{1,2}");
  private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][\\w.-]*");

  /** What there is to set. */
  public static final ProviderDescription DESCRIPTION =
      new ProviderDescription(
              "gemini", "Google Gemini", KEYS_AT, List.of(KEY, OTHER_KEY), defaults())
          .choosing("media-resolution", "none", "low", "medium", "high");

  private final ProviderSettings settings;
  private final Credentials credentials;
  private final GeminiRequests requests;
  private final GeminiAnswers answers;

  /** With the settings of {@link #DESCRIPTION}. */
  public GeminiProvider(ProviderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.credentials = new Credentials(settings, DESCRIPTION);
    this.requests = new GeminiRequests(settings);
    this.answers = new GeminiAnswers(settings, clock);
  }

  private static Map<String, String> defaults() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("base-url", "https://generativelanguage.googleapis.com");
    all.put("image-model", "gemini-3.1-flash-image");
    all.put("analysis-model", "gemini-3.7-flash");
    all.put("video-model", "gemini-3.7-flash");
    all.put("max-output-tokens", "8000");
    all.put("media-resolution", "");
    all.put("inline-bytes", "14000000");
    all.put(ProviderDescription.STARTS_PER_MINUTE, "30");
    return all;
  }

  @Override
  public String name() {
    return DESCRIPTION.name();
  }

  @Override
  public Set<Operation> operations() {
    return Set.of(Operation.IMAGE_GENERATION, Operation.IMAGE_ANALYSIS, Operation.VIDEO_ANALYSIS);
  }

  @Override
  public boolean hasTasks(Operation operation) {
    return false;
  }

  @Override
  public boolean takesUrls(Operation operation) {
    return false;
  }

  @Override
  public List<String> shapedBy(Operation operation) {
    return operation == Operation.IMAGE_GENERATION
        ? List.of()
        : settings.unusual(defaults(), "max-output-tokens", "media-resolution");
  }

  @Override
  public Plan plan(MediaRequest request) throws ProviderException {
    credentials.need(KEY, OTHER_KEY);
    String model = model(request);
    if (!MODEL.matcher(model).matches()) {
      throw ProviderException.invalid(
          "Gemini's models are named as gemini-3.7-flash, not "
              + Redaction.clean(model, List.of(), 80)
              + ".");
    }
    Unsupported problems = new Unsupported("Gemini with " + model);
    problems
        .when(!request.negativePrompt().isBlank(), "takes no negative prompt (say it in prompt)")
        .when(request.endImage().isPresent(), "takes no end image")
        .when(request.durationSeconds().isPresent(), "makes no videos and takes no duration")
        .when(
            request.images().stream().anyMatch(GeminiProvider::isTooBig)
                || request.video().filter(GeminiProvider::isTooBig).isPresent(),
            "takes files of at most 2 GB");
    boolean picture = request.operation() == Operation.IMAGE_GENERATION;
    if (picture) {
      checkPicture(request, problems);
    } else {
      problems
          .when(
              request.prompt().isBlank() && request.instructions().isBlank(),
              "needs a question in prompt or question")
          .when(request.count() > 1, "gives one answer, not " + request.count())
          .when(
              request.operation() == Operation.VIDEO_ANALYSIS && request.video().isEmpty(),
              "needs a video");
    }
    problems.throwIfAny();
    return Plan.divided(model, picture ? request.count() : 1, 1);
  }

  private static void checkPicture(MediaRequest request, Unsupported problems) {
    problems
        .when(request.prompt().isBlank(), "needs a prompt")
        .when(request.video().isPresent(), "takes no video for a picture")
        .when(
            request.count() < 1 || request.count() > MOST_PICTURES,
            "makes 1 to " + MOST_PICTURES + " pictures a job")
        .when(
            !request.aspectRatio().isBlank()
                && !RATIO.matcher(request.aspectRatio().strip()).matches(),
            "takes aspect ratios as 16:9")
        .when(
            !request.resolution().isBlank()
                && !SIZES.contains(request.resolution().strip().toUpperCase(Locale.ROOT)),
            "makes the sizes 512, 1K, 2K and 4K, with the shape by aspect_ratio");
  }

  private static boolean isTooBig(MediaInput media) {
    return media instanceof MediaInput.LocalFile file && file.bytes() > MOST_FILE_BYTES;
  }

  private String model(MediaRequest request) {
    String named = request.model().strip();
    if (!named.isEmpty()) {
      return named.startsWith("models/") ? named.substring("models/".length()) : named;
    }
    return settings.value(
        switch (request.operation()) {
          case IMAGE_GENERATION -> "image-model";
          case VIDEO_ANALYSIS -> "video-model";
          default -> "analysis-model";
        });
  }

  @Override
  public Request prepare(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation)
      throws ProviderException, IOException, InterruptedException {
    String key = key();
    GeminiFiles files = new GeminiFiles(http, cancellation, keyed(key), answers);
    return keyed(key)
        .at("v1beta/models/" + call.model() + ":generateContent")
        .post(requests.body(request, files))
        .build();
  }

  private String key() throws ProviderException {
    return credentials.need(KEY, OTHER_KEY);
  }

  private GeminiFiles.Requests keyed(String key) {
    return new GeminiFiles.Requests() {
      @Override
      public Request.Builder at(String path) {
        return new Request.Builder()
            .url(settings.url("base-url").newBuilder().addEncodedPathSegments(path).build())
            .header("x-goog-api-key", key);
      }

      @Override
      public String key() {
        return key;
      }
    };
  }

  @Override
  public Submitted created(MediaRequest request, CreateCall call, Answer answer)
      throws IOException {
    return answers.created(request, answer);
  }

  /**
   * Never asked.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Request pollRequest(TaskRef task) {
    throw new UnsupportedOperationException("Gemini answers with the result; it has no tasks");
  }

  /**
   * Never asked.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public Polled polled(TaskRef task, Answer answer) {
    throw new UnsupportedOperationException("Gemini answers with the result; it has no tasks");
  }

  /** Never: an answer that was lost cannot be asked for again. */
  @Override
  public Recovery recover(
      MediaRequest request, CreateCall call, FreeCalls http, Cancellation cancellation) {
    return new Recovery.CannotTell(
        "Gemini keeps no list of calls; aistudio.google.com/usage shows whether one was counted at"
            + " that time");
  }
}
