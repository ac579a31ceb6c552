package mediaworker.providers.gemini;

import static mediaworker.providers.ProviderStage.fault;
import static mediaworker.providers.ProviderStage.json;
import static mediaworker.providers.ProviderStage.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.Cost;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.MediaInput;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
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

class GeminiProviderTest extends ProviderContract {

  private GeminiProvider provider;

  @BeforeEach
  void makeProvider() throws Exception {
    provider = with();
  }

  private GeminiProvider with(String... settings) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
    all[settings.length] = "base-url";
    all[settings.length + 1] = stage.url("/");
    return new GeminiProvider(stage.settings(GeminiProvider.DESCRIPTION, all), ProviderStage.CLOCK);
  }

  @Override
  protected String name() {
    return "gemini";
  }

  @Override
  protected ProviderDescription description() {
    return GeminiProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new GeminiProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return image().build();
  }

  @Override
  protected TaskRef task() {
    return null;
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":{\"status\":\"INVALID_ARGUMENT\",\"message\":\"" + message + "\"}}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("image");
  }

  private static MediaRequest.Builder image() {
    return MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a red kite");
  }

  private static MediaRequest.Builder video(MediaInput video) {
    return MediaRequest.of(Operation.VIDEO_ANALYSIS).prompt("When does it rise?").video(video);
  }

  private static String base64(MediaInput.LocalFile file) throws Exception {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(file.file()));
  }

  @Test
  void pictures_come_with_the_answer_without_drafts() throws Exception {
    stage.answers(200, "image");
    MediaInput.LocalFile reference = stage.picture("a.png", 40);
    Submitted.Done done =
        (Submitted.Done)
            stage.create(
                provider,
                image()
                    .images(List.of(reference))
                    .aspectRatio("16:9")
                    .resolution("2k")
                    .seed(7)
                    .options(object("{'generationConfig':{'temperature':0.5,'seed':8}}"))
                    .build());
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine())
        .isEqualTo("POST /v1beta/models/gemini-3.1-flash-image:generateContent HTTP/1.1");
    assertThat(sent.getHeaders().get("x-goog-api-key")).isEqualTo(ProviderStage.KEY);
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'"
                    + base64(reference)
                    + "'}},{'text':'a red kite'}]}],'generationConfig':{'responseModalities':['IMAGE'],"
                    + "'seed':8,'imageConfig':{'aspectRatio':'16:9','imageSize':'2K'},'temperature':0.5}}"));
    assertThat(done.outputs()).hasSize(1);
    RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) done.outputs().get(0);
    assertThat(bytes.extension()).isEqualTo("png");
    assertThat(bytes.file())
        .hasBinaryContent(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    assertThat(done.cost()).contains(new Cost(new BigDecimal(1302), "tokens"));
  }

  @Test
  void a_huge_picture_goes_to_a_file() throws Exception {
    byte[] picture = new byte[20 << 20];
    new Random(1).nextBytes(picture);
    stage.answersText(
        200,
        "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/webp\",\"data\":\""
            + Base64.getEncoder().encodeToString(picture)
            + "\"}}]},\"finishReason\":\"STOP\"}]}");
    Submitted.Done done = (Submitted.Done) stage.create(provider, image().build());
    RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) done.outputs().get(0);
    assertThat(bytes.extension()).isEqualTo("webp");
    assertThat(Files.mismatch(bytes.file(), Files.write(folder.resolve("same"), picture)))
        .isEqualTo(-1);
  }

  @Test
  void analyses_of_pictures_are_texts() throws Exception {
    provider = with("media-resolution", "low");
    stage.answers(200, "text");
    MediaInput.LocalFile picture = stage.picture("a.png", 40);
    Submitted.Done done =
        (Submitted.Done)
            stage.create(
                provider,
                MediaRequest.of(Operation.IMAGE_ANALYSIS)
                    .prompt("Which colours?")
                    .instructions("Answer with JSON.")
                    .json(true)
                    .schema(ProviderStage.object("{'type':'object'}"))
                    .images(List.of(picture))
                    .build());
    assertThat(json(stage.taken()))
        .isEqualTo(
            object(
                "{'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'image/png','data':'"
                    + base64(picture)
                    + "'}},{'text':'Which colours?'}]}],'systemInstruction':{'parts':[{'text':"
                    + "'Answer with JSON.'}]},'generationConfig':{'maxOutputTokens':8000,"
                    + "'mediaResolution':'MEDIA_RESOLUTION_LOW','responseMimeType':'application/json',"
                    + "'responseJsonSchema':{'type':'object'}}}"));
    assertThat(done.outputs()).containsExactly(new RemoteOutput.Text("A kite rises at 0:03."));
    assertThat(done.cost()).contains(new Cost(new BigDecimal(980), "tokens"));
  }

  @Test
  void a_small_video_goes_into_the_request_with_its_section() throws Exception {
    stage.answers(200, "text");
    MediaInput.LocalFile file = stage.file("v.mp4", "video/mp4", 60);
    stage.create(
        provider,
        video(file).options(object("{'fps':2,'start_offset':3,'end_offset':'9.5s'}")).build());
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine())
        .isEqualTo("POST /v1beta/models/gemini-3.7-flash:generateContent HTTP/1.1");
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'contents':[{'role':'user','parts':[{'inlineData':{'mimeType':'video/mp4','data':'"
                    + base64(file)
                    + "'},'videoMetadata':{'fps':2,'startOffset':'3s','endOffset':'9.5s'}},"
                    + "{'text':'When does it rise?'}]}],'generationConfig':{'maxOutputTokens':8000}}"));
  }

  @Test
  void a_large_video_is_uploaded_once_and_waited_for_without_a_thread() throws Exception {
    provider = with("inline-bytes", "100");
    MediaInput.LocalFile file = stage.file("v.mp4", "video/mp4", 300);
    stage.answers(403, "file-unknown");
    stage.answersText(
        200, "", "x-goog-upload-url", stage.url("/upload/v1beta/files?upload_id=abc"));
    stage.answers(200, "file-uploaded");
    ProviderException wait =
        catchThrowableOfType(
            ProviderException.class, () -> stage.create(provider, video(file).build()));
    assertThat(wait.fault().kind()).isEqualTo(FailureClass.NOT_READY);
    assertThat(wait.fault().retryAfter()).isEqualTo(Duration.ofSeconds(5));

    RecordedRequest look = stage.taken();
    assertThat(look.getRequestLine()).matches("GET /v1beta/files/mw-[0-9a-f]{32} HTTP/1.1");
    String name = look.getUrl().pathSegments().get(2);
    RecordedRequest start = stage.taken();
    assertThat(start.getRequestLine()).isEqualTo("POST /upload/v1beta/files HTTP/1.1");
    assertThat(start.getHeaders().get("x-goog-api-key")).isEqualTo(ProviderStage.KEY);
    assertThat(start.getHeaders().get("X-Goog-Upload-Protocol")).isEqualTo("resumable");
    assertThat(start.getHeaders().get("X-Goog-Upload-Command")).isEqualTo("start");
    assertThat(start.getHeaders().get("X-Goog-Upload-Header-Content-Length")).isEqualTo("300");
    assertThat(start.getHeaders().get("X-Goog-Upload-Header-Content-Type")).isEqualTo("video/mp4");
    assertThat(json(start))
        .isEqualTo(object("{'file':{'name':'files/" + name + "','display_name':'media-worker'}}"));
    RecordedRequest upload = stage.taken();
    assertThat(upload.getRequestLine())
        .isEqualTo("POST /upload/v1beta/files?upload_id=abc HTTP/1.1");
    assertThat(upload.getHeaders().get("x-goog-api-key")).isNull();
    assertThat(upload.getHeaders().get("X-Goog-Upload-Command")).isEqualTo("upload, finalize");
    assertThat(upload.getHeaders().get("X-Goog-Upload-Offset")).isEqualTo("0");
    assertThat(ProviderStage.body(upload).toByteArray()).isEqualTo(Files.readAllBytes(file.file()));

    stage.answers(200, "file-active");
    stage.answers(200, "text");
    assertThat(stage.create(provider, video(file).build())).isInstanceOf(Submitted.Done.class);
    assertThat(stage.taken().getUrl().pathSegments()).endsWith(name);
    assertThat(json(stage.taken()).at("/contents/0/parts/0"))
        .isEqualTo(
            object(
                "{'fileData':{'mimeType':'video/mp4','fileUri':"
                    + "'https://generativelanguage.googleapis.com/v1beta/files/mw-x'}}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200|{'state':'FAILED','error':{'message':'no video in it'}}|INVALID_INPUT",
        "200|{'state':'PROCESSING'}|NOT_READY",
        "500|oops|REFUSED",
        "429|{'error':{'status':'RESOURCE_EXHAUSTED','message':'slow'}}|RATE",
        "400|{'error':{'status':'INVALID_ARGUMENT','message':'API key not valid.'}}|AUTH"
      })
  void a_file_that_cannot_be_used_pays_nothing(int status, String body, FailureClass kind)
      throws Exception {
    provider = with("inline-bytes", "100");
    MediaInput.LocalFile file = stage.file("v.mp4", "video/mp4", 300);
    stage.answersText(status, body.replace('\'', '"'));
    ProviderException e =
        catchThrowableOfType(
            ProviderException.class, () -> stage.create(provider, video(file).build()));
    assertThat(e.fault().kind()).isEqualTo(kind);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void an_upload_that_another_job_is_at_is_waited_for() throws Exception {
    provider = with("inline-bytes", "100");
    MediaInput.LocalFile file = stage.file("v.mp4", "video/mp4", 300);
    stage.answersText(404, "");
    stage.answersText(409, "{\"error\":{\"status\":\"ALREADY_EXISTS\"}}");
    assertThat(
            catchThrowableOfType(
                    ProviderException.class, () -> stage.create(provider, video(file).build()))
                .fault()
                .kind())
        .isEqualTo(FailureClass.NOT_READY);
  }

  @Test
  void refusals_by_content_are_within_a_200() throws Exception {
    stage.answers(200, "blocked");
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Failed.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(fault(answer).requestId()).isEqualTo("resp-3");
    assertThat(fault(answer).sentence()).contains("PROHIBITED_CONTENT");
    assertThat(((Submitted.Failed) answer).cost()).contains(new Cost(new BigDecimal(9), "tokens"));
  }

  @ParameterizedTest
  @CsvSource({
    "IMAGE_SAFETY, CONTENT_POLICY",
    "SAFETY, CONTENT_POLICY",
    "RECITATION, CONTENT_POLICY",
    "NO_IMAGE, PROVIDER_FAULT",
    "OTHER, PROVIDER_FAULT",
    "A_NEW_ONE, PROVIDER_FAULT",
    "STOP, PROVIDER_FAULT"
  })
  void ends_without_a_picture(String finish, FailureClass kind) throws Exception {
    stage.answersText(
        200,
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Sorry, "
            + ProviderStage.KEY
            + "\"}]},\"finishReason\":\""
            + finish
            + "\"}]}");
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Failed.class);
    assertThat(fault(answer).kind()).isEqualTo(kind);
  }

  @Test
  void a_cut_text_is_kept_but_a_cut_json_is_a_failure() throws Exception {
    String cut =
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"{\\\"a\\\":\"}]},"
            + "\"finishReason\":\"MAX_TOKENS\"}]}";
    MediaInput.LocalFile file = stage.file("v.mp4", "video/mp4", 60);
    stage.answersText(200, cut);
    stage.answersText(200, cut);
    assertThat(stage.create(provider, video(file).build())).isInstanceOf(Submitted.Done.class);
    Submitted answer = stage.create(provider, video(file).json(true).build());
    assertThat(fault(answer).sentence()).contains("MAX_TOKENS", "gemini.max-output-tokens");
  }

  @Test
  void quotas_of_the_minute_and_of_the_day_differ() throws Exception {
    stage.answers(429, "quota-minute");
    stage.answers(429, "quota-day");
    Fault minute = fault(stage.create(provider, image().build()));
    assertThat(minute.kind()).isEqualTo(FailureClass.RATE);
    assertThat(minute.retryAfter()).isEqualTo(Duration.ofMillis(38_200));
    Fault day = fault(stage.create(provider, image().build()));
    assertThat(day.kind()).isEqualTo(FailureClass.MONEY);
    assertThat(day.sentence()).contains("RESOURCE_EXHAUSTED", "HTTP 429");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429|{'status':'RESOURCE_EXHAUSTED','message':'Quota exceeded, limit: 0'}|MONEY",
        "429|{'status':'RESOURCE_EXHAUSTED','message':'Your prepayment credits are depleted.'}|MONEY",
        "429|{'status':'RESOURCE_EXHAUSTED','message':'x','details':[{'retryDelay':'65205s'}]}|MONEY",
        "429|{'status':'RESOURCE_EXHAUSTED','message':'Resource has been exhausted'}|RATE",
        "400|{'status':'INVALID_ARGUMENT','message':'bad aspect ratio'}|INVALID_INPUT",
        "400|{'status':'INVALID_ARGUMENT','message':'no','details':[{'reason':'API_KEY_INVALID'}]}|AUTH",
        "400|{'status':'FAILED_PRECONDITION','message':'Please enable billing'}|MONEY",
        "400|{'status':'FAILED_PRECONDITION','message':'User location is not supported'}|AUTH",
        "401|{'status':'UNAUTHENTICATED','message':'no'}|AUTH",
        "402|{'status':'X','message':'no'}|MONEY",
        "403|{'status':'PERMISSION_DENIED','message':'no'}|AUTH",
        "404|{'status':'NOT_FOUND','message':'models/x is not found'}|INVALID_INPUT"
      })
  void refusals_are_told_apart(int status, String error, FailureClass kind) throws Exception {
    stage.answersText(
        status,
        "{\"error\":"
            + error.replace("'no'", "'" + ProviderStage.KEY + "'").replace('\'', '"')
            + "}");
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Refused.class);
    assertThat(fault(answer).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "500|{'error':{'status':'INTERNAL'}}",
        "503|{}",
        "504|x",
        "200|{}",
        "200|{\"cand",
        "400|x"
      })
  void what_cannot_be_told_is_unknown(int status, String body) throws Exception {
    stage.answersText(status, body.replace('\'', '"'));
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Unknown.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.AMBIGUOUS);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  void there_are_no_tasks_and_a_lost_call_cannot_be_found_again() {
    assertThat(provider.hasTasks(Operation.IMAGE_GENERATION)).isFalse();
    assertThatThrownBy(() -> provider.pollRequest(new TaskRef("x", Operation.IMAGE_GENERATION, "")))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(
            provider.recover(
                image().build(), ProviderStage.call("x", 1), stage.free(), new Cancellation()))
        .isInstanceOf(Recovery.CannotTell.class);
  }

  @Test
  void a_plan_names_all_that_cannot_be_done() throws Exception {
    MediaInput picture = new MediaInput.WebUrl("https://example.com/a.png");
    assertThatThrownBy(
            () ->
                provider.plan(
                    image()
                        .negativePrompt("x")
                        .endImage(picture)
                        .durationSeconds(5)
                        .resolution("1024x1024")
                        .aspectRatio("wide")
                        .build()))
        .hasMessage(
            "Gemini with gemini-3.1-flash-image takes no negative prompt (say it in prompt); it"
                + " takes no end image; it makes no videos and takes no duration; it takes aspect"
                + " ratios as 16:9; it makes the sizes 512, 1K, 2K and 4K, with the shape by"
                + " aspect_ratio.");
    assertThatThrownBy(
            () -> provider.plan(MediaRequest.of(Operation.VIDEO_ANALYSIS).prompt("x").build()))
        .hasMessageContaining("needs a video");
    assertThatThrownBy(
            () ->
                provider.plan(
                    video(new MediaInput.LocalFile(folder, "video/mp4", (2L << 30) + 1)).build()))
        .hasMessageContaining("at most 2 GB");
    assertThat(provider.plan(image().model("models/x").count(2).build()).counts())
        .containsExactly(1, 1);
    assertThat(provider.plan(image().model("models/x").build()).model()).isEqualTo("x");
    ProviderSettings all = stage.settings(GeminiProvider.DESCRIPTION);
    GeminiProvider without =
        new GeminiProvider(
            new ProviderSettings("gemini", all.values(), Map.of()), ProviderStage.CLOCK);
    assertThatThrownBy(() -> without.plan(image().build()))
        .hasMessageContaining("GEMINI_API_KEY")
        .hasMessageContaining("aistudio.google.com/apikey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "x:generateContent", "x?key=1", "a/b"})
  void names_that_are_no_models_are_refused(String model) {
    assertThatThrownBy(() -> provider.plan(image().model(model).build()))
        .isInstanceOf(ProviderException.class)
        .hasMessageContaining("are named as");
  }
}
