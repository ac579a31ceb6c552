package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobFailure;
import mediaworker.providers.Operation;
import mediaworker.providers.TaskRef;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a task is waited for, look by look, with clocks that stand still. */
class WatchingTest extends StillClocksFixture {

  /** Of the plain provider's tasks. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final MockResponse NO_NETWORK =
      new MockResponse.Builder().onResponseStart(SocketEffect.ShutdownConnection.INSTANCE).build();

  private static final MockResponse BUSY =
      new MockResponse.Builder().body("{\"status\": \"busy\"}").build();

  private Watching watching;

  /** The provider has taken job 1's call, and a night goes by. */
  @BeforeEach
  void accept() throws Exception {
    watching = new Watching(cycle);
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    now = now.plus(Duration.ofHours(9));
  }

  private Watching.Look look() throws Exception {
    Watching.Look look = watching.look(setup, "image_generation", call(1), new Cancellation());
    if (look.late() != null) {
      throw watching.giveUp(setup, call(1), look.late());
    }
    return look;
  }

  private String state() throws Exception {
    return table.one("SELECT state FROM paid_calls WHERE job_id = 1");
  }

  private MockResponse unanswered(String kind) {
    return kind.equals("no network") ? NO_NETWORK : BUSY;
  }

  @ParameterizedTest
  @CsvSource({"no network", "busy"})
  void a_look_without_an_answer_gives_no_old_task_up(String kind) throws Exception {
    answer = unanswered(kind);
    assertThat(look().over()).isFalse();
    pass(PATIENCE);
    assertThat(look().over()).isFalse();
    assertThat(state()).isEqualTo("accepted");

    answers("{\"status\": \"succeeded\", \"url\": \"" + server.url("/out") + "\"}");
    pass(PATIENCE);
    assertThat(look().over()).isTrue();
    assertThat(state()).isEqualTo("succeeded");
  }

  @ParameterizedTest
  @CsvSource({"no network", "busy"})
  void a_provider_that_never_answers_is_given_up_by_the_patience_from_the_first_look_on(String kind)
      throws Exception {
    answer = unanswered(kind);
    look();
    now = now.plus(Duration.ofDays(1)); // a clock that jumps counts for nothing
    assertThat(look().over()).isFalse();
    for (int i = 0; i < 2; i++) {
      pass(PATIENCE.dividedBy(3));
      assertThat(look().over()).isFalse();
    }
    pass(PATIENCE.dividedBy(3).plusMillis(1));

    assertThatThrownBy(this::look)
        .isInstanceOf(JobFailure.class)
        .hasMessageStartingWith("Plain has not told how task t1 stands for 10 minutes")
        .hasMessageContaining("status 'queued' waits for it again, without paying anew");
    assertThat(state()).isEqualTo("abandoned");
  }

  /** What it has made may be deleted meanwhile. */
  @ParameterizedTest
  @CsvSource({"500, 500", "600, 600", "86400, 600"})
  void a_provider_that_asks_for_a_long_wait_is_asked_again_before_outputs_expire(
      String asked, long seconds) throws Exception {
    answer =
        new MockResponse.Builder()
            .setHeader("Retry-After", asked)
            .body("{\"status\": \"busy\"}")
            .build();
    assertThat(look().next()).isEqualTo(now.plusSeconds(seconds));
  }

  /** Its row may have been set aside, or the provider have asked for a long pause. */
  @Test
  void time_in_which_nobody_asked_counts_for_nothing() throws Exception {
    answer = BUSY;
    look();
    pass(PATIENCE.multipliedBy(2));
    assertThat(look().over()).isFalse();
    assertThat(state()).isEqualTo("accepted");
  }

  @Test
  void an_answer_begins_the_patience_with_silence_anew() throws Exception {
    now = now.minus(Duration.ofHours(9)).plusSeconds(60);
    answer = BUSY;
    look();
    pass(PATIENCE.minusMinutes(2));
    answers("{\"status\": \"running\"}");
    assertThat(look().over()).isFalse();
    answer = BUSY;
    pass(PATIENCE);
    assertThat(look().over()).isFalse();
  }

  @Test
  void a_task_that_is_said_to_run_still_is_given_up_by_its_age() throws Exception {
    answers("{\"status\": \"running\"}");
    assertThatThrownBy(this::look)
        .isInstanceOf(JobFailure.class)
        .hasMessageStartingWith("Plain has not finished task t1 within 10 minutes");
    assertThat(state()).isEqualTo("abandoned");
  }

