package mediaworker.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import mediaworker.providers.http.CreateException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every provider, whatever its JSON. */
public abstract class ProviderContract {

  /** Looks like a key and stands nowhere else. */
  protected static final String KEY = "sk-SECRETSECRETSECRET42";

  @TempDir protected Path folder;
  protected ContractBench bench;

  /** Where its answers lie, and its name. */
  protected abstract String name();

  protected abstract ProviderDescription description();

  protected abstract Provider provider(ProviderSettings settings);

  /** A request whose create needs no free call before it. */
  protected abstract MediaRequest simpleRequest() throws Exception;

  /** A task as its create answers. */
  protected abstract TaskRef task();

  /** The text of a refusal as it writes them, with a message of ours. */
  protected abstract String errorBody(String message);

  /** A well-formed answer to the create. */
  protected abstract String createdBody() throws Exception;

  protected Map<String, String> keys() {
    return Map.of(description().keyVariables().get(0), KEY);
  }

  protected Map<String, String> changes() {
    return Map.of();
  }

  protected Provider provider() {
    return provider(bench.settings(description(), changes(), keys()));
  }

  @BeforeEach
  final void start() throws Exception {
    bench = new ContractBench(name(), folder);
  }

  @AfterEach
  final void stop() {
    bench.close();
  }

  @Test
  protected final void says_what_there_is_to_set() {
    assertThat(description().name()).isEqualTo(name());
    assertThat(provider().name()).isEqualTo(name());
    assertThat(description().defaults()).containsKey("base-url");
    assertThat(description().defaults().keySet()).anyMatch(key -> key.contains("model"));
    assertThat(description().defaults().get(ProviderDescription.RECREATE_FAILED)).isEqualTo("0");
    assertThat(provider().operations()).isNotEmpty();
  }

  @Test
  protected final void a_missing_key_names_its_variable_and_sends_nothing() throws Exception {
    Provider without = provider(bench.settings(description(), changes(), Map.of()));
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> bench.create(without, simpleRequest()));

