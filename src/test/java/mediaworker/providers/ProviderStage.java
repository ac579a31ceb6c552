package mediaworker.providers;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Objects;
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
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider's server that answers from a script, and the real transport to it: a test plays one
 * call's life with a provider class.
 */
public final class ProviderStage implements AutoCloseable {

  /** Every key of a provider under test. */
  public static final String KEY = "t0p-s3cret-key-0123456789";

  /** The time on the clock of a provider under test. */
  public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  /** The clock of a provider under test. */
  public static final InstantSource CLOCK = InstantSource.fixed(NOW);

  /** The marker of every call. */
  public static final String MARKER = "mw-7f3c2a10-5-1";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final String resources;
  private final MockWebServer server = new MockWebServer();
  private int calls;

  /**
   * Starts the server.
   *
   * @param resources folder below {@code /providers/} of the test resources
   */
  public ProviderStage(Path folder, String resources) throws IOException {
    this.folder = folder;
    this.resources = resources;
    server.start();
  }

  private Transport transport(Duration patience) {
    return new Transport(
        new TransportSettings(
            Set.of(server.getHostName()), false, PATIENCE, patience, PATIENCE, 1L << 28, PATIENCE));
  }

  /** A URL of the server. */
  public String url(String path) {
    return server.url(path).toString();
  }

  /** Settings that lead to the server, with all keys set. */
  public ProviderSettings settings(ProviderDescription description, String... more) {
    Map<String, String> changes = new HashMap<>();
    for (int i = 0; i < more.length; i += 2) {
      changes.put(more[i], more[i + 1]);
    }
    Map<String, String> keys = new HashMap<>();
    description.keyVariables().forEach(variable -> keys.put(variable, KEY));
    description.besides().forEach(variable -> keys.put(variable, KEY));
    return settings(description, changes, keys);
  }

  /** Settings that lead to the server, with some keys. */
  public ProviderSettings settings(
      ProviderDescription description, Map<String, String> changes, Map<String, String> keys) {
    Map<String, String> values = new HashMap<>(description.defaults());
    values.put("base-url", url("/v1"));
    values.putAll(changes);
    Map<String, Secret> secrets = new HashMap<>();
    keys.forEach((name, key) -> secrets.put(name, new Secret(key)));
    return new ProviderSettings(description.name(), values, secrets);
  }

  /** The server's next answer: a body of the resources. */
  public void answers(int status, String resource, String... headers) throws IOException {
    answersText(status, resource(resource), headers);
  }

  /** The server's next answer. */
  public void answersText(int status, String body, String... headers) {
    MockResponse.Builder response =
        new MockResponse.Builder().code(status).setHeader("Content-Type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      response.setHeader(headers[i], headers[i + 1]);
    }
    server.enqueue(response.body(body).build());
  }

