package mediaworker.providers.kling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
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
import mediaworker.providers.UnreadableListException;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class KlingProviderTest extends ProviderContract {

  private static final TaskRef TASK =
      new TaskRef("893605946402811985", Operation.ANIMATION, "tasks");
  private static final TaskRef LEGACY =
      new TaskRef("CjMT7WdSwWcAAAAAALvB3g", Operation.ANIMATION, "v1/videos/image2video");
  private static final Map<String, String> PAIR =
      Map.of("KLING_ACCESS_KEY", "AKAK42", "KLING_SECRET_KEY", KEY);

  @Override
  protected String name() {
    return "kling";
  }

  @Override
  protected ProviderDescription description() {
    return KlingProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new KlingProvider(settings, ProviderStage.CLOCK);
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
    return "{\"code\":1201,\"message\":\"" + message + "\",\"request_id\":\"r\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("created");
  }

  @Test
  void a_text_becomes_a_video_task_named_by_our_marker() throws Exception {
    stage.answers(200, "created");
    MediaRequest request =
        animation()
            .prompt("A fox runs")
            .negativePrompt("snow")
            .durationSeconds(5)
            .resolution("1080P")
            .aspectRatio("9:16")
            .build();
    assertThat(stage.create(provider(), request))
        .isEqualTo(new Submitted.Accepted(TASK, Optional.empty()));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/text-to-video/kling-3.0");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'prompt':'A fox runs\\nAvoid: snow','settings':{'resolution':'1080p',"
                    + "'duration':5,'multi_shot':false,'aspect_ratio':'9:16'},"
                    + "'options':{'external_task_id':'mw-7f3c2a10-5-1'}}"));
  }

  @Test
  void start_and_end_images_are_sent_as_frames_and_options_win_but_for_the_marker()
      throws Exception {
    stage.answers(200, "created");
    MediaInput.LocalFile start = stage.file("start.png", "image/png", 40_000);
    ObjectNode options =
        (ObjectNode)
            ProviderStage.json(
                "{'settings':{'audio':'native','multi_shot':true},"
                    + "'options':{'external_task_id':'mine','watermark_info':{'enabled':false}}}");
    MediaRequest request =
        animation()
            .prompt("A fox runs")
            .images(List.of(start))
            .endImage(new MediaInput.WebUrl("https://example.com/end.jpg"))
            .options(options)
            .build();
    stage.create(provider(), request);

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/image-to-video/kling-3.0");
    String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(start.file()));
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'contents':[{'type':'prompt','text':'A fox runs'},{'type':'first_frame','url':'"
                    + base64
                    + "'},{'type':'last_frame','url':'https://example.com/end.jpg'}],"
                    + "'settings':{'multi_shot':true,'audio':'native'},"
                    + "'options':{'external_task_id':'mw-7f3c2a10-5-1',"
                    + "'watermark_info':{'enabled':false}}}"));
  }

  @Test
  void an_end_image_at_an_older_model_is_asked_for_at_1080p() throws Exception {
    stage.answers(200, "created");
    stage.create(
        provider(),
        animation().model("kling-2.6").prompt("x").images(url()).endImage(web()).build());

    assertThat(ProviderStage.json(stage.taken()).at("/settings"))
        .isEqualTo(ProviderStage.json("{'resolution':'1080p'}"));
  }

  @ParameterizedTest
  @CsvSource({
    "kling-2.6, pro, '{\"resolution\":\"1080p\"}', ''",
    "kling-2.6, standard, '{}', ''",
    "kling-v2-1, standard, '', std",
    "kling-v2-1, pro, '', pro"
  })
  void the_dashboards_mode_is_said_as_each_standard_says_it(
      String model, String mode, String settings, String legacyMode) throws Exception {
    stage.answers(200, "created");
    MediaRequest request =
        animation()
            .model(model)
            .prompt("x")
            .options((ObjectNode) ProviderStage.json("{'mode':'" + mode + "'}"))
            .build();
    stage.create(provider(), request);

    JsonNode sent = ProviderStage.json(stage.taken());
    assertThat(sent.path("settings").toString()).isEqualTo(settings);
    assertThat(sent.path("mode").asString("")).isEqualTo(legacyMode);
    assertThat(request.options().path("mode").asString()).isEqualTo(mode);
  }

  @Test
  void the_omni_route_takes_reference_images() throws Exception {
    stage.answers(200, "created");
    stage.create(
        provider(),
        animation().model("kling-3.0-omni").prompt("x").images(List.of(web(), web())).build());
    stage.answers(200, "created");
    stage.create(provider(), animation().model("kling-3.0-omni").prompt("x").build());

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/omni-video/kling-3.0-omni");
    assertThat(ProviderStage.json(sent).at("/contents/2/type").asString()).isEqualTo("refer_image");
    assertThat(ProviderStage.json(stage.taken()).at("/settings/aspect_ratio").asString())
        .isEqualTo("16:9");
  }

  @Test
  void the_legacy_standard_is_signed_with_a_token() throws Exception {
    stage.answers(200, "created-legacy");
    Provider legacy = provider(stage.settings(description(), Map.of(), PAIR));
    MediaRequest request =
        animation()
            .model("kling-v2-1")
            .prompt("A fox runs")
            .negativePrompt("snow")
            .images(url())
            .endImage(web())
            .durationSeconds(10)
            .build();
    assertThat(stage.create(legacy, request))
        .isEqualTo(new Submitted.Accepted(LEGACY, Optional.empty()));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/videos/image2video");
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'model_name':'kling-v2-1','prompt':'A fox runs','negative_prompt':'snow',"
                    + "'image':'https://example.com/a.png','image_tail':'https://example.com/a.png',"
                    + "'mode':'pro','duration':'10','external_task_id':'mw-7f3c2a10-5-1'}"));
    checkToken(sent.getHeaders().get("Authorization"));
  }

  private static void checkToken(String header) throws Exception {
    assertThat(header).startsWith("Bearer ");
    String[] parts = header.substring(7).split("\\.", -1);
    assertThat(parts).hasSize(3);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] signature = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.UTF_8));
    assertThat(Base64.getUrlDecoder().decode(parts[2])).isEqualTo(signature);
    JsonNode head = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[0]));
    JsonNode claims = JsonMapper.shared().readTree(Base64.getUrlDecoder().decode(parts[1]));
    assertThat(head).isEqualTo(ProviderStage.json("{'alg':'HS256','typ':'JWT'}"));
    long now = ProviderStage.NOW.getEpochSecond();
    assertThat(claims.at("/iss").asString()).isEqualTo("AKAK42");
    assertThat(claims.at("/exp").asLong()).isEqualTo(now + 1800);
    assertThat(claims.at("/nbf").asLong()).isEqualTo(now - 5);
  }

  @Test
  void a_token_is_what_rfc_7515_says() {
    // Signed with another implementation: openssl dgst -sha256 -hmac over the same two parts.
    assertThat(KlingToken.sign("ak", "sk", java.time.Instant.ofEpochSecond(1_700_000_000)))
        .isEqualTo(
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
                + ".eyJpc3MiOiJhayIsImV4cCI6MTcwMDAwMTgwMCwibmJmIjoxNjk5OTk5OTk1fQ"
                + ".mgn0T3D3XT4hbNxAtEsJsDH8-Kpgvs6l8t89iZ9EkEg");
  }

  @Test
  void legacy_keys_alone_choose_the_legacy_model_and_the_api_key_serves_both() throws Exception {
    Provider legacy = provider(stage.settings(description(), Map.of(), PAIR));
    assertThat(legacy.plan(simpleRequest()).model()).isEqualTo("kling-v2-6");
    assertThat(provider().plan(simpleRequest()).model()).isEqualTo("kling-3.0");
    stage.answers(200, "created-legacy");
    stage.create(provider(), animation().model("kling-v3").prompt("x").build());
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/v1/videos/text2video");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
  }

  @Test
  void a_task_is_polled_to_its_video_and_its_bill() throws Exception {
    stage.answers(200, "running");
    assertThat(stage.poll(provider(), TASK))
        .isEqualTo(new Polled.Running(Double.NaN, "processing"));
    stage.answers(200, "succeeded");
    assertThat(stage.poll(provider(), TASK))
        .isEqualTo(
            new Polled.Succeeded(
                List.of(
                    new RemoteOutput.Url("https://v16.klingai.com/bs2/out.mp4?x-kcdn-pid=112452")),
                Optional.of(new Cost(new BigDecimal("5.0"), "units"))));

    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/tasks?task_ids=893605946402811985");
    assertThat(stage.taken().getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
  }

  @Test
  void a_legacy_task_is_polled_where_it_was_made() throws Exception {
    stage.answers(200, "succeeded-legacy");
    assertThat(stage.poll(provider(), LEGACY))
        .isEqualTo(
            new Polled.Succeeded(
                List.of(new RemoteOutput.Url("https://cdn.klingai.com/bs2/out.mp4?sign=1")),
                Optional.of(new Cost(new BigDecimal("3.5"), "units"))));
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/v1/videos/image2video/CjMT7WdSwWcAAAAAALvB3g");
  }

  @Test
  void an_adopted_task_is_found_by_its_id_or_by_path_and_id() throws Exception {
    stage.answers(200, "running");
    stage.poll(provider(), new TaskRef("893605946402811985", Operation.ANIMATION, ""));
    stage.answers(200, "succeeded-legacy");
    stage.poll(provider(), new TaskRef("v1/videos/text2video/Cj", Operation.ANIMATION, ""));

    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/tasks?task_ids=893605946402811985");
    assertThat(ProviderStage.line(stage.taken())).isEqualTo("GET /v1/v1/videos/text2video/Cj");
  }

  @Test
  void failure_inside_a_200_has_its_class_and_request_id() throws Exception {
    stage.answers(200, "failed");
    Fault content = failed(stage.poll(provider(), TASK)).fault();
    assertThat(content.kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(content.sentence()).contains("Failure to pass the risk control system");
    assertThat(content.requestId()).isEqualTo("a4");
    stage.answersText(200, stage.resource("failed").replace("risk control", "render"));
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    stage.answersText(
        200, stage.resource("succeeded").replaceAll("\"url\": \"[^\"]*\"", "\"u\":1"));
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
  }

  /** The key is right, and a person would look for the fault in vain. */
  @ParameterizedTest
  @CsvSource({
    "1003, 3600, 60 minutes ahead of",
    "1003, 7, 7 seconds ahead of",
    "1004, -3600, 60 minutes behind"
  })
  void a_token_that_is_refused_for_this_machines_clock_says_so(
      String code, long ahead, String words) throws Exception {
    stage.answersText(
        401,
        "{\"code\":" + code + ",\"message\":\"Authorization token invalid\",\"request_id\":\"r\"}",
        "Date",
        date(ahead));
    Fault fault =
        ((Submitted.Refused)
                stage.create(
                    provider(stage.settings(description(), Map.of(), PAIR)), simpleRequest()))
            .fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.AUTH);
    assertThat(fault.sentence())
        .contains("the key may be right: this machine's clock is " + words + " Kling's, set it");
  }

  @ParameterizedTest
  @CsvSource({"''", "No.", "No"})
  void that_it_is_the_clock_stands_behind_what_kling_says(String said) throws Exception {
    stage.answersText(401, "{\"code\":1003,\"message\":\"" + said + "\"}", "Date", date(3600));
    Fault fault =
        ((Submitted.Refused)
                stage.create(
                    provider(stage.settings(description(), Map.of(), PAIR)), simpleRequest()))
            .fault();
    assertThat(fault.sentence())
        .contains(
            said.isEmpty()
                ? "lacks a right: the key may be right: this"
                : "lacks a right: No; the key may be right: this");
  }

  @ParameterizedTest
  @CsvSource({"1003, 4", "1003, -3600", "1004, 3600", "1004, -1000", "1002, 3600"})
  void one_that_is_refused_for_something_else_does_not(String code, long ahead) throws Exception {
    stage.answersText(401, "{\"code\":" + code + ",\"message\":\"no\"}", "Date", date(ahead));
    Fault fault =
        ((Submitted.Refused)
                stage.create(
                    provider(stage.settings(description(), Map.of(), PAIR)), simpleRequest()))
            .fault();
    assertThat(fault.sentence()).doesNotContain("clock");
  }

  /** Kling's time, where our clock is so many seconds ahead of it. */
  private static String date(long ahead) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(
        ProviderStage.NOW.minusSeconds(ahead).atOffset(ZoneOffset.UTC));
  }

  @Test
  void unknown_statuses_and_tasks_not_shown_count_as_running() throws Exception {
    stage.answersText(200, stage.resource("running").replace("processing", "polishing"));
    assertThat(((Polled.Running) stage.poll(provider(), TASK)).note()).contains("polishing");
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThat(stage.poll(provider(), TASK)).isInstanceOf(Polled.Running.class);
    stage.answersText(404, "{\"code\":1203,\"message\":\"task not found\"}");
    assertThat(((Polled.NotKnown) stage.poll(provider(), LEGACY)).bare()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "401, 1002, AUTH",
    "401, 1004, AUTH",
    "403, 1103, AUTH",
    "429, 1304, AUTH",
    "429, 1100, MONEY",
    "429, 1101, MONEY",
    "429, 1102, MONEY",
    "400, 1200, INVALID_INPUT",
    "400, 1201, INVALID_INPUT",
    "404, 1203, INVALID_INPUT",
    "200, 1201, INVALID_INPUT",
    "400, 1300, CONTENT_POLICY",
    "400, 1301, CONTENT_POLICY",
    "429, 1302, RATE",
    "429, 1303, CONCURRENCY",
    "200, 1303, CONCURRENCY"
  })
  void refusals_have_classes_by_their_code(int status, String code, FailureClass kind)
      throws Exception {
    stage.answersText(
        status, "{\"code\":" + code + ",\"message\":\"so it is\",\"request_id\":\"q\"}");
    Fault fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains("so it is", "code " + code);
    assertThat(fault.requestId()).isEqualTo("q");
  }

  @ParameterizedTest
  @CsvSource({
    "500, 5000",
    "503, 5001",
    "504, 5002",
    "200, 5002",
    "200, 7777",
    "500, 1303",
    "409, 1102"
  })
  void server_faults_leave_it_open(int status, String code) throws Exception {
    stage.answersText(status, "{\"code\":" + code + ",\"message\":\"so it is\"}");
    assertThat(unknown(stage.create(provider(), simpleRequest())).kind())
        .isEqualTo(FailureClass.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "The callback_url doesn't exist",
        "element_id does not exist",
        "unique_id is not a valid field"
      })
  void a_wrong_request_is_not_taken_for_a_name_that_is_taken(String message) throws Exception {
    stage.answersText(400, "{\"code\":1201,\"message\":\"" + message + "\"}");
    assertThat(refused(stage.create(provider(), simpleRequest())).kind())
        .isEqualTo(FailureClass.INVALID_INPUT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "external_task_id exists",
        "external_task_id is not unique",
        "The external task id was used before",
        "task_id already used"
      })
  void a_word_about_the_name_of_the_task_is_looked_into(String message) throws Exception {
    stage.answersText(400, "{\"code\":1201,\"message\":\"" + message + "\"}");
    assertThat(unknown(stage.create(provider(), simpleRequest())).sentence()).contains(message);
  }

  @Test
  void a_create_that_is_made_again_keeps_its_name() {
    assertThat(provider().refusesRepeats()).isTrue();
  }

  @Test
  void a_name_that_is_taken_means_that_the_task_exists() throws Exception {
    stage.answers(400, "duplicate");
    assertThat(unknown(stage.create(provider(), simpleRequest())).sentence())
        .contains("already exists");
    stage.answers(200, "running");
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW))
        .isEqualTo(new Recovery.Found(TASK));

    stage.taken();
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/tasks?external_task_ids=mw-7f3c2a10-5-1");
  }

  @Test
  void a_lost_legacy_task_is_looked_up_by_its_name() throws Exception {
    MediaRequest request = animation().model("kling-v2-1").prompt("x").images(url()).build();
    stage.answers(200, "created-legacy");
    assertThat(stage.recover(provider(), request, ProviderStage.NOW))
        .isEqualTo(new Recovery.Found(LEGACY));
    assertThat(ProviderStage.line(stage.taken()))
        .isEqualTo("GET /v1/v1/videos/image2video/mw-7f3c2a10-5-1");
    stage.answersText(404, "{\"code\":1203,\"message\":\"task not found\"}");
    assertThat(stage.recover(provider(), request, ProviderStage.NOW.minusSeconds(61)))
        .isEqualTo(new Recovery.Absent());
  }

  @Test
  void nothing_by_that_name_counts_only_after_a_while() throws Exception {
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThatThrownBy(
            () -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(59)))
        .isInstanceOf(IOException.class);
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(61)))
        .isEqualTo(new Recovery.Absent());
  }

  /** It was a month ahead when the call was intended, as machines are that have lost their time. */
  @Test
  void a_clock_that_was_set_back_by_far_leaves_the_call_to_a_person() throws Exception {
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThat(
            stage.recover(provider(), simpleRequest(), ProviderStage.NOW.plusSeconds(86_400 * 30)))
        .isInstanceOf(Recovery.CannotTell.class);
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW.plusSeconds(86_400)))
        .isEqualTo(new Recovery.Absent());
  }

  /** A worker may have been off for longer than Kling keeps tasks. */
  @Test
  void nothing_by_that_name_proves_nothing_once_it_may_be_forgotten() throws Exception {
    for (int days : new int[] {30, 900}) {
      stage.answersText(200, "{\"code\":0,\"data\":[]}");
      assertThat(
              stage.recover(
                  provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(86_400L * days)))
          .isInstanceOf(Recovery.CannotTell.class);
    }
    stage.answersText(200, "{\"code\":0,\"data\":[]}");
    assertThat(
            stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(86_400L * 7)))
        .isEqualTo(new Recovery.Absent());
  }

  @Test
  void a_look_up_that_fails_proves_nothing() throws Exception {
    for (int status : new int[] {500, 429, 401, 302}) {
      stage.answersText(status, "{\"code\":5000,\"message\":\"x\"}");
      assertThatThrownBy(
              () -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(900)))
          .isInstanceOf(IOException.class);
    }
    for (String body : new String[] {"{\"code\":0}", "<html>a proxy</html>", "[]", "{}", ""}) {
      stage.answersText(200, body);
      assertThatThrownBy(
              () -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(900)))
          .isInstanceOf(UnreadableListException.class);
    }
    stage.answersText(401, "{\"code\":1002,\"message\":\"access key not found\"}");
    assertThatThrownBy(
            () -> stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(900)))
        .isNotInstanceOf(UnreadableListException.class)
        .hasMessageContaining("does not accept the key (KLING_API_KEY");
    stage.answersText(200, stage.resource("running").replace("mw-7f3c2a10-5-1", "another"));
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW.minusSeconds(900)))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void what_a_model_cannot_do_is_named_all_at_once() throws Exception {
    MediaInput.LocalFile large =
        new MediaInput.LocalFile(folder.resolve("x.gif"), "image/gif", 60_000_000);
    String sentence =
        notPlanned(
            animation()
                .model("kling-3.0-turbo")
                .images(List.of(large))
                .endImage(web())
                .durationSeconds(2)
                .resolution("4k")
                .aspectRatio("16:9")
                .count(2)
                .seed(1)
                .build());
    assertThat(sentence)
        .startsWith("Kling with kling-3.0-turbo takes no end image")
        .contains(
            "image/gif",
            "up to 50 MB",
            "makes 3 to 15 whole seconds, not 2.0",
            "makes 1080p, 720p, not 4k",
            "takes the aspect ratio from the start image",
            "needs a prompt",
            "one video a job");
  }

  @ParameterizedTest
  @CsvSource({
    "kling-2.6, 7, '', 'makes 5 or 10 seconds, not 7.0'",
    "kling-2.6, 5, 720p, 'takes an end image at 1080p alone'",
    "kling-v2-1, 4, '', 'makes 5 or 10 seconds, not 4.0'",
    "kling-v2-1, 5, 4k, 'makes 1080p, 720p, not 4k'",
    "kling-9.9, 5.5, '', 'makes whole seconds, not 5.5'"
  })
  void limits_depend_on_the_model(String model, double seconds, String resolution, String words) {
    assertThat(
            notPlanned(
                animation()
                    .model(model)
                    .prompt("x")
                    .images(url())
                    .endImage(web())
                    .durationSeconds(seconds)
                    .resolution(resolution)
                    .build()))
        .contains(words);
  }

  @Test
  void models_newer_than_this_worker_are_not_held_back() throws Exception {
    assertThat(
            provider()
                .plan(
                    animation()
                        .model("kling-4.0")
                        .prompt("x")
                        .durationSeconds(25)
                        .resolution("8k")
                        .build())
                .model())
        .isEqualTo("kling-4.0");
  }

  @Test
  void nothing_can_be_cancelled_there() {
    assertThat(provider().cancelRequest(TASK)).isEmpty();
    assertThat(notPlanned(MediaRequest.of(Operation.GPU_JOB).build())).contains("GPU jobs");
    assertThat(Duration.ofSeconds(8))
        .isEqualTo(
            stage
                .settings(description(), Map.of(), Map.of())
                .time(ProviderDescription.POLL_INTERVAL));
  }

  private static MediaRequest.Builder animation() {
    return MediaRequest.of(Operation.ANIMATION);
  }

  private static MediaInput web() {
    return new MediaInput.WebUrl("https://example.com/a.png");
  }

  private static List<MediaInput> url() {
    return List.of(web());
  }
}
