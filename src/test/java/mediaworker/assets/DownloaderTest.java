package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloaderTest {

  private static final int LIMIT = 1 << 20;

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();

  @BeforeEach
  void start() throws Exception {
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Downloader downloader(boolean allowPrivate, Duration limit) {
    return new Downloader(
        new AssetSettings(folder, folder, folder, List.of(), allowPrivate, LIMIT, limit));
  }

  private Path fetch(String path) throws Exception {
    return downloader(true, Duration.ofSeconds(20))
        .fetch(server.url(path).toString(), folder, new Cancellation());
  }

  private static MockResponse answer(int code, String body) {
    return new MockResponse.Builder().code(code).body(body).build();
  }

  @Test
  void a_url_becomes_a_file_with_its_extension() throws Exception {
    server.enqueue(answer(200, "film"));
    Path file = fetch("/clips/My%20clip.MP4?token=secret");
    assertThat(file).hasContent("film");
    assertThat(file.getFileName().toString()).endsWith(".mp4");
    RecordedRequest request = server.takeRequest(5, TimeUnit.SECONDS);
    assertThat(request.getHeaders().get("User-Agent")).isEqualTo("media-worker");
  }

  @Test
  void the_extension_comes_from_the_type_where_the_url_has_none() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .code(200)
            .addHeader("Content-Type", "video/webm; codecs=vp9")
            .body("film")
            .build());
    assertThat(fetch("/get").getFileName().toString()).endsWith(".webm");
  }

  @Test
  void a_redirect_is_followed() throws Exception {
    server.enqueue(
        new MockResponse.Builder().code(302).addHeader("Location", "/there.png").build());
    server.enqueue(answer(200, "picture"));
    assertThat(fetch("/here")).hasContent("picture");
  }

  @ParameterizedTest
  @CsvSource({
    "404,false",
    "403,false",
    "410,false",
    "401,false",
    "500,true",
    "503,true",
    "429,true"
  })
  void a_bad_answer_is_told_with_its_number_and_without_the_query(int code, boolean again) {
    server.enqueue(answer(code, "no"));
    assertThatThrownBy(() -> fetch("/clip.mp4?signature=secret"))
        .isInstanceOfSatisfying(
            AssetException.class, e -> assertThat(e.worthRetrying()).isEqualTo(again))
        .hasMessageContaining("/clip.mp4 answered " + code)
        .hasMessageNotContaining("secret");
  }

  @Test
  void an_empty_answer_is_refused() {
    server.enqueue(answer(200, ""));
    assertThatThrownBy(() -> fetch("/x.mp4")).hasMessageContaining("an empty file");
  }

  @Test
  void too_large_is_refused_before_and_while_it_comes() {
    server.enqueue(answer(200, "x".repeat(LIMIT + 1)));
    assertThatThrownBy(() -> fetch("/announced.mp4")).hasMessageContaining("more than 1 MB");
    Buffer endless = new Buffer().writeUtf8("x".repeat(LIMIT + 10));
    server.enqueue(new MockResponse.Builder().code(200).chunkedBody(endless, 4096).build());
    assertThatThrownBy(() -> fetch("/endless.mp4")).hasMessageContaining("more than 1 MB");
  }

  @Test
  void a_cut_answer_is_worth_another_try() {
    server.enqueue(
        new MockResponse.Builder()
            .code(200)
            .body("x".repeat(100_000))
            .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
            .build());
    assertThatThrownBy(() -> fetch("/cut.mp4"))
        .isInstanceOfSatisfying(AssetException.class, e -> assertThat(e.worthRetrying()).isTrue());
  }

  @Test
  void a_server_that_says_nothing_is_given_up_in_time() {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    assertThatThrownBy(
            () ->
                downloader(true, Duration.ofMillis(300))
                    .fetch(server.url("/slow").toString(), folder, new Cancellation()))
        .isInstanceOf(AssetException.class)
        .hasMessageContaining("did not answer in time");
  }

  @Test
  void a_cancel_ends_a_stalled_download_at_once() throws Exception {
    server.enqueue(new MockResponse.Builder().onResponseStart(SocketEffect.Stall.INSTANCE).build());
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Void> asked =
        CompletableFuture.runAsync(
            () -> {
              try {
                server.takeRequest(20, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
            });
    assertThatThrownBy(
            () ->
                downloader(true, Duration.ofMinutes(5))
                    .fetch(server.url("/slow").toString(), folder, cancellation))
        .isInstanceOf(CancellationException.class);
    asked.get(20, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:%d/",
        "http://localhost:%d/",
        "http://[::1]:%d/",
        "http://2130706433:%d/",
        "http://0x7f.1:%d/",
        "http://127.1:%d/",
        "http://[::ffff:127.0.0.1]:%d/",
        "http://0.0.0.0:%d/",
        "http://169.254.169.254/latest/meta-data"
      })
  void addresses_inside_are_refused_in_every_notation(String form) {
    String url = String.format(form, server.getPort());
    assertThatThrownBy(
            () -> downloader(false, Duration.ofSeconds(20)).fetch(url, folder, new Cancellation()))
        .isInstanceOf(AssetException.class)
        .hasMessageMatching("(?s).*(private network|is not known).*");
    assertThat(server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::7f00:1"
      })
  void these_are_not_public(String address) throws Exception {
    assertThat(AddressRules.isPublic(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.32.0.1",
        "100.128.0.1",
        "192.0.1.1",
        "2606:4700::1111",
        "64:ff9b::808:808"
      })
  void these_are_public(String address) throws Exception {
    assertThat(AddressRules.isPublic(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void no_half_download_counts_as_a_file() throws Exception {
    server.enqueue(answer(404, "no"));
    assertThatThrownBy(() -> fetch("/x.mp4")).isInstanceOf(AssetException.class);
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }
}
