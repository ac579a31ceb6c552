package mediaworker.assets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.Dns;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads whose first answer breaks off at its middle. */
class ResumedDownloadTest {

  private static final String OLD = "Tue, 01 Sep 2026 08:00:00 GMT";
  private static final String NOW = "Tue, 01 Sep 2026 08:00:01 GMT";
  private static final Headers TAGGED = Headers.of("ETag", "\"one\"");

  @TempDir Path work;
  private final byte[] film = film(600_000, 7);
  private final List<Duration> waits = new ArrayList<>();
  private final Queue<Headers> asked = new ConcurrentLinkedQueue<>();
  private MockWebServer server;

  private static byte[] film(int size, long seed) {
    byte[] film = new byte[size];
    new Random(seed).nextBytes(film);
    return film;
  }

  @BeforeEach
  void startServer() throws IOException {
    server = new MockWebServer();
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  /** What the server answers when it is asked for the rest. */
  @FunctionalInterface
  private interface Rest {
    MockResponse from(int first);
  }

  /**
   * Serves the first half, then what is given, one answer a request; the last of them again and
   * again.
   */
  private void serve(Headers headers, Rest... rests) {
    Queue<Rest> left = new ArrayDeque<>(List.of(rests));
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public synchronized MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getHeaders());
            String range = request.getHeaders().get("Range");
            if (range == null) {
              return new MockResponse.Builder()
                  .headers(headers)
                  .body(new Buffer().write(film))
                  .onResponseBody(new SocketEffect.CloseSocket())
                  .build();
            }
            Rest rest = left.size() > 1 ? left.remove() : left.element();
            return rest.from(Integer.parseInt(range.substring(6, range.length() - 1)));
          }
        });
  }

  private Rest rest(Headers headers) {
    return rest(headers, film);
  }

  private static Rest rest(Headers headers, byte[] film) {
    return first ->
        new MockResponse.Builder()
            .code(206)
            .headers(headers)
            .setHeader(
                "Content-Range", "bytes " + first + "-" + (film.length - 1) + "/" + film.length)
            .body(new Buffer().write(film, first, film.length - first))
            .build();
  }

  private static Rest status(int code) {
    return first -> new MockResponse.Builder().code(code).build();
  }

  private static Rest busy(String retryAfter) {
    return first ->
        new MockResponse.Builder().code(503).setHeader("Retry-After", retryAfter).build();
  }

  private static Rest nothing() {
    return first ->
        new MockResponse.Builder().onResponseStart(new SocketEffect.CloseSocket()).build();
  }

  @Test
  void a_date_that_is_old_enough_tells_the_file_where_there_is_no_tag() throws Exception {
    serve(Headers.of("Last-Modified", OLD, "Date", NOW), rest(Headers.of("Last-Modified", OLD)));
    assertThat(fetch()).hasBinaryContent(film);
    assertThat(asked).hasSize(2);
    assertThat(asked).last().extracting(it -> it.get("If-Range")).isEqualTo(OLD);
  }

  @ParameterizedTest
  @CsvSource({
    "'" + OLD + "', '" + OLD + "',",
    "'" + NOW + "', '" + OLD + "',",
    "'" + OLD + "', ,",
    "'" + OLD + "', '" + NOW + "', W/\"about\"",
    "yesterday, '" + NOW + "',"
  })
  void what_may_have_been_written_in_between_is_not_put_together(
      String modified, String date, String tag) {
    Headers.Builder headers = new Headers.Builder().add("Last-Modified", modified);
    if (date != null) {
      headers.add("Date", date);
    }
    if (tag != null) {
      headers.add("ETag", tag);
    }
    serve(headers.build(), rest(headers.build()));
    assertThat(failure().worthRetrying()).isTrue();
    assertThat(asked).hasSize(1);
  }

  @Test
  void the_rest_of_another_file_is_told_also_where_the_server_does_not_heed_the_condition() {
    serve(TAGGED, rest(Headers.of("ETag", "\"two\"")));
    assertThat(failure().sentence()).endsWith("broke off while it was being downloaded.");
    assertThat(asked).hasSize(2);
  }

  @Test
  void the_rest_of_a_file_of_another_length_is_not_taken() {
    serve(TAGGED, rest(Headers.of(), film(700_000, 8)));
    assertThat(failure().sentence()).endsWith("broke off while it was being downloaded.");
    assertThat(asked).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503, 504})
  void a_server_that_is_busy_is_asked_for_the_rest_again_later(int code) throws Exception {
    serve(TAGGED, status(code), status(code), rest(TAGGED));
    assertThat(fetch()).hasBinaryContent(film);
    assertThat(asked).hasSize(4);
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void a_server_that_does_not_answer_is_asked_for_the_rest_again_later() throws Exception {
    serve(TAGGED, nothing(), rest(TAGGED));
    assertThat(fetch()).hasBinaryContent(film);
    assertThat(waits).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void the_wait_is_the_one_that_the_server_asks_for() throws Exception {
    serve(TAGGED, busy("20"), busy("1"), busy("Wed, 02 Sep 2026 08:00:00 GMT"), rest(TAGGED));
    assertThat(fetch()).hasBinaryContent(film);
    assertThat(waits)
        .containsExactly(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(4));
  }

  @Test
  void a_server_that_asks_for_a_long_wait_is_left_to_the_jobs_next_attempt() {
    serve(TAGGED, busy("3600"), rest(TAGGED));
    AssetException e = failure();
    assertThat(e.sentence()).endsWith("/clip.mp4 answered 503 (the server is busy).");
    assertThat(e.worthRetrying()).isTrue();
    assertThat(waits).isEmpty();
  }

  @Test
  void a_server_that_stays_busy_is_given_up_for_now() {
    serve(TAGGED, status(503));
    AssetException e = failure();
    assertThat(e.sentence()).endsWith("/clip.mp4 answered 503 (the server is busy).");
    assertThat(e.worthRetrying()).isTrue();
    assertThat(asked).as("the first one and five resumes").hasSize(6);
  }

  @Test
  void a_link_that_has_expired_meanwhile_is_not_asked_again() {
    serve(TAGGED, status(403));
    assertThat(failure().worthRetrying()).as("the next attempt tells why").isTrue();
    assertThat(asked).hasSize(2);
    assertThat(waits).isEmpty();
  }

  @Test
  void a_cancelled_job_does_not_wait_for_the_server() {
    Cancellation cancellation = new Cancellation();
    serve(
        TAGGED,
        first -> {
          cancellation.cancel(Cancellation.Reason.TAKEN_BACK);
          return new MockResponse.Builder().code(503).build();
        });
    assertThatThrownBy(() -> fetch(cancellation)).isInstanceOf(CancellationException.class);
    assertThat(asked).hasSize(2);
    assertThat(leftovers()).isEmpty();
  }

  private Path fetch() throws Exception {
    return fetch(new Cancellation());
  }

  private Path fetch(Cancellation cancellation) throws Exception {
    Downloader downloader =
        new Downloader(
            TestSettings.below(work, true, Duration.ofMinutes(1)),
            Dns.SYSTEM,
            address -> true,
            (wait, stop) -> {
              stop.throwIfCancelled();
              waits.add(wait);
            });
    return downloader.fetch(
        "http://localhost:" + server.getPort() + "/clip.mp4", work, cancellation);
  }

  private AssetException failure() {
    AssetException e = catchThrowableOfType(AssetException.class, this::fetch);
    assertThat(e).isNotNull();
    assertThat(leftovers()).isEmpty();
    return e;
  }

  private List<Path> leftovers() {
    try (Stream<Path> files = Files.list(work)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
