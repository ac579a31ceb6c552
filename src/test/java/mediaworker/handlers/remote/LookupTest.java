package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.Operation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of a lost call, look by look, with clocks that stand still. */
class LookupTest extends StillClocksFixture {

  /** The call that is lost. */
  private static final long LOST = 1;

  private final OnTheirWay onTheirWay = new OnTheirWay();
  private Lookup lookup;

  @BeforeEach
  void open() {
    provider.listsTasks = true;
    lookup = new Lookup(cycle, onTheirWay);
  }

  private Lookup.Finding ask() throws Exception {
    return ask(call(LOST));
  }

  private Lookup.Finding ask(PaidCall paid) throws Exception {
    return lookup.ask(
        setup,
        MediaRequest.of(Operation.IMAGE_GENERATION).prompt("a fox").build(),
        new CreateCall(0, 1, "plain-1", paid.marker(), paid.intendedAt()),
        paid,
        "The connection was lost.",
        new Cancellation());
  }

  private JobResult.Waiting waiting() throws Exception {
    Lookup.Finding finding = ask();
    assertThat(finding.notThere()).isFalse();
    return (JobResult.Waiting) finding.instead().orElseThrow();
  }

  private String state() throws Exception {
    return table.one("SELECT state FROM paid_calls WHERE job_id = " + LOST);
  }

  /** It was looked for before, but nothing could be told from that. */
  @Test
  void a_call_that_had_to_wait_for_others_is_missed_only_from_then_on() throws Exception {
    PaidCall other = call(2);
    onTheirWay.add(other);
    assertThat(waiting().note()).endsWith(", once others have their answer");
    pass(Duration.ofMinutes(10));
    assertThat(waiting().at()).isBetween(now.plusSeconds(1), now.plusSeconds(4));
    onTheirWay.remove(other);

    Instant settled = now.plus(SETTLING);
    assertThat(waiting().at()).isEqualTo(settled);
    pass(SETTLING.minusMillis(1));
    assertThat(waiting().at()).isEqualTo(settled);
    assertThat(state()).isEqualTo("intended");
    pass(Duration.ofMillis(1));
    assertThat(ask().notThere()).isTrue();
    assertThat(state()).isEqualTo("refused");
  }

  @Test
  void a_call_that_shows_up_while_it_is_missed_is_the_jobs_own() throws Exception {
    assertThat(waiting().at()).isEqualTo(now.plus(SETTLING));
    answers("{\"id\": \"t7\"}");
    pass(SETTLING);

    Lookup.Finding finding = ask();

    assertThat(finding.notThere()).isFalse();
    assertThat(finding.instead()).isEmpty();
    assertThat(table.one("SELECT state || ' ' || task_id FROM paid_calls WHERE job_id = 1"))
        .isEqualTo("accepted t7");
  }

  @Test
  void a_task_of_another_call_is_not_taken_for_the_lost_one() throws Exception {
    answers("{\"id\": \"t7\"}");
    table.run(
        "UPDATE paid_calls SET state = 'accepted', task_id = 't7', accepted_at ="
            + " intended_at, intended_at = datetime('now', 'localtime') WHERE job_id = 2");

    assertThat(waiting().at()).isEqualTo(now.plus(SETTLING));
    assertThat(state()).isEqualTo("intended");
  }

  /** Another worker has found it while this one looked. */
  @Test
  void a_task_that_has_become_its_own_meanwhile_is_not_taken_for_anothers() throws Exception {
    PaidCall paid = call(LOST);
    answers("{\"id\": \"t7\"}");
    table.run("UPDATE paid_calls SET state = 'accepted', task_id = 't7' WHERE job_id = " + LOST);

    assertThat(ask(paid).notThere()).isFalse();
    assertThat(ask(paid).instead()).isEmpty();
    assertThat(state()).isEqualTo("accepted");
  }

