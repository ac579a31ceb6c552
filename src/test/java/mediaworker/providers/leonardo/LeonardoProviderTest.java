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
import mediaworker.providers.ContractBench;
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
import mediaworker.providers.Recovery;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.Submitted;
import mediaworker.providers.TaskRef;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class LeonardoProviderTest extends ProviderContract {

  private static final String ID = "1f2e3d4c-0000-4111-8222-333344445555";
  private static final String UUID = "b24e16ff-06e3-43eb-8d33-4416c2d75876";
  private static final String UPLOADED = "11112222-3333-4444-5555-666677778888";
  private static final TaskRef TASK = new TaskRef(ID, Operation.IMAGE_GENERATION, "");
  private static final Instant INTENDED = Instant.parse("2026-11-25T09:54:58Z");

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
    return new LeonardoProvider(settings, ContractBench.CLOCK);
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
    return bench.body("created-v2.json");
  }

  @Test
  void a_slug_is_served_by_the_second_version() throws Exception {
    bench.answer(200, "created-v2.json");
    MediaRequest request = picture().prompt("A fox").aspectRatio("16:9").count(3).seed(5).build();
    assertThat(bench.create(provider(), request))
        .isEqualTo(
            new Submitted.Accepted(TASK, Optional.of(new Cost(new BigDecimal("0.0336"), "USD"))));

    RecordedRequest sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v2/generations");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + KEY);
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
                "{'model':'nano-banana-2','public':false,'parameters':{'prompt':'A fox',"
                    + "'prompt_enhance':'OFF','seed':5,'width':1360,'height':768,'quantity':3}}"));
  }

  @Test
  void a_uuid_is_served_by_the_first_version_with_an_uploaded_picture() throws Exception {
    bench.answer(200, "upload.json");
    bench.answerText(204, "");
    bench.answer(200, "created-v1.json");
    MediaInput.LocalFile file = bench.file("a.png", "image/png", 30_000);
    MediaRequest request =
        picture()
            .model(UUID)
            .prompt("A fox")
            .negativePrompt("snow")
            .images(List.of(file))
            .resolution("768x512")
            .options(
                (ObjectNode) ContractBench.json("{'init_strength':0.4,'presetStyle':'DYNAMIC'}"))
            .build();
    assertThat(bench.create(provider(), request))
        .isEqualTo(
            new Submitted.Accepted(TASK, Optional.of(new Cost(new BigDecimal("11"), "credits"))));

    RecordedRequest place = bench.taken();
    assertThat(ContractBench.line(place)).isEqualTo("POST /base/v1/init-image");
    assertThat(ContractBench.json(place)).isEqualTo(ContractBench.json("{'extension':'png'}"));
    RecordedRequest upload = bench.taken();
    assertThat(ContractBench.line(upload)).isEqualTo("POST /store");
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
    RecordedRequest sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v1/generations");
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
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
    bench.answer(200, "created-v2.json");
    bench.create(
        provider(),
        animation()
            .model("kling-3.0")
            .prompt("It runs")
            .images(List.of(bench.file("a.jpg", "image/jpeg", 10)))
            .endImage(bench.file("b.jpg", "image/jpeg", 11))
            .durationSeconds(7)
            .resolution("1080p")
            .build());

    for (int i = 0; i < 4; i++) {
      bench.taken();
    }
    assertThat(ContractBench.json(bench.taken()))
        .isEqualTo(
            ContractBench.json(
                ("{'model':'kling-3.0','public':false,'parameters':{'prompt':'It runs',"
                        + "'prompt_enhance':'OFF','duration':7,'mode':'RESOLUTION_1080',"
                        + "'guidances':{'start_frame':[{'image':{'id':'U','type':'UPLOADED'}}],"
                        + "'end_frame':[{'image':{'id':'U','type':'UPLOADED'}}]}}}")
                    .replace("U'", UPLOADED + "'")));
  }

  @Test
  void a_model_in_capitals_makes_a_video_from_a_picture_or_a_text() throws Exception {
    upload();
    bench.answer(200, "created-video.json");
    MediaInput.LocalFile file = bench.file("a.webp", "image/webp", 10);
    bench.create(
        provider(),
        animation().prompt("It runs").images(List.of(file)).resolution("480p").seed(3).build());
    bench.taken();
    bench.taken();
    RecordedRequest sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v1/generations-image-to-video");
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
                "{'model':'MOTION2','prompt':'It runs','imageId':'"
                    + UPLOADED
                    + "','imageType':'UPLOADED','resolution':'RESOLUTION_480','seed':3,"
                    + "'isPublic':false}"));

    bench.answer(200, "created-video.json");
    bench.create(
        provider(),
        animation().model("VEO3").prompt("x").negativePrompt("y").durationSeconds(6).build());
    sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v1/generations-text-to-video");
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
                "{'model':'VEO3','prompt':'x','negativePrompt':'y','duration':6,"
                    + "'isPublic':false}"));

    upload();
    bench.answerText(200, bench.body("created-video.json").replace("motionVideo", "motionSvd"));
    bench.create(
        provider(),
        animation()
            .model("SVD")
            .images(List.of(file))
            .options((ObjectNode) ContractBench.json("{'motionStrength':5}"))
            .build());
    bench.taken();
    bench.taken();
    sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v1/generations-motion-svd");
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
                "{'imageId':'"
                    + UPLOADED
                    + "','isInitImage':true,'isPublic':false,'motionStrength':5}"));
  }

  @Test
  void a_background_is_removed_in_one_answer() throws Exception {
    bench.answer(200, "cutout.json");
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    assertThat(bench.create(provider(), request))
        .isEqualTo(
            new Submitted.Done(
                List.of(
                    new RemoteOutput.Url("https://s3.amazonaws.com/x/out.png?X-Amz-Signature=1")),
                Optional.of(new Cost(new BigDecimal("0.02"), "USD"))));
    RecordedRequest sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v2/generationssync");
    assertThat(ContractBench.json(sent))
        .isEqualTo(
            ContractBench.json(
                "{'model':'remove-bg','public':false,'parameters':{'size':'auto','type':'auto',"
                    + "'format':'png','guidances':{'image_reference':[{'image':{'url':"
                    + "'https://example.com/a.png','type':'URL'},'strength':'MID'}]}},"
                    + "'ephemeral':true}"));

    byte[] png = new byte[5_000_000];
    new Random(3).nextBytes(png);
    bench.answerText(
        200,
        "{\"generateSync\":{\"results\":[{\"dataB64\":\""
            + Base64.getEncoder().encodeToString(png)
            + "\"}]}}");
    RemoteOutput.Bytes bytes =
        (RemoteOutput.Bytes) ((Submitted.Done) bench.create(provider(), request)).outputs().get(0);
    assertThat(bytes.file()).hasBinaryContent(png);
  }

  @Test
  void a_removal_that_brings_nothing_was_paid_all_the_same() throws Exception {
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    for (String count : new String[] {"0", "1"}) {
      bench.answerText(
          200,
          "{\"generateSync\":{\"blockedCount\":"
              + count
              + ",\"cost\":{\"amount\":\"0.02\",\"unit\":\"DOLLARS\"},\"results\":[]}}");
      Submitted.Failed failed = (Submitted.Failed) bench.create(provider(), request);
      assertThat(failed.fault().kind())
          .isEqualTo(count.equals("1") ? FailureClass.CONTENT_POLICY : FailureClass.PROVIDER_FAULT);
      assertThat(failed.cost()).isPresent();
    }
    assertThat(bench.recover(provider(), request, INTENDED))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void removal_can_be_a_task_as_well() throws Exception {
    bench.answer(200, "created-v2.json");
    Provider async =
        provider(
            bench.settings(description(), Map.of("background-removal-route", "async"), keys()));
    MediaRequest request = cutout(new MediaInput.WebUrl("https://example.com/a.png"));
    assertThat(bench.create(async, request)).isInstanceOf(Submitted.Accepted.class);
    RecordedRequest sent = bench.taken();
    assertThat(ContractBench.line(sent)).isEqualTo("POST /base/v2/generations");
    assertThat(ContractBench.json(sent).has("ephemeral")).isFalse();
  }

  @Test
  void a_generation_is_polled_to_its_pictures_or_its_video() throws Exception {
    bench.answerText(200, "{\"generations_by_pk\":{\"status\":\"PENDING\"}}");
    assertThat(bench.poll(provider(), TASK)).isEqualTo(new Polled.Running(Double.NaN, "pending"));
    bench.answer(200, "complete.json");
    assertThat(((Polled.Succeeded) bench.poll(provider(), TASK)).outputs())
        .containsExactly(
            new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/a.jpg"),
            new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/b.jpg"));
    bench.answer(200, "complete.json");
    assertThat(
            ((Polled.Succeeded) bench.poll(provider(), new TaskRef(ID, Operation.ANIMATION, "")))
                .outputs())
        .contains(new RemoteOutput.Url("https://cdn.leonardo.ai/users/u/b.mp4"));
    assertThat(ContractBench.line(bench.taken())).isEqualTo("GET /base/v1/generations/" + ID);
  }

  @Test
  void failure_inside_a_200_and_unknown_statuses_are_told_apart() throws Exception {
    bench.answerText(200, "{\"generations_by_pk\":{\"status\":\"FAILED\"}}");
    assertThat(failed(bench.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
    bench.answerText(200, "{\"generations_by_pk\":{\"status\":\"COMPLETE\"}}");
    assertThat(failed(bench.poll(provider(), TASK)).fault().sentence())
        .contains("without a result");
    bench.answerText(200, "{\"generations_by_pk\":{\"status\":\"DREAMING\"}}");
    assertThat(((Polled.Running) bench.poll(provider(), TASK)).note()).contains("DREAMING");
    bench.answerText(200, "{\"generations_by_pk\":null}");
    assertThat(bench.poll(provider(), TASK)).isInstanceOf(Polled.Running.class);
    bench.answerText(200, "{\"error\":\"Invalid response from authorization hook\"}");
    assertThat(((Polled.AskAgain) bench.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.AUTH);
  }

  @Test
  void refusals_inside_a_200_created_nothing() throws Exception {
    bench.answer(200, "errors.json");
    Fault fault = refused(bench.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("quantity must be at most 4", "code BAD_REQUEST");
    bench.answerText(200, "[{\"message\":\"width is wrong\",\"code\":\"VALIDATION\"}]");
    fault = refused(bench.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("width is wrong");
    bench.answerText(200, "{\"generate\":{}}");
    assertThat(unknown(bench.create(provider(), simpleRequest())).kind())
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
    "500, Invalid response from authorization hook, AUTH",
    "402, pay, MONEY",
    "400, not enough api tokens, MONEY",
    "429, too fast, RATE",
    "429, concurrency limit reached, CONCURRENCY",
    "429, too many pending jobs, CONCURRENCY",
    "429, insufficient credits, MONEY"
  })
  void refusals_have_classes(int status, String words, FailureClass kind) throws Exception {
    bench.answerText(status, errorBody(words), "x-request-id", "q1");
    Fault fault = refused(bench.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains(words);
    assertThat(fault.requestId()).isEqualTo("q1");
  }

  @Test
  void an_upload_that_is_refused_costs_nothing() throws Exception {
    MediaRequest request =
        picture().prompt("x").images(List.of(bench.file("a.png", "image/png", 9))).build();
    bench.answerText(400, errorBody("wrong extension"));
    ProviderException refused =
        catchThrowableOfType(ProviderException.class, () -> bench.create(provider(), request));
    assertThat(refused.fault().kind()).isEqualTo(FailureClass.INVALID_INPUT);
    bench.answerText(502, "");
    assertThatThrownBy(() -> bench.create(provider(), request)).isInstanceOf(IOException.class);
    bench.answerText(200, bench.body("upload.json").replace("\"{\\\"Content", "\"{{\\\"Content"));
    assertThatThrownBy(() -> bench.create(provider(), request)).isInstanceOf(IOException.class);
  }

  @Test
  void a_lost_generation_is_told_by_its_prompt() throws Exception {
    bench.answer(200, "me.json");
    bench.answer(200, "list.json");
    Recovery.Candidates found =
        (Recovery.Candidates) bench.recover(provider(), simpleRequest(), INTENDED);
    assertThat(found.matching()).containsExactly(task("g2"));
    assertThat(found.others()).containsExactly(task("g3"));
    assertThat(found.without(id -> false)).isEqualTo(new Recovery.Found(task("g2")));
    assertThat(found.without("g2"::equals)).isInstanceOf(Recovery.CannotTell.class);
    assertThat(found.without(id -> true)).isEqualTo(new Recovery.Absent());

    assertThat(ContractBench.line(bench.taken())).isEqualTo("GET /base/v1/me");
    assertThat(ContractBench.line(bench.taken()))
        .isEqualTo("GET /base/v1/generations/user/u-42?offset=0&limit=50");
  }

  @Test
  void a_look_up_that_fails_or_comes_too_early_proves_nothing() throws Exception {
    assertThatThrownBy(() -> bench.recover(provider(), simpleRequest(), ContractBench.NOW))
        .isInstanceOf(IOException.class);
    assertThat(bench.server().getRequestCount()).isZero();
    for (int status : new int[] {500, 401, 429}) {
      bench.answerText(status, "{}");
      assertThatThrownBy(() -> bench.recover(provider(), simpleRequest(), INTENDED))
          .isInstanceOf(IOException.class);
    }
    bench.answer(200, "me.json");
    bench.answerText(200, "{\"oops\":1}");
    assertThatThrownBy(() -> bench.recover(provider(), simpleRequest(), INTENDED))
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
    bench.answer(200, "upload.json");
    bench.answerText(204, "");
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
}
