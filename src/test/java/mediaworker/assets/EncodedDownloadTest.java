package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of servers that send a file compressed though nobody asked them to. */
class EncodedDownloadTest {

  @TempDir Path work;
  private MockWebServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = new MockWebServer();
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private static byte[] noise(int bytes) {
    byte[] film = new byte[bytes];
    new Random(7).nextBytes(film);
    return film;
  }

  private static byte[] gzip(byte[] film) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(film);
    }
    return bytes.toByteArray();
  }

  private static MockResponse.Builder answer(String encoding, byte[] body) {
    return new MockResponse.Builder()
        .setHeader("Content-Encoding", encoding)
        .body(new Buffer().write(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZip", "x-gzip", "aws-chunked,gzip", "identity, gzip"})
  void a_compressed_file_is_saved_as_it_was_before(String encoding) throws Exception {
    byte[] film = noise(300_000);
    server.enqueue(answer(encoding, gzip(film)).build());
    assertThat(fetch()).hasBinaryContent(film);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "aws-chunked", "utf-8", "gzip", ""})
  void a_file_that_is_only_called_compressed_is_saved_as_it_is(String encoding) throws Exception {
    byte[] film = noise(1000);
    server.enqueue(answer(encoding, film).build());
    assertThat(fetch()).hasBinaryContent(film);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "zstd", "deflate", "compress", "gzip, br", "gzip, gzip"})
  void other_compressions_are_refused_by_name(String encoding) {
    server.enqueue(answer(encoding, noise(1000)).build());
    AssetException e = failure();
    assertThat(e.sentence())
        .endsWith(
            "/clip.mp4 is sent compressed ("
                + encoding
                + "), which was not asked for; have the server send the file as it is.");
    assertThat(e.worthRetrying()).isFalse();
  }

  @Test
  void the_limit_is_of_what_is_saved() throws Exception {
    byte[] most = noise((int) TestSettings.MOST_BYTES);
    assertThat(gzip(most).length).isGreaterThan(most.length);
    server.enqueue(answer("gzip", gzip(most)).build());
    assertThat(fetch()).hasBinaryContent(most);
    server.enqueue(answer("gzip", gzip(new byte[(int) TestSettings.MOST_BYTES + 1])).build());
    assertThat(failure().sentence()).contains("sends more than 1 MB");
  }

  @Test
  void compressed_nothing_is_an_empty_file() throws Exception {
    server.enqueue(answer("gzip", gzip(new byte[0])).build());
    assertThat(failure().sentence()).endsWith("is an empty file (0 bytes).");
  }

  @Test
  void one_that_breaks_off_is_worth_another_try_and_not_put_together() throws Exception {
    server.enqueue(
        answer("gzip", gzip(noise(300_000)))
            .setHeader("ETag", "\"one\"")
            .onResponseBody(new SocketEffect.CloseSocket())
            .build());
    AssetException e = failure();
    assertThat(e.sentence()).endsWith("broke off while it was being downloaded.");
    assertThat(e.worthRetrying()).isTrue();
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void damage_is_told_as_such() throws Exception {
    byte[] body = gzip(noise(300_000));
    body[body.length - 6] ^= 1; // in the checksum
    server.enqueue(answer("gzip", body).build());
    AssetException e = failure();
    assertThat(e.sentence()).endsWith("/clip.mp4 sent compressed data (gzip) that is damaged.");
    assertThat(e.worthRetrying()).isTrue();
  }

  private Path fetch() throws Exception {
    return new FileAssetLibrary(TestSettings.below(work, true, Duration.ofMinutes(1)))
        .fetch(
            "http://localhost:" + server.getPort() + "/clip.mp4",
            work.resolve("work"),
            new Cancellation());
  }

  private AssetException failure() {
    AssetException e = catchThrowableOfType(AssetException.class, this::fetch);
    assertThat(e).isNotNull();
    return e;
  }
}