  @Test
  void a_clock_that_jumps_ahead_does_not_shorten_how_long_a_call_is_looked_for() throws Exception {
    waiting();
    now = now.plus(Duration.ofHours(1));
    assertThat(waiting().at()).isEqualTo(now.plus(SETTLING));
    assertThat(state()).isEqualTo("intended");

    now = now.minus(Duration.ofHours(2));
    steady = steady.plus(SETTLING);
    assertThat(ask().notThere()).isTrue();
  }

  /** What it was made for is not known, but nobody need have changed the row. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{\"operation\": \"IMAGE_GEN", "\0\0\0\0"})
  void a_note_of_what_was_asked_for_that_is_damaged_is_told_as_such(String text) throws Exception {
    Path note = folder.resolve("calls/mw-1/asked.json");
    Files.createDirectories(note.getParent());
    Files.writeString(note, text);

    assertThat(((JobResult.NeedsDecision) ask().instead().orElseThrow()).toString())
        .contains("the note of what was asked for in " + note.getParent() + " cannot be read")
        .doesNotContain("the row was changed");
    assertThat(state()).isEqualTo("unknown");
  }

  /** By the time of day its time has long come, and a list may lag. */
  @Test
  void a_clock_that_was_set_back_does_not_shorten_how_long_a_list_may_take() throws Exception {
    provider.absentAfter = Duration.ofMinutes(1);
    now = call(LOST).intendedAt().minus(Duration.ofMinutes(2));
    waiting();
    pass(SETTLING);
    assertThat(waiting().at()).isEqualTo(now.plus(Duration.ofSeconds(40)));
    pass(Duration.ofSeconds(40).minusMillis(1));
    waiting();
    assertThat(state()).isEqualTo("intended");
    pass(Duration.ofMillis(1));
    assertThat(ask().notThere()).isTrue();
  }

  /** The worker was busy, or the row set aside: nobody knows what would have been answered. */
  @Test
  void two_answers_far_apart_that_cannot_be_read_ask_no_person() throws Exception {
    answers("{\"garbled\": true}");
    waiting();
    pass(Duration.ofHours(5));
    waiting();
    assertThat(state()).isEqualTo("intended");
  }

  @Test
  void nor_do_those_between_which_it_could_not_be_asked() throws Exception {
    answers("{\"garbled\": true}");
    waiting();
    pass(SETTLING.multipliedBy(29));
    answers("{\"down\": true}");
    waiting();
    answers("{\"garbled\": true}");
    pass(SETTLING);
    waiting();
    assertThat(state()).isEqualTo("intended");
  }

  /**
   * A machine on the way may answer so for a moment, and a provider whose list has changed ever.
   */
  @Test
  void a_list_that_cannot_be_read_is_asked_for_again_for_a_while_and_then_a_person_is()
      throws Exception {
    answers("{\"garbled\": true}");
    assertThat(waiting().note()).endsWith("whether it has the job; Plain's list cannot be read");
    now = now.plus(Duration.ofDays(1)); // a clock that jumps counts for nothing
    waiting();
    pass(SETTLING.multipliedBy(30).minusMillis(1));
    waiting();
    answers("{}");
    waiting();
    answers("{\"garbled\": true}");
    waiting();
    pass(SETTLING.multipliedBy(30).minusMillis(1));
    waiting();
    assertThat(state()).isEqualTo("intended");
    pass(Duration.ofMillis(1));

    assertThat(((JobResult.NeedsDecision) ask().instead().orElseThrow()).toString())
        .contains("The connection was lost. Plain's list cannot be read.");
    assertThat(state()).isEqualTo("unknown");
  }

  @Test
  void nor_is_a_list_for_ever_that_the_reader_stumbles_over() throws Exception {
    answers("{\"id\": {}}");
    waiting();
    pass(SETTLING.multipliedBy(30));

    assertThat(ask().instead().orElseThrow()).isInstanceOf(JobResult.NeedsDecision.class);
    assertThat(state()).isEqualTo("unknown");
  }
}
