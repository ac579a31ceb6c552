package mediaworker.providers.replicate;

import static mediaworker.providers.ProviderStage.fault;
import static mediaworker.providers.ProviderStage.json;
import static mediaworker.providers.ProviderStage.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.CancelAnswer;
import mediaworker.providers.Cost;
import mediaworker.providers.CreateCall;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
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
import mediaworker.providers.Secret;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ReplicateProviderTest extends ProviderContract {

  private static final String ID = "gm3qorzdhgbfurvjtvhg6dckhu";
  private static final MediaInput A = new MediaInput.WebUrl("https://example.com/a.png");
  private static final MediaInput B = new MediaInput.WebUrl("https://example.com/b.png");

  private ReplicateProvider provider;

  @BeforeEach
  void makeProvider() throws Exception {
    provider =
        new ReplicateProvider(stage.settings(ReplicateProvider.DESCRIPTION), ProviderStage.CLOCK);
  }

  @Override
  protected String name() {
    return "replicate";
  }

  @Override
  protected ProviderDescription description() {
    return ReplicateProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new ReplicateProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return animation().build();
  }

  @Override
  protected TaskRef task() {
    return new TaskRef(ID, Operation.ANIMATION, "");
  }

  @Override
  protected String errorBody(String message) {
    return "{\"title\":\"No\",\"detail\":\"" + message + "\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("starting");
  }

  private static MediaRequest.Builder animation() {
    return MediaRequest.of(Operation.ANIMATION).prompt("the kite flies").images(List.of(A));
  }

  private static MediaRequest.Builder image(String model) {
    return MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a red kite").model(model);
  }

  /** What is sent as the input. */
  private ObjectNode sent(MediaRequest request) throws Exception {
    stage.answers(201, "starting");
    stage.create(provider, request);
    return (ObjectNode) json(stage.taken()).path("input");
  }

  @Test
  void an_animation_is_created_polled_and_brought() throws Exception {
    stage.answers(201, "starting");
    Submitted.Accepted accepted =
        (Submitted.Accepted)
            stage.create(
                provider,
                animation()
                    .endImage(B)
                    .negativePrompt("birds")
                    .durationSeconds(10)
                    .resolution("720p")
                    .build());
    TaskRef task = accepted.task();
    assertThat(task).isEqualTo(new TaskRef(ID, Operation.ANIMATION, ""));
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/predictions HTTP/1.1");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + ProviderStage.KEY);
    assertThat(sent.getHeaders().get("Prefer")).isNull();
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'version':'kwaivgi/kling-v2.1','input':{'prompt':'the kite flies',"
                    + "'negative_prompt':'birds','start_image':'https://example.com/a.png',"
                    + "'end_image':'https://example.com/b.png','mode':'pro','duration':10}}"));

    stage.answers(200, "starting");
    stage.answersText(200, "{\"id\":\"x\",\"status\":\"warming\"}");
    stage.answers(200, "succeeded");
    assertThat(stage.poll(provider, task)).isEqualTo(new Polled.Running(Double.NaN, "starting"));
    RecordedRequest poll = stage.taken();
    assertThat(poll.getRequestLine()).isEqualTo("GET /v1/predictions/" + ID + " HTTP/1.1");
    assertThat(poll.getHeaders().get("Authorization")).isEqualTo("Bearer " + ProviderStage.KEY);
    assertThat(stage.poll(provider, task)).isEqualTo(new Polled.Running(Double.NaN, "warming"));
    Polled.Succeeded end = (Polled.Succeeded) stage.poll(provider, task);
    assertThat(end.outputs())
        .containsExactly(new RemoteOutput.Url("https://replicate.delivery/xezq/abc/tmp.mp4"));
    assertThat(end.cost()).contains(new Cost(new BigDecimal("90.25"), "seconds"));
  }

  @Test
  void seedance_takes_its_own_names() throws Exception {
    assertThat(
            sent(
                animation()
                    .model("bytedance/seedance-1-pro")
                    .endImage(B)
                    .negativePrompt("birds")
                    .durationSeconds(5)
                    .resolution("1080p")
                    .aspectRatio("16:9")
                    .seed(7)
                    .options(object("{'camera_fixed':true,'seed':8}"))
                    .build()))
        .isEqualTo(
            object(
                "{'prompt':'the kite flies','negative_prompt':'birds',"
                    + "'image':'https://example.com/a.png',"
                    + "'last_frame_image':'https://example.com/b.png','aspect_ratio':'16:9',"
                    + "'resolution':'1080p','duration':5,'seed':8,'camera_fixed':true}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bytedance/seedream-4|2k|4:3|{'prompt':'a red kite','image_input':['A'],'aspect_ratio':'4:3','size':'2K'}",
        "bytedance/seedream-4|2048x1024||{'prompt':'a red kite','image_input':['A'],'size':'custom','width':2048,'height':1024}",
        "black-forest-labs/flux-1.1-pro||3:2|{'prompt':'a red kite','image_prompt':'A','aspect_ratio':'3:2','output_format':'png'}",
        "black-forest-labs/flux-1.1-pro|1024x768||{'prompt':'a red kite','image_prompt':'A','aspect_ratio':'custom','width':1024,'height':768,'output_format':'png'}",
        "black-forest-labs/flux-kontext-pro||1:1|{'prompt':'a red kite','input_image':'A','aspect_ratio':'1:1','output_format':'png'}",
        "black-forest-labs/flux-2-pro|1 MP|1:1|{'prompt':'a red kite','input_images':['A'],'aspect_ratio':'1:1','resolution':'1 MP','output_format':'png'}",
        "black-forest-labs/flux-dev|||{'prompt':'a red kite','image':'A','output_format':'png','num_outputs':1}",
        "openai/gpt-image-2||3:2|{'prompt':'a red kite','input_images':['A'],'aspect_ratio':'3:2','output_format':'png','number_of_images':1}",
      })
  void families_have_names_of_their_own(String model, String resolution, String ratio, String input)
      throws Exception {
    assertThat(
            sent(
                image(model)
                    .images(List.of(A))
                    .resolution(resolution == null ? "" : resolution)
                    .aspectRatio(ratio == null ? "" : ratio)
                    .build()))
        .isEqualTo(object(input.replace("'A'", "'https://example.com/a.png'")));
  }

  @Test
  void the_openai_key_goes_where_the_model_cannot_do_without() throws Exception {
    assertThat(sent(image("openai/gpt-image-1").build()).path("openai_api_key").asString())
        .isEqualTo(ProviderStage.KEY);
    assertThat(sent(image("openai/gpt-image-1.5").build()).has("openai_api_key")).isFalse();
    ProviderSettings all = stage.settings(ReplicateProvider.DESCRIPTION);
    ReplicateProvider without =
        new ReplicateProvider(
            new ProviderSettings(
                "replicate", all.values(), Map.of("REPLICATE_API_TOKEN", new Secret("r"))),
            ProviderStage.CLOCK);
    assertThat(
            catchThrowableOfType(
                    ProviderException.class,
                    () -> without.plan(image("openai/gpt-image-1").build()))
                .fault()
                .sentence())
        .contains("OPENAI_API_KEY");
    assertThat(without.plan(image("bytedance/seedream-4").count(3).build()).counts())
        .containsExactly(1, 1, 1);
    assertThat(without.plan(image("openai/gpt-image-2").count(12).build()).counts())
        .containsExactly(10, 2);
  }

  @Test
  void other_models_get_common_names_and_their_own_input() throws Exception {
    MediaRequest request =
        MediaRequest.of(Operation.ANY_MODEL)
            .model("acme/wonder:5c7d5dc6")
            .prompt("x")
            .images(List.of(A, B))
            .endImage(B)
            .video(new MediaInput.WebUrl("https://example.com/v.mp4"))
            .input(object("{'steps':4,'prompt':'y'}"))
            .options(
                object(
                    "{'images_field':'refs','end_image_field':'tail','video_field':'clip','steps':5}"))
            .build();
    stage.answers(201, "starting");
    stage.create(provider, request);
    assertThat(json(stage.taken()))
        .isEqualTo(
            object(
                "{'version':'acme/wonder:5c7d5dc6','input':{'prompt':'y',"
                    + "'refs':['https://example.com/a.png','https://example.com/b.png'],"
                    + "'tail':'https://example.com/b.png','clip':'https://example.com/v.mp4',"
                    + "'steps':5}}"));
  }

  @Test
  void a_community_model_runs_by_its_newest_version() throws Exception {
    stage.answersText(200, "{\"owner\":\"nateraw\",\"latest_version\":{\"id\":\"ac5c1381\"}}");
    stage.answers(201, "starting");
    stage.create(
        provider,
        MediaRequest.of(Operation.VIDEO_BACKGROUND_REMOVAL)
            .video(new MediaInput.WebUrl("https://example.com/v.mp4"))
            .build());
    assertThat(stage.taken().getRequestLine())
        .isEqualTo("GET /v1/models/nateraw/video-background-remover HTTP/1.1");
    assertThat(json(stage.taken()))
        .isEqualTo(
            object(
                "{'version':'nateraw/video-background-remover:ac5c1381',"
                    + "'input':{'video':'https://example.com/v.mp4'}}"));
  }

  @Test
  void an_unknown_model_is_refused_before_anything_is_paid() {
    stage.answersText(404, "{\"detail\":\"The requested resource could not be found.\"}");
    ProviderException e =
        catchThrowableOfType(
            ProviderException.class, () -> stage.create(provider, image("acme/none").build()));
    assertThat(e.fault().kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(e.fault().sentence()).contains("acme/none");
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void small_files_are_data_urls_and_large_ones_uploads() throws Exception {
    MediaInput.LocalFile small = stage.picture("small.png", 100);
    MediaInput.LocalFile large = stage.picture("large.png", 300_000);
    stage.answersText(
        201, "{\"id\":\"f\",\"urls\":{\"get\":\"https://api.replicate.com/v1/files/f\"}}");
    stage.answers(201, "starting");
    stage.create(provider, image("bytedance/seedream-4").images(List.of(small, large)).build());
    RecordedRequest upload = stage.taken();
    assertThat(upload.getRequestLine()).isEqualTo("POST /v1/files HTTP/1.1");
    assertThat(ProviderStage.body(upload).string(StandardCharsets.ISO_8859_1))
        .contains("name=\"content\"; filename=\"input.png\"\r\nContent-Type: image/png");
    assertThat(ProviderStage.body(upload).indexOf(Files.readAllBytes(large.file()))).isPositive();
    assertThat(json(stage.taken()).at("/input/image_input"))
        .isEqualTo(
            object(
                    "{'a':['data:image/png;base64,"
                        + Base64.getEncoder().encodeToString(Files.readAllBytes(small.file()))
                        + "','https://api.replicate.com/v1/files/f']}")
                .path("a"));
  }

  @ParameterizedTest
  @CsvSource({"503, REFUSED", "401, AUTH", "413, INVALID_INPUT", "429, RATE"})
  void a_refused_upload_pays_nothing(int status, FailureClass kind) throws Exception {
    MediaInput.LocalFile large = stage.picture("large.png", 300_000);
    stage.answersText(status, "{\"detail\":\"no " + ProviderStage.KEY + "\"}");
    ProviderException e =
        catchThrowableOfType(
            ProviderException.class,
            () ->
                stage.create(
                    provider, image("bytedance/seedream-4").images(List.of(large)).build()));
    assertThat(e.fault().kind()).isEqualTo(kind);
    assertThat(e.fault().sentence()).doesNotContain(ProviderStage.KEY);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void failures_are_within_a_200() throws Exception {
    TaskRef task = new TaskRef(ID, Operation.ANIMATION, "");
    stage.answers(200, "failed");
    Polled failed = stage.poll(provider, task);
    Fault fault = fault(failed);
    assertThat(fault.kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(fault.requestId()).isEqualTo(ID);
    assertThat(fault.sentence()).contains("E005", "flagged as sensitive");
    assertThat(((Polled.Failed) failed).cost())
        .contains(new Cost(new BigDecimal("3.5"), "seconds"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'failed','error':'CUDA out of memory'}|PROVIDER_FAULT",
        "{'status':'failed','error':null}|PROVIDER_FAULT",
        "{'status':'canceled'}|PROVIDER_FAULT",
        "{'status':'aborted'}|EXPIRED",
        "{'status':'succeeded','output':null,'data_removed':true}|OUTPUT_GONE",
        "{'status':'succeeded','output':[]}|PROVIDER_FAULT",
      })
  void ends_that_bring_nothing(String body, FailureClass kind) throws Exception {
    stage.answersText(200, body.replace('\'', '"'));
    Polled polled = stage.poll(provider, new TaskRef(ID, Operation.ANIMATION, ""));
    assertThat(polled).isInstanceOf(Polled.Failed.class);
    assertThat(fault(polled).kind()).isEqualTo(kind);
  }

  @Test
  void a_writing_models_pieces_are_one_text() throws Exception {
    stage.answersText(200, "{\"status\":\"succeeded\",\"output\":[\"A \",\"kite\"]}");
    assertThat(
            ((Polled.Succeeded) stage.poll(provider, new TaskRef(ID, Operation.ANY_MODEL, "")))
                .outputs())
        .containsExactly(new RemoteOutput.Text("A kite"));
  }

  @Test
  void the_wait_of_a_throttle_stands_in_its_text_or_its_body() throws Exception {
    stage.answers(429, "throttled");
    Submitted answer = stage.create(provider, animation().build());
    assertThat(answer).isInstanceOf(Submitted.Refused.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.RATE);
    assertThat(fault(answer).retryAfter()).isEqualTo(Duration.ofSeconds(30));
    stage.answersText(
        429,
        "{\"detail\":\"Your rate limit is reduced while you have less than $5.0 in credit.\","
            + "\"status\":429,\"retry_after\":5}");
    answer = stage.create(provider, animation().build());
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.RATE);
    assertThat(fault(answer).retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "401, Unauthenticated, AUTH",
    "402, You have insufficient credit to run this model, MONEY",
    "403, Your billing is not set up, MONEY",
    "403, Not yours, AUTH",
    "404, No such version, INVALID_INPUT",
    "422, input: prompt is required, INVALID_INPUT",
    "429, Too many concurrent predictions, CONCURRENCY"
  })
  void refusals_are_told_apart(int status, String detail, FailureClass kind) throws Exception {
    stage.answersText(
        status, "{\"title\":\"No\",\"detail\":\"" + detail + " " + ProviderStage.KEY + "\"}");
    Submitted answer = stage.create(provider, animation().build());
    assertThat(answer).isInstanceOf(Submitted.Refused.class);
    assertThat(fault(answer).kind()).isEqualTo(kind);
    assertThat(fault(answer).sentence())
        .startsWith("Replicate ")
        .endsWith(": " + detail + " *** (No, HTTP " + status + ").");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"500|{}", "502|<html>", "200|{}", "201|<html>", "400|oops"})
  void what_cannot_be_told_is_unknown(int status, String body) throws Exception {
    stage.answersText(status, body);
    Submitted answer = stage.create(provider, animation().build());
    assertThat(answer).isInstanceOf(Submitted.Unknown.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.AMBIGUOUS);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"401, AUTH", "429, RATE", "502, REFUSED", "200, REFUSED"})
  void polls_that_are_not_answered(int status, FailureClass kind) throws Exception {
    stage.answersText(status, "oops");
    Polled polled = stage.poll(provider, new TaskRef(ID, Operation.ANIMATION, ""));
    assertThat(fault(polled).kind()).isEqualTo(kind);
    assertThat(polled).isInstanceOf(Polled.AskAgain.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"404|{\"detail\":\"no\"}|false", "404|<html>|true", "410|oops|true"})
  void a_task_that_is_not_known_may_only_not_be_known_yet(int status, String body, boolean bare)
      throws Exception {
    stage.answersText(status, body);
    Polled.NotKnown polled =
        (Polled.NotKnown) stage.poll(provider, new TaskRef(ID, Operation.ANIMATION, ""));
    assertThat(polled.bare()).isEqualTo(bare);
    assertThat(polled.fault().sentence()).contains("does not know the task");
  }

  @Test
  void predictions_can_be_cancelled() throws Exception {
    TaskRef task = new TaskRef(ID, Operation.ANIMATION, "");
    stage.answersText(200, "{\"status\":\"canceled\"}");
    stage.answersText(200, "{\"status\":\"processing\"}");
    stage.answersText(200, "{\"status\":\"succeeded\"}");
    stage.answersText(500, "");
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(stage.taken().getRequestLine())
        .isEqualTo("POST /v1/predictions/" + ID + "/cancel HTTP/1.1");
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.ALREADY_OVER);
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.GOES_ON);
  }

  /** The call was intended ten minutes ago. */
  private Recovery recover(Instant intendedAt) throws Exception {
    return provider.recover(
        animation().build(),
        new CreateCall(0, 1, "kwaivgi/kling-v2.1", "marker", intendedAt),
        stage.free(),
        new Cancellation());
  }

  @Test
  void a_lost_call_is_one_of_those_that_could_be_it() throws Exception {
    stage.answers(200, "list");
    stage.answers(200, "list-end");
    assertThat(recover(ProviderStage.NOW.minusSeconds(600)))
        .isEqualTo(
            new Recovery.Candidates(
                List.of(new TaskRef("p-ours", Operation.ANIMATION, "")),
                List.of(
                    new TaskRef("p-removed", Operation.ANIMATION, ""),
                    new TaskRef("p-before", Operation.ANIMATION, ""))));
    assertThat(stage.taken().getRequestLine()).isEqualTo("GET /v1/predictions HTTP/1.1");
    assertThat(stage.taken().getRequestLine())
        .isEqualTo("GET /v1/predictions?cursor=cD0yMDI2 HTTP/1.1");
  }

  @Test
  void a_call_that_is_not_in_the_list_was_not_made() throws Exception {
    stage.answersText(200, stage.resource("list-end").replace("2026-11-25T1", "2026-11-23T1"));
    assertThat(recover(ProviderStage.NOW.minusSeconds(500)))
        .isEqualTo(new Recovery.Candidates(List.of(), List.of()));
  }

  /** An hour ahead or an hour behind when it was made; right when it is looked for. */
  @ParameterizedTest
  @CsvSource({"-3600", "3600"})
  void a_clock_that_has_moved_since_leaves_the_prediction_to_a_person(long seconds)
      throws Exception {
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 12:00:00 GMT");
    stage.answersText(200, "{\"next\": null, \"results\": []}");
    assertThat(recover(ProviderStage.NOW.minusSeconds(600 + seconds)))
        .isEqualTo(
            new Recovery.Candidates(
                List.of(), List.of(new TaskRef("p-ours", Operation.ANIMATION, ""))));
  }

  /** It was a month ahead when the call was intended, as machines are that have lost their time. */
  @Test
  void a_clock_that_was_set_back_by_far_leaves_the_prediction_to_a_person() throws Exception {
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 12:00:00 GMT");
    assertThat(recover(ProviderStage.NOW.plusSeconds(86_400 * 30)))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void the_servers_clock_counts() throws Exception {
    stage.answers(200, "list-end", "Date", "Wed, 25 Nov 2026 11:58:20 GMT");
    assertThat(recover(ProviderStage.NOW.minusSeconds(500)))
        .isEqualTo(
            new Recovery.Candidates(
                List.of(),
                List.of(
                    new TaskRef("p-removed", Operation.ANIMATION, ""),
                    new TaskRef("p-before", Operation.ANIMATION, ""))));
  }

  @Test
  void a_search_that_cannot_be_ended_tells_nothing() throws Exception {
    stage.answersText(200, "oops");
    assertThatThrownBy(() -> recover(ProviderStage.NOW.minusSeconds(600)))
        .isInstanceOf(IOException.class);
    stage.answersText(500, "");
    assertThatThrownBy(() -> recover(ProviderStage.NOW.minusSeconds(600)))
        .isInstanceOf(IOException.class);
    stage.answersText(401, "{\"detail\":\"Unauthenticated\"}");
    assertThatThrownBy(() -> recover(ProviderStage.NOW.minusSeconds(600)))
        .isInstanceOf(ProviderException.class);
    for (int page = 0; page < 20; page++) {
      stage.answers(200, "list");
    }
    assertThat(recover(ProviderStage.NOW.minusSeconds(600)))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void a_plan_names_all_that_cannot_be_done() {
    assertThatThrownBy(
            () ->
                provider.plan(
                    animation()
                        .images(List.of())
                        .endImage(B)
                        .seed(1)
                        .aspectRatio("1:1")
                        .durationSeconds(7)
                        .build()))
        .hasMessage(
            "Replicate's kwaivgi/kling-v2.1 takes an end image only with a start image; it takes"
                + " no seed; it takes no aspect ratio; it makes videos of 5 or 10 seconds; it"
                + " needs a start image.");
    assertThatThrownBy(
            () -> provider.plan(animation().model("kwaivgi/kling-v2.1-master").endImage(B).build()))
        .hasMessageContaining("takes no end image");
    assertThatThrownBy(
            () ->
                provider.plan(
                    animation().model("bytedance/seedance-1-pro-fast").endImage(B).build()))
        .hasMessageContaining("takes no end image");
    assertThatThrownBy(
            () -> provider.plan(image("black-forest-labs/flux-schnell").images(List.of(A)).build()))
        .hasMessageContaining("takes no pictures");
    assertThatThrownBy(
            () -> provider.plan(image("bytedance/seedream-4").negativePrompt("x").seed(1).build()))
        .hasMessageContaining("takes no negative prompt; it takes no seed");
    assertThatThrownBy(() -> provider.plan(image("acme/wonder").images(List.of(A, B)).build()))
        .hasMessageContaining("options.images_field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wonder", "a/b/c", "../files", "a/..", "a/b:", "a b/c", "https://x/y"})
  void names_that_are_no_models_are_refused(String model) {
    assertThatThrownBy(() -> provider.plan(image(model).build()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("owner/name");
  }

  /** A list may lag, and what is not on it yet would be paid for twice. */
  @Test
  void a_prediction_that_is_not_listed_is_looked_for_a_while() {
    assertThat(provider().absentAfter()).isEqualTo(Duration.ofMinutes(1));
  }
}
