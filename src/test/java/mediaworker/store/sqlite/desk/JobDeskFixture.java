package mediaworker.store.sqlite.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The people's side of the queue, beside a worker's store on the same file. */
public abstract class JobDeskFixture {

  protected static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
  protected static final Duration LEASE = Duration.ofMinutes(1);
  protected static final Clock CLOCK = Clock.fixed(NOW, ZoneId.of("Europe/Berlin"));

  @TempDir Path folder;
  protected Path file;
  protected SqliteJobStore store;
  protected SqliteJobDesk desk;
  protected JobTable table;

  @BeforeEach
  protected void open() throws Exception {
    file = folder.resolve("jobs.db");
    store = SqliteJobStore.open(database(), CLOCK);
    store.register(new WorkerId("host-1-aaa", "machine", 1, "start"), 3, LEASE, NOW);
    desk = SqliteJobDesk.open(database(), CLOCK, 0);
    table = new JobTable(file);
  }

  protected SqliteDatabase database() throws StoreException {
    return SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL);
  }

  @AfterEach
  protected void close() throws Exception {
    table.close();
    desk.close();
    store.close();
  }

  protected long submit(JobDraft draft) throws StoreException {
    return ((Submission.Queued) desk.submit(draft)).id();
  }

  protected long noop() throws StoreException {
    return submit(JobDraft.of("noop", null));
  }

  protected List<Claim> claim(int limit) throws StoreException {
    return store.exchange(new Round.Request(List.of(), List.of(), limit, 0, 0, NOW)).claimed();
  }

  protected void end(Claim claim, Outcome outcome) throws StoreException {
    Ending ending = new Ending(claim, outcome, Duration.ofSeconds(2));
    store.exchange(new Round.Request(List.of(ending), List.of(), 0, 0, 0, NOW));
  }

  protected static JobFilter only(Long... ids) {
    return JobFilter.ids(List.of(ids));
  }

  /** A parent with a child that has ended, which tries again later; and one that was put off. */
  protected void parentsThatWait() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status) VALUES (1, 'pipeline', 'waiting_for_children')");
    table.run(
        "INSERT INTO jobs (id, job_type, status, parent_job_id) VALUES (2, 'noop', 'completed',"
            + " 1)");
    Claim parent = claim(1).get(0);
    end(parent, new Outcome.RetryAt(NOW.plusSeconds(60), "no room"));
    table.run(
        "INSERT INTO jobs (id, job_type, status, run_at) VALUES"
            + " (3, 'pipeline', 'waiting_for_children', '2026-05-04 20:00:00.000000')");
    table.run(
        "INSERT INTO jobs (id, job_type, parent_job_id, run_at) VALUES"
            + " (4, 'noop', 3, '2026-05-04 20:00:00.000000'),"
            + " (5, 'noop', 3, '2026-05-04 21:00:00.000000')");
    table.run("INSERT INTO job_needs (job_id, needs_id, part) VALUES (3, 4, 1), (3, 5, 1)");
    assertThat(claim(1)).isEmpty();
  }
}
