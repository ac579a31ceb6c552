package mediaworker.handlers.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.process.ChildProcesses;
import tools.jackson.databind.json.JsonMapper;

/**
 * A provider in a process of its own, which outlives the workers that are killed beside it. Every
 * create that it accepts is on its bill, whether or not anybody hears the answer.
 *
 * <p>Prints its port. {@code GET /bill} lists the markers that are billed; {@code POST /hold} lets
 * the answers to creates wait until {@code POST /release}.
 */
public final class BillingServer {

  private static final byte[] PNG =
      Base64.getDecoder()
          .decode(
              "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

  private static final List<String> BILL = new CopyOnWriteArrayList<>();
  private static final Map<String, String> TASKS = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static volatile CountDownLatch gate = new CountDownLatch(0);

  private BillingServer() {}

  public static void main(String[] args) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", BillingServer::serve);
    server.start();
    ChildProcesses.endWithParent();
    System.out.println(server.getAddress().getPort());
    System.out.flush();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    String host = exchange.getRequestHeaders().getFirst("Host");
    if (path.equals("/create")) {
      String marker =
          JsonMapper.shared()
              .readTree(new String(body, StandardCharsets.UTF_8))
              .get("marker")
              .asString();
      TASKS.put(marker, "t" + NUMBER.incrementAndGet());
      BILL.add(marker); // whoever has seen it there may ask for the task
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      answer(exchange, "{\"id\": \"" + TASKS.get(marker) + "\"}");
    } else if (path.startsWith("/find/")) {
      String id = TASKS.get(path.substring(6));
      answer(exchange, id == null ? "{}" : "{\"id\": \"" + id + "\"}");
    } else if (path.startsWith("/tasks/")) {
      answer(
          exchange,
          "{\"status\": \"succeeded\", \"url\": \"http://"
              + host
              + "/out/"
              + path.substring(7)
              + "\"}");
    } else if (path.equals("/bill")) {
      answer(exchange, String.join("\n", BILL));
    } else if (path.equals("/hold")) {
      gate = new CountDownLatch(1);
      answer(exchange, "");
    } else if (path.equals("/release")) {
      gate.countDown();
      answer(exchange, "");
    } else {
      send(exchange, PNG);
    }
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    send(exchange, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpExchange exchange, byte[] bytes) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
