package mediaworker.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mediaworker.providers.http.CreateException;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for every provider, whatever its JSON. */
public abstract class ProviderContract {

  /** Looks like a key and stands nowhere else. */
  protected static final String KEY = "sk-SECRETSECRETSECRET42";

  @TempDir protected Path folder;
  protected ProviderStage stage;

  /** Where its answers lie, and its name. */
  protected abstract String name();

  protected abstract ProviderDescription description();

  protected abstract Provider provider(ProviderSettings settings);

  /** A request whose create needs no free call before it. */
  protected abstract MediaRequest simpleRequest() throws Exception;

  /** A task as its create answers; null where there are none. */
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
    return provider(stage.settings(description(), changes(), keys()));
  }

  @BeforeEach
  final void start() throws Exception {
    stage = new ProviderStage(folder, name());
  }

  @AfterEach
  final void stop() {
    stage.close();
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
    Provider without = provider(stage.settings(description(), changes(), Map.of()));
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> stage.create(without, simpleRequest()));

    assertThat(e.fault().kind()).isEqualTo(FailureClass.NO_KEY);
    assertThat(e.fault().sentence())
        .contains(description().keyVariables().get(0), description().keysAt());
    assertThat(stage.requests()).isZero();
  }

  @Test
  protected final void a_key_with_a_line_break_is_refused_without_being_shown() throws Exception {
    Provider broken =
        provider(
            stage.settings(
                description(),
                changes(),
                Map.of(description().keyVariables().get(0), "sk-TOP\nSECRET")));
    ProviderException e =
        catchThrowableOfType(ProviderException.class, () -> stage.create(broken, simpleRequest()));

    assertThat(e.fault().kind()).isEqualTo(FailureClass.NO_KEY);
    assertThat(e.getMessage()).doesNotContain("TOP").doesNotContain("SECRET");
  }

  @Test
  protected final void a_server_error_leaves_open_whether_a_task_was_created() throws Exception {
    for (int status : new int[] {500, 502, 503, 504, 408, 409}) {
      stage.answersText(status, "<html>upstream gone</html>", "Retry-After", "0");
      Fault fault = unknown(stage.create(provider(), simpleRequest()));
      assertThat(fault.kind()).isEqualTo(FailureClass.AMBIGUOUS);
      assertThat(fault.sentence()).contains("HTTP " + status);
    }
    assertThat(stage.requests()).isEqualTo(6);
  }

  @Test
  protected final void a_success_that_cannot_be_read_leaves_it_open() throws Exception {
    for (String body : new String[] {"", "<html>hello</html>", "{\"data\":", "{}", "[]", "null"}) {
      stage.answersText(200, body);
      assertThat(unknown(stage.create(provider(), simpleRequest())).kind())
          .isEqualTo(FailureClass.AMBIGUOUS);
    }
  }

  @Test
  protected final void a_redirect_is_not_followed_and_points_to_the_base_url() throws Exception {
    for (int status : new int[] {301, 302, 307, 308}) {
      stage.answersText(status, "", "Location", stage.url("/elsewhere"));
      Fault fault = refused(stage.create(provider(), simpleRequest()));
      assertThat(fault.kind()).isEqualTo(FailureClass.INVALID_INPUT);
      assertThat(fault.sentence()).contains(name() + ".base-url");
    }
    assertThat(stage.requests()).isEqualTo(4);
  }

  @Test
  protected final void a_cut_answer_may_have_been_sent_and_is_sent_once() throws Exception {
    stage.cutAnswer(createdBody() + " ".repeat(4096));
    CreateException e =
        catchThrowableOfType(
            CreateException.class, () -> stage.create(provider(), simpleRequest()));

    assertThat(e.mayHaveBeenSent()).isTrue();
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  protected final void no_answer_may_have_been_sent_and_is_sent_once() throws Exception {
    stage.noAnswer();
    CreateException e =
        catchThrowableOfType(
            CreateException.class,
            () -> stage.create(provider(), simpleRequest(), Duration.ofMillis(300)));

    assertThat(e.mayHaveBeenSent()).isTrue();
    stage.taken(); // which the server may read after we have given up
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  protected final void a_slow_answer_is_read_to_its_end() throws Exception {
    stage.answers(
        new MockResponse.Builder()
            .body(createdBody())
            .throttleBody(64, 2, TimeUnit.MILLISECONDS)
            .build());
    Submitted answer = stage.create(provider(), simpleRequest());

    assertThat(answer).isInstanceOfAny(Submitted.Accepted.class, Submitted.Done.class);
    assertThat(stage.requests()).isEqualTo(1);
  }

  @Test
  protected final void a_bare_status_of_a_machine_on_the_way_is_believed_only_where_it_is_plain()
      throws Exception {
    Map<Integer, FailureClass> plain =
        Map.of(
            401, FailureClass.AUTH,
            402, FailureClass.MONEY,
            429, FailureClass.RATE,
            413, FailureClass.INVALID_INPUT);
    for (var each : plain.entrySet()) {
      stage.answersText(each.getKey(), "<html>no</html>");
      assertThat(refused(stage.create(provider(), simpleRequest())).kind())
          .isEqualTo(each.getValue());
    }
    stage.answersText(400, "<html>bad request</html>");
    assertThat(unknown(stage.create(provider(), simpleRequest())).kind())
        .isEqualTo(FailureClass.AMBIGUOUS);
  }

  @Test
  protected final void too_many_requests_wait_as_long_as_asked() throws Exception {
    stage.answersText(429, "slow down", "Retry-After", "17");
    Fault fault = refused(stage.create(provider(), simpleRequest()));
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
    stage.answersText(400, errorBody(message));
    Fault fault = refused(stage.create(provider(), simpleRequest()));

    assertThat(fault.sentence())
        .contains("bad value *** at https://store.example/… next")
        .doesNotContain(KEY, "beef", "\u0007", "\u202e", "\n")
        .hasSizeLessThanOrEqualTo(500);
  }

  @Test
  protected final void a_poll_that_fails_is_asked_again() throws Exception {
    assumeTrue(task() != null, "it has no tasks");
    for (int status : new int[] {500, 503, 302}) {
      stage.answersText(status, "<html>gone</html>");
      assertThat(stage.poll(provider(), task())).isInstanceOf(Polled.AskAgain.class);
    }
    stage.answersText(200, "{\"cut");
    assertThat(stage.poll(provider(), task())).isInstanceOf(Polled.AskAgain.class);
    stage.answersText(429, "", "Retry-After", "5");
    Fault rate = ((Polled.AskAgain) stage.poll(provider(), task())).fault();
    assertThat(rate.kind()).isEqualTo(FailureClass.RATE);
    assertThat(rate.retryAfter()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  protected final void a_refused_key_at_a_poll_is_said() throws Exception {
    assumeTrue(task() != null, "it has no tasks");
    stage.answersText(401, "");
    Polled.AskAgain again =
        (Polled.AskAgain)
            stage.poll(provider(stage.settings(description(), changes(), Map.of())), task());
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
