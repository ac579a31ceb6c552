package mediaworker.providers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.FreeCalls;
import mediaworker.providers.http.Transport;
import mediaworker.providers.http.TransportSettings;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Request;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A provider's server, played from files, and the real transport to it. */
public final class ContractBench implements AutoCloseable {

  public static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
  public static final InstantSource CLOCK = InstantSource.fixed(NOW);
  public static final String MARKER = "mw-7f3c2a10-5-1";

  private final MockWebServer server = new MockWebServer();
  private final String resources;
  private final Path folder;
  private int calls;

  /**
   * @param resources the folder below src/test/resources/providers
   * @param folder for answers
   */
  public ContractBench(String resources, Path folder) throws IOException {
    this.resources = resources;
    this.folder = folder;
    server.start();
  }

  public MockWebServer server() {
    return server;
  }

  /** Defaults of a provider, with its base URL here. */
  public ProviderSettings settings(
      ProviderDescription about, Map<String, String> changes, Map<String, String> keys) {
    Map<String, String> values = new HashMap<>(about.defaults());
    values.put("base-url", server.url("/base").toString());
    values.putAll(changes);
    Map<String, Secret> secrets = new HashMap<>();
    keys.forEach((name, key) -> secrets.put(name, new Secret(key)));
    return new ProviderSettings(about.name(), values, secrets);
  }

  public static CreateCall call(Plan plan) {
    return call(plan, NOW.minusSeconds(600));
  }

  public static CreateCall call(Plan plan, Instant intendedAt) {
    return new CreateCall(0, plan.counts().get(0), plan.model(), MARKER, intendedAt);
  }

  // --- what the server answers ---

  public String body(String file) throws IOException {
    String path = "/providers/" + resources + "/" + file;
    try (InputStream in = ContractBench.class.getResourceAsStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("{{server}}", server.url("").toString().replaceAll("/$", ""));
    }
  }

  public void answer(int status, String file) throws IOException {
    answerText(status, body(file));
  }

  public void answerText(int status, String body, String... headers) {
    MockResponse.Builder response = new MockResponse.Builder().code(status).body(body);
    for (int i = 0; i < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.build());
  }

  /** The connection breaks in the middle of the body. */
  public void cutAnswer(String body) {
    server.enqueue(
        new MockResponse.Builder()
            .body(body)
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
  }

  /** The answer never comes. */
  public void noAnswer() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
  }

  // --- what a provider does with it ---

  public Submitted create(Provider provider, MediaRequest request) throws Exception {
    return create(provider, request, Duration.ofSeconds(20));
  }

  public Submitted create(Provider provider, MediaRequest request, Duration patience)
      throws Exception {
    CreateCall call = call(provider.plan(request));
    Request create = provider.prepare(request, call, free(), new Cancellation());
    return provider.created(request, call, send(create, patience));
  }

  public Answer send(Request create, Duration patience) throws IOException {
    return transport(patience).create(create, folder.resolve("call-" + calls++));
  }

  public Polled poll(Provider provider, TaskRef task) throws Exception {
    return provider.polled(task, free().send(provider.pollRequest(task), new Cancellation()));
  }

  public CancelAnswer cancel(Provider provider, TaskRef task) throws Exception {
    Request request = provider.cancelRequest(task).orElseThrow();
    return provider.cancelled(task, free().send(request, new Cancellation()));
  }

  public Recovery recover(Provider provider, MediaRequest request, Instant intendedAt)
      throws Exception {
    CreateCall call = call(provider.plan(request), intendedAt);
    return provider.recover(request, call, free(), new Cancellation());
  }

  public FreeCalls free() {
    return transport(Duration.ofSeconds(20)).free(folder.resolve("free"));
  }

  private Transport transport(Duration patience) {
    return new Transport(
        new TransportSettings(
            Set.of(server.getHostName()),
            false,
            Duration.ofSeconds(10),
            patience,
            Duration.ofSeconds(20),
            1L << 30));
  }

  // --- what has arrived ---

  public RecordedRequest taken() throws InterruptedException {
    RecordedRequest request = server.takeRequest(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request arrived");
    }
    return request;
  }

  /** "POST /base/tasks". */
  public static String line(RecordedRequest request) {
    return request.getMethod() + " " + request.getTarget();
  }

  public static JsonNode json(RecordedRequest request) {
    return JsonMapper.shared().readTree(request.getBody().utf8());
  }

  public static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }

  // --- inputs ---

  public MediaInput.LocalFile file(String name, String mediaType, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    Path file = Files.write(folder.resolve(name), bytes);
    return new MediaInput.LocalFile(file, mediaType, size);
  }

  @Override
  public void close() {
    server.close();
  }
}
