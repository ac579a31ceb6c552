package mediaworker.store.sqlite.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobDesk.Count;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStory;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Pause;
import mediaworker.jobs.Presence;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.Submission;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.SqliteJobStore;
import org.junit.jupiter.api.Test;

/** Jobs that people queue, find and look at, and the state of the queue. */
class SqliteJobDeskTest extends JobDeskFixture {

  private static List<Long> ids(List<JobRow> rows) {
    return rows.stream().map(JobRow::id).toList();
  }

  @Test
  void lists_leave_out_what_is_long_and_single_rows_are_whole() throws Exception {
    long small = noop();
    long large = noop();
    long broken = noop();
    String input = "json_object('video', 'in.mp4', 'notes', printf('%.*c', 20000, 'n'))";
    table.run(
        "UPDATE jobs SET prompt = 'a note', input_data = json_object('image', 'in.png', 'a', 1),"
            + " outputs = json_array('a.png') WHERE id = "
            + small,
        "UPDATE jobs SET error_message = printf('%.*c', 5000, 'e'), prompt = printf('%.*c', 5000,"
            + " 'p'), parent_job_id = "
            + small
            + ", outputs = json_array(printf('%.*c', 20000, 'o')), input_data = "
            + input
            + " WHERE id = "
            + large,
        "UPDATE jobs SET input_data = CAST('{' || printf('%.*c', 20000, 'n') AS BLOB) WHERE id = "
            + broken);

    List<JobRow> rows = desk.list(JobFilter.ALL, JobPage.newest(10));

    assertThat(ids(rows)).containsExactly(broken, large, small);
    assertThat(rows.get(2)).isEqualTo(desk.row(small).orElseThrow());
    assertThat(rows.get(0).order().inputData()).isNull();
    JobRow listed = rows.get(1);
    assertThat(listed.order().prompt()).isEqualTo("p".repeat(1000) + "…");
    assertThat(listed.order().inputData()).isEqualTo("{\"video\":\"in.mp4\"}");
    assertThat(listed.result().outputs()).isNull();
    assertThat(desk.show(small, false).orElseThrow().children()).containsExactly(listed);
    JobRow whole = desk.row(large).orElseThrow();
    assertThat(whole.order().prompt()).hasSize(5000);
    assertThat(whole.result().outputs()).hasSizeGreaterThan(20_000);
  }

  @Test
  void a_draft_becomes_a_row_with_all_it_says() throws Exception {
    Instant later = NOW.plusSeconds(3600);
    long parent = noop();
    long id =
        submit(
            JobDraft.of("keying", "{\"video\":\"in.mp4\"}")
                .withKeyingSettings("{}")
                .withPrompt("a note")
                .withPriority(7)
                .withRunAt(later)
                .withMaxAttempts(5)
                .withUniqueKey("order-1")
                .withParent(parent));

    JobRow row = desk.row(id).orElseThrow();
    assertThat(row.type()).isEqualTo("keying");
    assertThat(row.status()).isEqualTo("queued");
    assertThat(row.order())
        .isEqualTo(
            new JobRow.Order(
                "a note", "{\"video\":\"in.mp4\"}", "{}", parent, "order-1", 7, false, null));
    assertThat(row.course()).isEqualTo(new JobRow.Course(0, 5, 0, null, null, null));
    assertThat(row.times()).isEqualTo(new JobRow.Times(NOW, later, null, null, null));
    assertThat(table.one("SELECT run_at FROM jobs WHERE id = " + id))
        .isEqualTo("2026-05-04 13:00:00.000000");
  }

  @Test
  void who_queues_twice_under_one_key_gets_one_job() throws Exception {
    JobDraft draft = JobDraft.of("noop", null).withUniqueKey("order-1");
    long id = submit(draft);

    assertThat(desk.submit(draft)).isEqualTo(new Submission.Existing(id, "queued"));
    desk.cancel(only(id));
    assertThat(desk.submit(List.of(draft, JobDraft.of("noop", null))))
        .containsExactly(new Submission.Existing(id, "cancelled"), new Submission.Queued(id + 1));
    desk.delete(only(id), false);
    assertThat(desk.submit(draft)).isInstanceOf(Submission.Queued.class);
  }