  /** The server's next answer, with whatever happens to it. */
  public void answers(MockResponse response) {
    server.enqueue(response);
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

  /** A body of the resources, with {@code BASE} for the server's address. */
  public String resource(String name) throws IOException {
    String path = "/providers/" + resources + "/" + name + ".json";
    try (InputStream in = ProviderStage.class.getResourceAsStream(path)) {
      return new String(Objects.requireNonNull(in, path).readAllBytes(), StandardCharsets.UTF_8)
          .replace("BASE/", server.url("/").toString());
    }
  }

  /** Sends free requests. */
  public FreeCalls free() {
    return transport(PATIENCE).free(folder.resolve("spool"));
  }

  /** A call of one picture. */
  public static CreateCall call(String model, int count) {
    return new CreateCall(0, count, model, MARKER, NOW);
  }

  /** The first call of a plan, made at some time. */
  public static CreateCall call(Plan plan, Instant intendedAt) {
    return new CreateCall(0, plan.counts().get(0), plan.model(), MARKER, intendedAt);
  }

  /** Plans, prepares, sends and reads the first call of a request. */
  public Submitted create(Provider provider, MediaRequest request) throws Exception {
    return create(provider, request, PATIENCE);
  }

  /** The same with a patience of its own. */
  public Submitted create(Provider provider, MediaRequest request, Duration patience)
      throws Exception {
    CreateCall call = call(provider.plan(request), NOW);
    Request paid = provider.prepare(request, call, free(), new Cancellation());
    return provider.created(request, call, send(paid, patience));
  }

  /** Looks for a lost call. */
  public Recovery recover(Provider provider, MediaRequest request, Instant intendedAt)
      throws Exception {
    CreateCall call = call(provider.plan(request), intendedAt);
    return provider.recover(request, call, free(), new Cancellation());
  }

  /** Polls once. */
  public Polled poll(Provider provider, TaskRef task) throws Exception {
    return provider.polled(task, free().send(provider.pollRequest(task), new Cancellation()));
  }

  /** Cancels. */
  public CancelAnswer cancel(Provider provider, TaskRef task) throws Exception {
    Request request = provider.cancelRequest(task).orElseThrow();
    return provider.cancelled(task, free().send(request, new Cancellation()));
  }

  /** The transport itself, for what goes wrong below the provider. */
  public Answer send(Request request) throws IOException {
    return send(request, PATIENCE);
  }

  /** The same with a patience of its own. */
  public Answer send(Request request, Duration patience) throws IOException {
    return transport(patience).ready(request, folder.resolve("call" + calls++)).send(held -> {});
  }

  /** The next request that the server got. */
  public RecordedRequest taken() throws InterruptedException {
    RecordedRequest request = server.takeRequest(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(request).as("a request").isNotNull();
    return Objects.requireNonNull(request);
  }

  /** How many requests the server got. */
  public int requests() {
    return server.getRequestCount();
  }

  /** A request's body as JSON. */
  public static JsonNode json(RecordedRequest request) {
    return JsonMapper.shared().readTree(body(request).utf8());
  }

  /** A request's body. */
  public static okio.ByteString body(RecordedRequest request) {
    return request.getBody() == null ? okio.ByteString.EMPTY : request.getBody();
  }

  /** JSON from a text with apostrophes for quotation marks. */
  public static JsonNode json(String json) {
    return JsonMapper.shared().readTree(json.replace('\'', '"'));
  }

  /** An object from such a text. */
  public static ObjectNode object(String json) {
    return (ObjectNode) json(json);
  }

  /** "POST /v1/tasks". */
  public static String line(RecordedRequest request) {
    return request.getMethod() + " " + request.getTarget();
  }

  /** A picture of the machine, a PNG by its first bytes. */
  public MediaInput.LocalFile picture(String name, int bytes) throws IOException {
    return file(name, "image/png", bytes);
  }

  /** A file of the machine. */
  public MediaInput.LocalFile file(String name, String mediaType, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new java.util.Random(name.hashCode()).nextBytes(content);
    byte[] head = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
    System.arraycopy(head, 0, content, 0, Math.min(head.length, bytes));
    Path file = Files.write(folder.resolve(name), content);
    return new MediaInput.LocalFile(file, mediaType, bytes);
  }

  /** A fault, whatever kind of answer it is in; checked to be fit for people. */
  public static Fault fault(Object answer) {
    Fault fault;
    if (answer instanceof Submitted.Refused refused) {
      fault = refused.fault();
    } else if (answer instanceof Submitted.Failed failed) {
      fault = failed.fault();
    } else if (answer instanceof Submitted.Unknown unknown) {
      fault = unknown.fault();
    } else if (answer instanceof Polled.Failed failed) {
      fault = failed.fault();
    } else if (answer instanceof Polled.AskAgain again) {
      fault = again.fault();
    } else {
      throw new AssertionError("no fault: " + answer);
    }
    assertThat(fault.sentence())
        .hasSizeLessThanOrEqualTo(500)
        .doesNotContain(KEY)
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
        .doesNotContain("?X-Sig")
        .matches("(?s).*[.!?…]");
    assertThat(fault.requestId()).doesNotContain(KEY);
    return fault;
  }

  @Override
  public void close() {
    server.close();
  }
}
