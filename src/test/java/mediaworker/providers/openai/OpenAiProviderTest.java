package mediaworker.providers.openai;

import static mediaworker.providers.ProviderStage.fault;
import static mediaworker.providers.ProviderStage.json;
import static mediaworker.providers.ProviderStage.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
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

class OpenAiProviderTest extends ProviderContract {

  private OpenAiProvider provider;

  @BeforeEach
  void makeProvider() throws Exception {
    provider = with();
  }

  private OpenAiProvider with(String... settings) {
    return new OpenAiProvider(
        stage.settings(OpenAiProvider.DESCRIPTION, settings), ProviderStage.CLOCK);
  }

  @Override
  protected String name() {
    return "openai";
  }

  @Override
  protected ProviderDescription description() {
    return OpenAiProvider.DESCRIPTION;
  }

  @Override
  protected Provider provider(ProviderSettings settings) {
    return new OpenAiProvider(settings, ProviderStage.CLOCK);
  }

  @Override
  protected MediaRequest simpleRequest() {
    return image().build();
  }

  @Override
  protected TaskRef task() {
    return new TaskRef("resp_1", Operation.IMAGE_GENERATION, "");
  }

  @Override
  protected String errorBody(String message) {
    return "{\"error\":{\"message\":\"" + message + "\",\"code\":\"bad\"}}";
  }

  @Override
  protected String createdBody() throws Exception {
    return stage.resource("images");
  }

  private static MediaRequest.Builder image() {
    return MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a red kite");
  }

  private static MediaRequest.Builder analysis(MediaInput... images) {
    return MediaRequest.of(Operation.IMAGE_ANALYSIS)
        .prompt("What style is it?")
        .images(List.of(images));
  }

  @Test
  void settings_that_shape_what_is_made_are_told_where_they_are_not_the_usual_ones() {
    String base = OpenAiProvider.DESCRIPTION.defaults().get("base-url");
    OpenAiProvider usual = with("base-url", base);
    assertThat(usual.shapedBy(Operation.IMAGE_GENERATION)).isEmpty();
    assertThat(usual.shapedBy(Operation.IMAGE_ANALYSIS)).isEmpty();

    OpenAiProvider other =
        with("base-url", base, "image-format", "webp", "max-output-tokens", "900");
    assertThat(other.shapedBy(Operation.IMAGE_GENERATION)).containsExactly("image-format=webp");
    assertThat(other.shapedBy(Operation.IMAGE_ANALYSIS)).containsExactly("max-output-tokens=900");
  }

