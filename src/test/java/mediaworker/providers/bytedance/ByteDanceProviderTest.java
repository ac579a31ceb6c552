package mediaworker.providers.bytedance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.providers.CancelAnswer;
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
import tools.jackson.databind.node.ObjectNode;

class ByteDanceProviderTest extends ProviderContract {

  private static final TaskRef TASK = task("cgt-2026112518-x7k2p");

  /** Of the tasks in list.json. */
  private static final Instant INTENDED = Instant.ofEpochSecond(1_795_600_195);

  private static final String VIDEO_URL =
      "https://ark-content.tos-ap-southeast-1.bytepluses.com/out.mp4?X-Tos-Signature=9";

  @Override
  protected String name() {
    return "bytedance";
  }

  @Override
  protected ProviderDescription description() {
    return ByteDanceProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new ByteDanceProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return animation().prompt("A fox runs").build();
  }

  @Override
  protected TaskRef task() {
    return TASK;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":{\"code\":\"InvalidParameter\",\"message\":\"" + message + "\"}}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("created");
  }

  @Test
  void a_picture_comes_with_the_answer() throws Exception {
    stage.answers(200, "pictures");
    MediaRequest request = picture().prompt("A fox").aspectRatio("16:9").build();
    assertThat(stage.create(provider(), request))
        .isEqualTo(
            new Submitted.Done(
                List.of(
                    new RemoteOutput.Url(
                        "https://ark-content.tos-ap-southeast-1.volces.com/a.jpeg?X-Tos-Signature=1")),
                Optional.of(new Cost(BigDecimal.ONE, "images"))));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/images/generations");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'seedream-5-0-260128','prompt':'A fox','size':'2728x1536',"
                    + "'response_format':'url','watermark':false}"));
  }

  @Test
  void reference_pictures_go_along_and_options_win() throws Exception {
    stage.answers(200, "pictures");
    MediaInput.LocalFile file = stage.file("a.webp", "image/webp", 1000);
    MediaRequest request =
        picture()
            .model("seedream-4-0-250828")
            .prompt("A fox")
            .images(List.of(file, web()))
            .resolution("1280x720")
            .options((ObjectNode) ProviderStage.json("{'watermark':true,'response_format':null}"))
            .build();
    stage.create(provider(), request);

    String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(file.file()));
    assertThat(ProviderStage.json(stage.taken()))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'seedream-4-0-250828','prompt':'A fox','image':['data:image/webp;base64,"
                    + base64
                    + "','https://example.com/a.png'],'size':'1280x720','watermark':true}"));
  }

  @Test
  void several_pictures_are_several_calls_but_a_series_is_one() throws Exception {
    assertThat(provider().plan(picture().prompt("x").count(3).build()))
        .isEqualTo(new Plan("seedream-5-0-260128", List.of(1, 1, 1)));
    MediaRequest series =
        picture()
            .prompt("x")
            .count(3)
            .options((ObjectNode) ProviderStage.json("{'sequential_image_generation':'auto'}"))
            .build();
    stage.answers(200, "pictures");
    stage.create(provider(), series);
    assertThat(ProviderStage.json(stage.taken()).at("/sequential_image_generation_options"))
        .isEqualTo(ProviderStage.json("{'max_images':3}"));
  }

  @Test
  void a_huge_inlined_picture_goes_to_a_file() throws Exception {
    byte[] jpeg = new byte[30_000_000];
    new Random(1).nextBytes(jpeg);
    jpeg[0] = (byte) 0xff;
    jpeg[1] = (byte) 0xd8;
    jpeg[2] = (byte) 0xff;
    stage.answersText(
        200, "{\"data\":[{\"b64_json\":\"" + Base64.getEncoder().encodeToString(jpeg) + "\"}]}");
    Submitted.Done done = (Submitted.Done) stage.create(provider(), picture().prompt("x").build());

    RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) done.outputs().get(0);
    assertThat(bytes.extension()).isEqualTo("jpg");
    assertThat(bytes.file()).hasBinaryContent(jpeg);
    assertThat(done.cost()).isEmpty();
  }

  @Test
  void a_refused_picture_inside_a_200_fails_and_the_others_stay() throws Exception {
    stage.answers(200, "picture-refused");
    Submitted.Failed failed =
        (Submitted.Failed) stage.create(provider(), picture().prompt("x").build());
    assertThat(failed.fault().kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(failed.fault().sentence()).contains("OutputImageSensitiveContentDetected");
    stage.answersText(
        200,
        "{\"data\":[{\"error\":{\"code\":\"InternalServiceError\"}},{\"url\":\"https://x/y\"}]}");
    assertThat(((Submitted.Done) stage.create(provider(), picture().prompt("x").build())).outputs())
        .containsExactly(new RemoteOutput.Url("https://x/y"));
    stage.answersText(200, "{\"error\":{\"code\":\"InternalServiceError\",\"message\":\"oops\"}}");
    assertThat(
            ((Submitted.Failed) stage.create(provider(), picture().prompt("x").build()))
                .fault()
                .kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    stage.answersText(200, "{\"data\":[]}");
    assertThat(unknown(stage.create(provider(), picture().prompt("x").build())).kind())
        .isEqualTo(FailureClass.AMBIGUOUS);
  }

  @Test
  void a_video_task_is_named_by_our_marker() throws Exception {
    stage.answers(200, "created");
    MediaRequest request =
        animation()
            .prompt("A fox runs")
            .images(List.of(web()))
            .endImage(stage.file("end.jpg", "image/jpeg", 3))
            .durationSeconds(5)
            .resolution("720P")
            .aspectRatio("adaptive")
            .options(
                (ObjectNode)
                    ProviderStage.json("{'generate_audio':false,'safety_identifier':'mine'}"))
            .build();
    assertThat(stage.create(provider(), request))
        .isEqualTo(new Submitted.Accepted(TASK, Optional.empty()));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/contents/generations/tasks");
    String base64 =
        Base64.getEncoder().encodeToString(Files.readAllBytes(folder.resolve("end.jpg")));
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model':'dreamina-seedance-2-0-260128','content':[{'type':'text','text':'A fox"
                    + " runs'},{'type':'image_url','image_url':{'url':'https://example.com/a.png'},"
                    + "'role':'first_frame'},{'type':'image_url','image_url':{'url':"
                    + "'data:image/jpeg;base64,"
                    + base64
                    + "'},'role':'last_frame'}],'resolution':'720p','ratio':'adaptive',"
                    + "'duration':5,'watermark':false,'generate_audio':false,"
                    + "'safety_identifier':'mw-7f3c2a10-5-1'}"));
  }

  @Test
  void several_pictures_are_references_and_the_marker_can_be_left_out() throws Exception {
    stage.answers(200, "created");
    Provider unmarked =
        provider(stage.settings(description(), Map.of("safety-identifier", "off"), keys()));
    stage.create(
        unmarked,
        animation().model("seedance-x").prompt("x").images(List.of(web(), web())).seed(7).build());

    var sent = ProviderStage.json(stage.taken());
    assertThat(sent.at("/content/1/role").asString()).isEqualTo("reference_image");
    assertThat(sent.at("/seed").asInt()).isEqualTo(7);
    assertThat(sent.has("safety_identifier")).isFalse();
  }

  @Test
  void a_task_is_polled_to_its_video_and_its_tokens() throws Exception {
    stage.answersText(200, "{\"id\":\"x\",\"status\":\"queued\"}");
    assertThat(stage.poll(provider(), TASK)).isEqualTo(new Polled.Running(Double.NaN, "queued"));
    stage.answers(200, "succeeded");
    assertThat(stage.poll(provider(), TASK))
        .isEqualTo(
            new Polled.Succeeded(
                List.of(new RemoteOutput.Url(VIDEO_URL)),
                Optional.of(new Cost(new BigDecimal("108900"), "tokens"))));
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/contents/generations/tasks/cgt-2026112518-x7k2p");
  }

  @Test
  void a_price_turns_tokens_into_dollars() throws Exception {
    stage.answers(200, "succeeded");
    Provider priced =
        provider(stage.settings(description(), Map.of("usd-per-million-tokens", "7.0"), keys()));
    Cost cost = ((Polled.Succeeded) stage.poll(priced, TASK)).cost().orElseThrow();
    assertThat(cost.unit()).isEqualTo("USD");
    assertThat(cost.amount()).isEqualByComparingTo("0.7623");
  }

  @Test
  void ends_that_are_no_success_have_their_class() throws Exception {
    stage.answers(200, "failed");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.CONTENT_POLICY);
    stage.answersText(200, "{\"status\":\"failed\",\"error\":{\"code\":\"InternalServiceError\"}}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    stage.answersText(200, "{\"status\":\"expired\"}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind()).isEqualTo(FailureClass.EXPIRED);
    stage.answersText(404, "{\"error\":{\"code\":\"ResourceNotFound\"}}");
    assertThat(((Polled.NotKnown) stage.poll(provider(), TASK)).bare()).isFalse();
    stage.answersText(200, "{\"status\":\"cancelled\"}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().sentence()).contains("cancelled");
    stage.answersText(200, "{\"status\":\"succeeded\",\"content\":{}}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    stage.answersText(200, "{\"status\":\"pondering\"}");
    assertThat(((Polled.Running) stage.poll(provider(), TASK)).note()).contains("pondering");
  }

  @ParameterizedTest
  @CsvSource({
    "400, MissingParameter, INVALID_INPUT",
    "400, InvalidParameter.Size, INVALID_INPUT",
    "404, InvalidEndpointOrModel.NotFound, INVALID_INPUT",
    "404, ModelNotOpen, INVALID_INPUT",
    "413, RequestEntityTooLarge, INVALID_INPUT",
    "400, InputTextSensitiveContentDetected, CONTENT_POLICY",
    "400, InputImageSensitiveContentDetected.PrivacyInformation, CONTENT_POLICY",
    "400, OutputTextRiskDetection, CONTENT_POLICY",
    "401, AuthenticationError, AUTH",
    "403, AccessDenied, AUTH",
    "403, AccountOverdueError, MONEY",
    "429, SetLimitExceeded, MONEY",
    "429, RateLimitExceeded.EndpointRPMExceeded, RATE",
    "429, ServerOverloaded, RATE",
    "429, RateLimitExceeded.TaskConcurrency, CONCURRENCY",
    "429, SomethingNew, RATE"
  })
  void refusals_have_classes_by_their_code(int status, String code, FailureClass kind)
      throws Exception {
    String inner = "{\"code\":\"" + code + "\",\"message\":\"so it is\"}";
    stage.answersText(status, "{\"error\":" + inner + "}", "X-Request-Id", "req-1");
    Fault fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains("so it is", code);
    assertThat(fault.requestId()).isEqualTo("req-1");
    stage.answersText(status, inner);
    assertThat(refused(stage.create(provider(), picture().prompt("x").build())).kind())
        .isEqualTo(kind);
  }

  @Test
  void a_server_error_stays_open_whatever_its_code_says() throws Exception {
    stage.answersText(500, "{\"error\":{\"code\":\"AccountOverdueError\"}}");
    assertThat(unknown(stage.create(provider(), simpleRequest())).kind())
        .isEqualTo(FailureClass.AMBIGUOUS);
  }

  @Test
  void a_lost_task_is_found_by_the_marker_in_the_list_or_in_the_task() throws Exception {
    stage.answersText(
        200,
        stage
            .resource("list")
            .replace("\"cgt-a\",", "\"cgt-a\", \"safety_identifier\": \"mw-7f3c2a10-5-1\",")
            .replace("\"cgt-b\",", "\"cgt-b\", \"safety_identifier\": \"someone\","));
    assertThat(stage.recover(provider(), simpleRequest(), INTENDED))
        .isEqualTo(new Recovery.Found(task("cgt-a")));
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/contents/generations/tasks?page_num=1&page_size=100");

    stage.answers(200, "list");
    stage.answers(200, "succeeded");
    assertThat(stage.recover(provider(), simpleRequest(), INTENDED))
        .isEqualTo(new Recovery.Found(task("cgt-b")));
  }

  /** Intended an hour later than the task was created. */
  @ParameterizedTest
  @CsvSource({"list", "task"})
  void a_marker_is_found_however_wrong_the_clock_was(String where) throws Exception {
    stage.answersText(
        200,
        stage
            .resource("list")
            .replace(
                "\"cgt-b\",",
                where.equals("list")
                    ? "\"cgt-b\", \"safety_identifier\": \"mw-7f3c2a10-5-1\","
                    : "\"cgt-b\","));
    stage.answers(200, "succeeded");
    assertThat(stage.recover(provider(), simpleRequest(), INTENDED.plusSeconds(3600)))
        .isEqualTo(new Recovery.Found(task("cgt-b")));
  }

  @Test
  void a_task_without_a_name_may_be_it_when_the_clock_has_moved() throws Exception {
    Provider unmarked =
        provider(stage.settings(description(), Map.of("safety-identifier", "off"), keys()));
    stage.answers(200, "list");
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(unmarked, simpleRequest(), INTENDED.plusSeconds(3600));
    assertThat(found.without(id -> false))
        .isEqualTo(
            new Recovery.CannotTell(
                "tasks were created there that this worker knows nothing of: cgt-b"));
  }

  @Test
  void a_clock_that_is_fast_all_the_time_finds_its_task() throws Exception {
    Provider unmarked =
        provider(stage.settings(description(), Map.of("safety-identifier", "off"), keys()));
    String anHourBehind =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ProviderStage.NOW.minusSeconds(3600).atOffset(ZoneOffset.UTC));
    stage.answers(200, "list", "Date", anHourBehind);
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(unmarked, simpleRequest(), INTENDED.plusSeconds(3600));
    assertThat(found.matching()).containsExactly(task("cgt-b"));
  }

  @Test
  void tasks_of_others_prove_absence_and_nameless_ones_do_not() throws Exception {
    String others =
        stage.resource("list").replace("\"status\"", "\"safety_identifier\": \"no\", \"status\"");
    stage.answersText(200, others);
    Recovery.Candidates none =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), longAgo());
    assertThat(none.without(id -> false)).isEqualTo(new Recovery.Absent());

    stage.answers(200, "list");
    for (int i = 0; i < 3; i++) {
      stage.answersText(200, "{\"id\":\"x\"}");
    }
    Recovery.Candidates nameless =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), longAgo());
    assertThat(nameless.matching()).isEmpty();
    assertThat(nameless.others()).containsExactly(task("cgt-b"), task("cgt-a"), task("cgt-old"));
  }

  /** ModelArk keeps its records for seven days: a worker may have been off for longer. */
  @Test
  void what_would_be_listed_no_more_is_left_to_a_person() throws Exception {
    for (int days : new int[] {7, 900}) {
      stage.answersText(200, "{\"items\":[]}");
      assertThat(
              stage.recover(
                  provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(86_400L * days)))
          .isInstanceOf(Recovery.CannotTell.class);
    }
    stage.answersText(200, "{\"items\":[]}");
    assertThat(stage.recover(provider(), simpleRequest(), longAgo()))
        .isInstanceOf(Recovery.Candidates.class);
  }

  /** It was a month ahead when the call was intended, as machines are that have lost their time. */
  @Test
  void a_clock_that_was_set_back_by_far_leaves_an_unmarked_task_to_a_person() throws Exception {
    stage.answers(200, "list", "Date", "Wed, 25 Nov 2026 12:00:00 GMT");
    assertThat(
            stage.recover(provider(), simpleRequest(), ProviderStage.NOW.plusSeconds(86_400 * 30)))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void without_markers_the_model_is_what_is_alike() throws Exception {
    Provider unmarked =
        provider(stage.settings(description(), Map.of("safety-identifier", "off"), keys()));
    stage.answers(200, "list");
    Recovery.Candidates found =
        (Recovery.Candidates) stage.recover(unmarked, simpleRequest(), longAgo());
    assertThat(found.without("cgt-old"::equals)).isEqualTo(new Recovery.Found(task("cgt-b")));
  }

  /** Answers with ten full pages of other calls' tasks. */
  private void answersTenPages(IntFunction<Instant> createdAt) {
    for (int page = 0; page < 10; page++) {
      String items =
          IntStream.range(100 * page, 100 * page + 100)
              .mapToObj(
                  i ->
                      "{\"id\":\"cgt-"
                          + i
                          + "\",\"safety_identifier\":\"no\",\"created_at\":"
                          + createdAt.apply(i).getEpochSecond()
                          + "}")
              .collect(Collectors.joining(","));
      stage.answersText(200, "{\"items\":[" + items + "]}");
    }
  }

  @Test
  void behind_tasks_that_are_older_than_the_call_nothing_is_looked_for() throws Exception {
    answersTenPages(i -> INTENDED.plusSeconds(600).minusSeconds(600L * i));
    Recovery.Candidates none =
        (Recovery.Candidates) stage.recover(provider(), simpleRequest(), INTENDED);
    assertThat(none.without(id -> false)).isEqualTo(new Recovery.Absent());
    assertThat(stage.requests()).isEqualTo(10);
  }

  /** All newer, or in no order that would tell what comes behind. */
  @ParameterizedTest
  @CsvSource({"1000, -1", "-600000, 600"})
  void more_tasks_than_can_be_looked_through_are_left_to_a_person(long first, long step)
      throws Exception {
    answersTenPages(i -> INTENDED.plusSeconds(first + step * i));
    assertThat(stage.recover(provider(), simpleRequest(), INTENDED))
        .isEqualTo(
            new Recovery.CannotTell(
                "ModelArk lists more than 1000 tasks, too many to look through"));
  }

  @Test
  void a_look_up_that_fails_or_comes_too_early_proves_nothing() throws Exception {
    for (int status : new int[] {500, 401, 429}) {
      stage.answersText(status, "{}");
      assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), longAgo()))
          .isInstanceOf(IOException.class);
    }
    stage.answersText(200, "{\"items\":[]}");
    assertThatThrownBy(() -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW))
        .isInstanceOf(IOException.class);
    assertThat(stage.recover(provider(), picture().prompt("x").build(), longAgo()))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @ParameterizedTest
  @CsvSource({
    "200, CANCELLED",
    "400, GOES_ON",
    "409, GOES_ON",
    "404, ALREADY_OVER",
    "500, GOES_ON"
  })
  void a_queued_task_is_cancelled_and_a_running_one_goes_on(int status, CancelAnswer answer)
      throws Exception {
    stage.answersText(status, "{}");
    assertThat(stage.cancel(provider(), TASK)).isEqualTo(answer);
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("DELETE /v1/contents/generations/tasks/cgt-2026112518-x7k2p");
  }

  @Test
  void what_a_model_cannot_do_is_named_all_at_once() {
    assertThat(
            notPlanned(
                animation()
                    .model("dreamina-seedance-2-0-fast-260128")
                    .negativePrompt("x")
                    .endImage(web())
                    .durationSeconds(2.5)
                    .resolution("1080p")
                    .aspectRatio("5:4")
                    .count(2)
                    .seed(1)
                    .build()))
        .contains(
            "needs a prompt or a start image",
            "takes no negative prompt",
            "only beside a start image",
            "one video a job",
            "takes no seed",
            "makes 4 to 15 s, not 2.5",
            "makes 480p, 720p, not 1080p");
    assertThat(
            notPlanned(
                picture()
                    .model("seedream-4-5-251128")
                    .negativePrompt("x")
                    .seed(1)
                    .endImage(web())
                    .resolution("1500x1500")
                    .aspectRatio("1:1")
                    .durationSeconds(5)
                    .build()))
        .contains(
            "needs a prompt",
            "takes no negative prompt",
            "takes no seed",
            "makes 3686400 to 16777216 pixels, not 1500x1500",
            "not both");
    assertThat(notPlanned(picture().prompt("x").resolution("huge").aspectRatio("wide").build()))
        .contains("not huge", "not wide");
  }

  @Test
  void files_have_limits() {
    MediaInput large = new MediaInput.LocalFile(folder.resolve("a.png"), "image/png", 29_000_000);
    MediaInput text = new MediaInput.LocalFile(folder.resolve("a.txt"), "text/plain", 31_000_000);
    assertThat(notPlanned(picture().prompt("x").images(List.of(large, large, text)).build()))
        .contains("takes no text/plain", "a.txt is larger", "come to 118 MB");
  }

  @Test
  void other_work_is_left_to_others() {
    assertThat(notPlanned(MediaRequest.of(Operation.GPU_JOB).build())).contains("GPU jobs");
  }

  private static Instant longAgo() {
    return ProviderStage.NOW.minusSeconds(86_400L * 2);
  }

  private static TaskRef task(String id) {
    return new TaskRef(id, Operation.ANIMATION, "");
  }

  private static MediaRequest.Builder animation() {
    return MediaRequest.of(Operation.ANIMATION);
  }

  private static MediaRequest.Builder picture() {
    return MediaRequest.of(Operation.IMAGE_GENERATION);
  }

  private static MediaInput web() {
    return new MediaInput.WebUrl("https://example.com/a.png");
  }

  @Test
  void videos_alone_are_tasks_that_a_person_could_adopt() {
    assertThat(provider().hasTasks(Operation.ANIMATION)).isTrue();
    assertThat(provider().hasTasks(Operation.IMAGE_GENERATION)).isFalse();
  }
}