    assertThat(e.fault().kind()).isEqualTo(FailureClass.NO_KEY);
    assertThat(e.fault().sentence())
        .contains(description().keyVariables().get(0), description().keysAt());
    assertThat(bench.server().getRequestCount()).isZero();
  }

  @Test
  protected final void a_key_with_a_line_break_is_refused_without_being_shown() throws Exception {
    Provider broken =
        provider(
            bench.settings(
                description(),
                changes(),
                Map.of(description().keyVariables().get(0), "sk-TOP\nSECRET")));
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> bench.create(broken, simpleRequest()));

    assertThat(e.fault().kind()).isEqualTo(FailureClass.NO_KEY);
    assertThat(e.getMessage()).doesNotContain("TOP").doesNotContain("SECRET");
  }

  @Test
  protected final void a_server_error_leaves_open_whether_a_task_was_created() throws Exception {
    for (int status : new int[] {500, 502, 503, 504, 408, 409}) {
      bench.answerText(status, "<html>upstream gone</html>");
      Fault fault = unknown(bench.create(provider(), simpleRequest()));
      assertThat(fault.kind()).isEqualTo(FailureClass.AMBIGUOUS);
      assertThat(fault.sentence()).contains("HTTP " + status);
    }
    assertThat(bench.server().getRequestCount()).isEqualTo(6);
  }

  @Test
  protected final void a_success_that_cannot_be_read_leaves_it_open() throws Exception {
    for (String body : new String[] {"", "<html>hello</html>", "{\"data\":", "{}", "[]", "null"}) {
      bench.answerText(200, body);
      assertThat(unknown(bench.create(provider(), simpleRequest())).kind())
          .isEqualTo(FailureClass.AMBIGUOUS);
    }
  }

  @Test
  protected final void a_redirect_is_not_followed_and_points_to_the_base_url() throws Exception {
    for (int status : new int[] {301, 302, 307, 308}) {
      bench.answerText(status, "", "Location", bench.server().url("/elsewhere").toString());
      Fault fault = refused(bench.create(provider(), simpleRequest()));
      assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
      assertThat(fault.sentence()).contains(name() + ".base-url");
    }
    assertThat(bench.server().getRequestCount()).isEqualTo(4);
  }

  @Test
  protected final void a_cut_answer_may_have_been_sent_and_is_sent_once() throws Exception {
    bench.cutAnswer(createdBody() + " ".repeat(4096));
    CreateException e =
        catchThrowableOfType(
            CreateException.class, () -> bench.create(provider(), simpleRequest()));

    assertThat(e.mayHaveBeenSent()).isTrue();
    assertThat(bench.server().getRequestCount()).isEqualTo(1);
  }

  @Test
  protected final void no_answer_may_have_been_sent_and_is_sent_once() throws Exception {
    bench.noAnswer();
    CreateException e =
        catchThrowableOfType(
            CreateException.class,
            () -> bench.create(provider(), simpleRequest(), Duration.ofMillis(300)));

    assertThat(e.mayHaveBeenSent()).isTrue();
    assertThat(bench.server().getRequestCount()).isEqualTo(1);
  }

  @Test
  protected final void too_many_requests_wait_as_long_as_asked() throws Exception {
    bench.answerText(429, "slow down", "Retry-After", "17");
    Fault fault = refused(bench.create(provider(), simpleRequest()));
    assertThat(fault.kind()).isEqualTo(FailureClass.RATE);
    assertThat(fault.retryAfter()).isEqualTo(Duration.ofSeconds(17));
  }

  @Test
  protected final void a_fault_shows_neither_key_nor_url_nor_control_characters() throws Exception {
    String message =
        "bad value "
            + KEY
            + " at https://store.example/a.png?X-Amz-Signature=beef\\u0007\\u202e\\nnext "
            + "A".repeat(5000);
    bench.answerText(400, errorBody(message));
    Fault fault = refused(bench.create(provider(), simpleRequest()));

    assertThat(fault.sentence())
        .contains("bad value *** at (URL) next")
        .doesNotContain(KEY, "beef", "\u0007", "\u202e", "\n")
        .hasSizeLessThanOrEqualTo(500);
  }

  @Test
  protected final void a_poll_that_fails_is_asked_again() throws Exception {
    for (int status : new int[] {500, 503, 302}) {
      bench.answerText(status, "<html>gone</html>");
      assertThat(bench.poll(provider(), task())).isInstanceOf(Polled.AskAgain.class);
    }
    bench.answerText(200, "{\"cut");
    assertThat(bench.poll(provider(), task())).isInstanceOf(Polled.AskAgain.class);
    bench.answerText(429, "", "Retry-After", "5");
    Fault rate = ((Polled.AskAgain) bench.poll(provider(), task())).fault();
    assertThat(rate.kind()).isEqualTo(FailureClass.RATE);
    assertThat(rate.retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  protected final void a_refused_key_at_a_poll_is_said() throws Exception {
    bench.answerText(401, "");
    Polled.AskAgain again =
        (Polled.AskAgain)
            bench.poll(provider(bench.settings(description(), changes(), Map.of())), task());
    assertThat(again.fault().kind()).isEqualTo(FailureClass.AUTH);
    assertThat(again.fault().sentence()).contains(description().keyVariables().get(0));
  }

  protected static Fault refused(Submitted submitted) {
    assertThat(submitted).isInstanceOf(Submitted.Refused.class);
    return ((Submitted.Refused) submitted).fault();
  }

  protected static Fault unknown(Submitted submitted) {
    assertThat(submitted).isInstanceOf(Submitted.Unknown.class);
    return ((Submitted.Unknown) submitted).fault();
  }

  protected static Polled.Failed failed(Polled polled) {
    assertThat(polled).isInstanceOf(Polled.Failed.class);
    return (Polled.Failed) polled;
  }

  /** The sentence with which a request is refused before anything is sent. */
  protected String notPlanned(MediaRequest request) {
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> provider().plan(request));
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.fault().kind()).isEqualTo(FailureClass.INVALID_INPUT);
    assertThat(e.getMessage()).hasSizeLessThanOrEqualTo(500);
    return e.getMessage();
  }
}
