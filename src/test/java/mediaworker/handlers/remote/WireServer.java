package mediaworker.handlers.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.process.ChildProcesses;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Kling below {@code /kling}, Replicate below {@code /replicate}, OpenAI's pictures below {@code
 * /openai} and ModelArk's below {@code /ark}, in a process of its own: their wire formats, and a
 * bill of every create that was accepted.
 *
 * <p>Prints its port. {@code GET /bill} lists the prompts that are billed; {@code POST /hold} lets
 * the answers to creates wait until {@code POST /release}.
 */
final class WireServer {

  private static final JsonMapper JSON = JsonMapper.shared();

  private static final String PNG =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  /** A task as both of the providers that have them need it. */
  private record Task(String id, String marker, JsonNode input, String model, Instant created) {}

  private static final List<String> BILL = new CopyOnWriteArrayList<>();
  private static final Map<String, Task> KLING = new ConcurrentHashMap<>();
  private static final Map<String, Task> REPLICATE = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  private WireServer() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", WireServer::serve);
    server.createContext("/kling/", WireServer::kling);
    server.createContext("/replicate/", WireServer::replicate);
    server.createContext("/openai/images/generations", WireServer::openai);
    server.createContext("/ark/images/generations", WireServer::seedream);
    server.start();
    ChildProcesses.endWithParent();
    System.out.println(server.getAddress().getPort());
    System.out.flush();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = {};
    if (path.equals("/bill")) {
      body = String.join("\n", BILL).getBytes(StandardCharsets.UTF_8);
    } else if (path.equals("/hold")) {
      gate = new CountDownLatch(1);
    } else if (path.equals("/release")) {
      gate.countDown();
    } else if (path.endsWith(".mp4")) {
      body = "\0\0\0\u0018ftypisom\0\0\2\0isomiso2".getBytes(StandardCharsets.ISO_8859_1);
    } else {
      body = Base64.getDecoder().decode(PNG);
    }
    send(exchange, 200, body);
  }

  /** {@code {code, message, request_id, data}}, as of the present standard. */
  private static void kling(HttpExchange exchange) throws IOException {
    ObjectNode answer =
        JSON.createObjectNode().put("code", 0).put("message", "SUCCEED").put("request_id", "r");
    if (exchange.getRequestMethod().equals("POST")) {
      JsonNode body = read(exchange);
      String marker = body.at("/options/external_task_id").asString();
      Task task = new Task("k" + number(), marker, body, "", Instant.now());
      KLING.put(task.id(), task);
      accepted(body.path("prompt").asString());
      answer.putObject("data").put("id", task.id()).put("status", "submitted");
    } else {
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      String wanted = query.substring(query.indexOf('=') + 1);
      ArrayNode data = answer.putArray("data");
      for (Task task : KLING.values()) {
        if (wanted.equals(query.startsWith("external") ? task.marker() : task.id())) {
          data.addObject()
              .put("id", task.id())
              .put("external_id", task.marker())
              .put("status", "succeeded")
              .putArray("outputs")
              .addObject()
              .put("url", "http://" + host(exchange) + "/out/" + task.id() + ".mp4");
        }
      }
    }
    send(exchange, 200, answer);
  }

  private static void replicate(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/replicate/".length());
    if (exchange.getRequestMethod().equals("POST")) {
      JsonNode body = read(exchange);
      Task task =
          new Task(
              "p" + number(),
              "",
              body.path("input"),
              body.path("version").asString(),
              Instant.now().truncatedTo(ChronoUnit.MILLIS));
      REPLICATE.put(task.id(), task);
      accepted(body.at("/input/prompt").asString());
      send(exchange, 201, prediction(task, exchange).put("status", "starting"));
    } else if (path.equals("predictions")) {
      ObjectNode page = JSON.createObjectNode().putNull("next");
      ArrayNode results = page.putArray("results");
      REPLICATE.values().stream()
          .sorted((a, b) -> b.created().compareTo(a.created()))
          .forEach(task -> results.add(prediction(task, exchange)));
      send(exchange, 200, page);
    } else {
      Task task = REPLICATE.get(path.substring("predictions/".length()));
      send(
          exchange,
          task == null ? 404 : 200,
          task == null
              ? JSON.createObjectNode().put("detail", "Not found.")
              : prediction(task, exchange));
    }
  }

  private static ObjectNode prediction(Task task, HttpExchange exchange) {
    ObjectNode prediction =
        JSON.createObjectNode()
            .put("id", task.id())
            .put("model", task.model())
            .put("version", "hidden")
            .put("source", "api")
            .put("status", "succeeded")
            .put("created_at", task.created().toString())
            .put("output", "http://" + host(exchange) + "/out/" + task.id() + ".png");
    prediction.set("input", task.input());
    return prediction;
  }

  private static void openai(HttpExchange exchange) throws IOException {
    accepted(read(exchange).path("prompt").asString());
    ObjectNode answer = JSON.createObjectNode().put("created", 1);
    answer.putArray("data").addObject().put("b64_json", PNG);
    answer.putObject("usage").put("total_tokens", 1000);
    send(exchange, 200, answer);
  }

  /** The answer is the result, as OpenAI's, but a link to it. */
  private static void seedream(HttpExchange exchange) throws IOException {
    accepted(read(exchange).path("prompt").asString());
    ObjectNode answer = JSON.createObjectNode().put("created", 1);
    answer
        .putArray("data")
        .addObject()
        .put("url", "http://" + host(exchange) + "/out/s" + number() + ".png");
    answer.putObject("usage").put("generated_images", 1);
    send(exchange, 200, answer);
  }

  private static int number() {
    return NUMBER.incrementAndGet();
  }

  private static void accepted(String prompt) {
    BILL.add(prompt);
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String host(HttpExchange exchange) {
    return exchange.getRequestHeaders().getFirst("Host");
  }

  private static JsonNode read(HttpExchange exchange) throws IOException {
    return JSON.readTree(exchange.getRequestBody().readAllBytes());
  }

  private static void send(HttpExchange exchange, int status, JsonNode json) throws IOException {
    send(exchange, status, JSON.writeValueAsBytes(json));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
