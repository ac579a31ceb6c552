package mediaworker.store.sqlite.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobDesk.Changed;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pause;
import mediaworker.jobs.StoreException;
import org.junit.jupiter.api.Test;

/** What people do to jobs: cancel, queue again, give priority, delete, pause. */
class JobDeskChangesTest extends JobDeskFixture {

  private String status(long id) throws StoreException {
    return desk.row(id).map(JobRow::status).orElse("gone");
  }

  @Test
  void a_parent_that_waits_for_its_time_goes_on_at_once_when_it_is_named() throws Exception {
    parentsThatWait();
    assertThat(desk.retry(JobFilter.ALL, JobStatus.OVER).done()).containsExactly(2L);
    table.run("UPDATE jobs SET status = 'completed' WHERE id = 2");

    Changed changed = desk.retry(only(1L, 3L, 4L), Set.of("failed"));
    assertThat(changed.done()).isEmpty();
    assertThat(changed.sooner()).containsExactly(1L, 3L, 4L);
    assertThat(claim(9)).extracting(claim -> claim.job().id()).containsExactly(1L, 4L);
    // A time of its own is kept.
    assertThat(table.all("SELECT id FROM jobs WHERE run_at IS NOT NULL")).containsExactly("5");
    assertThat(desk.show(3, false).orElseThrow().events())
        .extracting(JobEvent::message)
        .containsExactly("it goes on now, not at its time");
  }

  @Test
  void waiting_and_running_rows_can_be_cancelled_and_ended_ones_cannot() throws Exception {
    long running = noop();
    Claim claim = claim(1).get(0);
    long waiting = submit(JobDraft.of("noop", null).withRunAt(NOW.plusSeconds(9)));
    long done = noop();
    table.run("UPDATE jobs SET status = 'completed' WHERE id = " + done);

    Changed changed = desk.cancel(only(running, waiting, done, 99L));
    assertThat(changed.done()).containsExactly(running, waiting);
    assertThat(changed.refused()).isEqualTo(Map.of(done, "completed", 99L, ""));
    assertThat(store.takenBack(List.of(claim))).containsExactly(claim);
    end(claim, new Outcome.TakenBack());
    assertThat(status(running)).isEqualTo("cancelled");
    assertThat(desk.row(waiting).orElseThrow().times().finished()).isEqualTo(NOW);
    assertThat(desk.show(running, false).orElseThrow().events())
        .extracting(JobEvent::what)
        .containsExactly("cancelled");
  }

  @Test
  void failed_rows_are_queued_again_with_fresh_attempts() throws Exception {
    long id = noop();
    end(claim(1).get(0), new Outcome.Failed("no"));

    assertThat(desk.retry(only(id), Set.of("failed", "cancelled")).done()).containsExactly(id);
    assertThat(status(id)).isEqualTo("queued");
    Claim again = claim(1).get(0);
    assertThat(again.job().attempts()).isEqualTo(1);
    assertThat(desk.show(id, false).orElseThrow().events())
        .extracting(JobEvent::what)
        .containsExactly("failed", "again");
  }

  @Test
  void what_failed_on_a_keying_lap_is_queued_for_the_lap() throws Exception {
    long id = submit(JobDraft.of("animation", "{}"));
    table.run("UPDATE jobs SET status = 'keying_queued', result_data = 'a.mp4' WHERE id = " + id);
    end(claim(1).get(0), new Outcome.Failed("no screen"));
    desk.retry(only(id), Set.of("failed"));
    assertThat(status(id)).isEqualTo("keying_queued");

    desk.cancel(only(id));
    desk.retry(only(id), Set.of("cancelled"));
    assertThat(status(id)).isEqualTo("keying_queued");
  }

