package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import mediaworker.providers.FailureClass;
import mediaworker.providers.Fault;
import mediaworker.providers.Polled;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import mediaworker.providers.Submitted;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {

  private static final String KEY = "k3y-of-0urs-1234567890";

  @TempDir Path folder;

  private final Faults faults =
      new Faults(
          new ProviderDescription(
              "acme", "Acme", "acme.example/keys", List.of("ACME_KEY"), Map.of()),
          new ProviderSettings("acme", Map.of(), Map.of("ACME_KEY", new Secret(KEY))),
          InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain words|plain words",
        "key k3y-of-0urs-1234567890 is wrong|key *** is wrong",
        "Incorrect API key provided: sk-abcd****wxyz.|Incorrect API key provided: ***.",
        "got https://u:p@cdn.example.com/a/b.png?X-Sig=1#x too|got https://cdn.example.com/… too",
        "see https://example.com.|see https://example.com.",
        "image data:image/png;base64,AAAA+/= is bad|image data:… is bad",
      })
  void messages_lose_what_is_secret(String said, String shown) {
    assertThat(Redaction.clean(said, List.of(new Secret(KEY)), 300)).isEqualTo(shown);
  }

  @Test
  void messages_lose_hidden_characters_and_length() {
    assertThat(Redaction.clean("a\u0000b\u202e\n\tc" + "x y ".repeat(200), List.of(), 20))
        .isEqualTo("a b cx y x y x y x…");
    assertThat(Redaction.clean("token " + "Ab1".repeat(40), List.of(), 300)).isEqualTo("token …");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 504, 529, 408, 409, 425, 499})
  void what_may_have_been_taken_is_unknown_whatever_is_said(int status) throws Exception {
    Submitted answer =
        faults.notCreated(FailureClass.RATE, answer(status), new Said("busy", "later", "r1"));
    assertThat(answer).isInstanceOf(Submitted.Unknown.class);
    Fault fault = ((Submitted.Unknown) answer).fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.AMBIGUOUS);
    assertThat(fault.requestId()).isEqualTo("r1");
    assertThat(fault.sentence())
        .isEqualTo(
            "Acme's answer does not tell whether a task was created: later (busy, HTTP "
                + status
                + ").");
  }

  /** Whatever a provider takes it for. */
  @ParameterizedTest
  @ValueSource(ints = {500, 503, 408, 409, 425, 499})
  void nor_is_it_believed_to_have_been_refused(int status) throws Exception {
    Said said = new Said("busy", "later", "r1");
    assertThat(faults.nothing(FailureClass.RATE, answer(status), said))
        .isInstanceOf(Submitted.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource({"400, false", "402, true", "422, false", "401, true", "413, true", "429, true"})
  void a_bare_status_is_a_refusal_only_where_it_says_so_by_itself(int status, boolean refused)
      throws Exception {
    Submitted answer =
        faults.notCreated(Faults.ofCreate(status), answer(status), new Said("", "", ""));
    assertThat(answer instanceof Submitted.Refused).isEqualTo(refused);
    assertThat(answer instanceof Submitted.Unknown).isEqualTo(!refused);
  }

  @Test
  void a_redirect_of_a_create_is_refused_and_names_the_setting() throws Exception {
    Submitted answer =
        faults.notCreated(FailureClass.INVALID_INPUT, answer(308), new Said("", "", ""));
    Fault fault = ((Submitted.Refused) answer).fault();
    assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(fault.sentence()).contains("HTTP 308", "acme.base-url");
  }

  /** The wait is the time between both, whatever our own clock says. */
  @Test
  void a_time_to_wait_for_is_one_of_the_servers_clock() throws Exception {
    Answer answer =
        answer(
            429,
            "Date",
            "Mon, 26 Nov 2029 12:00:00 GMT",
            "Retry-After",
            "Mon, 26 Nov 2029 12:00:07 GMT");
    Fault fault = faults.of(FailureClass.RATE, answer, new Said("slow", "too fast", "r"));
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void the_wait_of_a_refusal_is_kept() throws Exception {
    Answer answer = answer(429, "Retry-After", "Wed, 25 Nov 2026 12:00:07 GMT");
    Fault fault = faults.of(FailureClass.RATE, answer, new Said("slow", "too fast", "r"));
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(fault.sentence())
        .isEqualTo("Acme asks for fewer requests: too fast (slow, HTTP 429).");
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After, 999999999",
    "Retry-After, 'Wed, 25 Nov 2099 12:00:07 GMT'",
    "retry-after-ms, 1e300",
    "retry-after-ms, Infinity"
  })
  void a_wait_above_a_day_is_a_day(String header, String wait) throws Exception {
    Fault fault =
        faults.of(FailureClass.RATE, answer(429, header, wait), new Said("slow", "too fast", "r"));
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofDays(1));
  }

  @ParameterizedTest
  @CsvSource({
    "404, UNKNOWN_TASK, true",
    "410, UNKNOWN_TASK, true",
    "401, AUTH, false",
    "429, RATE, false",
    "500, REFUSED, false",
    "302, REFUSED, false"
  })
  void a_task_is_unknown_only_where_its_provider_says_so(int status, FailureClass kind, boolean it)
      throws Exception {
    Polled polled = faults.notAnswered(answer(status), new Said("", "", ""));
    Fault fault =
        polled instanceof Polled.NotKnown unknown
            ? unknown.fault()
            : ((Polled.AskAgain) polled).fault();
    assertThat(fault.kind()).isEqualTo(kind);
    assertThat(polled instanceof Polled.NotKnown).isEqualTo(it);
  }

  private Answer answer(int status, String... headers) throws Exception {
    Path body = Files.writeString(folder.resolve("body"), "");
    return new Answer(status, Headers.of(headers), body, folder.resolve("inline"));
  }
}
