package mediaworker.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;
import mediaworker.handlers.remote.PlainProvider;
import mediaworker.handlers.remote.ProviderSetup;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All providers, played by one server that notes every paid call: animations and pictures come from
 * files of the test, texts from the test itself.
 */
final class PlainStage implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();

  /** Every create, in order: its prompt, model, operation. */
  final List<JsonNode> creates = new CopyOnWriteArrayList<>();

  /** What is answered to a create; null for the usual. */
  volatile Function<JsonNode, String> instead = create -> null;

  private final Path video;
  private final Path picture;

  PlainStage(Path video, Path picture) throws Exception {
    this.video = video;
    this.picture = picture;
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    if (path.equals("/create")) {
      JsonNode create = JsonMapper.shared().readTree(request.getBody().utf8());
      creates.add(create);
      String other = instead.apply(create);
      return new MockResponse.Builder().body(other == null ? usual(create) : other).build();
    }
    try {
      byte[] bytes = Files.readAllBytes(path.endsWith(".mp4") ? video : picture);
      return new MockResponse.Builder().body(new Buffer().write(bytes)).build();
    } catch (java.io.IOException e) {
      return new MockResponse.Builder().code(404).build();
    }
  }

  private String usual(JsonNode create) {
    String operation = create.get("operation").asString();
    if (operation.endsWith("ANALYSIS")) {
      return "{\"text\": \"an answer of " + create.get("model").asString() + "\"}";
    }
    String kind = operation.equals("ANIMATION") || operation.equals("GPU_JOB") ? "mp4" : "png";
    return "{\"url\": \"" + server.url("/out/" + creates.indexOf(create) + "." + kind) + "\"}";
  }

  /** One for each name that rows may use. */
  List<ProviderSetup> providers() {
    return Stream.of(
            "leonardo",
            "openai",
            "gemini",
            "replicate",
            "fal",
            "kling",
            "bytedance",
            "bria",
            "runpod")
        .map(name -> new PlainProvider(name, server.url("/"), false).setup(50, 10_000, "0", 0))
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