  @Test
  void a_keying_jobs_own_run_and_its_lap_are_told_apart() throws Exception {
    long id = submit(JobDraft.of("keying", "{}"));
    end(claim(1).get(0), new Outcome.Failed("no screen"));
    desk.retry(only(id), Set.of("failed"));
    assertThat(status(id)).isEqualTo("queued");
    cancelWhileItRuns(id);
    desk.retry(only(id), Set.of("cancelled"));
    assertThat(status(id)).isEqualTo("queued");

    String lap = "UPDATE jobs SET status = 'keying_queued', result_data = 'a.mp4' WHERE id = " + id;
    table.run(lap);
    end(claim(1).get(0), new Outcome.Failed("no screen"));
    desk.retry(only(id), Set.of("failed"));
    assertThat(status(id)).isEqualTo("keying_queued");
    cancelWhileItRuns(id);
    desk.retry(only(id), Set.of("cancelled"));
    assertThat(status(id)).isEqualTo("keying_queued");
  }

  @Test
  void a_lap_that_failed_before_the_last_run_is_not_run_again() throws Exception {
    long id = submit(JobDraft.of("keying", "{}"));
    table.run("UPDATE jobs SET status = 'keying_queued', result_data = 'a.mp4' WHERE id = " + id);
    end(claim(1).get(0), new Outcome.Failed("no screen"));
    table.run("UPDATE job_events SET at = '2026-05-04 09:00:00.000000'"); // an hour or more ago
    table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    end(claim(1).get(0), new Outcome.Completed("b.webm", "", List.of()));
    assertThat(status(id)).isEqualTo("completed");
    desk.retry(only(id), Set.of("completed"));
    assertThat(status(id)).isEqualTo("queued");

    // Nor where a person stopped that run, of which nothing is written.
    Claim running = claim(1).get(0);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
    end(running, new Outcome.TakenBack());
    desk.retry(only(id), Set.of("cancelled"));
    assertThat(status(id)).isEqualTo("queued");
  }

  private void cancelWhileItRuns(long id) throws Exception {
    Claim running = claim(1).get(0);
    desk.cancel(only(id));
    end(running, new Outcome.TakenBack());
  }

  @Test
  void all_failed_of_a_type_since_a_time_are_queued_again_by_one_call() throws Exception {
    for (int i = 0; i < 3; i++) {
      noop();
      end(claim(1).get(0), new Outcome.Failed("no"));
    }
    table.run("UPDATE jobs SET finished_at = '2026-05-01 00:00:00.000000' WHERE id = 1");

    Changed changed =
        desk.retry(
            JobFilter.ALL.withTypes(Set.of("noop")).withSince(NOW.minusSeconds(60)),
            Set.of("failed"));
    assertThat(changed.done()).containsExactly(2L, 3L);
    assertThat(changed.refused()).isEmpty();
  }

  @Test
  void a_row_that_needs_a_decision_is_never_queued_again_as_one_of_many() throws Exception {
    long id = submit(JobDraft.of("animation", "{}"));
    table.run("UPDATE jobs SET status = 'needs_decision' WHERE id = " + id);

    Changed changed = desk.retry(only(id), Set.of("failed", "needs_decision"));
    assertThat(changed.refused()).isEqualTo(Map.of(id, "needs_decision"));
  }

  @Test
  void a_priority_counts_at_the_next_claim() throws Exception {
    noop();
    long second = noop();
    desk.prioritize(only(second), 3);

    assertThat(claim(1).get(0).job().id()).isEqualTo(second);
  }

  @Test
  void rows_are_deleted_with_their_history_but_not_while_they_run() throws Exception {
    long failed = noop();
    end(claim(1).get(0), new Outcome.Failed("no"));
    long running = noop();
    claim(1);

    Changed changed = desk.delete(only(failed, running), false);
    assertThat(changed.done()).containsExactly(failed);
    assertThat(changed.refused()).isEqualTo(Map.of(running, "processing"));
    assertThat(table.one("SELECT count(*) FROM job_events")).isEqualTo("0");
    assertThat(desk.delete(only(running), true).done()).containsExactly(running);
  }

  @Test
  void the_history_of_rows_that_are_gone_is_tidied_away() throws Exception {
    noop();
    end(claim(1).get(0), new Outcome.Failed("no"));
    table.run("DELETE FROM jobs");

    assertThat(desk.tidy()).isEqualTo(1);
    assertThat(desk.tidy()).isZero();
  }

