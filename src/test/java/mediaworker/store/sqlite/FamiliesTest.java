package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.Submission;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.jobs.WorkerId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parents, their children, and what a person does to either. */
class FamiliesTest extends StoreFixture {

  private List<Claim> round(Ending... endings) throws Exception {
    return new ArrayList<>(exchange(10, endings).claimed());
  }

  private static Outcome.WaitingForChildren wait(List<Long> again, NewChild... add) {
    return new Outcome.WaitingForChildren(
        List.of(add),
        again,
        List.of(),
        "waiting_for_children",
        Double.NaN,
        "waits for its parts",
        0);
  }

  /** Goes on when so many of them are under way. */
  private static Outcome.WaitingForChildren rolling(int open, NewChild... add) {
    return new Outcome.WaitingForChildren(
        List.of(add), List.of(), List.of(), "waiting_for_children", 25, "rolling", open);
  }

  private static NewChild child(String step, String... needs) {
    return new NewChild(
        step,
        "noop",
        "{\"from\": \"me\"}",
        "part " + step,
        List.of(needs),
        WhenNeedFails.FAIL,
        null);
  }

  /** A parent with children a and b, which both run, and c, which needs both. */
  private List<Claim> family() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, priority) VALUES (1, 'many', 7)");
    Claim parent = round().get(0);
    return round(end(parent, wait(List.of(), child("a"), child("b"), child("c", "a", "b"))));
  }

  private List<String> rows() throws Exception {
    return table.all("SELECT id, COALESCE(step, '-'), status FROM jobs ORDER BY id");
  }

  @Test
  void a_parent_waits_for_its_children_and_goes_on_when_all_have_ended() throws Exception {
    List<Claim> both = family();

    assertThat(rows())
        .containsExactly(
            "1|-|waiting_for_children", "2|a|processing", "3|b|processing", "4|c|waiting_for_jobs");
    assertThat(
            table.all("SELECT DISTINCT parent_job_id, priority, input_data FROM jobs WHERE id > 1"))
        .containsExactly("1|7|{\"from\": \"me\"}");
    List<Claim> third = round(done(both.get(0), "a.png"), done(both.get(1), "b.png"));
    assertThat(third).hasSize(1);
    assertThat(table.one("SELECT progress FROM jobs WHERE id = 1")).isEqualTo("66.7");
    assertThat(table.all("SELECT status, progress, completed FROM v_pipelines"))
        .containsExactly("waiting_for_children|67 %|2/3");
    Claim parent = round(done(third.get(0), "c.png")).get(0);

    assertThat(parent.job().id()).isEqualTo(1);
    assertThat(parent.job().attempts()).isEqualTo(1);
    assertThat(store.children().of(1))
        .extracting(Child::step, Child::result, Child::isCompleted)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", "a.png", true),
            org.assertj.core.groups.Tuple.tuple("b", "b.png", true),
            org.assertj.core.groups.Tuple.tuple("c", "c.png", true));
    assertThat(table.one("SELECT status || progress FROM jobs WHERE id = 1"))
        .isEqualTo("processing100.0");
  }

  @Test
  void a_parent_goes_on_when_as_many_are_under_way_as_it_said() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    List<Claim> all = round(end(round().get(0), rolling(2, child("a"), child("b"), child("c"))));
    assertThat(all).hasSize(3);
    assertThat(table.one("SELECT status || progress FROM jobs WHERE id = 1"))
        .isEqualTo("waiting_for_children25.0");

    List<Claim> parent = round(done(all.get(1), "b.png"));
    assertThat(parent).extracting(claim -> claim.job().id()).containsExactly(1L);

    // Both of the others end while it is at work, so it goes on at once.
    assertThat(round(done(all.get(0), "a.png"), done(all.get(2), "c.png"))).isEmpty();
    Outcome.WaitingForChildren rest =
        new Outcome.WaitingForChildren(
            List.of(), List.of(), List.of(2L, 4L), "waiting_for_children", 60, "the rest", 1);
    assertThat(round(end(parent.get(0), rest))).hasSize(1);
  }

  @Test
  void what_a_parent_may_leave_under_way_does_not_count_for_jobs_that_it_needs() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type) VALUES (1, 'many')",
        "INSERT INTO jobs (id, job_type, run_at) VALUES (9, 'noop', '2099-01-01 00:00:00')");
    List<Claim> both = round(end(round().get(0), rolling(1, child("a"), child("b"))));
    Claim parent = round(done(both.get(0), "a.png")).get(0);
    round(done(both.get(1), "b.png"), end(parent, new Outcome.Failed("no luck")));

    table.run("UPDATE jobs SET status = 'queued', depends_on = '[9]' WHERE id = 1");

    assertThat(round()).isEmpty();
    assertThat(table.one("SELECT status FROM jobs WHERE id = 1")).isEqualTo("waiting_for_jobs");
  }

  @Test
  void a_child_that_fails_while_its_parent_decides_to_wait_for_it_does_not_run_again()
      throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    List<Claim> both = round(end(round().get(0), rolling(1, child("a"), child("b"))));
    Claim parent = round(done(both.get(0), "a.png")).get(0);

    // The parent has seen b under way; it ends first.
    Outcome.WaitingForChildren rest =
        new Outcome.WaitingForChildren(
            List.of(), List.of(), List.of(3L), "waiting_for_children", 50, "the rest", 0);
    List<Claim> next = round(end(both.get(1), new Outcome.Failed("refused")), end(parent, rest));

    assertThat(table.one("SELECT status || ' ' || attempts FROM jobs WHERE id = 3"))
        .isEqualTo("failed 1");
    assertThat(next).extracting(claim -> claim.job().id()).containsExactly(1L);
  }

  @Test
  void a_child_that_is_to_run_again_has_not_ended_yet() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    List<Claim> child = round(end(round().get(0), wait(List.of(), child("a"))));
    Claim parent = round(end(child.get(0), new Outcome.Failed("refused"))).get(0);

    round(end(parent, wait(List.of(2L))));

    assertThat(table.one("SELECT status || ' ' || attempts FROM jobs WHERE id = 2"))
        .isEqualTo("processing 1");
    assertThat(table.one("SELECT finished_at FROM jobs WHERE id = 2")).isNull();
  }

  /** What it needs may have been made anew since, or be gone for good reasons. */
  @Test
  void a_child_that_is_to_run_again_forgets_the_results_that_it_used() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    List<Claim> child = round(end(round().get(0), wait(List.of(), child("a"))));
    Claim parent = round(end(child.get(0), new Outcome.Failed("refused"))).get(0);
    table.run(
        "UPDATE jobs SET used_input = '{\"video\": \"old.mp4\"}', run_at = NULL WHERE id = 2");
    store.exchange(
        new Round.Request(List.of(end(parent, wait(List.of(2L)))), List.of(), 0, 0, 0, now));

    assertThat(table.all("SELECT status, used_input FROM jobs WHERE id = 2"))
        .containsExactly("queued|null");
  }

  @Test
  void a_parent_that_ends_before_it_has_shown_as_running_has_a_start() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    Claim parent =
        store.exchange(new Round.Request(List.of(), List.of(), 0, 1, 0, now)).reserved().get(0);

    round(end(parent, wait(List.of(), child("a"))));

    assertThat(table.one("SELECT started_at FROM jobs WHERE id = 1")).isNotNull();
  }

  @Test
  void a_parent_that_is_given_back_goes_on_as_a_parent() throws Exception {
    family();
    table.run("UPDATE jobs SET status = 'cancelled', claim = NULL WHERE id IN (2, 3, 4)");
    Claim parent = round().get(0);
    assertThat(parent.job().stage()).isEqualTo(Stage.RESUMED);
    String started = table.one("SELECT started_at FROM jobs WHERE id = 1");

    Claim again = round(end(parent, new Outcome.Released())).get(0);

    assertThat(again.job().stage()).isEqualTo(Stage.RESUMED);
    assertThat(again.job().attempts()).isEqualTo(1);
    assertThat(table.one("SELECT started_at FROM jobs WHERE id = 1")).isEqualTo(started);
  }

  /** A parent in its second step: a is completed, b has failed, and so has c, which needs b. */
  private Claim goingOn() throws Exception {
    List<Claim> both = family();
    return round(done(both.get(0), "a"), end(both.get(1), new Outcome.Failed("refused"))).get(0);
  }

  private String parent() throws Exception {
    return table.one(
        "SELECT status || ' ' || attempts || ' ' || COALESCE(error_message, '') FROM jobs"
            + " WHERE id = 1");
  }

  private String started() throws Exception {
    return table.one("SELECT started_at FROM jobs WHERE id = 1");
  }

  @Test
  void a_parent_with_a_passing_fault_goes_on_and_is_no_new_run() throws Exception {
    Claim parent = goingOn();
    String started = started();

    assertThat(round(end(parent, new Outcome.RetryAt(now.plusSeconds(60), "no room")))).isEmpty();
    assertThat(parent()).isEqualTo("waiting_for_children 2 no room");
    assertThat(store.nextDue()).contains(now.plusSeconds(50));
    assertThat(store.hasWorkLeft(now)).isFalse();
    assertThat(store.later().rows()).isEqualTo(1);
    now = now.plusSeconds(60);
    Claim second = round().get(0);

    assertThat(second.job().stage()).isEqualTo(Stage.RESUMED);
    assertThat(second.job().attempts()).isEqualTo(2);
    assertThat(started()).isEqualTo(started);
    assertThat(store.children().of(1)).extracting(Child::earlier).containsOnly(false);
    // A step that is done begins its attempts anew.
    round(end(second, wait(List.of(), child("d"))));
    assertThat(parent()).isEqualTo("waiting_for_children 1 ");
  }

  @Test
  void a_parent_that_waits_for_its_machine_or_was_put_off_goes_on_and_is_no_new_run()
      throws Exception {
    Claim parent = goingOn();
    String started = started();

    Outcome snooze =
        new Outcome.Snoozed(now.plusSeconds(30), "the disk is full", Outcome.Snoozed.MACHINE);
    assertThat(round(end(parent, snooze))).isEmpty();
    now = now.plusSeconds(30);
    Claim again = round().get(0);
    assertThat(again.job().stage()).isEqualTo(Stage.RESUMED);
    assertThat(again.job().attempts()).isEqualTo(1);

    table.run("UPDATE jobs SET run_at = '2099-05-04 13:00:00' WHERE id = 1");
    assertThat(store.takenBack(List.of(again))).containsExactly(again);
    assertThat(round(end(again, new Outcome.TakenBack()))).isEmpty();
    now = Instant.parse("2099-05-04T11:00:00Z");
    Claim last = round().get(0);
    assertThat(last.job().stage()).isEqualTo(Stage.RESUMED);
    assertThat(last.job().attempts()).isEqualTo(1);
    assertThat(started()).isEqualTo(started);
  }

  @Test
  void a_time_that_is_set_on_a_waiting_parent_is_waited_for_and_no_longer() throws Exception {
    List<Claim> both = family();
    table.run("UPDATE jobs SET run_at = '2026-05-04T13:00' WHERE id = 1");
    Ending failed = end(both.get(1), new Outcome.Failed("refused"));

    assertThat(round(done(both.get(0), "a"), failed)).isEmpty();
    now = Instant.parse("2026-05-04T11:00:00Z");
    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(1L);
  }

  @Test
  void a_parent_whose_worker_dies_goes_on_and_is_given_up_after_some_deaths() throws Exception {
    goingOn();
    String started = started();
    try (SqliteJobStore second = another("host-2-bbb")) {
      assertThat(rescuedBy(second)).containsExactly(Stage.RESUMED);
      assertThat(parent()).startsWith("processing 2");
      try (SqliteJobStore third = another("host-3-ccc")) {
        assertThat(rescuedBy(third)).containsExactly(Stage.RESUMED);
        assertThat(parent()).startsWith("processing 3");
        assertThat(started()).isEqualTo(started);
        try (SqliteJobStore fourth = another("host-4-ddd")) {
          assertThat(rescuedBy(fourth)).isEmpty();
        }
      }
    }
    assertThat(parent()).contains("failed 3", "3 times in a row", "set the status to 'queued'");
  }

  private SqliteJobStore another(String name) throws Exception {
    SqliteJobStore other =
        SqliteJobStore.open(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")));
    other.register(new WorkerId(name, "machine", 2, "start"), 3, Duration.ofMinutes(1), now);
    return other;
  }

  /** What a worker takes over from all others, which are dead. */
  private List<Stage> rescuedBy(SqliteJobStore worker) throws Exception {
    worker.rescue(gone -> Presence.GONE, now);
    now = now.plusSeconds(10);
    return worker
        .exchange(new Round.Request(List.of(), List.of(), 10, 0, 0, now))
        .claimed()
        .stream()
        .map(claim -> claim.job().stage())
        .toList();
  }

  @Test
  void what_a_dead_worker_has_kept_is_told_to_those_that_wait_for_it() throws Exception {
    List<Claim> both = family();
    try (SqliteJobStore other = another("host-2-bbb")) {
      assertThat(roundOf(other)).isEmpty();

      other.recordKept(List.of(done(both.get(0), "a"), done(both.get(1), "b")), now);
      assertThat(other.nextDue()).as("it looks by itself").contains(Instant.EPOCH);
      List<Claim> third = roundOf(other);
      assertThat(third).extracting(claim -> claim.job().id()).containsExactly(4L);
      other.recordKept(List.of(done(third.get(0), "c")), now);

      assertThat(roundOf(other)).extracting(claim -> claim.job().id()).containsExactly(1L);
    }
  }

  @Test
  void children_of_a_parent_with_a_time_that_cannot_be_read_end_with_it() throws Exception {
    List<Claim> both = family();
    assertThat(store.nextDue()).isEmpty();
    table.run("UPDATE jobs SET run_at = 'tomorrow' WHERE id = 1");
    round(); // has seen that somebody has committed, and not yet what
    assertThat(store.changedByOthers()).isTrue();

    assertThat(round()).isEmpty();

    assertThat(parent()).startsWith("failed 1 \"run_at\" is not a time");
    assertThat(rows()).contains("2|a|cancelled", "3|b|cancelled", "4|c|cancelled");
    assertThat(store.takenBack(both)).containsExactlyInAnyOrderElementsOf(both);
  }

  private List<Claim> roundOf(SqliteJobStore worker) throws Exception {
    now = now.plusSeconds(10);
    return worker.exchange(new Round.Request(List.of(), List.of(), 10, 0, 0, now)).claimed();
  }

  @Test
  void children_that_ended_before_a_parent_was_queued_again_are_told_from_later_ones()
      throws Exception {
    round(end(goingOn(), new Outcome.Failed("a part of it failed")));
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    // The clock may be turned back meanwhile.
    now = now.minusSeconds(3_600);
    List<Claim> again = round(end(round().get(0), wait(List.of(3L))));
    round(end(again.get(0), new Outcome.Failed("refused again")));

    assertThat(store.children().of(1))
        .extracting(child -> child.step() + child.earlier())
        .containsExactly("atrue", "bfalse", "ctrue");
  }

  @Test
  void a_parent_that_goes_on_is_not_reserved_ahead() throws Exception {
    family();
    table.run(
        "UPDATE jobs SET status = 'cancelled', claim = NULL WHERE id IN (2, 3, 4)",
        "INSERT INTO jobs (job_type) VALUES ('noop')");

    now = now.plusSeconds(10);
    Round round = store.exchange(new Round.Request(List.of(), List.of(), 0, 5, 0, now));

    assertThat(round.reserved()).extracting(claim -> claim.job().id()).containsExactly(5L);
    assertThat(round()).extracting(claim -> claim.job().stage()).containsExactly(Stage.RESUMED);
  }

  private long pipeline(UnaryOperator<JobDraft> change) throws Exception {
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.fixed(now, ZoneId.of("Europe/Berlin")),
            0)) {
      return ((Submission.Queued)
              desk.submit(
                  new Pipeline(
                          JobDraft.of(Pipeline.TYPE, "{}"),
                          List.of(child("a"), child("b"), child("c", "a", "b")))
                      .with(change)))
          .id();
    }
  }

  @Test
  void no_step_of_a_pipeline_that_is_put_off_begins_before_its_time() throws Exception {
    Instant time = now.plusSeconds(600);
    long id = pipeline(parent -> parent.withRunAt(time).withMaxAttempts(7));
    assertThat(round()).isEmpty();
    // What one of them needs is given up, which it goes on without: not before the time either.
    table.run("UPDATE jobs SET on_need_failed = 'run_anyway' WHERE step = 'c'");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE step IN ('a', 'b')");
    assertThat(round()).isEmpty();
    assertThat(rows())
        .containsExactly(
            id + "|-|waiting_for_children", "2|a|cancelled", "3|b|cancelled", "4|c|queued");

    now = time;
    List<Claim> last = round();
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(last.get(0).job().maxAttempts()).isEqualTo(7);
    List<Claim> parent = round(done(last.get(0), "c.png"));
    assertThat(parent).extracting(claim -> claim.job().id()).containsExactly(id);
    assertThat(
            table.all(
                "SELECT DISTINCT run_at FROM jobs WHERE run_at IS NOT NULL AND id <> 2"
                    + " AND id <> 3"))
        .isEmpty();
  }

  @Test
  void all_steps_of_a_pipeline_that_was_put_off_run_in_their_order_at_its_time() throws Exception {
    Instant time = now.plusSeconds(600);
    pipeline(parent -> parent.withRunAt(time));
    assertThat(round()).isEmpty();
    now = time;
    List<Claim> both = round();
    assertThat(both).extracting(claim -> claim.job().id()).containsExactly(2L, 3L);
    List<Claim> last = round(done(both.get(0), "a.png"), done(both.get(1), "b.png"));
    if (last.isEmpty()) { // its own time is looked at in the round after
      last = round();
    }
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(round(done(last.get(0), "c.png")))
        .extracting(claim -> claim.job().id())
        .containsExactly(1L);
  }

  @Test
  void a_step_names_the_results_of_others_of_its_parent() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    NewChild last =
        new NewChild(
            "last",
            "noop",
            "{\"one\": \"${job.cut.2.result}\", \"all\": \"${job.cut.result}\"}",
            null,
            List.of("cut.1", "cut.2"),
            WhenNeedFails.FAIL,
            null);
    List<Claim> cuts =
        round(end(round().get(0), wait(List.of(), child("cut.1"), child("cut.2"), last)));

    Claim claim = round(done(cuts.get(0), "1.png"), done(cuts.get(1), "2.png")).get(0);

    assertThat(claim.job().inputData())
        .isEqualTo("{\"one\":\"2.png\",\"all\":[\"1.png\",\"2.png\"]}");
  }

  @Test
  void a_parent_goes_on_when_children_have_failed_too() throws Exception {
    List<Claim> both = family();

    List<Claim> parent =
        round(end(both.get(0), new Outcome.Failed("no luck")), done(both.get(1), "b"));

    assertThat(parent).hasSize(1);
    assertThat(rows())
        .containsExactly("1|-|processing", "2|a|failed", "3|b|completed", "4|c|failed");
  }

  @Test
  void what_failed_runs_again_and_only_that() throws Exception {
    List<Claim> both = family();
    Claim parent =
        round(end(both.get(0), new Outcome.Failed("no luck")), done(both.get(1), "b")).get(0);
    round(end(parent, new Outcome.Failed("a part of it failed")));

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    parent = round().get(0);
    List<Claim> again = round(end(parent, wait(List.of(2L, 4L))));

    assertThat(again).extracting(claim -> claim.job().id()).containsExactly(2L);
    List<Claim> last = round(done(again.get(0), "a"));
    assertThat(last).extracting(claim -> claim.job().id()).containsExactly(4L);
    assertThat(round(done(last.get(0), "c"))).extracting(c -> c.job().id()).containsExactly(1L);
  }

  @Test
  void children_of_a_cancelled_parent_are_cancelled_and_what_has_ended_stays() throws Exception {
    List<Claim> both = family();
    round(done(both.get(0), "a"));
    store.changedByOthers();

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(rows())
        .containsExactly("1|-|cancelled", "2|a|completed", "3|b|cancelled", "4|c|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 3"))
        .isEqualTo("Job 1, which it is a part of, was given up.");
    assertThat(store.changedByOthers()).isTrue();
    assertThat(store.takenBack(List.of(both.get(1)))).containsExactly(both.get(1));
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void children_of_a_deleted_parent_go_with_it_but_for_what_has_ended() throws Exception {
    List<Claim> both = family();
    round(done(both.get(0), "a"));

    table.run("DELETE FROM jobs WHERE id = 1");
    round();

    assertThat(rows()).containsExactly("2|a|completed");
    assertThat(store.takenBack(List.of(both.get(1)))).containsExactly(both.get(1));
    assertThat(table.all("SELECT * FROM job_needs")).isEmpty();
  }

  /** Two parents of another program, with parts of which each needs the other's parent. */
  private void crossed(String status) throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, depends_on) VALUES"
            + " (201, 'many', '"
            + status
            + "', NULL, NULL), (202, 'many', '"
            + status
            + "', NULL, NULL),"
            + " (203, 'noop', 'queued', 201, '[202]'), (204, 'noop', 'queued', 202, '[201]')");
  }

  @Test
  void parts_that_wait_for_each_others_parents_are_a_circle() throws Exception {
    crossed("waiting_for_children");

    Claim second = round().get(0);

    assertThat(second.job().id()).isEqualTo(202);
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 204"))
        .isEqualTo(
            "It depends on itself: 204 → 201 → 203 → 202 → 204. Correct \"depends_on\" and set the"
                + " status to 'queued' again.");
    assertThat(round(end(second, new Outcome.Failed("a part of it failed"))))
        .extracting(claim -> claim.job().id())
        .containsExactly(201L);
    assertThat(rows())
        .containsExactly("201|-|processing", "202|-|failed", "203|-|failed", "204|-|failed");
  }

  @Test
  void a_parent_that_closes_a_circle_fails_with_its_parts() throws Exception {
    crossed("draft");
    assertThat(round()).isEmpty();
    table.run("UPDATE jobs SET status = 'waiting_for_children' WHERE id IN (201, 202)");

    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(201L);

    assertThat(rows())
        .containsExactly("201|-|processing", "202|-|failed", "203|-|failed", "204|-|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 202"))
        .isEqualTo(
            "It waits for itself: 202 → 204 → 201 → 203 → 202. Correct \"depends_on\" of these"
                + " jobs and set the status to 'queued' again.");
  }

  @Test
  void a_parent_cannot_be_a_part_of_itself() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id) VALUES"
            + " (110, 'many', 'waiting_for_children', 111),"
            + " (111, 'many', 'waiting_for_children', 110),"
            + " (112, 'many', 'stitching', 112), (113, 'noop', 'queued', 110)");

    assertThat(round()).isEmpty();

    assertThat(rows())
        .containsExactly("110|-|failed", "111|-|failed", "112|-|failed", "113|-|cancelled");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 110"))
        .isEqualTo(
            "It is a part of itself: 110 → 111 → 110. Correct \"parent_job_id\" and set the"
                + " status to 'queued' again.");
    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 112"))
        .startsWith("It is a part of itself: 112 → 112. Correct");
    assertThat(table.all("SELECT * FROM job_needs WHERE met = 0")).isEmpty();
  }

  @Test
  void a_row_put_under_a_parent_that_it_waits_for_is_not_waited_for() throws Exception {
    List<Claim> both = family();
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (20, 'noop', '[1]')");
    round();

    table.run("UPDATE jobs SET parent_job_id = 1 WHERE id = 20");
    round();

    assertThat(rows())
        .containsExactly(
            "1|-|waiting_for_children",
            "2|a|processing",
            "3|b|processing",
            "4|c|waiting_for_jobs",
            "20|-|waiting_for_jobs");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo("does not wait for job 20, which waits for it");
    Claim third = round(done(both.get(0), "a"), done(both.get(1), "b")).get(0);
    Claim parent = round(done(third, "c")).get(0);
    assertThat(parent.job().id()).isEqualTo(1);
    assertThat(round(done(parent, "whole")))
        .extracting(claim -> claim.job().id())
        .containsExactly(20L);
  }

  /** What is put under the parent: the far end of a chain that begins at it, and all of it. */
  @ParameterizedTest
  @ValueSource(strings = {"id = 40", "id IN (29, 40)", "id >= 20"})
  void a_long_chain_behind_a_parent_is_not_waited_for_either(String which) throws Exception {
    List<Claim> both = family();
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (20, 'noop', '[1]')");
    for (int id = 21; id <= 40; id++) {
      table.run(
          "INSERT INTO jobs (id, job_type, depends_on) VALUES (%d, 'noop', '[%d]')"
              .formatted(id, id - 1));
    }
    round();

    table.run("UPDATE jobs SET parent_job_id = 1 WHERE " + which);
    round();

    assertThat(table.one("SELECT status FROM jobs WHERE id = 1")).isEqualTo("waiting_for_children");
    assertThat(
            table.all("SELECT needs_id FROM job_needs WHERE job_id = 1 AND met = 0 AND part = 1"))
        .containsExactlyInAnyOrder("2", "3", "4");
    Claim third = round(done(both.get(0), "a"), done(both.get(1), "b")).get(0);
    assertThat(round(done(third, "c")).get(0).job().id()).isEqualTo(1);
  }

  @Test
  void of_a_long_circle_the_beginning_and_the_end_are_told() throws Exception {
    table.run("INSERT INTO jobs (id, job_type, depends_on) VALUES (1, 'noop', '[30]')");
    for (int id = 2; id <= 30; id++) {
      table.run(
          "INSERT INTO jobs (id, job_type, depends_on) VALUES (%d, 'noop', '[%d]')"
              .formatted(id, id - 1));
    }
    round();

    assertThat(table.all("SELECT error_message FROM jobs WHERE status = 'failed'"))
        .anySatisfy(
            told ->
                assertThat(told)
                    .matches("It depends on itself: (\\d+ → ){10}… → \\d+ → \\d+\\. .*"));
  }

  @Test
  void a_parent_goes_on_though_what_it_is_a_part_of_is_put_under_it() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    Claim inner = round(end(round().get(0), wait(List.of(), child("inner")))).get(0);
    Claim leaf = round(end(inner, wait(List.of(), child("leaf")))).get(0);

    table.run("UPDATE jobs SET parent_job_id = 2 WHERE id = 1");
    assertThat(round()).isEmpty();

    assertThat(rows())
        .containsExactly(
            "1|-|waiting_for_children", "2|inner|waiting_for_children", "3|leaf|processing");
    Claim innerAgain = round(done(leaf, "x")).get(0);
    assertThat(innerAgain.job().id()).isEqualTo(2);
    assertThat(round(done(innerAgain, "x")))
        .extracting(claim -> claim.job().id())
        .containsExactly(1L);
  }

  @Test
  void a_time_that_is_set_while_a_parents_step_ends_is_waited_for() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'many')");
    Claim parent = round().get(0);
    table.run("UPDATE jobs SET run_at = '2026-05-04 13:00:00' WHERE id = 1");
    store.changedByOthers();
    assertThat(store.nextDue()).isEmpty();

    Claim part = round(end(parent, wait(List.of(), child("a")))).get(0);

    assertThat(part.job().id()).isEqualTo(2);
    assertThat(store.nextDue()).contains(Instant.parse("2026-05-04T11:00:00Z"));
    assertThat(round(done(part, "x"))).isEmpty();
    now = Instant.parse("2026-05-04T11:00:00Z");
    assertThat(round()).extracting(claim -> claim.job().id()).containsExactly(1L);
  }

  @Test
  void what_a_person_is_asked_about_is_not_dropped_with_its_parent() throws Exception {
    List<Claim> both = family();
    round(end(both.get(0), new Outcome.Undecided("It is not known whether it was paid.")));

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(rows())
        .containsExactly("1|-|cancelled", "2|a|needs_decision", "3|b|cancelled", "4|c|cancelled");
    String told = "SELECT error_message FROM jobs WHERE id = 2";
    assertThat(table.one(told))
        .isEqualTo(
            "Job 1, which it is a part of, was given up: --adopt and --resubmit end this job alone,"
                + " --drop gives it up too. It is not known whether it was paid.");
    table.run("UPDATE jobs SET updated_at = updated_at WHERE id = 1");
    round();
    assertThat(table.one(told)).containsOnlyOnce("given up:");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    Claim parent = round().get(0);
    round(
        end(
            parent,
            new Outcome.WaitingForChildren(
                List.of(), List.of(), List.of(2L), "waiting_for_children", Double.NaN, "", 0)));
    assertThat(rows()).contains("1|-|waiting_for_children", "2|a|needs_decision");
    assertThat(table.one(told)).isEqualTo("It is not known whether it was paid.");
  }

  @Test
  void a_long_question_keeps_its_beginning_and_its_end_when_its_parent_is_given_up()
      throws Exception {
    List<Claim> both = family();
    String asked =
        "It is not known whether it was paid." + " Look.".repeat(65) + " Reason: a reset.";
    round(end(both.get(0), new Outcome.Undecided(asked)));

    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    round();

    assertThat(table.one("SELECT error_message FROM jobs WHERE id = 2"))
        .hasSizeLessThanOrEqualTo(500)
        .startsWith("Job 1, which it is a part of, was given up: --adopt and --resubmit")
        .contains("--drop gives it up too. It is not known whether it was paid. Look.")
        .contains(" … ")
        .endsWith("Look. Reason: a reset.");
  }

  @Test
  void nor_with_a_parent_that_is_deleted() throws Exception {
    List<Claim> both = family();
    round(end(both.get(0), new Outcome.Undecided("It is not known whether it was paid.")));

    table.run("DELETE FROM jobs WHERE id = 1");
    round();
    assertThat(rows()).containsExactly("2|a|needs_decision");
  }

  @Test
  void grandchildren_go_with_a_cancelled_parent_too() throws Exception {
    List<Claim> both = family();
    List<Claim> grandchild = round(end(both.get(0), wait(List.of(), child("x"))));
    assertThat(grandchild).hasSize(1);

    table.run("UPDATE jobs SET status = 'failed' WHERE id = 1");
    round();
    round();

    assertThat(rows())
        .containsExactly(
            "1|-|failed", "2|a|cancelled", "3|b|cancelled", "4|c|cancelled", "5|x|cancelled");
  }

  @Test
  void a_parent_and_its_children_of_another_program_are_taken_over() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id) VALUES"
            + " (1, 'boomerang_automation', 'waiting_for_children', NULL),"
            + " (2, 'noop', 'completed', 1), (3, 'noop', 'queued', 1)");

    Claim child = round().get(0);
    assertThat(child.job().id()).isEqualTo(3);
    Claim parent = round(done(child, "x")).get(0);
    assertThat(parent.job().id()).isEqualTo(1);
    assertThat(parent.job().attempts()).isEqualTo(1);
  }

  @Test
  void a_child_that_is_put_under_a_waiting_parent_is_waited_for() throws Exception {
    List<Claim> both = family();
    table.run("INSERT INTO jobs (id, job_type, parent_job_id) VALUES (50, 'noop', 1)");
    Claim added = round().get(0);
    assertThat(added.job().id()).isEqualTo(50);

    Claim third = round(done(both.get(0), "a"), done(both.get(1), "b")).get(0);
    assertThat(round(done(third, "c"))).isEmpty();
    List<Claim> parent = round(done(added, "d"));

    assertThat(parent).extracting(claim -> claim.job().id()).containsExactly(1L);
  }

  @Test
  void a_child_that_is_put_under_a_parent_that_it_waits_for_fails() throws Exception {
    family();
    table.run(
        "INSERT INTO jobs (id, job_type, depends_on) VALUES (50, 'noop', '[1]')",
        "INSERT INTO jobs (id, job_type, parent_job_id, depends_on) VALUES"
            + " (51, 'noop', 1, '[50]')");
    round();

    assertThat(told(51)).startsWith("failed: It depends on itself: 51 → 50 → 1 → 51.");
    assertThat(told(1)).isEqualTo("waiting_for_children");
  }

  @Test
  void a_part_of_another_program_that_had_failed_is_told_from_later_ones_too() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id, step) VALUES"
            + " (1, 'boomerang_automation', 'queued', NULL, NULL),"
            + " (2, 'noop', 'failed', 1, 'stitch'), (3, 'noop', 'completed', 1, 'start')");

    round(end(round().get(0), wait(List.of(), child("end"))));

    assertThat(store.children().of(1))
        .extracting(child -> child.step() + child.earlier())
        .containsExactly("stitchtrue", "starttrue", "endfalse");
  }

  @Test
  void a_killed_worker_leaves_a_parent_with_all_of_its_children_or_none() throws Exception {
    List<Claim> both = family();
    assertThat(both).hasSize(2);

    SqliteJobStore other =
        SqliteJobStore.open(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.system(ZoneId.of("Europe/Berlin")));
    other.register(
        new WorkerId("host-2-bbb", "machine", 2, "start"), 3, Duration.ofMinutes(1), now);
    other.rescue(gone -> Presence.GONE, now);
    now = now.plusSeconds(10);
    List<Claim> again =
        other.exchange(new Round.Request(List.of(), List.of(), 10, 0, 0, now)).claimed();
    assertThat(again).extracting(claim -> claim.job().id()).containsExactly(2L, 3L);
    other.exchange(
        new Round.Request(
            List.of(done(again.get(0), "a"), done(again.get(1), "b")), List.of(), 0, 0, 0, now));
    assertThat(rows().get(3)).isEqualTo("4|c|queued");
    other.close();
  }
}
