package mediaworker.providers.runpod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mediaworker.providers.CancelAnswer;
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

class RunpodProviderTest extends ProviderContract {

  private static final String ID = "eaebd6e7-6a92-4bb8-a911-f996ac5ea99d-u1";
  private static final TaskRef TASK = new TaskRef(ID, Operation.GPU_JOB, "abc123xyz");

  @Override
  protected String name() {
    return "runpod";
  }

  @Override
  protected ProviderDescription description() {
    return RunpodProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new RunpodProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return job().input(object("{'steps':20}")).build();
  }

  @Override
  protected TaskRef task() {
    return TASK;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":\"" + message + "\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("created");
  }

  @Test
  void the_payload_is_the_jobs_input_with_limits_on_its_time() throws Exception {
    stage.answers(200, "created");
    assertThat(stage.create(provider(), simpleRequest()))
        .isEqualTo(new Submitted.Accepted(TASK, Optional.empty()));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/abc123xyz/run");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(ProviderStage.json(sent))
        .isEqualTo(
            ProviderStage.json(
                "{'input':{'steps':20},'policy':{'executionTimeout':600000,'ttl':86400000}}"));
  }

  @Test
  void fields_of_the_row_go_into_the_input_unless_it_has_them() throws Exception {
    stage.answers(200, "created");
    MediaInput.LocalFile file = stage.file("a.png", "image/png", 99);
    MediaRequest request =
        job()
            .prompt("from the row")
            .negativePrompt("snow")
            .images(List.of(file))
            .video(new MediaInput.WebUrl("https://example.com/v.mp4"))
            .seed(4)
            .input(object("{'prompt':'from the payload'}"))
            .options(object("{'policy':{'lowPriority':true},'webhook':'https://example.com/h'}"))
            .build();
    Provider marking =
        provider(
            stage.settings(
                description(),
                Map.of("marker-field", "job_key", "execution-timeout", "30s", "ttl", "1h"),
                keys()));
    stage.create(marking, request);

    String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(file.file()));
    assertThat(ProviderStage.json(stage.taken()))
        .isEqualTo(
            ProviderStage.json(
                "{'input':{'prompt':'from the payload','negative_prompt':'snow','seed':4,"
                    + "'image':'data:image/png;base64,"
                    + base64
                    + "','video':'https://example.com/v.mp4','job_key':'mw-7f3c2a10-5-1'},"
                    + "'policy':{'executionTimeout':30000,'ttl':3600000,'lowPriority':true},"
                    + "'webhook':'https://example.com/h'}"));
  }

  @Test
  void the_endpoint_may_come_from_the_settings() throws Exception {
    Provider set = provider(stage.settings(description(), Map.of("model", "ep1"), keys()));
    assertThat(set.plan(MediaRequest.of(Operation.GPU_JOB).build()).model()).isEqualTo("ep1");
    assertThat(notPlanned(MediaRequest.of(Operation.GPU_JOB).build())).contains("field endpoint");
    assertThat(notPlanned(job().endpoint("../x").count(2).build()))
        .contains("the id of an endpoint", "one call");
    assertThat(notPlanned(MediaRequest.of(Operation.ANIMATION).build())).contains("animation");
  }

  @Test
  void jobs_above_10_mb_are_refused_before_they_are_sent() throws Exception {
    MediaRequest request =
        job().images(List.of(stage.file("a.png", "image/png", 8_000_000))).build();
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> stage.create(provider(), request));
    assertThat(e.getMessage()).contains("at most 10 MB", "10 MB with its files");
    assertThat(stage.requests()).isZero();
  }

  @Test
  void a_job_is_polled_to_its_url_and_its_seconds() throws Exception {
    for (String status : new String[] {"IN_QUEUE", "IN_PROGRESS", "RUNNING", "DREAMING"}) {
      stage.answersText(200, "{\"id\":\"x\",\"status\":\"" + status + "\"}");
      assertThat(stage.poll(provider(), TASK)).isInstanceOf(Polled.Running.class);
    }
    stage.answers(200, "completed");
    assertThat(stage.poll(provider(), TASK))
        .isEqualTo(
            new Polled.Succeeded(
                List.of(new RemoteOutput.Url("https://bucket.example/out.mp4?X-Amz-Signature=1")),
                Optional.of(new Cost(new BigDecimal("41.5"), "seconds"))));
    assertThat(ProviderStage.line(stage.taken())).isEqualTo("GET /v1/abc123xyz/status/" + ID);
  }

  @Test
  void base64_becomes_files_and_words_stay_words() throws Exception {
    byte[] png = new byte[9_000_000];
    new Random(2).nextBytes(png);
    System.arraycopy(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, 0, png, 0, 8);
    byte[] small = java.util.Arrays.copyOf(png, 40);
    Base64.Encoder encoder = Base64.getEncoder();
    stage.answersText(
        200,
        "{\"status\":\"COMPLETED\",\"output\":{\"message\":\"done\",\"images\":[{\"filename\":\"a\","
            + "\"type\":\"base64\",\"data\":\""
            + encoder.encodeToString(png)
            + "\"},{\"data\":\"data:image/png;base64,"
            + encoder.encodeToString(small)
            + "\"},{\"data\":\""
            + encoder.encodeToString(small)
            + "\"}]}}");
    Polled.Succeeded succeeded = (Polled.Succeeded) stage.poll(provider(), TASK);

    assertThat(succeeded.outputs()).hasSize(3);
    List<byte[]> expected = List.of(png, small, small);
    for (int i = 0; i < 3; i++) {
      RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) succeeded.outputs().get(i);
      assertThat(bytes.extension()).isEqualTo("png");
      assertThat(bytes.file()).hasBinaryContent(expected.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "'done' | done",
        "'caption of a cat' | caption of a cat",
        "{'message':'done','score':0.5} | {\"message\":\"done\",\"score\":0.5}",
        "42 | 42"
      })
  void an_output_without_media_is_a_text(String output, String text) throws Exception {
    String json = output.replace('\'', '"');
    stage.answersText(200, "{\"status\":\"COMPLETED\",\"output\":" + json + "}");
    assertThat(((Polled.Succeeded) stage.poll(provider(), TASK)).outputs())
        .containsExactly(new RemoteOutput.Text(text));
  }

  @Test
  void a_failure_says_what_the_handler_raised() throws Exception {
    stage.answers(200, "failed");
    Polled.Failed failed = failed(stage.poll(provider(), TASK));
    assertThat(failed.fault().kind()).isEqualTo(FailureClass.PROVIDER_FAULT);
    assertThat(failed.fault().sentence())
        .contains("CUDA out of memory", "FAILED")
        .doesNotContain("Traceback");
    assertThat(failed.fault().requestId()).isEqualTo(ID);
    assertThat(failed.cost()).contains(new Cost(new BigDecimal("2"), "seconds"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'status':'TIMED_OUT'} | EXPIRED",
        "{'status':'CANCELLED'} | PROVIDER_FAULT",
        "{'status':'FAILED','output':{'error':'no such lora'}} | PROVIDER_FAULT",
        "{'status':'COMPLETED','output':{'error':'no such lora'}} | PROVIDER_FAULT"
      })
  void other_ends_fail_too(String body, FailureClass kind) throws Exception {
    stage.answersText(200, body.replace('\'', '"'));
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind()).isEqualTo(kind);
  }

  @Test
  void a_job_that_is_not_known_may_only_not_be_known_yet() throws Exception {
    stage.answersText(404, "");
    assertThat(((Polled.NotKnown) stage.poll(provider(), TASK)).bare()).isTrue();
    stage.answersText(404, "{\"error\":\"job not found\"}");
    assertThat(((Polled.NotKnown) stage.poll(provider(), TASK)).bare()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",'output':null", ",'output':''", ",'output':' '"})
  void a_completed_job_without_an_output_has_failed(String output) throws Exception {
    stage.answersText(200, ("{'status':'COMPLETED'" + output + "}").replace('\'', '"'));
    Fault fault = failed(stage.poll(provider(), TASK)).fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.PROVIDER_FAULT);
    assertThat(fault.sentence()).contains("the handler has returned no output");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'images':[],'error':'CUDA out of memory'}",
        "{'images':[null],'error':{'message':'CUDA out of memory'}}",
        "{'error':'CUDA out of memory','refresh_worker':true}"
      })
  void an_error_and_nothing_that_was_made_is_a_failure(String output) throws Exception {
    stage.answersText(200, ("{'status':'COMPLETED','output':" + output + "}").replace('\'', '"'));
    Fault fault = failed(stage.poll(provider(), TASK)).fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.PROVIDER_FAULT);
    assertThat(fault.sentence()).contains("CUDA out of memory");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'image':'https://a.example/1.png','error':'one of two failed'}",
        "{'text':'all well','error':null}",
        "{'text':'all well','error':''}",
        "{'text':'all well','error':[]}",
        "{'text':'all well','error':false}",
        "{'text':'all well','error':'None'}",
        "{'text':'eight frames','error':'1 of 9 frames skipped'}",
        "{'score':0.5,'error':0.02}",
        "[]",
        "{'faces':[]}"
      })
  void what_was_made_is_kept_whatever_is_said_beside_it(String output) throws Exception {
    stage.answersText(200, ("{'status':'COMPLETED','output':" + output + "}").replace('\'', '"'));
    assertThat(stage.poll(provider(), TASK)).isInstanceOf(Polled.Succeeded.class);
  }

  @ParameterizedTest
  @CsvSource({
    "400, bad input, INVALID_INPUT",
    "404, endpoint not found, INVALID_INPUT",
    "401, unauthorized, AUTH",
    "402, pay, MONEY",
    "400, account balance is too low, MONEY",
    "429, too many requests, RATE"
  })
  void refusals_have_classes(int status, String words, FailureClass kind) throws Exception {
    stage.answersText(status, "{\"error\":\"" + words + "\"}");
    assertThat(refused(stage.create(provider(), simpleRequest())).kind()).isEqualTo(kind);
    stage.answersText(status, words);
    var fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains(words);
  }

  @Test
  void a_job_is_cancelled_or_was_over() throws Exception {
    stage.answersText(200, "{\"id\":\"x\",\"status\":\"CANCELLED\"}");
    assertThat(stage.cancel(provider(), TASK)).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(ProviderStage.line(stage.taken())).isEqualTo("POST /v1/abc123xyz/cancel/" + ID);
    stage.answersText(200, "{\"id\":\"x\",\"status\":\"COMPLETED\"}");
    assertThat(stage.cancel(provider(), TASK)).isEqualTo(CancelAnswer.ALREADY_OVER);
    stage.answersText(404, "");
    assertThat(stage.cancel(provider(), TASK)).isEqualTo(CancelAnswer.ALREADY_OVER);
    stage.answersText(500, "");
    assertThat(stage.cancel(provider(), TASK)).isEqualTo(CancelAnswer.GOES_ON);
  }

  @Test
  void a_lost_job_cannot_be_found_and_an_adopted_one_is_named_with_its_endpoint() throws Exception {
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW))
        .isInstanceOf(Recovery.CannotTell.class);
    assertThat(
            provider()
                .pollRequest(new TaskRef("ep9/" + ID, Operation.GPU_JOB, ""))
                .url()
                .encodedPath())
        .isEqualTo("/v1/ep9/status/" + ID);
    Provider set = provider(stage.settings(description(), Map.of("model", "ep1"), keys()));
    assertThat(set.pollRequest(new TaskRef(ID, Operation.GPU_JOB, "")).url().encodedPath())
        .isEqualTo("/v1/ep1/status/" + ID);
  }

  private static MediaRequest.Builder job() {
    return MediaRequest.of(Operation.GPU_JOB).endpoint("abc123xyz");
  }

  private static ObjectNode object(String json) {
    return (ObjectNode) ProviderStage.json(json);
  }
}