  @Test
  void files_that_other_rows_name_are_told() throws Exception {
    long old = noop();
    table.run("UPDATE jobs SET status = 'completed', result_data = 'output/a.webm'");
    submit(JobDraft.of("stitching", "{\"videos\": [\"output/a.webm\", {\"x\": \"b.mp4\"}]}"));
    submit(JobDraft.of("noop", "not json"));
    long done = submit(JobDraft.of("trim", "{\"source_video_url\": \"c.mp4\"}"));
    table.run(
        "UPDATE jobs SET status = 'completed', outputs = '[\"d.png\"]', result_data = 'e.png'"
            + " WHERE id = "
            + done);
    Set<String> named = new TreeSet<>();
    desk.tellNamed(Set.of(old), named::add);

    assertThat(named).containsExactly("b.mp4", "d.png", "e.png", "output/a.webm");
  }

  @Test
  void nothing_is_claimed_while_everything_is_paused() throws Exception {
    noop();

    assertThat(desk.pause(Pause.Scope.ALL, "", "lunch")).isTrue();
    assertThat(desk.pause(Pause.Scope.ALL, "", "long lunch")).isFalse();
    assertThat(claim(5)).isEmpty();
    assertThat(store.hasWorkLeft(NOW)).isFalse();
    assertThat(desk.pauses())
        .containsExactly(new Pause(Pause.Scope.ALL, "", NOW, null, "long lunch"));
    assertThat(table.all("SELECT scope, name, reason FROM v_pauses"))
        .containsExactly("all||long lunch");

    assertThat(desk.resume(Pause.Scope.ALL, "")).isTrue();
    assertThat(desk.resume(Pause.Scope.ALL, "")).isFalse();
    assertThat(store.hasWorkLeft(NOW)).isTrue();
    assertThat(claim(5)).hasSize(1);
  }

  @Test
  void rows_of_other_types_are_taken_past_a_paused_one() throws Exception {
    submit(JobDraft.of("keying", "{}").withPriority(9));
    long lap = noop();
    table.run("UPDATE jobs SET status = 'keying_queued', result_data = 'a.mp4' WHERE id = " + lap);
    long other = noop();
    desk.pause(Pause.Scope.TYPE, "keying", null);

    assertThat(claim(5)).extracting(claim -> claim.job().id()).containsExactly(other);
    assertThat(store.hasWorkLeft(NOW)).isFalse();
    desk.resume(Pause.Scope.TYPE, "keying");
    assertThat(claim(5)).hasSize(2);
  }

  @Test
  void what_a_provider_has_made_is_fetched_while_all_is_paused() throws Exception {
    long id = submit(JobDraft.of("animation", "{}"));
    end(claim(1).get(0), new Outcome.Waiting(null, 100, "there"));
    noop();
    desk.pause(Pause.Scope.ALL, "", null);

    assertThat(claim(5)).extracting(claim -> claim.job().id()).containsExactly(id);
    desk.pause(Pause.Scope.TYPE, "animation", null);
    desk.resume(Pause.Scope.ALL, "");
    table.run(
        "UPDATE jobs SET status = 'waiting_remote', claim = NULL, worker = NULL WHERE id = " + id);
    assertThat(claim(1)).extracting(claim -> claim.job().id()).containsExactly(id);
  }

  @Test
  void a_persons_pause_of_a_provider_outlasts_the_providers_own() throws Exception {
    assertThat(desk.pause(Pause.Scope.PROVIDER, "kling", "too dear")).isTrue();
    store.calls().pause("kling", NOW.plusSeconds(60), "no key");

    assertThat(desk.pauses())
        .containsExactly(new Pause(Pause.Scope.PROVIDER, "kling", null, null, "too dear"));
    assertThat(desk.resume(Pause.Scope.PROVIDER, "kling")).isTrue();
    store.calls().pause("kling", NOW.plusSeconds(60), "no key");
    assertThat(desk.pauses())
        .containsExactly(
            new Pause(Pause.Scope.PROVIDER, "kling", null, NOW.plusSeconds(60), "no key"));
  }
}
