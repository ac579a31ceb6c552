package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.config.FamilyValues;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.providers.ProviderDescription;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of docs/providers.md, pasted and done by the real providers at a server that plays all.
 */
class ProviderRowsTest {

  private static final Pattern BLOCK = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
  private static final byte[] MP4 =
      "\0\0\0\u0018ftypisom\0\0\2\0isomiso2".getBytes(StandardCharsets.ISO_8859_1);

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    Map<String, Map<String, String>> values = new HashMap<>();
    Map<String, String> keys = new HashMap<>();
    for (ProviderDescription description : ProviderCatalog.descriptions()) {
      values.put(
          description.name(), Map.of("base-url", server.url("/" + description.name()).toString()));
      keys.put(description.keyVariables().get(0), "a-key");
    }
    List<ProviderSetup> providers = new ArrayList<>();
    for (ProviderSetup setup :
        ProviderCatalog.make(new FamilyValues(values, keys), InstantSource.system())) {
      providers.add(
          new ProviderSetup(
              setup.provider(),
              setup.description(),
              setup.hasKey(),
              setup.limits(),
              setup.taskTimeouts(),
              Duration.ofMillis(20),
              setup.recreateFailed()));
    }
    studio = new Studio(folder, AppSettings.Extensions.NONE, providers);
    Path library = Files.createDirectories(studio.folder.resolve("static/library"));
    for (String name : List.of("fox", "fox-end", "kite", "gone")) {
      Files.write(library.resolve(name + ".png"), PNG);
      Files.write(studio.folder.resolve(name + ".png"), PNG);
    }
    Files.write(library.resolve("flight.mp4"), MP4);
    Files.write(studio.folder.resolve("fox.mp4"), MP4);
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
  }

  @Test
  void every_row_is_taken_done_and_delivered() throws Exception {
    Matcher blocks = BLOCK.matcher(Files.readString(Path.of("docs/providers.md")));
    while (blocks.find()) {
      for (String statement : blocks.group(1).split("(?<=;)\n")) {
        studio.table.run(statement);
      }
    }
    studio.drain();

    assertThat(
            studio.table.all(
                "SELECT input_data, error_message FROM jobs WHERE status <> 'completed'"))
        .isEmpty();
    for (String result :
        studio.table.all("SELECT result_data FROM jobs WHERE result_data GLOB '*.[mp][np][g4]'")) {
      assertThat(studio.folder.resolve(result)).isNotEmptyFile();
    }
    TreeSet<String> unasked = new TreeSet<>();
    ProviderCatalog.descriptions().forEach(description -> unasked.add(description.name()));
    unasked.removeAll(studio.table.all("SELECT DISTINCT provider FROM paid_calls"));
    assertThat(unasked).as("providers without a row").isEmpty();
    TreeSet<String> types = new TreeSet<>(RemoteJobs.jobTypes());
    types.removeAll(studio.table.all("SELECT DISTINCT job_type FROM jobs"));
    assertThat(types).as("job types without a row").isEmpty();
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    if (path.startsWith("/out/")) {
      return new MockResponse.Builder()
          .body(new Buffer().write(path.endsWith(".mp4") ? MP4 : PNG))
          .build();
    }
    boolean create = request.getMethod().equals("POST");
    String body = request.getBody() == null ? "" : request.getBody().utf8();
    boolean video = (path + body).matches("(?s).*(kling|seedance|mp4|video/).*");
    String url = "\"" + server.url("/out/x." + (video ? "mp4" : "png")) + "\"";
    String id = video ? "t-mp4" : "t-png";
    String provider = path.split("/", -1)[1];
    return switch (provider) {
      case "upload" -> new MockResponse.Builder().code(204).build();
      case "openai" ->
          json(
              path.contains("/images/")
                  ? "{'data':[{'b64_json':'" + base64() + "'}]}"
                  : "{'id':'r','status':'completed','output':[{'content':[{'text':'blue'}]}]}");
      case "gemini" ->
          json(
              "{'candidates':[{'finishReason':'STOP','content':{'parts':["
                  + (body.contains("responseModalities")
                      ? "{'inlineData':{'mimeType':'image/png','data':'" + base64() + "'}}"
                      : "{'text':'blue'}")
                  + "]}}]}");
      case "replicate" ->
          path.contains("/models/")
              ? json("{'latest_version':{'id':'" + "a".repeat(64) + "'}}")
              : json("{'id':'" + id + "','status':'succeeded','output':" + url + "}");
      case "fal" -> fal(path, create, id, url);
      case "leonardo" -> leonardo(path, create, id, url);
      case "kling" -> kling(path, create, url);
      case "bytedance" ->
          path.endsWith("/images/generations")
              ? json("{'data':[{'url':" + url + "}]}")
              : json("{'id':'v','status':'succeeded','content':{'video_url':" + mp4() + "}}");
      case "bria" ->
          path.endsWith("/video/upload")
              ? json(
                  "{'result':{'upload_url':'"
                      + server.url("/upload")
                      + "','upload_fields':{'a':'b'},'file_url':'https://bria.example/x'}}")
              : create
                  ? json("{'request_id':'" + (path.contains("/video/") ? "t-mp4" : "t-png") + "'}")
                  : json(
                      "{'request_id':'q','status':'COMPLETED','result':{'image_url':" + url + "}}");
      case "runpod" ->
          json(
              "{'id':'u','status':'"
                  + (create ? "IN_QUEUE" : "COMPLETED")
                  + "','output':["
                  + url
                  + "]}");
      default -> new MockResponse.Builder().code(404).build();
    };
  }

  private MockResponse fal(String path, boolean create, String id, String url) {
    if (create) {
      return json(
          "{'request_id':'"
              + id
              + "','status_url':'"
              + server.url("/fal/app/x/requests/" + id + "/status")
              + "'}");
    }
    return json(
        path.endsWith("/status") ? "{'status':'COMPLETED'}" : "{'made':{'url':" + url + "}}");
  }

  private MockResponse leonardo(String path, boolean create, String id, String url) {
    if (path.endsWith("/init-image")) {
      return json(
          "{'uploadInitImage':{'id':'i','url':'" + server.url("/upload") + "','fields':'{}'}}");
    }
    if (path.endsWith("/generationssync")) {
      return json("{'generateSync':{'id':'s','results':[{'url':" + url + "}]}}");
    }
    if (create) {
      return json(
          "{'"
              + (path.contains("/v2/") ? "generate" : "sdGenerationJob")
              + "':{'generationId':'"
              + id
              + "'}}");
    }
    return json(
        "{'generations_by_pk':{'status':'COMPLETE','generated_images':[{'url':" + url + "}]}}");
  }

  private MockResponse kling(String path, boolean create, String url) {
    if (create) {
      return json("{'code':0,'data':{'id':'k','task_id':'k'}}");
    }
    return json(
        path.endsWith("/tasks")
            ? "{'code':0,'data':[{'id':'k','status':'succeeded','outputs':[{'url':" + url + "}]}]}"
            : "{'code':0,'data':{'task_status':'succeed','task_result':{'videos':[{'url':"
                + url
                + "}]}}}");
  }

  private String mp4() {
    return "\"" + server.url("/out/x.mp4") + "\"";
  }

  private static String base64() {
    return Base64.getEncoder().encodeToString(PNG);
  }

  private static MockResponse json(String json) {
    return new MockResponse.Builder().body(json.replace('\'', '"')).build();
  }
}
