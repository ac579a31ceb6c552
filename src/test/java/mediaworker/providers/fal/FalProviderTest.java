package mediaworker.providers.fal;

import static mediaworker.providers.ProviderStage.fault;
import static mediaworker.providers.ProviderStage.json;
import static mediaworker.providers.ProviderStage.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Polled;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderContract;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderException;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.ProviderStage;
import mediaworker.providers.Recovery;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FalProviderTest extends ProviderContract {

  private static final String ID = "80e732af-660e-45cd-bd63-580e4f2a94cc";
  private static final String ROOT = "/fal-ai/bytedance/requests/" + ID;
  private static final TaskRef STATUS = new TaskRef(ID, Operation.ANIMATION, ROOT + "/status");
  private static final TaskRef RESULT = new TaskRef(ID, Operation.ANIMATION, ROOT);
  private static final MediaInput A = new MediaInput.WebUrl("https://example.com/a.png");
  private static final MediaInput B = new MediaInput.WebUrl("https://example.com/b.png");

  private FalProvider provider;

  @BeforeEach
  void makeProvider() throws Exception {
    provider =
        new FalProvider(
            stage.settings(
                FalProvider.DESCRIPTION,
                "base-url",
                stage.url("/"),
                "upload-url",
                stage.url("/storage/upload/initiate?storage_type=fal-cdn-v3")),
            ProviderStage.CLOCK);
  }

  @Override
  protected String name() {
    return "fal";
  }

  @Override
  protected ProviderDescription description() {
    return FalProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new FalProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return animation().build();
  }

  @Override
  protected TaskRef task() {
    return STATUS;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"detail\":\"" + message + "\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("queued");
  }

  private static MediaRequest.Builder animation() {
    return MediaRequest.of(Operation.ANIMATION).prompt("the kite flies").images(List.of(A));
  }

  private static MediaRequest.Builder image(String model) {
    return MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a red kite").model(model);
  }

  @Test
  void a_request_is_queued_polled_and_its_result_fetched() throws Exception {
    stage.answers(200, "queued");
    Submitted.Accepted accepted =
        (Submitted.Accepted)
            stage.create(
                provider,
                animation()
                    .endImage(B)
                    .durationSeconds(5)
                    .resolution("720p")
                    .aspectRatio("16:9")
                    .seed(7)
                    .options(object("{'camera_fixed':true}"))
                    .build());
    assertThat(accepted.task()).isEqualTo(STATUS);
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine())
        .isEqualTo("POST /fal-ai/bytedance/seedance/v1/pro/image-to-video HTTP/1.1");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Key " + ProviderStage.KEY);
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'prompt':'the kite flies','image_url':'https://example.com/a.png',"
                    + "'end_image_url':'https://example.com/b.png','resolution':'720p',"
                    + "'aspect_ratio':'16:9','duration':'5','seed':7,'camera_fixed':true}"));

    stage.answers(202, "queued");
    stage.answersText(202, "{\"status\":\"IN_PROGRESS\"}");
    stage.answersText(200, "{\"status\":\"PONDERING\"}");
    stage.answers(200, "completed");
    stage.answers(200, "video", "x-fal-billable-units", "2.5");
    assertThat(stage.poll(provider, STATUS))
        .isEqualTo(new Polled.Running(Double.NaN, "IN_QUEUE, 3 before it"));
    RecordedRequest poll = stage.taken();
    assertThat(poll.getRequestLine()).isEqualTo("GET " + ROOT + "/status HTTP/1.1");
    assertThat(poll.getHeaders().get("Authorization")).isEqualTo("Key " + ProviderStage.KEY);
    assertThat(stage.poll(provider, STATUS))
        .isEqualTo(new Polled.Running(Double.NaN, "IN_PROGRESS"));
    assertThat(stage.poll(provider, STATUS)).isEqualTo(new Polled.Running(Double.NaN, "PONDERING"));
    assertThat(stage.poll(provider, STATUS)).isEqualTo(new Polled.Next(RESULT));
    Polled.Succeeded end = (Polled.Succeeded) stage.poll(provider, RESULT);
    stage.taken();
    stage.taken();
    stage.taken();
    assertThat(stage.taken().getRequestLine()).isEqualTo("GET " + ROOT + " HTTP/1.1");
    assertThat(end.outputs())
        .containsExactly(new RemoteOutput.Url("https://v3.fal.media/files/penguin/abc_video.mp4"));
    assertThat(end.cost()).contains(new Cost(new BigDecimal("2.5"), "units"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fal-ai/kling-video/v2.1/pro/image-to-video|{'prompt':'p','negative_prompt':'n','image_url':'A','tail_image_url':'B','duration':'5'}",
        "fal-ai/kling-video/o1/standard/image-to-video|{'prompt':'p','negative_prompt':'n','start_image_url':'A','end_image_url':'B','duration':'5'}",
        "fal-ai/kling-video/v3/pro/image-to-video|{'prompt':'p','negative_prompt':'n','start_image_url':'A','end_image_url':'B','duration':'5'}"
      })
  void kling_models_name_their_frames_differently(String model, String body) throws Exception {
    stage.answers(200, "queued");
    stage.create(
        provider,
        animation()
            .model(model)
            .prompt("p")
            .negativePrompt("n")
            .endImage(B)
            .durationSeconds(5)
            .build());
    assertThat(json(stage.taken()))
        .isEqualTo(
            object(
                body.replace("'A'", "'https://example.com/a.png'")
                    .replace("'B'", "'https://example.com/b.png'")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fal-ai/bytedance/seedream/v4/edit|16:9||{'prompt':'a red"
            + " kite','image_urls':['A'],'image_size':'landscape_16_9','num_images':1}",
        "fal-ai/bytedance/seedream/v4/edit||2048x1024|{'prompt':'a red"
            + " kite','image_urls':['A'],'image_size':{'width':2048,'height':1024},'num_images':1}",
        "fal-ai/flux/dev/image-to-image|1:1||{'prompt':'a red"
            + " kite','image_url':'A','image_size':'square_hd','num_images':1}",
        "fal-ai/flux-pro/kontext|3:2||{'prompt':'a red"
            + " kite','image_url':'A','aspect_ratio':'3:2','num_images':1}",
        "fal-ai/nano-banana/edit|3:2||{'prompt':'a red"
            + " kite','image_urls':['A'],'aspect_ratio':'3:2','num_images':1}",
        "acme/wonder|3:2|big|{'prompt':'a red"
            + " kite','image_url':'A','resolution':'big','aspect_ratio':'3:2'}"
      })
  void image_models_take_their_own_names(String model, String ratio, String resolution, String body)
      throws Exception {
    stage.answers(200, "queued");
    stage.create(
        provider,
        image(model)
            .images(List.of(A))
            .aspectRatio(ratio == null ? "" : ratio)
            .resolution(resolution == null ? "" : resolution)
            .build());
    assertThat(json(stage.taken()))
        .isEqualTo(object(body.replace("'A'", "'https://example.com/a.png'")));
  }

  @ParameterizedTest
  @CsvSource({
    "fal-ai/veo3/image-to-video, 8, '\"8s\"'",
    "fal-ai/ltx/image-to-video, 8, 8",
    "fal-ai/ltx/image-to-video, 2.5, 2.5",
    "bytedance/seedance-2.0/image-to-video, 8, '\"8\"'"
  })
  void durations_have_the_models_form(String model, double seconds, String sent) throws Exception {
    stage.answers(200, "queued");
    stage.create(provider, animation().model(model).durationSeconds(seconds).build());
    assertThat(json(stage.taken()).path("duration").toString()).isEqualTo(sent);
  }

  @Test
  void backgrounds_and_free_inputs() throws Exception {
    stage.answers(200, "queued");
    stage.answers(200, "queued");
    stage.answers(200, "queued");
    stage.create(
        provider, MediaRequest.of(Operation.IMAGE_BACKGROUND_REMOVAL).images(List.of(A)).build());
    RecordedRequest image = stage.taken();
    assertThat(image.getRequestLine()).isEqualTo("POST /fal-ai/birefnet/v2 HTTP/1.1");
    assertThat(json(image)).isEqualTo(object("{'image_url':'https://example.com/a.png'}"));
    stage.create(provider, MediaRequest.of(Operation.VIDEO_BACKGROUND_REMOVAL).video(B).build());
    RecordedRequest video = stage.taken();
    assertThat(video.getRequestLine()).isEqualTo("POST /bria/video/background-removal/v3 HTTP/1.1");
    assertThat(json(video)).isEqualTo(object("{'video_url':'https://example.com/b.png'}"));
    stage.create(
        provider,
        MediaRequest.of(Operation.ANY_MODEL)
            .model("acme/wonder")
            .images(List.of(A, B))
            .input(object("{'steps':4}"))
            .options(object("{'images_field':'refs'}"))
            .build());
    assertThat(json(stage.taken()))
        .isEqualTo(
            object("{'refs':['https://example.com/a.png','https://example.com/b.png'],'steps':4}"));
  }

  @Test
  void small_files_are_data_urls_and_large_ones_are_stored_without_the_key() throws Exception {
    MediaInput.LocalFile small = stage.picture("small.png", 90);
    MediaInput.LocalFile large = stage.picture("large.png", 300_000);
    stage.answersText(
        200,
        "{\"upload_url\":\""
            + stage.url("/put?X-Sig=1")
            + "\",\"file_url\":\"https://v3.fal.media/files/in.png\"}");
    stage.answersText(200, "");
    stage.answers(200, "queued");
    stage.create(provider, image("fal-ai/nano-banana/edit").images(List.of(small, large)).build());
    RecordedRequest start = stage.taken();
    assertThat(start.getRequestLine())
        .isEqualTo("POST /storage/upload/initiate?storage_type=fal-cdn-v3 HTTP/1.1");
    assertThat(start.getHeaders().get("Authorization")).isEqualTo("Key " + ProviderStage.KEY);
    assertThat(json(start))
        .isEqualTo(object("{'content_type':'image/png','file_name':'input.png'}"));
    RecordedRequest put = stage.taken();
    assertThat(put.getRequestLine()).isEqualTo("PUT /put?X-Sig=1 HTTP/1.1");
    assertThat(put.getHeaders().get("Authorization")).isNull();
    assertThat(put.getHeaders().get("Content-Type")).isEqualTo("image/png");
    assertThat(ProviderStage.body(put).toByteArray()).isEqualTo(Files.readAllBytes(large.file()));
    JsonNode urls = json(stage.taken()).path("image_urls");
    assertThat(urls.get(0).asString())
        .isEqualTo(
            "data:image/png;base64,"
                + Base64.getEncoder().encodeToString(Files.readAllBytes(small.file())));
    assertThat(urls.get(1).asString()).isEqualTo("https://v3.fal.media/files/in.png");
  }

  @ParameterizedTest
  @CsvSource({"500, REFUSED", "401, AUTH", "422, INVALID_INPUT"})
  void a_refused_upload_pays_nothing(int status, FailureClass kind) throws Exception {
    MediaInput.LocalFile large = stage.picture("large.png", 300_000);
    stage.answersText(status, "{\"detail\":\"no\"}");
    ProviderException e =
        catchThrowableOfType(
            ProviderException.class,
            () ->
                stage.create(
                    provider, image("fal-ai/nano-banana/edit").images(List.of(large)).build()));
    assertThat(e.fault().kind()).isEqualTo(kind);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void a_completed_request_may_have_failed() throws Exception {
    stage.answers(200, "completed-error");
    Polled polled = stage.poll(provider, STATUS);
    assertThat(polled).isInstanceOf(Polled.Failed.class);
    assertThat(fault(polled).kind()).isEqualTo(FailureClass.PROVIDER_FAULT);
    assertThat(fault(polled).sentence())
        .isEqualTo(
            "fal.ai gave the task up: Request timed out for *** at https://v3.fal.media/…"
                + " (request_timeout).");
    stage.answers(422, "policy", "x-fal-request-id", "req-1");
    polled = stage.poll(provider, RESULT);
    assertThat(fault(polled).kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(fault(polled).requestId()).isEqualTo("req-1");
    assertThat(fault(polled).sentence())
        .isEqualTo(
            "fal.ai's rules on content are against it: body.prompt: The content was flagged by a"
                + " content checker (content_policy_violation).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "422|{'detail':[{'loc':['body','duration'],'msg':'Input should be 5 or"
            + " 10','type':'literal_error'}]}|INVALID_INPUT",
        "500|{'detail':'Internal error','error_type':'internal_error'}|PROVIDER_FAULT",
        "504|{'detail':'Startup timed out','error_type':'startup_timeout'}|EXPIRED",
        "200|{'images':[],'seed':1}|PROVIDER_FAULT",
        "200|{'images':[{'url':'https://a.example/1.png'}],'has_nsfw_concepts':[true]}|CONTENT_POLICY"
      })
  void results_that_bring_nothing(int status, String body, FailureClass kind) throws Exception {
    stage.answersText(status, body.replace('\'', '"'));
    Polled polled = stage.poll(provider, RESULT);
    assertThat(polled).isInstanceOf(Polled.Failed.class);
    assertThat(fault(polled).kind()).isEqualTo(kind);
  }

  /** The sentence would begin in the middle. */
  @Test
  void a_detail_without_words_is_left_out_of_the_sentence() throws Exception {
    stage.answersText(
        422,
        "{\"detail\":[{\"msg\":\"\"},{\"loc\":[\"body\"],\"msg\":\"\"},"
            + "{\"loc\":[\"seed\"],\"msg\":\"no\",\"type\":\"t\"}]}");
    assertThat(fault(stage.poll(provider, RESULT)).sentence()).contains(": body; seed: no (");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "502|<html>|REFUSED",
        "502|{'detail':'Service temporarily unavailable'}|REFUSED",
        "503|{'detail':'Service temporarily unavailable'}|REFUSED",
        "504|{'detail':'Gateway timeout'}|REFUSED",
        "409|{'detail':'Conflict'}|REFUSED",
        "425|{'detail':'Too early'}|REFUSED",
        "429|{'detail':'slow'}|RATE",
        "401|{'detail':'no'}|AUTH",
        "200|<html>|REFUSED"
      })
  void results_that_are_asked_for_again(int status, String body, FailureClass kind)
      throws Exception {
    stage.answersText(status, body.replace('\'', '"'));
    Polled polled = stage.poll(provider, RESULT);
    assertThat(polled).isInstanceOf(Polled.AskAgain.class);
    assertThat(fault(polled).kind()).isEqualTo(kind);
  }

  /** A model that has failed says of what kind the error is; any server on the way says this. */
  @Test
  void an_error_of_no_kind_ends_no_request_at_once() throws Exception {
    stage.answersText(500, "{\"detail\":\"Internal Server Error\"}");
    Polled.NotKnown said = (Polled.NotKnown) stage.poll(provider, RESULT);
    assertThat(said.bare()).isTrue();
    assertThat(said.fault().sentence()).contains("Internal Server Error (HTTP 500)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"{'detail':'Request not found'}|false", "<html>|true"})
  void a_task_that_is_not_known_may_only_not_be_known_yet(String body, boolean bare)
      throws Exception {
    stage.answersText(404, body.replace('\'', '"'));
    assertThat(((Polled.NotKnown) stage.poll(provider, RESULT)).bare()).isEqualTo(bare);
  }

  @Test
  void a_result_that_is_not_there_yet_is_waited_for() throws Exception {
    stage.answersText(400, "{\"detail\":\"Request is still in progress\"}");
    assertThat(stage.poll(provider, RESULT)).isInstanceOf(Polled.Running.class);
  }

  @Test
  void pictures_that_the_filter_blacked_out_are_left_out() throws Exception {
    stage.answers(200, "images");
    assertThat(((Polled.Succeeded) stage.poll(provider, RESULT)).outputs())
        .containsExactly(new RemoteOutput.Url("https://v3.fal.media/files/a/2.png"));
  }

  @ParameterizedTest
  @CsvSource({
    "401, Cannot access application, AUTH",
    "403, User is locked. Reason: Exhausted balance., MONEY",
    "403, Not allowed, AUTH",
    "402, Payment required, MONEY",
    "404, Application not found, INVALID_INPUT",
    "422, bad, INVALID_INPUT",
    "429, Rate limit, RATE",
    "429, Too many concurrent requests, CONCURRENCY"
  })
  void refusals_are_told_apart(int status, String detail, FailureClass kind) throws Exception {
    stage.answersText(
        status,
        "{\"detail\":\"" + detail + " " + ProviderStage.KEY + "\"}",
        "Retry-After",
        "3",
        "x-fal-request-id",
        "req-2");
    Submitted answer = stage.create(provider, animation().build());
    assertThat(answer).isInstanceOf(Submitted.Refused.class);
    assertThat(fault(answer).kind()).isEqualTo(kind);
    assertThat(fault(answer).requestId()).isEqualTo("req-2");
    assertThat(fault(answer).retryAfter()).hasSeconds(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"500|{}", "502|<html>", "200|{}", "200|<html>", "400|oops"})
  void what_cannot_be_told_is_unknown(int status, String body) throws Exception {
    stage.answersText(status, body);
    Submitted answer = stage.create(provider, animation().build());
    assertThat(answer).isInstanceOf(Submitted.Unknown.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.AMBIGUOUS);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void requests_can_be_cancelled_in_either_state() throws Exception {
    stage.answersText(200, "{\"status\":\"OK\"}");
    stage.answersText(202, "{\"status\":\"CANCELLATION_REQUESTED\"}");
    stage.answersText(400, "{\"status\":\"ALREADY_COMPLETED\"}");
    stage.answersText(404, "{\"status\":\"NOT_FOUND\"}");
    assertThat(stage.cancel(provider, STATUS)).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(stage.taken().getRequestLine()).isEqualTo("PUT " + ROOT + "/cancel HTTP/1.1");
    assertThat(stage.cancel(provider, RESULT)).isEqualTo(CancelAnswer.GOES_ON);
    assertThat(stage.taken().getRequestLine()).isEqualTo("PUT " + ROOT + "/cancel HTTP/1.1");
    assertThat(stage.cancel(provider, RESULT)).isEqualTo(CancelAnswer.ALREADY_OVER);
    assertThat(stage.cancel(provider, RESULT)).isEqualTo(CancelAnswer.GOES_ON);
  }

  @Test
  void a_task_without_a_status_url_and_an_adopted_one_are_found_below_the_app() throws Exception {
    stage.answersText(200, "{\"request_id\":\"" + ID + "\"}");
    assertThat(((Submitted.Accepted) stage.create(provider, animation().build())).task())
        .isEqualTo(STATUS);
    assertThat(
            provider.adopted(
                "../x?y",
                animation().build(),
                ProviderStage.call("fal-ai/bytedance/seedance/v1/pro/image-to-video", 1)))
        .isEqualTo(
            new TaskRef(
                "../x?y", Operation.ANIMATION, "/fal-ai/bytedance/requests/..%2Fx%3Fy/status"));
  }

  @Test
  void a_lost_call_cannot_be_found_again() {
    assertThat(
            provider.recover(
                animation().build(),
                ProviderStage.call("fal-ai/x", 1),
                stage.free(),
                new Cancellation()))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void a_plan_names_all_that_cannot_be_done() throws Exception {
    assertThatThrownBy(
            () ->
                provider.plan(
                    animation()
                        .model("fal-ai/kling-video/v2.1/master/image-to-video")
                        .endImage(B)
                        .seed(1)
                        .resolution("720p")
                        .aspectRatio("1:1")
                        .build()))
        .hasMessage(
            "fal's fal-ai/kling-video/v2.1/master/image-to-video takes no end image"
                + " (options.end_image_field names an input for it); it takes no seed; it takes no"
                + " aspect ratio; it takes no resolution.");
    assertThatThrownBy(() -> provider.plan(animation().images(List.of(A, B)).build()))
        .hasMessageContaining("takes one picture, not 2");
    assertThatThrownBy(() -> provider.plan(image("fal-ai/x/edit").build()))
        .hasMessageContaining("needs a picture");
    assertThatThrownBy(
            () ->
                provider.plan(
                    image("fal-ai/bytedance/seedream/v4/text-to-image").aspectRatio("7:5").build()))
        .hasMessageContaining("no aspect ratio 7:5");
    assertThat(provider.plan(image("fal-ai/flux/dev").count(9).build()).counts())
        .containsExactly(4, 4, 1);
    assertThat(provider.plan(animation().images(List.of()).build()).model())
        .isEqualTo("fal-ai/bytedance/seedance/v1/pro/text-to-video");
    ProviderSettings all = stage.settings(FalProvider.DESCRIPTION);
    FalProvider without =
        new FalProvider(new ProviderSettings("fal", all.values(), Map.of()), ProviderStage.CLOCK);
    assertThatThrownBy(() -> without.plan(animation().build()))
        .hasMessageContaining("FAL_KEY")
        .hasMessageContaining("fal.ai/dashboard/keys");
  }

  @ParameterizedTest
  @ValueSource(strings = {"flux", "fal-ai/../x", "/fal-ai/x", "fal-ai/x?y", "https://fal.run/x/y"})
  void names_that_are_no_models_are_refused(String model) {
    assertThatThrownBy(() -> provider.plan(image(model).build()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("fal-ai/flux/dev");
  }
}
