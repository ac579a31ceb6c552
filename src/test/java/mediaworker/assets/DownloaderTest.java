package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.network.PublicAddresses;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Dns;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloaderTest {

  @TempDir Path root;
  private Path work;
  private MockWebServer server;
  private FileAssetLibrary library;

  @BeforeEach
  void startServer() throws IOException {
    work = root.resolve("work");
    server = new MockWebServer();
    server.start();
    library = new FileAssetLibrary(TestSettings.below(root, true, Duration.ofMinutes(1)));
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void downloads_a_file_into_the_work_folder() throws Exception {
    server.enqueue(new MockResponse.Builder().body("film").build());
    Path file = fetch(url("/clips/take%201.MP4?token=abc#t=3"));
    assertThat(file).startsWith(work).hasContent("film");
    assertThat(file.getFileName().toString()).isEqualTo("take_1.MP4");
    RecordedRequest request = server.takeRequest();
    assertThat(request.getTarget()).isEqualTo("/clips/take%201.MP4?token=abc");
    assertThat(request.getHeaders().get("User-Agent")).startsWith("media-worker/");
    assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
  }

  @ParameterizedTest
  @CsvSource({
    "/clip.webm, video/mp4, clip.webm",
    "/api/file, video/mp4; codecs=avc1, file.mp4",
    "/api/file.php, IMAGE/PNG, file.php.png",
    "/x.%2e%2e%2fsh, application/octet-stream, x..._sh.bin",
    "/%2e%2e%2fa%00b.mp4, video/mp4, a_b.mp4",
    "/live.m3u8, , live.m3u8",
    "/, , localhost.bin"
  })
  void names_the_file_after_the_url_and_the_content_type(String path, String type, String name)
      throws Exception {
    MockResponse.Builder response = new MockResponse.Builder().body("film");
    server.enqueue((type == null ? response : response.setHeader("Content-Type", type)).build());
    Path file = fetch(url(path));
    assertThat(file).startsWith(work);
    assertThat(file.getFileName().toString()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410, 451, 304, 300})
  void a_refusal_is_final(int status) {
    server.enqueue(new MockResponse.Builder().code(status).build());
    AssetException e = failure(url("/gone.mp4?signature=SECRET"));
    assertThat(e.sentence())
        .contains("localhost:" + server.getPort() + "/gone.mp4 answered " + status)
        .doesNotContain("SECRET");
    assertThat(e.worthRetrying()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void a_servers_trouble_is_worth_another_try(int status) {
    // OkHttp itself asks once more after a 408.
    server.enqueue(new MockResponse.Builder().code(status).build());
    server.enqueue(new MockResponse.Builder().code(status).build());
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence()).contains("answered " + status);
    assertThat(e.worthRetrying()).isTrue();
  }

  @Test
  void a_reset_connection_is_worth_another_try() {
    server.enqueue(
        new MockResponse.Builder()
            .body("film".repeat(1000))
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence()).endsWith("/clip.mp4 broke off while it was being downloaded.");
    assertThat(e.worthRetrying()).isTrue();
    assertThat(leftovers()).isEmpty();
  }

  /** Serves a file that breaks off at its middle so many times, and the rest of it on demand. */
  private List<String> breakingOff(byte[] film, int times, Function<String, String> tagOfRange) {
    List<String> ranges = new CopyOnWriteArrayList<>();
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String range = String.valueOf(request.getHeaders().get("Range"));
            ranges.add(range);
            MockResponse.Builder response =
                new MockResponse.Builder().setHeader("ETag", tagOfRange.apply(range));
            String tag = String.valueOf(request.getHeaders().get("If-Range"));
            int from = 0;
            if (range.startsWith("bytes=") && tag.equals(tagOfRange.apply(range))) {
              from = Integer.parseInt(range.substring(6, range.length() - 1));
              response
                  .code(206)
                  .setHeader(
                      "Content-Range",
                      "bytes " + from + "-" + (film.length - 1) + "/" + film.length);
            }
            response.body(new Buffer().write(film, from, film.length - from));
            if (ranges.size() <= times) {
              response.onResponseBody(new SocketEffect.CloseSocket());
            }
            return response.build();
          }
        });
    return ranges;
  }

  private static byte[] film() {
    byte[] film = new byte[600_000];
    new Random(7).nextBytes(film);
    return film;
  }

  @Test
  void a_download_that_breaks_off_goes_on_where_it_was() throws Exception {
    byte[] film = film();
    List<String> ranges = breakingOff(film, 3, range -> "\"first\"");
    assertThat(fetch(url("/clip.mp4"))).hasBinaryContent(film);
    assertThat(ranges).hasSize(4).startsWith("null").doesNotHaveDuplicates();
  }

  @Test
  void the_rest_of_another_file_is_never_put_behind_what_came() {
    List<String> ranges =
        breakingOff(film(), 1, range -> range.equals("null") ? "\"first\"" : "\"second\"");
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence()).endsWith("/clip.mp4 broke off while it was being downloaded.");
    assertThat(e.worthRetrying()).isTrue();
    assertThat(ranges).hasSize(2);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void a_piece_of_the_rest_is_not_taken_for_all_of_it() {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String range = request.getHeaders().get("Range");
            MockResponse.Builder response = new MockResponse.Builder().setHeader("ETag", "\"a\"");
            if (range == null) {
              return response
                  .body(new Buffer().write(film()))
                  .onResponseBody(new SocketEffect.CloseSocket())
                  .build();
            }
            int from = Integer.parseInt(range.substring(6, range.length() - 1));
            return response
                .code(206)
                .setHeader("Content-Range", "bytes " + from + "-" + (from + 9) + "/600000")
                .body("ten bytes.")
                .build();
          }
        });
    assertThat(failure(url("/clip.mp4")).worthRetrying()).isTrue();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void a_server_without_a_strong_tag_is_not_asked_for_the_rest() {
    List<String> ranges = breakingOff(film(), 1, range -> "W/\"about\"");
    assertThat(failure(url("/clip.mp4")).worthRetrying()).isTrue();
    assertThat(ranges).hasSize(1);
  }

  @Test
  void a_server_that_breaks_off_again_and_again_is_given_up_for_now() {
    List<String> ranges = breakingOff(film(), Integer.MAX_VALUE, range -> "\"first\"");
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence()).endsWith("/clip.mp4 broke off while it was being downloaded.");
    assertThat(ranges).as("the first one and five resumes").hasSize(6).doesNotHaveDuplicates();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void a_server_that_is_not_there_is_worth_another_try() {
    String url = url("/clip.mp4");
    server.close();
    AssetException e = failure(url);
    assertThat(e.sentence()).endsWith("/clip.mp4 could not be connected to.");
    assertThat(e.worthRetrying()).isTrue();
  }

  @Test
  void an_unknown_host_is_worth_another_try() {
    library =
        withNameServer(
            host -> {
              throw new UnknownHostException(host);
            });
    AssetException e = failure("https://video.example/clip.mp4");
    assertThat(e.sentence())
        .startsWith("The URL https://video.example/clip.mp4 could not be found");
    assertThat(e.worthRetrying()).isTrue();
  }

  @Test
  void the_time_limit_ends_a_silent_server() {
    library = new FileAssetLibrary(TestSettings.below(root, true, Duration.ofMillis(300)));
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence()).contains("download-timeout");
    assertThat(e.worthRetrying()).isTrue();
  }

  @Test
  void a_file_that_says_it_is_too_large_is_not_begun() {
    server.enqueue(new MockResponse.Builder().setHeader("Content-Length", 3_000_000_000L).build());
    AssetException e = failure(url("/clip.mp4"));
    assertThat(e.sentence())
        .endsWith(
            "/clip.mp4 sends more than 1 MB; raise the setting max-download-mb if that is right.");
    assertThat(e.worthRetrying()).isFalse();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void data_without_end_is_cut_off_at_the_limit() {
    Buffer more = new Buffer().write(new byte[(int) TestSettings.MOST_BYTES + 1]);
    server.enqueue(new MockResponse.Builder().chunkedBody(more, 8192).build());
    assertThat(failure(url("/clip.mp4")).sentence()).contains("more than 1 MB");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void a_file_of_just_the_limit_is_taken() throws Exception {
    Buffer most = new Buffer().write(new byte[(int) TestSettings.MOST_BYTES]);
    server.enqueue(new MockResponse.Builder().chunkedBody(most, 8192).build());
    assertThat(fetch(url("/clip.mp4"))).hasSize(TestSettings.MOST_BYTES);
  }

  @Test
  void an_empty_file_and_a_web_page_are_refused() {
    server.enqueue(new MockResponse.Builder().build());
    assertThat(failure(url("/clip.mp4")).sentence()).endsWith("is an empty file (0 bytes).");
    server.enqueue(
        new MockResponse.Builder()
            .setHeader("Content-Type", "text/html; charset=utf-8")
            .body("<p>Log in</p>")
            .build());
    assertThat(failure(url("/clip.mp4")).sentence()).contains("is a web page, not a media file");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void follows_redirects_and_names_the_file_after_the_last() throws Exception {
    redirect(302, "/b?x=1");
    redirect(307, url("/c.mov"));
    server.enqueue(new MockResponse.Builder().body("film").build());
    Path file = fetch(url("/a"));
    assertThat(file).hasContent("film");
    assertThat(file.toString()).endsWith(".mov");
  }

  @Test
  void gives_up_a_circle_of_redirects() {
    for (int i = 0; i < 10; i++) {
      redirect(301, "/again");
    }
    assertThat(failure(url("/again")).sentence()).contains("too many redirects");
    assertThat(server.getRequestCount()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://host/x", "data:,x", "http://"})
  void follows_no_redirect_to_anything_but_the_web(String location) {
    redirect(302, location);
    assertThat(failure(url("/a")).sentence()).contains("not an http or https URL");
  }

  @ParameterizedTest
  @CsvSource({
    "http://user:PASSWORD@host/clip.mp4?t=SECRET, user name or password",
    "http://, not well formed",
    "http://user:PASSWORD@ho st/clip.mp4?t=SECRET, not well formed",
    "https://host:99999/clip.mp4?t=SECRET, not well formed",
    "ftp://user:PASSWORD@host/clip.mp4?t=SECRET, neither a file nor an http(s) URL",
    "'data:image/png;base64,SECRET', A data URL is neither a file"
  })
  void refuses_urls_it_cannot_use_without_repeating_secrets(String url, String why) {
    AssetException e = failure(url);
    assertThat(e.sentence()).contains(why).doesNotContain("PASSWORD").doesNotContain("SECRET");
    assertThat(e.worthRetrying()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/x.mp4",
        "http://localhost:%d/x.mp4",
        "http://2130706433:%d/x.mp4",
        "http://127.1:%d/x.mp4",
        "http://0:%d/x.mp4",
        "http://[::1]:%d/x.mp4",
        "http://[::ffff:127.0.0.1]:%d/x.mp4",
        "http://[::ffff:7f00:1]:%d/x.mp4",
        "http://[64:ff9b::7f00:1]:%d/x.mp4",
        "http://[64:ff9b:1::1]:%d/x.mp4",
        "http://①②⑦.0.0.1:%d/x.mp4",
        "https://169.254.169.254/latest/meta-data"
      })
  void does_not_fetch_from_its_own_machine_or_network(String url) {
    library = new FileAssetLibrary(TestSettings.below(root));
    AssetException e = failure(String.format(url, server.getPort()));
    assertThat(e.sentence()).contains("leads to this machine or a private network");
    assertThat(e.worthRetrying()).isFalse();
    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://0x7f.1:%d/x.mp4", "http://0x7f000001:%d/", "http://0177.1:%d/"})
  void odd_spellings_of_loopback_lead_nowhere(String url) {
    // What 0x7f is depends on the machine's resolver; a local name server stands in for the worst.
    library = withNameServer(host -> List.of(InetAddress.getLoopbackAddress()));
    assertThatThrownBy(() -> fetch(String.format(url, server.getPort())))
        .isInstanceOf(AssetException.class);
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void does_not_trust_a_name_server_that_points_inwards() {
    library =
        withNameServer(host -> List.of(InetAddress.getByAddress(host, new byte[] {10, 0, 0, 1})));
    assertThat(failure("http://video.example/clip.mp4").sentence())
        .startsWith("The URL http://video.example/clip.mp4 leads to this machine");
  }

  @Test
  void does_not_follow_a_redirect_inwards() {
    redirect(302, url("/inside").replace("localhost", "127.0.0.1"));
    AtomicInteger connections = new AtomicInteger();
    library =
        new FileAssetLibrary(
            TestSettings.below(root),
            Dns.SYSTEM,
            // The first connection stands for one to a public server.
            address -> connections.getAndIncrement() == 0 || PublicAddresses.contains(address));
    assertThat(failure(url("/public")).sentence())
        .endsWith(
            "/inside leads to this machine or a private network, which is refused. If that is"
                + " meant, set allow-private-urls = true.");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void a_cancelled_job_ends_its_download_at_once() throws Exception {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Cancellation cancellation = new Cancellation();
    FutureTask<Path> download =
        new FutureTask<>(() -> library.fetch(url("/clip.mp4"), work, cancellation));
    new Thread(download, "download").start();
    server.takeRequest();
    cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
    assertThatThrownBy(() -> download.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void an_interrupt_ends_a_download_as_an_interrupt() throws Exception {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () ->
                end.complete(catchThrowableOfType(Throwable.class, () -> fetch(url("/clip.mp4")))),
            "download");
    thread.start();
    server.takeRequest();
    thread.interrupt();
    server.close();
    assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
  }

  @Test
  void a_disk_fault_is_not_blamed_on_the_network() throws Exception {
    server.enqueue(new MockResponse.Builder().body("film").build());
    Files.writeString(work, "a file where the folder should be");
    assertThatThrownBy(() -> fetch(url("/clip.mp4"))).isInstanceOf(IOException.class);
  }

  private String url(String path) {
    return "http://localhost:" + server.getPort() + path;
  }

  private void redirect(int status, String location) {
    server.enqueue(new MockResponse.Builder().code(status).setHeader("Location", location).build());
  }

  private FileAssetLibrary withNameServer(Dns nameServer) {
    return new FileAssetLibrary(TestSettings.below(root), nameServer, PublicAddresses::contains);
  }

  private Path fetch(String reference) throws Exception {
    return library.fetch(reference, work, new Cancellation());
  }

  private AssetException failure(String reference) {
    AssetException e = catchThrowableOfType(AssetException.class, () -> fetch(reference));
    assertThat(e).as("refusal of " + reference).isNotNull();
    return e;
  }

  private List<Path> leftovers() {
    if (!Files.exists(work)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(work)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
