package mediaworker.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: the JDK's own, with threads that are gone when nobody asks. Safe for use by many
 * threads.
 */
public final class WebServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WebServer.class);

  /** When it ends, what is being answered may be brought to its end for so long. */
  private static final long LAST_ANSWERS_SECONDS = 5;

  /** How long a client may leave 64 KB untaken, or take to send so much. */
  private static final Duration LONGEST_WRITE = Duration.ofMinutes(2);

  /** By what the same is shorter for the head of a request, all of it: half a minute. */
  private static final int HEADS = 4;

  /** By what the time for what a client still sends once it is answered is shorter: two seconds. */
  private static final int REST = 60;

  /** Sent with every answer. */
  private static final Map<String, String> USUAL =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "X-Frame-Options", "DENY");

  private final HttpServer server;
  private final HttpThreads threads;
  private final Router router;
  private final Gate gate;
  private final InetSocketAddress address;
  private final StallWatch watch;
  private final StallWatch heads;
  private final StallWatch rests;

  private WebServer(
      HttpServer server,
      Router router,
      Gate gate,
      InetSocketAddress address,
      Duration longestWrite) {
    this.watch = new StallWatch(longestWrite);
    this.heads = new StallWatch(longestWrite.dividedBy(HEADS));
    this.rests = new StallWatch(longestWrite.dividedBy(REST));
    this.server = server;
    this.router = router;
    this.gate = gate;
    this.address = address;
    this.threads = new HttpThreads(heads);
  }

  /**
   * Begins to listen and to serve.
   *
   * @param router all routes but those of signing in
   * @throws HttpProblem when the address cannot be had; the sentence says what to do
   */
  public static WebServer start(HttpSettings settings, Router router) throws HttpProblem {
    return start(settings, router, LONGEST_WRITE);
  }

  /**
   * The same with a patience of the caller's own.
   *
   * @param longestWrite how long a client may take nothing, or may need for 64 KB of its request's
   *     body, before it is let go; a quarter of that for all of a request's head
   */
  static WebServer start(HttpSettings settings, Router router, Duration longestWrite)
      throws HttpProblem {
    InetAddress bound = Listening.address(settings);
    HttpServer server = Listening.at(bound, settings);
    WebServer made =
        new WebServer(server, router, new Gate(settings, bound), server.getAddress(), longestWrite);
    router.addOpen("POST", "/api/session", made::signIn);
    server.createContext("/", made::serve);
    server.setExecutor(made.threads);
    server.start();
    return made;
  }

  /**
   * Looks whether it could begin to listen.
   *
   * @param runs whether a worker may be at the port already
   * @throws HttpProblem when it could not; the sentence says what to do
   */
  public static void check(HttpSettings settings, boolean runs) throws HttpProblem {
    InetAddress bound = Listening.address(settings);
    if (!runs) {
      Listening.at(bound, settings).stop(0);
    }
  }

  /** Where it listens; the port it was given where any was asked for. */
  public InetSocketAddress address() {
    return address;
  }

  /** A URL of it for a person. */
  public String url() {
    InetAddress host = address.getAddress();
    String name =
        host.isLoopbackAddress() || host.isAnyLocalAddress() ? "localhost" : host.getHostAddress();
    return "http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + address.getPort();
  }

  /** Gives the page a cookie in place of the token. */
  private Reply signIn(Request request) throws HttpProblem, IOException {
    String token = request.json().path("token").asString("");
    if (gate.wantsToken() && !gate.isToken(token)) {
      throw new HttpProblem(401, "That is not this worker's token.");
    }
    Reply done = Reply.empty(204);
    return gate.wantsToken() ? done.with("Set-Cookie", gate.cookieHeader()) : done;
  }

  private void serve(HttpExchange exchange) {
    threads.headIsRead();
    try (StallWatch.Sending sending = watch.begin()) {
      exchange.setStreams(sending.over(exchange.getRequestBody()), null);
      try {
        send(exchange, reply(exchange), sending);
      } finally {
        sending.write(exchange::close); // reads what is left of the request
      }
    } catch (IOException e) {
      log.debug("A client is gone: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Reply reply(HttpExchange exchange) throws InterruptedException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    try {
      Optional<Router.Match> match = path == null ? Optional.empty() : router.find(method, path);
      Headers headers = exchange.getRequestHeaders();
      gate.check(method, headers, match.isPresent() && match.get().route().open());
      if (match.isEmpty()) {
        return unknown(path == null ? "" : path);
      }
      return match
          .get()
          .handler()
          .handle(new Request(exchange, match.get().values(), gate.hasToken(headers)));
    } catch (HttpProblem e) {
      // What was not read of the body would be taken for the next request.
      Reply refusal = Reply.problem(e.status(), e.sentence()).with("Connection", "close");
      return e.status() == 401 ? refusal.with("WWW-Authenticate", "Bearer") : refusal;
    } catch (StoreException e) {
      return Reply.problem(503, e.sentence());
    } catch (IOException e) {
      log.debug("serving {} {}", method, path, e);
      return Reply.problem(500, "A file could not be read or written: " + Request.shown(told(e)))
          .with("Connection", "close");
    } catch (RuntimeException | Error e) { // a picture too large for memory is no reason to hang up
      log.error("An unexpected fault while serving {} {}", method, path, e);
      return Reply.problem(500, "An unexpected fault in the worker; its log tells more.")
          .with("Connection", "close");
    }
  }

  private static String told(IOException e) {
    String message = e.getMessage();
    return message == null ? "the system gave no reason" : message;
  }

  private Reply unknown(String path) {
    Set<String> methods = router.methods(path);
    if (methods.isEmpty()) {
      return Reply.problem(404, "There is nothing at " + Request.shown(path) + ".")
          .with("Connection", "close");
    }
    String allowed = String.join(", ", methods);
    return Reply.problem(405, Request.shown(path) + " is served for " + allowed + " only.")
        .with("Allow", allowed)
        .with("Connection", "close");
  }

  private void send(HttpExchange exchange, Reply reply, StallWatch.Sending sending)
      throws IOException, InterruptedException {
    Headers headers = exchange.getResponseHeaders();
    USUAL.forEach(headers::set);
    headers.set("Cache-Control", "no-store");
    reply.headers().forEach(headers::set);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head || reply.length() == 0) {
      if (head && reply.length() > 0) {
        headers.set("Content-Length", String.valueOf(reply.length()));
      }
      sending.write(() -> exchange.sendResponseHeaders(reply.status(), -1));
      return;
    }
    // To the JDK's server 0 means a body of unknown length.
    sending.write(() -> exchange.sendResponseHeaders(reply.status(), Math.max(0, reply.length())));
    try (OutputStream out = sending.over(exchange.getResponseBody())) {
      reply.body().write(out);
      out.flush();
      takeRest(exchange);
    }
  }

  /**
   * Reads what was not read of the request: were the connection closed before, the client might not
   * get to hear the answer. Without this the JDK's server would wait for it, and a few dozen
   * clients that are refused and send nothing more would have all of the threads.
   */
  private void takeRest(HttpExchange exchange) throws IOException {
    InputStream in = exchange.getRequestBody();
    byte[] buffer = new byte[1 << 13];
    try (StallWatch.Sending rest = rests.begin()) {
      rest.write(
          () -> {
            while (in.read(buffer) >= 0) {
              // It is not wanted.
            }
          });
    }
  }

  /**
   * Takes no more requests, lets what is being answered come to its end for a few seconds, and lets
   * go of the port. Who has streams to end does so before.
   */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        log.debug("Some answers are broken off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.stop(0);
    watch.close();
    heads.close();
    rests.close();
    threads.shutdownNow();
  }
}
