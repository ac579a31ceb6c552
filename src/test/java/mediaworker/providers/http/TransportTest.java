package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What leaves this machine, how often, and where answers are kept. */
class TransportTest {

  private static final long MOST = 2L << 20;

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

  private Transport transport(boolean trusted) {
    Duration patience = Duration.ofSeconds(60);
    return new Transport(
        new TransportSettings(
            trusted ? Set.of(server.getHostName()) : Set.of("api.example.com"),
            false,
            patience,
            patience,
            patience,
            MOST,
            patience));
  }

  private Request.Builder request() {
    return new Request.Builder().url(server.url("/create"));
  }

  private Request create() {
    return request().post(RequestBody.create("{}", MediaType.get("application/json"))).build();
  }

  /** By a disk that was not honest when the power went, say. */
  @ParameterizedTest
  @ValueSource(strings = {"", "oops\n", "200\nno header\n", "\u0000\u0000\u0000"})
  void an_answer_whose_head_is_damaged_is_none(String head) throws Exception {
    server.enqueue(new MockResponse.Builder().code(201).body("{}").build());
    Path call = folder.resolve("call");
    transport(true).ready(create(), call).send(held -> {});
    assertThat(Transport.damaged(call)).isEmpty();
    Files.writeString(call.resolve("answer.head"), head);
    assertThat(Transport.kept(call)).isEmpty();
    assertThat(Transport.damaged(call)).contains(call.resolve("answer.body"));
  }

  @Test
  void an_answer_is_on_the_disk_before_it_is_read_and_found_by_a_later_life() throws Exception {
    server.enqueue(
        new MockResponse.Builder().code(201).setHeader("x-request-id", "r-1").body("{}").build());
    Path call = folder.resolve("call");
    assertThat(Transport.kept(call)).isEmpty();
    Answer answer = transport(true).ready(create(), call).send(held -> {});
    Answer later = Transport.kept(call).orElseThrow();

    assertThat(later).isEqualTo(answer);
    assertThat(later.status()).isEqualTo(201);
    assertThat(later.header("X-Request-Id")).isEqualTo("r-1");
  }

  @Test
  void an_answer_that_is_too_long_is_broken_off_and_the_call_may_have_been_made() {
    server.enqueue(
        new MockResponse.Builder().body(new Buffer().write(new byte[(int) MOST + 1])).build());
    CreateException e =
        catchThrowableOfType(
            CreateException.class,
            () -> transport(true).ready(create(), folder.resolve("call")).send(held -> {}));

    assertThat(e.mayHaveBeenSent()).isTrue();
    assertThat(e.getMessage())
        .isEqualTo("localhost sent an answer of more than 2 MB, which was broken off");
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  /**
   * OkHttp sends any request again by itself that is answered so, whatever it was told of retries.
   */
  @Test
  void a_create_whose_server_asks_for_it_again_at_once_is_sent_once() throws Exception {
    server.enqueue(
        new MockResponse.Builder().code(503).setHeader("Retry-After", "0").body("{}").build());
    server.enqueue(new MockResponse.Builder().code(201).body("{}").build());
    Answer answer = transport(true).ready(create(), folder.resolve("call")).send(held -> {});
    assertThat(answer.status()).isEqualTo(503);
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(server.takeRequest().getBody().utf8()).isEqualTo("{}");
  }

  @Test
  void half_an_answer_is_never_taken_for_a_whole_one() throws Exception {
    Path call = Files.createDirectories(folder.resolve("call"));
    Files.writeString(call.resolve("answer.body"), "{\"id\":");
    assertThat(Transport.kept(call)).isEmpty();
  }

  @Test
  void a_connection_that_cannot_be_made_was_never_sent() {
    server.close();
    CreateException e =
        catchThrowableOfType(
            CreateException.class,
            () -> transport(true).ready(create(), folder.resolve("call")).send(held -> {}));
    assertThat(e.mayHaveBeenSent()).isFalse();
  }

  @Test
  void a_key_leaves_for_its_providers_host_alone() {
    for (String header : new String[] {"Authorization", "api_token", "x-goog-api-key"}) {
      Request keyed = request().header(header, "sk-1").build();
      assertThatThrownBy(
              () -> transport(false).ready(keyed, folder.resolve("call")).send(held -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("sk-1");
      assertThatThrownBy(() -> transport(false).free(folder).send(keyed, new Cancellation()))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void addresses_from_answers_lead_into_no_private_network() {
    assertThatThrownBy(
            () -> transport(false).free(folder).send(request().build(), new Cancellation()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lies in a private network")
        .hasMessageContaining("allow-private-urls");
    assertThat(server.getRequestCount()).isZero();
  }

  @Test
  void a_question_is_not_sent_on_by_a_redirect_with_the_key_in_it() throws Exception {
    server.enqueue(
        new MockResponse.Builder()
            .code(302)
            .setHeader("Location", "https://elsewhere.example/")
            .build());
    Answer answer =
        transport(true)
            .into(folder)
            .send(request().header("Authorization", "Bearer sk-1").build(), new Cancellation());

    assertThat(answer.status()).isEqualTo(302);
    assertThat(server.getRequestCount()).isEqualTo(1);
  }
}
