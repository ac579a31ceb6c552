package mediaworker.providers.bria;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class BriaProviderTest extends ProviderContract {

  private static final TaskRef TASK =
      new TaskRef("0b9a2f7c5d3e4f1a", Operation.IMAGE_BACKGROUND_REMOVAL, "");

  @Override
  protected String name() {
    return "bria";
  }

  @Override
  protected ProviderDescription description() {
    return BriaProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new BriaProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return picture(new MediaInput.WebUrl("https://example.com/a.png"));
  }

  @Override
  protected TaskRef task() {
    return TASK;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":{\"code\":400,\"message\":\"" + message + "\"},\"request_id\":\"r\"}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("accepted");
  }

  @Test
  void a_picture_is_sent_as_base64_and_worked_on_in_the_background() throws Exception {
    stage.answers(202, "accepted");
    MediaInput.LocalFile file = stage.file("a.png", "image/png", 50_000);
    assertThat(stage.create(provider(), picture(file)))
        .isEqualTo(new Submitted.Accepted(TASK, Optional.empty()));

    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("POST /v1/image/edit/remove_background");
    assertThat(sent.getHeaders().get("api_token")).isEqualTo(KEY);
    assertThat(sent.getHeaders().get("Authorization")).isNull();
    assertThat(sent.getHeaders().get("User-Agent")).startsWith("media-worker");
    String base64 = Base64.getEncoder().encodeToString(Files.readAllBytes(file.file()));
    assertThat(ProviderStage.json(sent))
        .isEqualTo(ProviderStage.json("{'image':'" + base64 + "','sync':false}"));
  }

  @Test
  void a_result_in_the_answer_is_taken_at_once() throws Exception {
    stage.answers(200, "completed-image");
    MediaRequest sync =
        MediaRequest.of(Operation.IMAGE_BACKGROUND_REMOVAL)
            .images(simpleRequest().images())
            .options((ObjectNode) ProviderStage.json("{'sync':true}"))
            .build();
    assertThat(((Submitted.Done) stage.create(provider(), sync)).outputs())
        .containsExactly(
            new RemoteOutput.Url("https://d1ei2xrl63k822.cloudfront.net/out.png?Signature=1"));
    assertThat(ProviderStage.json(stage.taken()).at("/sync").asBoolean()).isTrue();
  }

  @Test
  void a_local_video_is_uploaded_first_and_the_key_stays_here() throws Exception {
    stage.answers(200, "upload");
    stage.answersText(204, "");
    stage.answers(202, "accepted");
    MediaInput.LocalFile file = stage.file("clip.mp4", "video/mp4", 70_000);
    stage.create(provider(), video(file, "{}"));

    RecordedRequest place = stage.taken();
    assertThat(ProviderStage.line(place)).isEqualTo("POST /v1/video/upload");
    assertThat(ProviderStage.json(place))
        .isEqualTo(ProviderStage.json("{'media_type':'video/mp4'}"));
    RecordedRequest upload = stage.taken();
    assertThat(ProviderStage.line(upload)).isEqualTo("POST /store");
    assertThat(upload.getHeaders().get("api_token")).isNull();
    String form = upload.getBody().string(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(form)
        .containsSubsequence(
            "name=\"key\"",
            "in/clip.mp4",
            "name=\"policy\"",
            "name=\"x-amz-signature\"",
            "beef",
            "name=\"file\"; filename=\"file.mp4\"",
            "Content-Type: video/mp4");
    assertThat(form)
        .contains(
            new String(
                Files.readAllBytes(file.file()), java.nio.charset.StandardCharsets.ISO_8859_1));
    RecordedRequest create = stage.taken();
    assertThat(ProviderStage.line(create)).isEqualTo("POST /v1/video/edit/remove_background");
    assertThat(ProviderStage.json(create))
        .isEqualTo(
            ProviderStage.json(
                "{'video':'https://bria-uploads.s3.amazonaws.com/in/clip.mp4?X-Amz-Signature=2',"
                    + "'background_color':'Transparent','output_container_and_codec':'webm_vp9'}"));
  }

  @Test
  void an_upload_that_is_refused_costs_nothing() throws Exception {
    MediaInput.LocalFile file = stage.file("clip.mp4", "video/mp4", 700);
    stage.answers(200, "upload");
    stage.answersText(403, "<Error>SignatureDoesNotMatch</Error>");
    ProviderException refused =
        catchThrowableOfType(
            ProviderException.class, () -> stage.create(provider(), video(file, "{}")));
    assertThat(refused.getMessage()).contains("clip.mp4", "HTTP 403").doesNotContain("beef");
    stage.answersText(401, errorBody("no"));
    ProviderException auth =
        catchThrowableOfType(
            ProviderException.class, () -> stage.create(provider(), video(file, "{}")));
    assertThat(auth.fault().kind()).isEqualTo(FailureClass.AUTH);
    stage.answersText(503, "");
    assertThatThrownBy(() -> stage.create(provider(), video(file, "{}")))
        .isInstanceOf(IOException.class);
    stage.answers(200, "upload");
    stage.answersText(503, "");
    assertThatThrownBy(() -> stage.create(provider(), video(file, "{}")))
        .isInstanceOf(IOException.class);
  }

  @Test
  void options_choose_background_and_codec() throws Exception {
    stage.answers(202, "accepted");
    MediaInput url = new MediaInput.WebUrl("https://example.com/v.mp4");
    stage.create(
        provider(),
        video(
            url,
            "{'background_color':'Green','output_container_and_codec':'mp4_h264',"
                + "'preserve_audio':false}"));
    assertThat(ProviderStage.json(stage.taken()))
        .isEqualTo(
            ProviderStage.json(
                "{'video':'https://example.com/v.mp4','background_color':'Green',"
                    + "'output_container_and_codec':'mp4_h264','preserve_audio':false}"));
    assertThat(notPlanned(video(url, "{'output_container_and_codec':'mp4_h264'}")))
        .contains("transparent videos as webm_vp9", "not as mp4_h264");
  }

  @Test
  void a_request_is_polled_to_its_result() throws Exception {
    stage.answersText(200, "{\"request_id\":\"x\",\"status\":\"IN_PROGRESS\"}");
    assertThat(stage.poll(provider(), TASK)).isInstanceOf(Polled.Running.class);
    stage.answers(200, "completed-video");
    assertThat(stage.poll(provider(), TASK))
        .isEqualTo(
            new Polled.Succeeded(
                List.of(
                    new RemoteOutput.Url(
                        "https://bria-temp.s3.amazonaws.com/out.webm?X-Amz-Signature=1")),
                Optional.empty()));
    RecordedRequest sent = stage.taken();
    assertThat(ProviderStage.line(sent)).isEqualTo("GET /v1/status/0b9a2f7c5d3e4f1a");
    assertThat(sent.getHeaders().get("api_token")).isEqualTo(KEY);
  }

  @Test
  void failure_inside_a_200_has_its_class() throws Exception {
    stage.answers(200, "error");
    var fault = failed(stage.poll(provider(), TASK)).fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("longer than 60 seconds", "(VALIDATION_ERROR)");
    assertThat(fault.requestId()).isEqualTo("0b9a2f7c5d3e4f1a");
    stage.answersText(
        200, "{\"status\":\"ERROR\",\"error\":{\"code\":\"X\",\"message\":\"failed moderation\"}}");
    assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
        .isEqualTo(FailureClass.CONTENT_POLICY);
    for (String status : new String[] {"UNKNOWN", "FAILED", "COMPLETED"}) {
      stage.answersText(200, "{\"status\":\"" + status + "\"}");
      assertThat(failed(stage.poll(provider(), TASK)).fault().kind())
          .isEqualTo(FailureClass.PROVIDER_FAULT);
    }
    stage.answersText(404, "{\"status\":\"NOT_FOUND\"}");
    assertThat(((Polled.NotKnown) stage.poll(provider(), TASK)).bare()).isFalse();
    stage.answersText(404, "<html>");
    assertThat(((Polled.NotKnown) stage.poll(provider(), TASK)).bare()).isTrue();
    stage.answersText(200, "{\"status\":\"PONDERING\"}");
    assertThat(((Polled.Running) stage.poll(provider(), TASK)).note()).contains("PONDERING");
  }

  @ParameterizedTest
  @CsvSource({
    "400, wrong, INVALID_INPUT",
    "404, image not found, INVALID_INPUT",
    "413, too large, INVALID_INPUT",
    "415, wrong type, INVALID_INPUT",
    "422, not valid, INVALID_INPUT",
    "422, failed content moderation, CONTENT_POLICY",
    "460, cannot download, INVALID_INPUT",
    "506, not supported, INVALID_INPUT",
    "401, who, AUTH",
    "403, not in your plan, AUTH",
    "403, quota is used up, MONEY",
    "402, pay, MONEY",
    "429, too many, RATE",
    "429, monthly quota exceeded, MONEY"
  })
  void refusals_have_classes(int status, String words, FailureClass kind) throws Exception {
    stage.answersText(
        status,
        "{\"error\":{\"code\":"
            + status
            + ",\"message\":\""
            + words
            + "\",\"details\":\"so\"},\"request_id\":\"q\"}");
    var fault = refused(stage.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.sentence()).contains(words + ": so");
    assertThat(fault.requestId()).isEqualTo("q");
  }

  @Test
  void what_it_cannot_do_is_named_before() {
    MediaInput large = new MediaInput.LocalFile(folder.resolve("a.gif"), "image/gif", 13_000_000);
    assertThat(notPlanned(picture(large)))
        .contains("takes JPEG, PNG and WebP pictures, not image/gif", "up to 12 MB, not 13 MB");
    MediaInput film =
        new MediaInput.LocalFile(folder.resolve("a.mkv"), "video/x-matroska", 1_100_000_000L);
    assertThat(notPlanned(video(film, "{}"))).contains("not video/x-matroska", "up to 1 GB");
    assertThat(notPlanned(MediaRequest.of(Operation.VIDEO_BACKGROUND_REMOVAL).build()))
        .contains("needs a video");
    assertThat(
            notPlanned(
                MediaRequest.of(Operation.IMAGE_BACKGROUND_REMOVAL)
                    .model("../../x")
                    .count(2)
                    .build()))
        .contains("no tool of that name", "one result", "takes one image, not 0");
    assertThat(notPlanned(MediaRequest.of(Operation.ANIMATION).build())).contains("animation");
  }

  @Test
  void a_lost_request_cannot_be_found_and_nothing_is_cancelled() throws Exception {
    assertThat(stage.recover(provider(), simpleRequest(), ProviderStage.NOW))
        .isInstanceOf(Recovery.CannotTell.class);
    assertThat(provider().cancelRequest(TASK)).isEmpty();
    assertThat(
            provider(stage.settings(description(), Map.of(), Map.of()))
                .takesUrls(Operation.VIDEO_BACKGROUND_REMOVAL))
        .isTrue();
  }

  private static MediaRequest picture(MediaInput image) {
    return MediaRequest.of(Operation.IMAGE_BACKGROUND_REMOVAL).images(List.of(image)).build();
  }

  private static MediaRequest video(MediaInput video, String options) {
    return MediaRequest.of(Operation.VIDEO_BACKGROUND_REMOVAL)
        .video(video)
        .options((ObjectNode) ProviderStage.json(options))
        .build();
  }
}