  @Test
  void pictures_come_from_the_images_api() throws Exception {
    stage.answers(200, "images", "x-request-id", "req_1");
    Submitted.Done done =
        (Submitted.Done)
            stage.create(
                provider,
                image()
                    .model("gpt-image-2")
                    .aspectRatio("16:9")
                    .count(2)
                    .options(object("{'quality':'high','output_format':'webp'}"))
                    .build());

    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/images/generations HTTP/1.1");
    assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + ProviderStage.KEY);
    assertThat(sent.getHeaders().get("OpenAI-Organization")).isEqualTo(ProviderStage.KEY);
    assertThat(sent.getHeaders().get("Content-Type")).isEqualTo("application/json");
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'model':'gpt-image-2','size':'1536x864','output_format':'webp',"
                    + "'prompt':'a red kite','n':2,'quality':'high'}"));
    assertThat(done.outputs())
        .map(each -> ((RemoteOutput.Bytes) each).extension())
        .containsExactly("png", "jpg");
    assertThat(done.cost()).contains(new Cost(new BigDecimal(4210), "tokens"));
  }

  @Test
  void reference_pictures_make_it_an_edit_with_streamed_files() throws Exception {
    stage.answers(200, "images");
    MediaInput.LocalFile first = stage.picture("a.png", 300);
    MediaInput.LocalFile second = stage.file("b.jpg", "image/jpeg", 200);
    stage.create(
        provider,
        image()
            .images(List.of(first, second))
            .options(object("{'input_fidelity':'high'}"))
            .build());

    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/images/edits HTTP/1.1");
    assertThat(sent.getHeaders().get("Content-Type")).startsWith("multipart/form-data; boundary=");
    okio.ByteString body = ProviderStage.body(sent);
    String text = body.string(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(text)
        .contains("name=\"model\"\r\n")
        .contains("gpt-image-2.6-sunburst\r\n")
        .contains("name=\"prompt\"")
        .contains("name=\"n\"")
        .contains("name=\"input_fidelity\"")
        .contains("name=\"image[]\"; filename=\"image.png\"\r\nContent-Type: image/png")
        .contains("name=\"image[]\"; filename=\"image.jpg\"\r\nContent-Type: image/jpeg");
    assertThat(body.indexOf(Files.readAllBytes(first.file()))).isPositive();
    assertThat(body.indexOf(Files.readAllBytes(second.file()))).isPositive();
  }

  @Test
  void a_huge_answer_goes_to_a_file() throws Exception {
    byte[] picture = new byte[24 << 20];
    new Random(1).nextBytes(picture);
    stage.answersText(
        200, "{\"data\":[{\"b64_json\":\"" + Base64.getEncoder().encodeToString(picture) + "\"}]}");
    Submitted.Done done = (Submitted.Done) stage.create(provider, image().build());
    RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) done.outputs().get(0);
    assertThat(Files.size(bytes.file())).isEqualTo(picture.length);
    assertThat(Files.mismatch(bytes.file(), Files.write(folder.resolve("same"), picture)))
        .isEqualTo(-1);
  }

  @Test
  void many_pictures_are_several_calls_of_ten() throws Exception {
    assertThat(provider.plan(image().count(23).build()))
        .isEqualTo(new Plan("gpt-image-2.6-sunburst", List.of(10, 10, 3)));
    assertThat(with("image-route", "responses").plan(image().count(2).build()).counts())
        .containsExactly(1, 1);
  }

  @Test
  void pictures_in_the_background_have_an_id_and_are_polled() throws Exception {
    provider = with("image-route", "responses");
    stage.answers(200, "response-queued");
    MediaInput.LocalFile picture = stage.picture("a.png", 30);
    Submitted.Accepted accepted =
        (Submitted.Accepted)
            stage.create(
                provider,
                image()
                    .images(List.of(picture))
                    .resolution("1024x1024")
                    .options(object("{'quality':'low'}"))
                    .build());
    TaskRef task = accepted.task();
    assertThat(task).isEqualTo(new TaskRef("resp_68b3", Operation.IMAGE_GENERATION, ""));
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/responses HTTP/1.1");
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'model':'gpt-5.4-mini','input':[{'role':'user','content':["
                    + "{'type':'input_text','text':'a red kite'},"
                    + "{'type':'input_image','image_url':'data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(picture.file()))
                    + "'}]}],'tools':[{'model':'gpt-image-2.6-sunburst','size':'1024x1024',"
                    + "'output_format':'png','type':'image_generation','quality':'low'}],"
                    + "'tool_choice':{'type':'image_generation'},'background':true,'store':true}"));

    stage.answersText(200, "{\"id\":\"resp_68b3\",\"status\":\"in_progress\",\"output\":[]}");
    stage.answersText(200, "{\"id\":\"resp_68b3\",\"status\":\"dreaming\",\"output\":[]}");
    stage.answers(200, "response-image");
    assertThat(stage.poll(provider, task)).isEqualTo(new Polled.Running(Double.NaN, "in_progress"));
    RecordedRequest poll = stage.taken();
    assertThat(poll.getRequestLine()).isEqualTo("GET /v1/responses/resp_68b3 HTTP/1.1");
    assertThat(poll.getHeaders().get("Authorization")).isEqualTo("Bearer " + ProviderStage.KEY);
    assertThat(stage.poll(provider, task)).isEqualTo(new Polled.Running(Double.NaN, "dreaming"));
    Polled.Succeeded end = (Polled.Succeeded) stage.poll(provider, task);
    RemoteOutput.Bytes bytes = (RemoteOutput.Bytes) end.outputs().get(0);
    assertThat(bytes.extension()).isEqualTo("png");
    assertThat(end.cost()).contains(new Cost(new BigDecimal(5000), "tokens"));
  }

  @Test
  void pictures_in_the_background_alone_are_tasks_that_a_person_could_adopt() {
    assertThat(provider.hasTasks(Operation.IMAGE_GENERATION)).isFalse();
    Provider background = with("image-route", "responses");
    assertThat(background.hasTasks(Operation.IMAGE_GENERATION)).isTrue();
    assertThat(background.hasTasks(Operation.IMAGE_ANALYSIS)).isFalse();
  }

  @Test
  void what_runs_in_the_background_can_be_cancelled() throws Exception {
    TaskRef task = new TaskRef("resp_1", Operation.IMAGE_GENERATION, "");
    stage.answersText(200, "{\"id\":\"resp_1\",\"status\":\"cancelled\"}");
    stage.answersText(200, "{\"id\":\"resp_1\",\"status\":\"completed\"}");
    stage.answersText(500, "");
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.CANCELLED);
    assertThat(stage.taken().getRequestLine())
        .isEqualTo("POST /v1/responses/resp_1/cancel HTTP/1.1");
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.ALREADY_OVER);
    assertThat(stage.cancel(provider, task)).isEqualTo(CancelAnswer.GOES_ON);
  }

  @Test
  void analyses_go_through_the_responses_api() throws Exception {
    stage.answers(200, "response-text");
    MediaInput.LocalFile picture = stage.picture("a.png", 30);
    Submitted.Done done =
        (Submitted.Done)
            stage.create(
                provider,
                analysis(picture, new MediaInput.WebUrl("https://example.com/b.png?sig=1"))
                    .instructions("You are an art critic.")
                    .build());
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/responses HTTP/1.1");
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'instructions':'You are an art critic.','input':[{'role':'user','content':["
                    + "{'type':'input_text','text':'What style is it?'},"
                    + "{'type':'input_image','image_url':'data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(Files.readAllBytes(picture.file()))
                    + "','detail':'auto'},"
                    + "{'type':'input_image','image_url':'https://example.com/b.png?sig=1','detail':'auto'}]}],"
                    + "'max_output_tokens':4000,'store':false,'model':'gpt-5.4-mini'}"));
    assertThat(done.outputs()).containsExactly(new RemoteOutput.Text("Flat shapes, warm light."));
    assertThat(done.cost()).contains(new Cost(new BigDecimal(380), "tokens"));
  }

  @Test
  void analyses_can_go_through_chat_completions() throws Exception {
    provider = with("analysis-route", "chat", "max-output-tokens", "");
    stage.answers(200, "chat");
    Submitted.Done done =
        (Submitted.Done)
            stage.create(
                provider,
                analysis(new MediaInput.WebUrl("https://example.com/b.png"))
                    .prompt("")
                    .instructions("Name the colours.")
                    .json(true)
                    .build());
    RecordedRequest sent = stage.taken();
    assertThat(sent.getRequestLine()).isEqualTo("POST /v1/chat/completions HTTP/1.1");
    assertThat(json(sent))
        .isEqualTo(
            object(
                "{'messages':[{'role':'system','content':'Answer with JSON alone.'},"
                    + "{'role':'user','content':[{'type':'text','text':'Name the colours.'},"
                    + "{'type':'image_url','image_url':{'url':'https://example.com/b.png','detail':'auto'}}]}],"
                    + "'response_format':{'type':'json_object'},'model':'gpt-5.4-mini'}"));
    assertThat(done.outputs()).containsExactly(new RemoteOutput.Text("{\"colors\":[\"#ff0000\"]}"));
  }

  @Test
  void a_schema_is_asked_for_strictly_on_either_route() throws Exception {
    MediaRequest request =
        analysis().json(true).schema(ProviderStage.object("{'type':'object'}")).build();
    stage.answersText(200, "{\"status\":\"completed\",\"output\":[]}");
    stage.create(provider, request);
    assertThat(json(stage.taken()).at("/text/format"))
        .isEqualTo(
            json(
                "{'type':'json_schema','name':'answer','strict':true,'schema':{'type':'object'}}"));

    stage.answersText(200, "{\"choices\":[]}");
    stage.create(with("analysis-route", "chat"), request);
    assertThat(json(stage.taken()).at("/response_format"))
        .isEqualTo(
            json(
                "{'type':'json_schema','json_schema':{'name':'answer','strict':true,"
                    + "'schema':{'type':'object'}}}"));
  }

  @Test
  void a_refusal_within_a_200_is_a_failure_by_content() throws Exception {
    stage.answers(200, "response-refusal", "x-request-id", "req_9");
    Fault fault = fault(stage.create(provider, analysis().build()));
    assertThat(fault.kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(fault.requestId()).isEqualTo("req_9");
    assertThat(fault.sentence())
        .isEqualTo(
            "OpenAI's rules on content are against it: I can't help with identifying people.");
    for (String chat :
        List.of(
            "{\"choices\":[{\"message\":{\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}]}",
            "{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"content_filter\"}]}")) {
      stage.answersText(200, chat);
      Submitted answer = stage.create(provider, analysis().build());
      assertThat(answer).isInstanceOf(Submitted.Failed.class);
      assertThat(fault(answer).kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    }
  }

  @Test
  void a_failed_response_keeps_the_providers_words_without_secrets() throws Exception {
    stage.answers(200, "response-failed");
    Submitted answer = stage.create(provider, analysis().build());
    assertThat(answer).isInstanceOf(Submitted.Failed.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.CONTENT_POLICY);
    assertThat(fault(answer).sentence())
        .isEqualTo(
            "OpenAI's rules on content are against it: The image was rejected. See"
                + " https://cdn.example.com/… with *** (image_content_policy_violation).");
    stage.answersText(
        200,
        "{\"status\":\"failed\",\"error\":{\"code\":\"invalid_image_url\",\"message\":\"No.\"}}");
    assertThat(fault(stage.create(provider, analysis().build())).kind())
        .isEqualTo(FailureClass.INVALID_INPUT);
    stage.answersText(
        200, "{\"status\":\"failed\",\"error\":{\"code\":\"server_error\",\"message\":\"Oh.\"}}");
    assertThat(fault(stage.create(provider, analysis().build())).kind())
        .isEqualTo(FailureClass.PROVIDER_FAULT);
  }

  @Test
  void a_cut_text_is_kept_but_a_cut_json_is_a_failure() throws Exception {
    stage.answers(200, "response-incomplete");
    stage.answers(200, "response-incomplete");
    assertThat(stage.create(provider, analysis().build())).isInstanceOf(Submitted.Done.class);
    Submitted answer = stage.create(provider, analysis().json(true).build());
    assertThat(fault(answer).sentence()).contains("max-output-tokens");
    assertThat(((Submitted.Failed) answer).cost())
        .contains(new Cost(new BigDecimal(4300), "tokens"));
  }

  @ParameterizedTest
  @CsvSource({
    "429, rate_limit_exceeded, RATE",
    "429, slow_down, RATE",
    "429, insufficient_quota, MONEY",
    "429, credit_balance_exhausted, MONEY",
    "429, concurrency_limit_exceeded, CONCURRENCY",
    "400, billing_hard_limit_reached, MONEY",
    "400, moderation_blocked, CONTENT_POLICY",
    "400, content_policy_violation, CONTENT_POLICY",
    "400, invalid_value, INVALID_INPUT",
    "401, invalid_api_key, AUTH",
    "403, unsupported_country_region_territory, AUTH",
    "404, model_not_found, INVALID_INPUT",
    "402, payment_required, MONEY"
  })
  void refusals_are_told_apart_by_their_codes(int status, String code, FailureClass kind)
      throws Exception {
    stage.answersText(
        status,
        "{\"error\":{\"message\":\"Said about "
            + ProviderStage.KEY
            + "\\u0000\",\"type\":\"t\",\"param\":null,\"code\":\""
            + code
            + "\"}}",
        "x-request-id",
        "req_7",
        "Retry-After",
        "12");
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Refused.class);
    Fault fault = fault(answer);
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(fault.requestId()).isEqualTo("req_7");
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(12));
    assertThat(fault.sentence())
        .startsWith("OpenAI")
        .endsWith(": Said about *** (" + code + ", HTTP " + status + ").");
  }

  @Test
  void a_success_without_a_picture_is_a_failure() throws Exception {
    stage.answersText(200, "{\"data\":[],\"usage\":{\"total_tokens\":3}}");
    Submitted answer = stage.create(provider, image().build());
    assertThat(answer).isInstanceOf(Submitted.Failed.class);
    assertThat(fault(answer).kind()).isEqualTo(FailureClass.PROVIDER_FAULT);
  }

  @Test
  void compatible_servers_may_answer_with_urls() throws Exception {
    stage.answersText(200, "{\"data\":[{\"url\":\"https://cdn.example.com/1.png\"}]}");
    assertThat(((Submitted.Done) stage.create(provider, image().build())).outputs())
        .containsExactly(new RemoteOutput.Url("https://cdn.example.com/1.png"));
  }

  @ParameterizedTest
  @CsvSource({"429, RATE", "401, AUTH", "500, REFUSED", "200, REFUSED"})
  void polls_that_are_not_answered(int status, FailureClass kind) throws Exception {
    stage.answersText(status, "oops");
    Polled polled = stage.poll(provider, new TaskRef("resp_1", Operation.IMAGE_GENERATION, ""));
    assertThat(fault(polled).kind()).isEqualTo(kind);
    assertThat(polled).isInstanceOf(Polled.AskAgain.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"404|{\"error\":{\"message\":\"no\"}}|false", "404|<html>|true", "410|oops|true"})
  void a_task_that_is_not_known_may_only_not_be_known_yet(int status, String body, boolean bare)
      throws Exception {
    stage.answersText(status, body);
    Polled.NotKnown polled =
        (Polled.NotKnown)
            stage.poll(provider, new TaskRef("resp_1", Operation.IMAGE_GENERATION, ""));
    assertThat(polled.bare()).isEqualTo(bare);
    assertThat(polled.fault().sentence()).contains("does not know the task");
  }

  @Test
  void a_plan_names_all_that_cannot_be_done() throws Exception {
    List<MediaInput> many = new ArrayList<>();
    IntStream.range(0, 17).forEach(i -> many.add(new MediaInput.WebUrl("https://example.com/")));
    assertThatThrownBy(
            () ->
                provider.plan(
                    image()
                        .model("gpt-image-1.5")
                        .negativePrompt("birds")
                        .seed(7)
                        .resolution("2K")
                        .images(many)
                        .endImage(many.get(0))
                        .build()))
        .isInstanceOf(ProviderException.class)
        .hasMessage(
            "OpenAI with gpt-image-1.5 takes no negative prompt (say it in prompt); it takes no"
                + " seed; it takes no end image; it takes at most 16 pictures, not 17; it cannot"
                + " make the size 2K (only 1024x1024, 1536x1024, 1024x1536).");
    assertThatThrownBy(
            () ->
                provider.plan(image().images(List.of(stage.file("a.gif", "image/gif", 9))).build()))
        .hasMessageContaining("PNG, JPEG and WebP");
    assertThatThrownBy(() -> provider.plan(analysis().prompt("").build()))
        .hasMessageContaining("needs a question");
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-image-2, '', '', ''",
    "gpt-image-2, auto, '', auto",
    "gpt-image-2, '', 1:1, 1024x1024",
    "gpt-image-2, '', 9:16, 864x1536",
    "gpt-image-2, 4K, 16:9, 3840x2160",
    "gpt-image-2, 4k, 1:1, 2160x2160",
    "gpt-image-2, 2K, 21:9, 2048x864",
    "gpt-image-2, 2048x1152, '', 2048x1152",
    "gpt-image-2, 2048x1150, '', none",
    "gpt-image-2, 4096x2160, '', none",
    "gpt-image-2, 720p, 1:1, none",
    "gpt-image-2, '', 4:1, none",
    "gpt-image-2, '', 0:1, none",
    "gpt-image-1.5, '', 3:2, 1536x1024",
    "gpt-image-1.5, '', 16:9, none",
    "gpt-image-1-mini, 1024x1536, '', 1024x1536",
    "gpt-image-1-mini, 512x512, '', none"
  })
  void sizes_come_from_resolution_and_ratio(
      String model, String resolution, String ratio, String size) {
    assertThat(ImageSize.of(model, resolution, ratio).orElse("none")).isEqualTo(size);
  }

  @Test
  void a_lost_call_cannot_be_found_again() throws Exception {
    Recovery recovery =
        provider.recover(
            image().build(),
            ProviderStage.call("gpt-image-2", 1),
            stage.free(),
            new Cancellation());
    assertThat(recovery).isInstanceOf(Recovery.CannotTell.class);
    assertThat(stage.requests()).isZero();
  }
}
