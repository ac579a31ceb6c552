package mediaworker.store.sqlite.needs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Claim;
import mediaworker.jobs.NewChild;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Round;
import mediaworker.jobs.Stage;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.Test;

/** Parents that wait for their children and go on. */
class FamiliesTest extends FamiliesFixture {

  /** Goes on when so many of them are under way. */
  private static Outcome.WaitingForChildren rolling(int open, NewChild... add) {
    return new Outcome.WaitingForChildren(
        List.of(add), List.of(), List.of(), "waiting_for_children", 25, "rolling", open);
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
