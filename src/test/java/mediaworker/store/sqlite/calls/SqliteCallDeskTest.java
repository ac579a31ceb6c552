package mediaworker.store.sqlite.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import mediaworker.jobs.CallDesk.Answer;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people decide about paid calls. */
class SqliteCallDeskTest {

  private static final Clock CLOCK = Clock.system(ZoneId.of("Europe/Berlin"));

  @TempDir Path folder;
  private JobTable table;
  private SqliteCallDesk desk;

  @BeforeEach
  void open() throws Exception {
    Path file = folder.resolve("jobs.db");
    SqliteJobStore.open(SqliteDatabase.orNew(file, Durability.NORMAL), CLOCK).close();
    table = new JobTable(file);
    desk = new SqliteCallDesk(SqliteDatabase.existing(file, Durability.NORMAL), CLOCK);
  }

  @AfterEach
  void close() throws Exception {
    desk.close();
    table.close();
  }

  private void row(String status) throws Exception {
    table.run("INSERT INTO jobs (id, job_type, status) VALUES (1, 'animation', '" + status + "')");
  }

  private void call(int step, String state, String taskId) throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, step, provider, operation, marker, state, task_id,"
            + " intended_at) VALUES (1, %d, 'kling', 'animation', 'mw-1-%d', '%s', %s, '2026-01-01')"
                .formatted(step, step, state, taskId == null ? "NULL" : "'" + taskId + "'"));
  }

  @Test
  void a_task_is_adopted_only_for_a_call_without_one_that_goes_on() throws Exception {
    row("failed");
    call(0, "succeeded", "t1");

    assertThat(desk.adopt(1, "t9")).isEqualTo(Answer.NOTHING_OPEN);
    assertThat(table.all("SELECT status, state, task_id FROM jobs, paid_calls"))
        .containsExactly("failed|succeeded|t1");
  }

  @Test
  void a_task_is_adopted_for_the_call_that_nobody_knows_of() throws Exception {
    row("needs_decision");
    call(0, "unknown", null);
    call(1, "abandoned", "t1");

    assertThat(desk.adopt(1, "t9")).isEqualTo(Answer.DONE);
    assertThat(table.all("SELECT state, task_id FROM paid_calls ORDER BY id"))
        .containsExactly("accepted|t9", "abandoned|t1");
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("waiting_remote");
  }

  @Test
  void another_task_may_be_named_for_one_that_was_given_up() throws Exception {
    row("failed");
    call(0, "abandoned", "t1");

    assertThat(desk.adopt(1, "t9")).isEqualTo(Answer.DONE);
    assertThat(table.all("SELECT state, task_id FROM paid_calls")).containsExactly("accepted|t9");
  }
}
