package mediaworker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask, and what is answered to requests that are wrong in themselves. */
class WebServerTest {

  private static final String TOKEN = "a-token-of-some-length";

  @TempDir Path folder;

  private WebServer server;

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private RawHttp start(Optional<String> token, String address, String... hosts) throws Exception {
    Router router = new Router();
    router.add("GET", "/thing", request -> Reply.bytes(200, "text/plain", "here".getBytes()));
    router.add("POST", "/thing", request -> Reply.json(request.json()));
    router.add(
        "GET",
        "/file/{name}",
        request -> FileReply.of(request, folder.resolve(request.path("name"))));
    router.addOpen("GET", "/open", request -> Reply.bytes(200, "text/plain", "all".getBytes()));
    router.add(
        "GET",
        "/fault",
        request -> {
          throw new IllegalStateException("secret of the code");
        });
    router.add(
        "GET",
        "/memory",
        request -> {
          throw new OutOfMemoryError("secret of the code");
        });
    new Resources("/page").addTo(router, java.util.Map.of("/", "index.html"), java.util.List.of());
    server =
        WebServer.start(
            new HttpSettings(address, 0, token, Set.of(hosts), folder, 1 << 20, 0), router);
    return new RawHttp(server.address());
  }

  private RawHttp start() throws Exception {
    return start(Optional.empty(), "127.0.0.1");
  }

  @Test
  void it_serves_its_own_machine_by_each_of_its_names() throws Exception {
    RawHttp http = start();

    for (String host :
        new String[] {"localhost", "localhost:5001", "127.0.0.1", "[::1]:80", "LOCALHOST"}) {
      assertThat(http.ask("GET /thing", "Host: " + host).text()).isEqualTo("here");
    }
  }

  @Test
  void another_name_in_the_host_header_is_refused() throws Exception {
    RawHttp http = start();

    for (String host :
        new String[] {
          "evil.example",
          "evil.example:5001",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "192.168.1.5",
          ""
        }) {
      RawHttp.Answer answer = http.ask("GET /thing", "Host: " + host);
      assertThat(answer.status()).as(host).isEqualTo(403);
      assertThat(answer.text()).contains("http-hosts");
    }
  }

  @Test
  void a_name_that_is_set_is_served() throws Exception {
    RawHttp http = start(Optional.empty(), "127.0.0.1", "studio.lan");

    assertThat(http.ask("GET /thing", "Host: studio.lan:5001").status()).isEqualTo(200);
    assertThat(http.ask("GET /thing", "Host: other.lan").status()).isEqualTo(403);
  }

  /** Beside it a stream that has had nothing to say for just as long. */
  @Test
  void a_client_that_never_reads_is_let_go_and_one_that_waits_for_news_is_not() throws Exception {
    CountDownLatch bothAsked = new CountDownLatch(2);
    CountDownLatch letGo = new CountDownLatch(1);
    Router router = new Router();
    router.add(
        "GET",
        "/flood",
        request ->
            streamed(
                out -> {
                  bothAsked.countDown();
                  bothAsked.await();
                  try {
                    while (true) {
                      out.write(new byte[1 << 16]);
                    }
                  } finally {
                    letGo.countDown();
                  }
                }));
    router.add(
        "GET",
        "/news",
        request ->
            streamed(
                out -> {
                  out.write("first ".getBytes(StandardCharsets.US_ASCII));
                  out.flush();
                  bothAsked.countDown();
                  letGo.await();
                  out.write("second".getBytes(StandardCharsets.US_ASCII));
                }));
    server =
        WebServer.start(
            new HttpSettings("127.0.0.1", 0, Optional.empty(), Set.of(), folder, 1, 0),
            router,
            Duration.ofSeconds(3));
    RawHttp http = new RawHttp(server.address());
    try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client
          .getOutputStream()
          .write(
              "GET /flood HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(http.ask("GET /news").text()).contains("first").contains("second");
      assertThat(letGo.getCount()).isZero();
    }
  }

