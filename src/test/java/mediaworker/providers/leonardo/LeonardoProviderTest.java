package mediaworker.providers.leonardo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import mediaworker.providers.Plan;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class LeonardoProviderTest extends ProviderContract {

  private static final String ID = "1f2e3d4c-0000-4111-8222-333344445555";
  private static final String UUID = "b24e16ff-06e3-43eb-8d33-4416c2d75876";
  private static final String UPLOADED = "11112222-3333-4444-5555-666677778888";
  private static final TaskRef TASK = new TaskRef(ID, Operation.IMAGE_GENERATION, "");
  private static final Instant INTENDED = Instant.parse("2026-11-25T11:54:58Z");

  @Override
  protected String name() {
    return "leonardo";
  }

  @Override
  protected ProviderDescription description() {
    return LeonardoProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new LeonardoProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return picture().prompt("A fox").build();
  }

  @Override
  protected TaskRef task() {
    return TASK;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":\"" + message + "\",\"path\":\"$\",\"code\":\"unexpected\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("created-v2");
  }

  @Test
  void a_slug_is_served_by_the_second_version() throws Exception {
    stage.answers(200, "created-v2");
    MediaRequest request = picture().prompt("A fox").aspectRatio("16:9").count(3).seed(5).build();
    assertThat(stage.create(provider(), request))
        .isEqualTo(
            new Submitted.Accepted(TASK, Optional.of(new Cost(new BigDecimal("0.0336"), "USD"))));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v2/generations");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'nano-banana-2','public':false,'parameters':{'prompt':'A fox',"
                    + "'prompt_enhance':'OFF','seed':5,'width':1360,'height':768,'quantity':3}}"));
  }

  @Test
  void a_uuid_is_served_by_the_first_version_with_an_uploaded_picture() throws Exception {
    stage.answers(200, "upload");
    stage.answersText(204, "");
    stage.answers(200, "created-v1");
    MediaInput.LocalFile file = stage.file("a.png", "image/png", 30_000);
    MediaRequest request =
        picture()
            .model(UUID)
            .prompt("A fox")
            .negativePrompt("snow")
            .images(List.of(file))
            .resolution("768x512")
            .options(
                (ObjectNode) ProviderStage.json("{'init_strength':0.4,'presetStyle':'DYNAMIC'}"))
            .build();
    assertThat(stage.create(provider(), request))
        .isEqualTo(
            new Submitted.Accepted(TASK, Optional.of(new Cost(new BigDecimal("11"), "credits"))));

    RecordedRequest place = stage.taken();
    assertThat(ProviderStage.line(place)).isEqualTo("POST /v1/v1/init-image");
    assertThat(ProviderStage.json(place)).isEqualTo(ProviderStage.json("{'extension':'png'}"));
    RecordedRequest upload = stage.taken();
    assertThat(ProviderStage.line(upload)).isEqualTo("POST /store");
    assertThat(upload.getHeaders().get("Authorization")).isNull();
    String form = upload.getBody().string(StandardCharsets.ISO_8859_1);
    assertThat(form)
        .containsSubsequence(
            "name=\"Content-Type\"",
            "name=\"bucket\"",
            "name=\"key\"",
            "name=\"X-Amz-Signature\"",
            "name=\"file\"; filename=\"file.png\"")
        .contains(new String(Files.readAllBytes(file.file()), StandardCharsets.ISO_8859_1));
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/generations");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'modelId':'"
                    + UUID
                    + "','prompt':'A fox','negative_prompt':'snow','num_images':1,'width':768,"
                    + "'height':512,'init_image_id':'"
                    + UPLOADED
                    + "','public':false,'init_strength':0.4,'presetStyle':'DYNAMIC'}"));
  }

  @Test
  void more_pictures_than_a_call_makes_are_several_calls() throws Exception {
    assertThat(provider().plan(picture().prompt("x").count(10).build()))
        .isEqualTo(new Plan("nano-banana-2", List.of(8, 2)));
    assertThat(
            provider()
                .plan(picture().model(UUID).prompt("x").resolution("1024x1024").count(6).build()))
        .isEqualTo(new Plan(UUID, List.of(4, 2)));
  }

  @Test
  void start_and_end_frames_go_to_a_slug_model() throws Exception {
    upload();
    upload();
    stage.answers(200, "created-v2");
    stage.create(
        provider(),
        animation()
            .model("kling-3.0")
            .prompt("It runs")
            .images(List.of(stage.file("a.jpg", "image/jpeg", 10)))
            .endImage(stage.file("b.jpg", "image/jpeg", 11))
            .durationSeconds(7)
            .resolution("1080p")
            .build());

    for (int i = 0; i < 4; i++) {
      stage.taken();
    }
    assertThat(ProviderStage.json(stage.taken()))
        .isEqualTo(
            ProviderStage.json(
                ("{'model':'kling-3.0','public':false,'parameters':{'prompt':'It runs',"
                        + "'prompt_enhance':'OFF','duration':7,'mode':'RESOLUTION_1080',"
                        + "'guidances':{'start_frame':[{'image':{'id':'U','type':'UPLOADED'}}],"
                        + "'end_frame':[{'image':{'id':'U','type':'UPLOADED'}}]}}}")
                    .replace("U'", UPLOADED + "'")));
  }

  @Test
  void a_model_in_capitals_makes_a_video_from_a_picture_or_a_text() throws Exception {
    upload();
    stage.answers(200, "created-video");
    MediaInput.LocalFile file = stage.file("a.webp", "image/webp", 10);
    stage.create(
        provider(),
        animation().prompt("It runs").images(List.of(file)).resolution("480p").seed(3).build());
    stage.taken();
    stage.taken();
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/generations-image-to-video");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'MOTION2','prompt':'It runs','imageId':'"
                    + UPLOADED
                    + "','imageType':'UPLOADED','resolution':'RESOLUTION_480','seed':3,"
                    + "'isPublic':false}"));

    stage.answers(200, "created-video");
    stage.create(
        provider(),
        animation().model("VEO3").prompt("x").negativePrompt("y").durationSeconds(6).build());
    sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/generations-text-to-video");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'VEO3','prompt':'x','negativePrompt':'y','duration':6,"
                    + "'isPublic':false}"));

    upload();
    stage.answersText(200, stage.resource("created-video").replace("motionVideo", "motionSvd"));
    stage.create(
        provider(),
        animation()
            .model("SVD")
            .images(List.of(file))
            .options((ObjectNode) ProviderStage.json("{'motionStrength':5}"))
            .build());
    stage.taken();
    stage.taken();
    sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/generations-motion-svd");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'imageId':'"
                    + UPLOADED
                    + "','isInitImage':true,'isPublic':false,'motionStrength':5}"));
  }

  @Test
  void a_background_is_removed_in_one_answer() throws Exception {
    stage.answers(200, "cutout");
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    assertThat(stage.create(provider(), request))
        .isEqualTo(
            new Submitted.Done(
                List.of(
                    new RemoteOutput.Url("https://s3.amazonaws.com/x/out.png?X-Amz-Signature=1")),
                Optional.of(new Cost(new BigDecimal("0.02"), "USD"))));
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v2/generationssync");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'remove-bg','public':false,'parameters':{'size':'auto','type':'auto',"
                    + "'format':'png','guidances':{'image_reference':[{'image':{'url':"
                    + "'https://example.com/a.png','type':'URL'},'strength':'MID'}]}},"
                    + "'ephemeral':true}"));

    byte[] png = new byte[5_000_000];
    new Random(3).nextBytes(png);
    stage.answersText(
        200,
        "{\"generateSync\":{\"results\":[{\"dataB64\":\""
            + Base64.getEncoder().encodeToString(png)
            + "\"}]}}");
    RemoteOutput.Bytes bytes =
        (RemoteOutput.Bytes) ((Submitted.Done) stage.create(provider(), request)).outputs().get(0);
    assertThat(bytes.file()).hasBinaryContent(png);
  }

  @Test
  void a_removal_that_brings_nothing_was_paid_all_the_same() throws Exception {
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    for (String count : new String[] {"0", "1"}) {
      stage.answersText(
          200,
          "{\"generateSync\":{\"blockedCount\":"
              + count
              + ",\"cost\":{\"amount\":\"0.02\",\"unit\":\"DOLLARS\"},\"results\":[]}}");
      Submitted.Failed failed = (Submitted.Failed) stage.create(provider(), request);
      assertThat(failed.fault().kind())
          .isEqualTo(count.equals("1") ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT);
      assertThat(failed.cost()).isPresent();
    }
    assertThat(stage.recover(provider(), request, INTENDED))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void removal_can_be_a_task_as_well() throws Exception {
    stage.answers(200, "created-v2");
    Provider async =
        provider(
            stage.settings(description(), Map.of("background-removal-route", "async"), keys()));
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    assertThat(stage.create(async, request)).isInstanceOf(Submitted.Accepted.class);
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v2/generations");
    assertThat(ProviderStage.json(sent).has("ephemeral")).isFalse();
  }

  @Test
  void a_generation_is_polled_to_its_pictures_or_its_video() throws Exception {
    stage.answersText(200, "{\"generations_by_pk\":{\"status\":\"PENDING\"}}");
    assertThat(stage.poll(provider(), TASK)).isEqualTo(new Polled.Running(Double.NaN, "pending"));
    stage.answers(200, "complete");
    assertThat(((Polled.Succeeded) stage.poll(provider(), TASK)).outputs())
        .containsExactly(
            new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/a.jpg"),
            new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/b.jpg"));
    stage.answers(200, "complete");
    assertThat(
            ((Polled.Succeeded) stage.poll(provider(), new TaskRef(ID, Operation.ANIMATION, "")))
                .outputs())
        .contains(new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/b.mp4"));
    assertThat(ProviderStage.line(stage.taken())).isEqualTo("GET /v1/v1/generations/" + ID);
  }

  @Test
  void failure_inside_a_200_and_unknown_statuses_are_told_apart() throws Exception {
    stage.answersText(200, "{\"generations_by_pk\":{\"status\":\"FAILED\"}}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    stage.answersText(200, "{\"generations_by_pk\":{\"status\":\"COMPLETE\"}}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().sentence())
        .contains("without a result");
    stage.answersText(200, "{\"generations_by_pk\":{\"status\":\"DREAMING\"}}");
    assertThat(((Polled.Running) stage.poll(provider(), TASK)).note()).contains("DREAMING");
    stage.answersText(200, "{\"generations_by_pk\":null}");
    assertThat(stage.poll(provider(), TASK)).isInstanceOf(Polled.Running.class);
    stage.answersText(200, "{\"error\":\"Invalid response from authorization hook\"}");
    assertThat(((Polled.AskAgain) stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.AUTH);
  }

  @Test
  void refusals_inside_a_200_created_nothing() throws Exception {
    stage.answers(200, "errors");
    Fault fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("quantity must be at most 4", "(BAD_REQUEST)");
    stage.answersText(200, "[{\"message\":\"width is wrong\",\"code\":\"VALIDATION\"}]");
    fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("width is wrong");
    stage.answersText(200, "{\"generate\":{}}");
    assertThat(unknown(stage.create(provider(), simpleRequest())).kind())
        .isEqualTo(FailureClass.AMBIGUOUS);
  }

  @ParameterizedTest
  @CsvSource({
    "400, wrong width, INVALID_INPUT",
    "404, no such model, INVALID_INPUT",
    "400, blocked by content moderation, CONTENT_POLICY",
    "403, blocked by content moderation, CONTENT_POLICY",
    "401, who, AUTH",
    "403, forbidden, AUTH",
    "401, Invalid response from authorization hook, AUTH",
    "402, pay, MONEY",
    "400, not enough api tokens, MONEY",
    "429, too fast, RATE",
    "429, concurrency limit reached, CONCURRENCY",
    "429, too many pending jobs, CONCURRENCY",
    "429, insufficient credits, MONEY"
  })
  void refusals_have_classes(int status, String words, FailureClass kind) throws Exception {
    stage.answersText(status, errorBody(words), "x-request-id", "q1");
    Fault fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains(words);
    assertThat(fault.requestId()).isEqualTo("q1");
  }

  @ParameterizedTest
  @CsvSource({
    "500, 'Access denied: pool exhausted after enqueue'",
    "503, authorization hook timed out",
    "500, concurrency limit reached",
    "409, not enough api tokens"
  })
  void a_server_error_stays_open_whatever_it_says(int status, String words) throws Exception {
    stage.answersText(status, errorBody(words));
    assertThat(unknown(stage.create(provider(), simpleRequest())).sentence()).contains(words);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timed out waiting for the generation queue",
        "internal error",
        "internal error: access denied to worker pool after enqueue",
        "generation queue is unhealthy",
        "An unexpected error occurred: too many pending jobs",
        "something new"
      })
  void faults_inside_a_200_leave_it_open(String words) throws Exception {
    stage.answersText(200, "{\"errors\":[{\"message\":\"" + words + "\"}]}");
    assertThat(unknown(stage.create(provider(), simpleRequest())).sentence()).contains(words);
    stage.answersText(200, errorBody("too many pending jobs"));
    assertThat(unknown(stage.create(provider(), simpleRequest())).sentence()).contains("pending");
  }

  @ParameterizedTest
  @CsvSource({
    "Invalid response from authorization hook, AUTH",
    "blocked by content moderation, CONTENT_POLICY",
    "not enough api tokens, MONEY",
    "concurrency limit reached, CONCURRENCY",
    "too many pending jobs, CONCURRENCY"
  })
  void refusals_inside_a_200_have_classes(String words, FailureClass kind) throws Exception {
    stage.answersText(200, "{\"errors\":[{\"message\":\"" + words + "\"}]}");
    assertThat(refused(stage.create(provider(), simpleRequest())).kind()).isEqualTo(kind);
  }

  @Test
  void an_upload_that_is_refused_costs_nothing() throws Exception {
    MediaRequest request =
        picture().prompt("x").images(List.of(stage.file("a.png", "image/png", 9))).build();
    stage.answersText(400, errorBody("wrong extension"));
    ProviderException refused =
        catchThrowableOfType(ProviderException.class, () -> stage.create(provider(), request));
    assertThat(refused.fault().kind()).isEqualTo(FailureClass.INVALID_INPUT);
    stage.answersText(502, "");
    assertThatThrownBy(() -> stage.create(provider(), request)).isInstanceOf(IOException.class);
    stage.answersText(200, stage.resource("upload").replace("\"{\\\"Content", "\"{{\\\"Content"));
    assertThatThrownBy(() -> stage.create(provider(), request)).isInstanceOf(IOException.class);
  }

  /**
   * Leonardo answers so to a wrong key, with a status by which servers tell of their own faults.
   */
  @Test
  void a_key_that_is_refused_with_a_server_error_is_named_where_nothing_is_paid() throws Exception {
    String words = "Invalid response from authorization hook";
    stage.answersText(500, errorBody(words));
    assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), INTENDED))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("LEONARDO_API_KEY")
        .hasMessageContaining(words);

    MediaRequest request =
        picture().prompt("x").images(List.of(stage.file("a.png", "image/png", 9))).build();
    stage.answersText(500, errorBody(words));
    ProviderException refused =
        catchThrowableOfType(ProviderException.class, () -> stage.create(provider(), request));
    assertThat(refused.fault().kind()).isEqualTo(FailureClass.AUTH);
  }

  /** It was a month ahead when the call was intended, as machines are that have lost their time. */
  @Test
  void a_clock_that_was_set_back_by_far_leaves_the_generation_to_a_person() throws Exception {
    stage.answers(200, "me");
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 12:00:00 GMT");
    assertThat(stage.recover(provider(), simpleRequest(), INTENDED.plusSeconds(86_400 * 30)))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void a_lost_generation_is_told_by_its_prompt() throws Exception {
    stage.answers(200, "me");
    stage.answers(200, "list");
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), INTENDED);
    assertThat(found.matching()).containsExactly(task("g2"));
    assertThat(found.others()).containsExactly(task("g3"), task("g1")); // g1: or the clock jumped
    assertThat(found.without(id -> false)).isEqualTo(new Recovery.Found(task("g2")));
    assertThat(found.without("g2"::equals)).isInstanceOf(Recovery.CannotTell.class);
    assertThat(found.without(id -> true)).isEqualTo(new Recovery.Absent());

    assertThat(ProviderStage.line(stage.taken())).isEqualTo("GET /v1/v1/me");
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/v1/generations/user/u-42?offset=0&limit=50");
  }

  /** The task's time is the provider's: g2 was made at 11:55 by its clock. */
  @Test
  void a_clock_that_is_fast_all_the_time_finds_its_generation() throws Exception {
    stage.answers(200, "me");
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 11:57:00 GMT"); // three minutes fast
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), INTENDED.plusSeconds(180));
    assertThat(found.matching()).containsExactly(task("g2"));
  }

  @Test
  void a_clock_that_was_fast_and_was_put_right_leaves_the_generation_to_a_person()
      throws Exception {
    stage.answers(200, "me");
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 12:00:00 GMT");
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), INTENDED.plusSeconds(200));
    assertThat(found.without("g1"::equals))
        .isEqualTo(
            new Recovery.CannotTell(
                "tasks were created there that this worker knows nothing of: g2"));
  }

  @Test
  void a_look_up_that_fails_or_comes_too_early_proves_nothing() throws Exception {
    assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW))
        .isInstanceOf(IOException.class);
    assertThat(stage.requests()).isZero();
    for (int status : new int[] {500, 401, 429}) {
      stage.answersText(status, "{}");
      assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), INTENDED))
          .isInstanceOf(IOException.class);
    }
    stage.answers(200, "me");
    stage.answersText(200, "{\"oops\":1}");
    assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), INTENDED))
        .isInstanceOf(IOException.class);
  }

  @Test
  void what_a_model_cannot_do_is_named_all_at_once() {
    MediaInput gif = new MediaInput.LocalFile(folder.resolve("a.gif"), "image/gif", 26_000_000);
    assertThat(
            notPlanned(
                picture()
                    .model(UUID)
                    .images(List.of(gif, gif))
                    .endImage(gif)
                    .resolution("1000x1700")
                    .durationSeconds(3)
                    .build()))
        .contains(
            "not image/gif",
            "needs a prompt",
            "takes one image, not 2",
            "no end image",
            "1000x1700");
    assertThat(notPlanned(picture().prompt("x").negativePrompt("y").resolution("2K").build()))
        .contains("takes no negative prompt", "not 2K");
    assertThat(notPlanned(cutout(gif))).contains("not image/gif", "up to 25 MB");
    assertThat(notPlanned(MediaRequest.of(Operation.GPU_JOB).build())).contains("GPU jobs");
  }

  @ParameterizedTest
  @CsvSource({
    "MOTION2, 5, no video of 5.0 s",
    "VEO3, 5, no video of 5.0 s",
    "KLING2_5, 7, no video of 7.0 s",
    "kling-3.0, 16, no video of 16.0 s",
    "SVD, 4, needs an image"
  })
  void durations_depend_on_the_model(String model, double seconds, String words) {
    assertThat(notPlanned(animation().model(model).prompt("x").durationSeconds(seconds).build()))
        .contains(words);
  }

  @Test
  void end_images_depend_on_the_model() {
    MediaInput png = new MediaInput.LocalFile(folder.resolve("a.png"), "image/png", 5);
    assertThat(notPlanned(animation().prompt("x").images(List.of(png)).endImage(png).build()))
        .contains("takes no end image (KLING2_1 and kling-3.0 do)");
    assertThat(notPlanned(animation().model("kling-3.0").prompt("x").endImage(png).build()))
        .contains("only beside a start image");
    assertThat(provider().cancelRequest(TASK)).isEmpty();
  }

  private void upload() throws IOException {
    stage.answers(200, "upload");
    stage.answersText(204, "");
  }

  private static TaskRef task(String id) {
    return new TaskRef(id, Operation.IMAGE_GENERATION, "");
  }

  private static MediaRequest.Builder picture() {
    return MediaRequest.of(Operation.IMAGE_GENERATION);
  }

  private static MediaRequest.Builder animation() {
    return MediaRequest.of(Operation.ANIMATION);
  }

  private static MediaRequest cutout(MediaInput image) {
    return MediaRequest.of(Operation.IMAGE_BACKGROUND_REMOVAL).images(List.of(image)).build();
  }

  @Test
  void a_removal_that_is_answered_at_once_leaves_no_task() {
    assertThat(provider().hasTasks(Operation.IMAGE_GENERATION)).isTrue();
    assertThat(provider().hasTasks(Operation.IMAGE_BACKGROUND_REMOVAL)).isFalse();
  }
}