  /** As that of a machine that begins without the time and gets it from the network. */
  @Test
  void a_clock_that_jumps_ahead_makes_no_task_old() throws Exception {
    now = now.minus(Duration.ofHours(9)).plusSeconds(60);
    answers("{\"status\": \"running\"}");
    look();
    now = now.plus(Duration.ofDays(20_000));
    Watching.Look young = look();
    assertThat(young.next()).isBefore(now.plusSeconds(1));
    pass(PATIENCE.minusSeconds(60));
    look();
    pass(Duration.ofMillis(1));

    assertThatThrownBy(this::look).hasMessageContaining("has not finished task t1 within");
  }

  @Test
  void a_task_that_is_waited_for_again_has_all_of_its_time_again() throws Exception {
    answers("{\"status\": \"running\"}");
    assertThatThrownBy(this::look).isInstanceOf(JobFailure.class);
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    look();
    pass(PATIENCE);
    look();
    pass(Duration.ofMillis(1));
    assertThatThrownBy(this::look).isInstanceOf(JobFailure.class);
  }

  @Test
  void so_has_one_that_was_not_known_before() throws Exception {
    answer = notFound("{}");
    look();
    pass(SETTLING);
    assertThat(look().missing()).isNotNull();
    watching.unknown().letBe(call(1));
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    answers("{\"status\": \"running\"}");
    pass(PATIENCE);
    assertThat(look().late()).isNull();
  }

  /** Of a shape that nobody has thought of: what is paid is not given up for that. */
  @Test
  void an_answer_that_the_reader_stumbles_over_is_asked_for_again() throws Exception {
    answers("{\"status\": \"succeeded\"}");
    assertThat(look().note()).contains("cannot be read");
    assertThat(state()).isEqualTo("accepted");

    answers("{\"status\": \"succeeded\", \"url\": \"" + server.url("/out") + "\"}");
    assertThat(look().over()).isTrue();
  }

  private static MockResponse notFound(String body) {
    return new MockResponse.Builder().code(404).body(body).build();
  }

  /** A machine on the way knows nothing of tasks; its routes may be mended later. */
  @ParameterizedTest
  @CsvSource({"'{\"message\": \"no such task\"}', 20", "<html>not found</html>, 600"})
  void a_task_that_is_not_known_is_missing_once_it_was_so_for_long_enough(String body, int seconds)
      throws Exception {
    Duration wait = Duration.ofSeconds(seconds);
    answer = notFound(body);
    assertThat(look().missing()).isNull();
    now = now.plus(Duration.ofDays(1)); // a clock that jumps counts for nothing
    assertThat(look().missing()).isNull();
    pass(wait.minusMillis(1));
    assertThat(look().missing()).isNull();
    answer = BUSY;
    assertThat(look().missing()).isNull();
    answer = notFound(body);
    pass(Duration.ofMillis(1));
    Watching.Look last = look();

    assertThat(last.missing()).isNotNull();
    assertThat(last.over()).isFalse();
    assertThat(state()).isEqualTo("accepted");
  }

  @Test
  void a_task_that_is_seen_again_begins_its_wait_anew() throws Exception {
    now = now.minus(Duration.ofHours(9)).plusSeconds(60);
    answer = notFound("{}");
    look();
    pass(SETTLING);
    answers("{\"status\": \"running\"}");
    look();
    answer = notFound("{}");
    assertThat(look().missing()).isNull();
    pass(SETTLING.minusMillis(1));
    assertThat(look().missing()).isNull();
    pass(Duration.ofMillis(1));
    assertThat(look().missing()).isNotNull();
  }

  /** While its row was set aside, say, it may have been there all the time. */
  @ParameterizedTest
  @CsvSource({"'{\"message\": \"no such task\"}', 20", "<html>not found</html>, 600"})
  void a_task_that_nobody_asked_about_for_long_begins_its_wait_anew(String body, int seconds)
      throws Exception {
    answer = notFound(body);
    look();
    pass(SETTLING.multipliedBy(30));
    assertThat(look().missing()).isNull();
    pass(Duration.ofSeconds(seconds).minusMillis(1));
    assertThat(look().missing()).isNull();
    pass(Duration.ofMillis(1));
    assertThat(look().missing()).isNotNull();
  }

  /** Or it would be asked about for ever. */
  @Test
  void a_task_that_is_seldom_looked_at_is_missing_in_the_end() throws Exception {
    setup =
        new ProviderSetup(
            provider,
            setup.description(),
            true,
            setup.limits(),
            java.util.Map.of("", PATIENCE),
            Duration.ofMinutes(2),
            0);
    answer = notFound("");
    look();
    pass(Duration.ofMinutes(12)); // six times the interval, as for all old tasks
    assertThat(look().missing()).isNotNull();
  }

  /** One answer of the provider's own after many that were not. */
  @Test
  void answers_of_machines_on_the_way_do_not_count_as_the_providers() throws Exception {
    answer = notFound("");
    look();
    pass(SETTLING);
    answer = notFound("{}");
    assertThat(look().missing()).isNull();
  }
}