  @Test
  void many_at_once_under_one_key_get_one_job() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(6);
    try {
      List<Future<Submission>> all = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        all.add(pool.submit(() -> desk.submit(JobDraft.of("noop", null).withUniqueKey("k"))));
      }
      int queued = 0;
      for (Future<Submission> one : all) {
        queued += one.get() instanceof Submission.Queued ? 1 : 0;
      }
      assertThat(queued).isEqualTo(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void a_full_queue_says_so_and_takes_nothing() throws Exception {
    try (SqliteJobDesk small = SqliteJobDesk.open(database(), CLOCK, 3)) {
      JobDraft named = JobDraft.of("noop", null).withUniqueKey("k");
      small.submit(named);
      small.submit(JobDraft.of("noop", null).withRunAt(NOW.plusSeconds(60)));

      assertThat(small.submit(List.of(JobDraft.of("noop", null), JobDraft.of("noop", null))))
          .containsOnly(new Submission.Full(2, 2, 3));
      small.submit(JobDraft.of("noop", null));
      assertThat(small.submit(named)).isEqualTo(new Submission.Existing(1, "queued"));
      Submission full = small.submit(JobDraft.of("noop", null));
      assertThat(((Submission.Full) full).sentence())
          .isEqualTo(
              "The queue is full: 3 jobs wait, and max-queue-size is 3. Wait until some are done,"
                  + " or raise that setting.");
      claim(2);
      assertThat(small.submit(JobDraft.of("noop", null))).isInstanceOf(Submission.Queued.class);
    }
  }

  @Test
  void jobs_that_are_there_already_take_no_room_in_the_queue() throws Exception {
    JobDraft one = JobDraft.of("noop", null).withUniqueKey("one");
    JobDraft two = JobDraft.of("noop", null).withUniqueKey("two");
    try (SqliteJobDesk small = SqliteJobDesk.open(database(), CLOCK, 2)) {
      small.submit(one);

      assertThat(small.unqueued(List.of(one, two, two)))
          .containsExactly(
              Optional.of(new Submission.Existing(1, "queued")),
              Optional.empty(),
              Optional.empty());
      assertThat(small.submit(List.of(one, two, two)))
          .containsExactly(
              new Submission.Existing(1, "queued"),
              new Submission.Queued(2),
              new Submission.Existing(2, "queued"));
      assertThat(small.submit(List.of(one, two))).hasOnlyElementsOfType(Submission.Existing.class);
    }
  }

  @Test
  void the_state_tells_how_many_wait_for_which_provider() throws Exception {
    long first = submit(JobDraft.of("noop", null));
    long second = submit(JobDraft.of("noop", null));
    submit(JobDraft.of("noop", null));
    table.run("UPDATE jobs SET waits_for = 'kling' WHERE id IN (" + first + ", " + second + ")");

    assertThat(desk.state(10).heldBack()).isEqualTo(java.util.Map.of("kling", 2L));
  }

  @Test
  void rows_are_found_by_status_type_time_and_text() throws Exception {
    long first = submit(JobDraft.of("keying", "{\"video\":\"fox_1%.mp4\"}"));
    long second = submit(JobDraft.of("noop", null).withPrompt("the Fox"));
    long third = submit(JobDraft.of("noop", null));
    desk.cancel(only(third));
    table.run("UPDATE jobs SET finished_at = '2026-05-01 00:00:00' WHERE id = " + third);

    assertThat(ids(desk.find(JobFilter.ALL, JobPage.newest(10))))
        .containsExactly(third, second, first);
    assertThat(ids(desk.find(JobFilter.ALL.withStatuses(Set.of("cancelled")), JobPage.newest(10))))
        .containsExactly(third);
    assertThat(ids(desk.find(JobFilter.ALL.withTypes(Set.of("keying")), JobPage.newest(10))))
        .containsExactly(first);
    assertThat(ids(desk.find(JobFilter.ALL.withText("fox"), JobPage.newest(10))))
        .containsExactly(second, first);
    assertThat(ids(desk.find(JobFilter.ALL.withText("1%.m"), JobPage.newest(10))))
        .containsExactly(first);
    assertThat(ids(desk.find(JobFilter.ALL.withText("x_2"), JobPage.newest(10)))).isEmpty();
    assertThat(ids(desk.find(JobFilter.ALL.withSince(NOW), JobPage.newest(10))))
        .containsExactly(second, first);
    assertThat(ids(desk.find(JobFilter.ALL.withBefore(NOW), JobPage.newest(10))))
        .containsExactly(third);
    assertThat(desk.count(JobFilter.ALL.withText("fox"))).isEqualTo(2);
  }

  @Test
  void pages_go_on_behind_the_last_row_seen() throws Exception {
    for (int i = 0; i < 5; i++) {
      noop();
    }
    List<JobRow> first = desk.find(JobFilter.ALL, JobPage.newest(2));

    assertThat(ids(first)).containsExactly(5L, 4L);
    assertThat(ids(desk.find(JobFilter.ALL, JobPage.newest(2).after(4)))).containsExactly(3L, 2L);
    JobPage oldest = new JobPage(JobPage.Order.OLDEST, 2, null, 0);
    assertThat(ids(desk.find(JobFilter.ALL, oldest.after(2)))).containsExactly(3L, 4L);
  }

  @Test
  void the_order_of_the_claim_is_the_order_in_which_they_are_taken() throws Exception {
    noop();
    submit(JobDraft.of("noop", null).withRunAt(NOW.plusSeconds(60)));
    submit(JobDraft.of("noop", null).withPriority(5));
    submit(JobDraft.of("keying", "{}"));
    noop();
    List<Long> shown = ids(desk.find(JobFilter.ALL, new JobPage(JobPage.Order.CLAIM, 10, null, 0)));

    assertThat(shown).containsExactly(4L, 3L, 1L, 5L, 2L);
    for (int i = 0; i < 4; i++) {
      assertThat(desk.show(shown.get(i), false).orElseThrow().ahead()).hasValue(i);
    }
    assertThat(desk.show(2, false).orElseThrow().ahead()).isEmpty();
    for (int i = 0; i < 4; i++) {
      assertThat(claim(1).get(0).job().id()).isEqualTo(shown.get(i));
    }
    assertThat(claim(1)).isEmpty();
  }

  @Test
  void a_job_is_shown_with_its_calls_children_and_history() throws Exception {
    long id = submit(JobDraft.of("animation", "{}"));
    long child = submit(JobDraft.of("noop", null).withParent(id));
    Claim claim = claim(1).get(0);
    end(claim, new Outcome.RetryAt(NOW.plusSeconds(10), "the disk was away"));
    table.run(
        "INSERT INTO paid_calls (job_id, provider, model, operation, state, marker, task_id, cost,"
            + " cost_unit, intended_at) VALUES ("
            + id
            + ", 'kling', 'v2', 'ANIMATION', 'accepted', 'm', 't-1', 0.25, 'USD',"
            + " '2026-05-04 12:00:00')");

    JobStory story = desk.show(id, false).orElseThrow();
    assertThat(ids(story.children())).containsExactly(child);
    assertThat(story.events())
        .containsExactly(new JobEvent(id, NOW, JobEvent.RETRY, 1, false, "the disk was away"));
    assertThat(story.calls()).hasSize(1);
    JobStory.Call call = story.calls().get(0);
    assertThat(call.what()).isEqualTo(new JobStory.Asked(0, "kling", "v2", "ANIMATION"));
    assertThat(call.price().amount()).isEqualByComparingTo("0.25");
    assertThat(call.times().intended()).isEqualTo(NOW);
    assertThat(desk.show(99, false)).isEmpty();
  }

  @Test
  void what_the_last_run_found_stands_in_its_row() throws Exception {
    long id = noop();
    end(
        claim(1).get(0),
        new Outcome.Completed("a.webm", "", List.of("a.webm", "a.gif"), "{\"frames\":60}"));
    assertThat(desk.show(id, false).orElseThrow().row().result().findings())
        .isEqualTo("{\"frames\":60}");

    table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    end(claim(1).get(0), new Outcome.Completed("b.webm", ""));
    assertThat(desk.show(id, false).orElseThrow().row().result().findings()).isNull();
    assertThat(desk.show(id, false).orElseThrow().row().result().outputs()).isNull();
  }

  @Test
  void a_clean_run_leaves_no_history() throws Exception {
    noop();
    end(claim(1).get(0), new Outcome.Completed("out.webm", "done"));

    assertThat(table.one("SELECT count(*) FROM job_events")).isEqualTo("0");
  }

  @Test
  void failed_attempts_stops_and_dead_workers_are_kept_in_the_history() throws Exception {
    long id = noop();
    end(claim(1).get(0), new Outcome.Released());
    end(claim(1).get(0), new Outcome.Failed("it cannot be done"));
    table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    claim(1);
    try (SqliteJobStore other = SqliteJobStore.open(database(), CLOCK)) {
      other.register(new WorkerId("host-2-bbb", "machine", 2, "start"), 3, LEASE, NOW);
      other.rescue(
          worker -> worker.name().equals("host-1-aaa") ? Presence.GONE : Presence.ELSEWHERE, NOW);
    }

    assertThat(desk.show(id, false).orElseThrow().events())
        .extracting(event -> event.what() + " " + event.attempt() + " " + event.message())
        .containsExactly(
            "released 1 the worker stopped",
            "failed 1 it cannot be done",
            "orphaned 1 its worker host-1-aaa had ended");
  }

  @Test
  void counts_are_by_type_and_status() throws Exception {
    noop();
    noop();
    desk.cancel(only(submit(JobDraft.of("keying", "{}"))));

    assertThat(desk.counts())
        .containsExactly(new Count("keying", "cancelled", 1), new Count("noop", "queued", 2));
  }

  @Test
  void the_state_tells_depth_and_latency_of_each_kind_of_work() throws Exception {
    noop();
    noop();
    table.run("UPDATE jobs SET created_at = '2026-05-04 11:59:00.000000' WHERE id = 1");
    submit(JobDraft.of("noop", null).withRunAt(NOW.plusSeconds(60)));
    submit(JobDraft.of("trim", "{}").withRunAt(NOW.minusSeconds(30)));
    long lap = noop();
    table.run("UPDATE jobs SET status = 'keying_queued', result_data = 'a.mp4' WHERE id = " + lap);
    claim(1);

    QueueState state = desk.state(10);
    assertThat(state.depths())
        .containsExactly(
            new QueueState.Depth("keying", 0, null, 0, 1, 0, 0),
            new QueueState.Depth("noop", 2, NOW.minusSeconds(60), 1, 0, 0, 0),
            new QueueState.Depth("trim", 1, NOW, 0, 0, 0, 0));
    assertThat(state.depths().get(1).latency(NOW)).isEqualTo(Duration.ofMinutes(1));
    assertThat(ids(state.running())).containsExactly(lap);
    assertThat(state.workers()).hasSize(1);
    assertThat(state.workers().get(0).busy()).isEqualTo(1);
    assertThat(state.ready()).isEqualTo(3);
    assertThat(state.scheduled()).isEqualTo(1);
  }

  @Test
  void rows_that_wait_for_others_are_blocked_and_counted_as_the_limit_counts_them()
      throws Exception {
    long first = noop();
    claim(1);
    table.run(
        "INSERT INTO jobs (job_type, depends_on) VALUES ('trim', '["
            + first
            + "]'),"
            + " ('trim', '["
            + first
            + "]')",
        "INSERT INTO jobs (job_type, status) VALUES ('image_generation', 'waiting_for_analysis')",
        "INSERT INTO jobs (id, job_type, status) VALUES (9, 'pipeline', 'waiting_for_children')",
        "INSERT INTO jobs (job_type, parent_job_id, depends_on, run_at) VALUES"
            + " ('noop', 9, '["
            + first
            + "]', '2026-05-04 20:00:00.000000')");

    QueueState state = desk.state(10);
    assertThat(state.depths())
        .extracting(QueueState.Depth::kind, QueueState.Depth::ready, QueueState.Depth::blocked)
        .contains(
            tuple("trim", 0L, 2L), tuple("image_generation", 0L, 1L), tuple("pipeline", 0L, 1L));
    assertThat(state.blocked() + state.scheduled()).isEqualTo(5);
    table.run("UPDATE jobs SET status = 'waiting_for_jobs' WHERE job_type = 'trim'");
    assertThat(desk.state(10).blocked()).isEqualTo(4);
    assertThat(desk.waiting()).isEqualTo(4);
  }

  @Test
  void a_parent_that_waits_for_its_time_is_scheduled_and_the_views_tell_when() throws Exception {
    parentsThatWait();
    assertThat(desk.state(10).depths())
        .containsExactly(
            new QueueState.Depth("noop", 0, null, 2, 0, 0, 0),
            new QueueState.Depth("pipeline", 0, null, 2, 0, 0, 0));
    table.run("UPDATE jobs SET status = 'needs_decision' WHERE id = 5");
    assertThat(table.all("SELECT id, not_before, to_decide FROM v_pipelines"))
        .containsExactly("3|2026-05-04 20:00:00.000000|1", "1|2026-05-04 12:01:00.000000|0");
  }

  @Test
  void what_a_provider_works_on_is_in_the_state() throws Exception {
    long id = submit(JobDraft.of("animation", "{}"));
    end(claim(1).get(0), new Outcome.Waiting(NOW.plusSeconds(5), 40, "drawing"));
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, task_id, cost,"
            + " cost_unit, intended_at, accepted_at) VALUES ("
            + id
            + ", 'kling', 'ANIMATION', 'accepted', 'm', 't-1', 0.5, 'USD', '2026-05-04 11:00:00',"
            + " '2026-05-04 11:00:01')");
    desk.pause(Pause.Scope.PROVIDER, "fal", null);

    QueueState state = desk.state(10);
    assertThat(state.depths())
        .containsExactly(new QueueState.Depth("animation", 0, null, 0, 0, 1, 0));
    assertThat(state.remote()).hasSize(1);
    assertThat(state.remote().get(0).provider()).isEqualTo("kling");
    assertThat(state.remote().get(0).row().times().runAt()).isEqualTo(NOW.plusSeconds(5));
    assertThat(state.providers())
        .containsExactly(
            new QueueState.ProviderUse("fal", 0, 0, Map.of(), null),
            new QueueState.ProviderUse("kling", 1, 1, Map.of("USD", 0.5), null));
  }

  @Test
  void a_row_whose_time_has_come_is_as_old_as_that() throws Exception {
    submit(JobDraft.of("noop", null).withRunAt(NOW.minusSeconds(1)));
    table.run("UPDATE jobs SET created_at = '2026-05-01 00:00:00.000000'");
    desk.pause(Pause.Scope.ALL, "", null);
    claim(1); // wakes it

    assertThat(desk.state(1).depths())
        .containsExactly(new QueueState.Depth("noop", 1, NOW, 0, 0, 0, 0));
  }
}