  @Test
  void clients_that_do_not_end_their_requests_are_let_go() throws Exception {
    Router router = new Router();
    router.add("GET", "/thing", request -> Reply.empty(204));
    router.addOpen("POST", "/thing", request -> Reply.json(request.json()));
    server =
        WebServer.start(
            new HttpSettings("127.0.0.1", 0, Optional.empty(), Set.of(), folder, 1, 0),
            router,
            Duration.ofSeconds(3));
    String host = "Host: localhost:" + server.address().getPort() + "\r\n";
    List<String> halves =
        List.of(
            "GET /thing HTTP/1.1\r\nHost: local",
            "POST /thing HTTP/1.1\r\nContent-Length: 100\r\n" + host + "\r\n{",
            "POST /nowhere HTTP/1.1\r\nContent-Length: 100\r\n" + host + "\r\n{");
    List<Socket> clients = new ArrayList<>();
    try {
      // As many as there are threads.
      for (int i = 0; i < 64; i++) {
        Socket client = new Socket(server.address().getAddress(), server.address().getPort());
        client.setSoTimeout(60_000);
        clients.add(client);
        client
            .getOutputStream()
            .write(halves.get(i % halves.size()).getBytes(StandardCharsets.US_ASCII));
      }
      for (Socket client : clients) {
        InputStream in = client.getInputStream();
        assertThatCode(() -> endOf(in)).doesNotThrowAnyException();
      }
      assertThat(new RawHttp(server.address()).ask("GET /thing").status()).isEqualTo(204);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  /** As many as there are threads, each of which has more to say than it sends. */
  @Test
  void refused_clients_do_not_keep_others_out() throws Exception {
    RawHttp http = start();
    String request = "POST /thing HTTP/1.1\r\nHost: evil\r\nContent-Length: 100000\r\n\r\n123";
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 64; i++) {
        Socket client = new Socket(server.address().getAddress(), server.address().getPort());
        client.setSoTimeout(60_000); // half of what a client may be at a standstill
        clients.add(client);
        client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      }
      for (Socket client : clients) {
        InputStream in = client.getInputStream();
        assertThatCode(() -> endOf(in)).doesNotThrowAnyException();
      }
      assertThat(http.ask("GET /open").status()).isEqualTo(200);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  @Test
  void a_refused_client_hears_why_though_it_sends_all_of_its_body() throws Exception {
    RawHttp http = start();

    RawHttp.Answer answer = http.send("POST /thing", "x".repeat(1 << 20), "Host: evil.example");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("http-hosts");
  }

  /** A byte now and then is no standstill, but holds a thread just as well. */
  @Test
  void a_body_that_trickles_is_let_go() throws Exception {
    Router router = new Router();
    router.addOpen("POST", "/thing", request -> Reply.json(request.json()));
    server =
        WebServer.start(
            new HttpSettings("127.0.0.1", 0, Optional.empty(), Set.of(), folder, 1, 0),
            router,
            Duration.ofSeconds(1));
    try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client
          .getOutputStream()
          .write(
              ("POST /thing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: 60000\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      boolean letGo = false;
      while (!letGo && System.nanoTime() < end) {
        LockSupport.parkNanos(100_000_000);
        try {
          client.getOutputStream().write(' ');
        } catch (IOException e) {
          letGo = true;
        }
      }
      assertThat(letGo).isTrue();
    }
  }

  @Test
  void how_long_all_of_a_body_may_take_is_not_limited() throws Exception {
    start();

    assertThat(System.getProperty("sun.net.httpserver.maxReqTime")).isNull();
  }

  /** Reads on; a connection that is reset is at its end, too. */
  private static void endOf(InputStream in) throws IOException {
    try {
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  private static Reply streamed(Reply.Body body) {
    return new Reply(200, Map.of(), Reply.UNKNOWN, body);
  }

  @Test
  void an_address_that_others_reach_needs_a_token() {
    assertThatThrownBy(() -> start(Optional.empty(), "0.0.0.0"))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("HTTP_TOKEN");
  }

  @Test
  void without_its_token_nothing_is_served_but_what_is_open() throws Exception {
    RawHttp http = start(Optional.of(TOKEN), "0.0.0.0");

    assertThat(http.ask("GET /thing").status()).isEqualTo(401);
    assertThat(http.ask("GET /thing").header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(http.ask("GET /nothing").status()).isEqualTo(401);
    assertThat(http.ask("GET /thing", "Authorization: Bearer " + TOKEN + "x").status())
        .isEqualTo(401);
    assertThat(http.ask("GET /thing", "Authorization: Basic " + TOKEN).status()).isEqualTo(401);
    assertThat(http.ask("GET /open").status()).isEqualTo(200);
    assertThat(http.ask("GET /thing", "Authorization: Bearer " + TOKEN).text()).isEqualTo("here");
    assertThat(http.ask("GET /thing", "Host: 192.168.1.5", "Authorization: bearer " + TOKEN).text())
        .isEqualTo("here");
  }

  @Test
  void a_token_beyond_ascii_is_known_in_both_usual_encodings_of_headers() throws Exception {
    String token = "schlüssel-für-alle";
    start(Optional.of(token), "127.0.0.1");

    for (Charset charset : new Charset[] {StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1}) {
      try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
        client
            .getOutputStream()
            .write(
                ("GET /thing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Authorization: Bearer "
                        + token
                        + "\r\n\r\n")
                    .getBytes(charset));
        assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .as(charset.name())
            .startsWith("HTTP/1.1 200 ");
      }
    }
  }

  @Test
  void the_page_signs_in_once_and_shows_a_cookie_that_is_not_the_token() throws Exception {
    RawHttp http = start(Optional.of(TOKEN), "127.0.0.1");
    String json = "Content-Type: application/json";

    assertThat(http.send("POST /api/session", "{\"token\": \"wrong\"}", json).status())
        .isEqualTo(401);
    RawHttp.Answer signed = http.send("POST /api/session", "{\"token\": \"" + TOKEN + "\"}", json);
    assertThat(signed.status()).isEqualTo(204);
    String cookie = signed.header("Set-Cookie");
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(TOKEN);

    String pair = cookie.substring(0, cookie.indexOf(';'));
    assertThat(http.ask("GET /thing", "Cookie: a=b; " + pair).text()).isEqualTo("here");
    assertThat(http.ask("GET /thing", "Cookie: " + pair + "0").status()).isEqualTo(401);
  }

  @Test
  void pages_of_other_sites_are_refused() throws Exception {
    RawHttp http = start();
    String json = "Content-Type: application/json";

    for (String header :
        new String[] {
          "Origin: https://evil.example",
          "Origin: null",
          "Origin: http://localhost:1",
          "Sec-Fetch-Site: cross-site",
          "Sec-Fetch-Site: same-site"
        }) {
      assertThat(http.send("POST /thing", "{}", json, header).status()).as(header).isEqualTo(403);
      assertThat(http.ask("GET /thing", header).status()).as(header).isEqualTo(403);
    }
    String own = "Origin: http://localhost:" + server.address().getPort();
    assertThat(http.send("POST /thing", "{}", json, own, "Sec-Fetch-Site: same-origin").status())
        .isEqualTo(200);
    // A link to the page from elsewhere is followed; a script's look is not.
    assertThat(
            http.ask(
                    "GET /open",
                    "Sec-Fetch-Site: cross-site",
                    "Sec-Fetch-Mode: navigate",
                    "Sec-Fetch-Dest: document")
                .status())
        .isEqualTo(200);
    assertThat(
            http.ask(
                    "GET /open",
                    "Sec-Fetch-Site: cross-site",
                    "Sec-Fetch-Mode: navigate",
                    "Sec-Fetch-Dest: iframe")
                .status())
        .isEqualTo(403);
  }

  @Test
  void a_form_cannot_send_json() throws Exception {
    RawHttp http = start();

    for (String type :
        new String[] {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"}) {
      assertThat(http.send("POST /thing", "{}", "Content-Type: " + type).status()).isEqualTo(415);
    }
    assertThat(http.send("POST /thing", "{}").status()).isEqualTo(415);
    assertThat(
            http.send("POST /thing", "{\"a\": 1}", "Content-Type: application/json; charset=utf-8")
                .text())
        .isEqualTo("{\"a\":1}");
  }

  @Test
  void a_body_that_is_too_large_or_no_object_is_refused_with_a_sentence() throws Exception {
    RawHttp http = start();
    String json = "Content-Type: application/json";

    RawHttp.Answer large =
        http.send("POST /thing", "{\"a\": \"" + "x".repeat(1 << 21) + "\"}", json);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.text()).contains("larger than 1 MB");
    RawHttp.Answer declared =
        http.exactly(
            "POST /thing HTTP/1.1\r\nHost: localhost\r\n"
                + json
                + "\r\nContent-Length: 99999999999\r\n\r\n{");
    assertThat(declared.status()).isEqualTo(413);
    assertThat(http.send("POST /thing", "[1]", json).text()).contains("must be a JSON object");
    assertThat(http.send("POST /thing", "{\"a\"", json).text()).contains("not valid JSON");
    assertThat(http.send("POST /thing", "{\"a\": 1, \"a\": 2}", json).text())
        .contains("The body has the field \\\"a\\\" twice: leave one of them.");
    assertThat(http.send("POST /thing", "{\"a\": 1e400}", json).text())
        .contains("The body has the number 1E+400, which is too large");
    assertThat(http.send("POST /thing", "{\"a\": \"\\ud83d\"}", json).text())
        .contains("The body has half a character in a text");
    assertThat(http.send("POST /thing", "{".repeat(5000), json).status()).isEqualTo(400);
  }

  @Test
  void unknown_paths_and_methods_are_told_from_each_other() throws Exception {
    RawHttp http = start();

    assertThat(http.ask("GET /nothing").status()).isEqualTo(404);
    RawHttp.Answer wrong = http.ask("DELETE /thing");
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.header("Allow")).isEqualTo("GET, POST");
    assertThat(http.ask("HEAD /thing").status()).isEqualTo(200);
  }

  @Test
  void a_fault_of_ours_is_told_without_its_insides() throws Exception {
    RawHttp http = start();
    for (String fault : new String[] {"/fault", "/memory"}) {
      RawHttp.Answer answer = http.ask("GET " + fault);

      assertThat(answer.status()).as(fault).isEqualTo(500);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.text()).doesNotContain("secret", "Exception", "Error");
    }
  }

  @Test
  void every_answer_keeps_browsers_from_guessing_and_framing() throws Exception {
    RawHttp http = start();

    for (String path : new String[] {"/thing", "/", "/nothing"}) {
      RawHttp.Answer answer = http.ask("GET " + path);
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo("DENY");
    }
    assertThat(http.ask("GET /").header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe");
  }

  @Test
  void no_path_leads_to_other_resources_of_the_program() throws Exception {
    RawHttp http = start();

    for (String path :
        new String[] {
          "/page/../jobs.sql",
          "/page/%2e%2e/jobs.sql",
          "/page/..%2fjobs.sql",
          "/jobs.sql",
          "/page/index.html",
          "//page/app.js",
          "/page/"
        }) {
      assertThat(http.ask("GET " + path).status()).as(path).isIn(400, 404);
    }
  }

  @Test
  void a_file_is_served_whole_and_in_ranges() throws Exception {
    Files.writeString(folder.resolve("clip.mp4"), "0123456789");
    RawHttp http = start();

    RawHttp.Answer whole = http.ask("GET /file/clip.mp4");
    assertThat(whole.text()).isEqualTo("0123456789");
    assertThat(whole.header("Content-Type")).isEqualTo("video/mp4");
    assertThat(whole.header("Accept-Ranges")).isEqualTo("bytes");
    assertThat(whole.header("Content-Security-Policy")).contains("sandbox");

    assertRange(http, "bytes=0-3", 206, "0123", "bytes 0-3/10");
    assertRange(http, "bytes=7-", 206, "789", "bytes 7-9/10");
    assertRange(http, "bytes=-2", 206, "89", "bytes 8-9/10");
    assertRange(http, "bytes=-99", 206, "0123456789", "bytes 0-9/10");
    assertRange(http, "bytes=4-999", 206, "456789", "bytes 4-9/10");
    assertThat(http.ask("GET /file/clip.mp4", "Range: bytes=10-").status()).isEqualTo(416);
    assertThat(http.ask("GET /file/clip.mp4", "Range: bytes=5-4").status()).isEqualTo(416);
    assertThat(http.ask("GET /file/clip.mp4", "Range: bytes=-0").status()).isEqualTo(416);
    for (String other : new String[] {"bytes=0-1,3-4", "lines=1-2", "bytes=-", "bytes=x-y"}) {
      assertThat(http.ask("GET /file/clip.mp4", "Range: " + other).text()).isEqualTo("0123456789");
    }
  }

  private static void assertRange(RawHttp http, String range, int status, String text, String told)
      throws IOException {
    RawHttp.Answer answer = http.ask("GET /file/clip.mp4", "Range: " + range);
    assertThat(answer.status()).as(range).isEqualTo(status);
    assertThat(answer.text()).as(range).isEqualTo(text);
    assertThat(answer.header("Content-Range")).as(range).isEqualTo(told);
  }

  @Test
  void a_range_of_a_file_that_has_changed_is_the_whole_new_file() throws Exception {
    Files.writeString(folder.resolve("clip.mp4"), "0123456789");
    RawHttp http = start();
    String tag = http.ask("GET /file/clip.mp4").header("ETag");

    assertThat(http.ask("GET /file/clip.mp4", "If-None-Match: " + tag).status()).isEqualTo(304);
    assertThat(http.ask("GET /file/clip.mp4", "Range: bytes=1-1", "If-Range: " + tag).text())
        .isEqualTo("1");
    assertThat(http.ask("GET /file/clip.mp4", "Range: bytes=1-1", "If-Range: \"old\"").text())
        .isEqualTo("0123456789");
  }

  @Test
  void ranges_are_for_get_alone() throws Exception {
    Files.writeString(folder.resolve("clip.mp4"), "0123456789");
    start();

    for (String range : new String[] {"bytes=0-3", "bytes=10-"}) {
      String head = head("/file/clip.mp4", "Range: " + range);
      assertThat(head).startsWith("HTTP/1.1 200 ").containsIgnoringCase("Content-Length: 10\r\n");
      assertThat(head).doesNotContainIgnoringCase("Content-Range");
    }
  }

  private String head(String path, String header) throws IOException {
    try (Socket client = new Socket(server.address().getAddress(), server.address().getPort())) {
      client
          .getOutputStream()
          .write(
              ("HEAD "
                      + path
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + header
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void what_a_client_has_already_is_known_from_a_list_a_weak_tag_or_any() throws Exception {
    Files.writeString(folder.resolve("clip.mp4"), "0123456789");
    RawHttp http = start();

    for (String path : new String[] {"/file/clip.mp4", "/"}) {
      String tag = http.ask("GET " + path).header("ETag");
      for (String known :
          new String[] {tag, "\"a\", " + tag, "\"a\",W/" + tag + " , \"b\"", "W/" + tag, "*"}) {
        RawHttp.Answer answer = http.ask("GET " + path, "If-None-Match: " + known);
        assertThat(answer.status()).as(path + " " + known).isEqualTo(304);
        assertThat(answer.header("ETag")).isEqualTo(tag);
      }
      for (String other : new String[] {"\"a\", \"b\"", "W/\"a\"", tag.replace("\"", "")}) {
        assertThat(http.ask("GET " + path, "If-None-Match: " + other).status())
            .as(path + " " + other)
            .isEqualTo(200);
      }
    }
  }

  @Test
  void what_is_no_media_file_by_its_name_is_not_served() throws Exception {
    RawHttp http = start();
    for (String name : new String[] {".env", "jobs.db", "page.html", "a.svg", "mp4", "a.json"}) {
      Files.writeString(folder.resolve(name), "secret");

      assertThat(http.ask("GET /file/" + name).status()).as(name).isEqualTo(403);
    }
  }

  @Test
  void a_port_that_is_taken_is_told_in_a_sentence() throws Exception {
    start();
    int port = server.address().getPort();

    assertThatThrownBy(
            () ->
                WebServer.start(
                    new HttpSettings("127.0.0.1", port, Optional.empty(), Set.of(), folder, 1, 0),
                    new Router()))
        .isInstanceOf(HttpProblem.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("http-port");
  }
}
