package mediaworker.store.sqlite.rows;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.database.Sql;

/**
 * This worker's row in {@code workers}, by which others see that it is there. It is written anew
 * every hour, so that rows of workers whose end nobody has seen (a container that is gone with its
 * machine) can be told from those of living ones.
 */
public final class WorkerRows {

  /** So long without a sign a worker elsewhere is taken for gone; it holds no row by then. */
  public static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

  private static final long EVERY_NANOS = Duration.ofHours(1).toNanos();

  private final Sql sql;
  private final LocalTimes times;
  private final LongSupplier steadyNanos;
  private WorkerId id = new WorkerId("", "", 0, "");
  private Object[] values = {};
  private long written;

  /**
   * @param steadyNanos a clock that nobody moves
   */
  public WorkerRows(Sql sql, LocalTimes times, LongSupplier steadyNanos) {
    this.sql = sql;
    this.times = times;
    this.steadyNanos = steadyNanos;
  }

  /** Writes it. */
  public void write(WorkerId worker, int threads, Lanes lanes, Instant started, Instant now)
      throws SQLException {
    id = worker;
    values =
        new Object[] {
          worker.name(),
          worker.machine(),
          worker.pid(),
          worker.pidStarted(),
          threads,
          times.text(started),
          LaneList.write(lanes),
          ""
        };
    write(now);
  }

  /** Writes it again where it has become old, also when another one has taken it for gone. */
  public void refresh(Instant now) throws SQLException {
    if (!id.name().isEmpty() && steadyNanos.getAsLong() - written >= EVERY_NANOS) {
      write(now);
    }
  }

  private void write(Instant now) throws SQLException {
    values[values.length - 1] = times.text(now);
    sql.update(
        "INSERT OR REPLACE INTO workers"
            + " (name, machine, pid, pid_started, threads, started_at, lanes, seen_at)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        values);
    written = steadyNanos.getAsLong();
  }

  /** Removes it, if there is one. */
  public void remove() throws SQLException {
    if (!id.name().isEmpty()) {
      sql.update("DELETE FROM workers WHERE name = ?", id.name());
    }
  }
}
