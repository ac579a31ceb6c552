package mediaworker.store.sqlite.rows;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobStatus;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait for their time ({@code run_at}). They stand outside the claim's index; when their
 * time has come {@code run_at} is emptied, which moves them into it. Rows that wait for a provider
 * keep theirs: it is the time of their next step.
 *
 * <p>Looks at the table only when something may have changed, so that a busy loop pays nothing.
 */
public final class DueRows {

  /** Word for word the index's condition. */
  public static final String WAITING =
      " WHERE run_at IS NOT NULL AND claim IS NULL AND (status = 'queued'"
          + " OR status = 'keying_queued' OR status = 'waiting_for_children'"
          + " OR status = 'stitching')";

  private static final String STEPS =
      " WHERE status = 'waiting_remote' AND claim IS NULL AND run_at IS NOT NULL";

  /** Rows of both kinds, as the index of odd times has them. */
  private static final String TIMED =
      " WHERE run_at IS NOT NULL AND claim IS NULL AND (status = 'queued'"
          + " OR status = 'keying_queued' OR status = 'waiting_remote'"
          + " OR status = 'waiting_for_children' OR status = 'stitching')";

  /**
   * Steps that a worker last wrote at a time that is still to come: its clock was ahead then. A
   * time that a person sets on another row is waited for, since that does not move its last write.
   */
  private static final String PARKED = STEPS + " AND run_at > ?1 AND updated_at > ?2";

  /**
   * The same of rows that wait for another attempt, a provider or the machine. Here a person may
   * have set the time since, so it has to look as the worker's: in its form, within a day of its
   * write, which was a failed attempt's or says what the row waits for.
   */
  private static final String PUT_OFF =
      "UPDATE jobs INDEXED BY jobs_put_off SET run_at = ?1"
          + WAITING
          + " AND updated_at > ?2 AND length(run_at) = 26 AND run_at > ?1"
          + " AND run_at <= strftime('%Y-%m-%d %H:%M:%f999', updated_at, '+1 day')"
          + " AND (waits_for IS NOT NULL OR EXISTS (SELECT 1 FROM job_events e"
          + " WHERE e.job_id = jobs.id AND e.what = 'retry' AND e.at = jobs.updated_at))";

  /** Word for word the index's condition. */
  private static final String ODD =
      " AND (run_at NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]*'"
          + " OR run_at GLOB '*[^-0-9:. ]*')";

  /** "2026-01-31 18:30": shorter ones do not sort among the others as time does. */
  private static final int SHORTEST = 16;

  private static final String ODD_ROWS =
      "SELECT id, run_at FROM jobs INDEXED BY jobs_odd_run_at" + TIMED + ODD;

  /** A clock that is put right by less moves nothing of interest. */
  private static final Duration STEP_BACK = Duration.ofMinutes(1);

  private final Sql sql;
  private final LocalTimes times;
  private final Refusals refusals;

  /** The local time of the last round; before the first one any time is back. */
  private String lastRound = "9999";

  /** The same in whole seconds since 1970. */
  private long lastSecond = Long.MIN_VALUE;

  private boolean look = true;
  private @Nullable Instant next;
  private @Nullable Instant nextStep;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public DueRows(Sql sql, LocalTimes times, Refusals refusals) {
    this.sql = sql;
    this.times = times;
    this.refusals = refusals;
  }

  /** Others have changed the table. */
  public void lookAgain() {
    look = true;
  }

  /** A row of ours will be due then. */
  public void expect(Instant time) {
    if (next == null || time.isBefore(next)) {
      next = time;
    }
  }

  /** Steps have been claimed or a claim on one is over. */
  public void stepsHaveChanged() {
    look = true;
  }

  /** The earliest time that any queued row waits for. */
  public Optional<Instant> next() throws SQLException {
    refresh();
    return Optional.ofNullable(next);
  }

  /** The earliest time of a waiting row's next step. */
  public Optional<Instant> nextStep() throws SQLException {
    refresh();
    return Optional.ofNullable(nextStep);
  }

  private void refresh() throws SQLException {
    if (look) {
      boolean odd = !sql.query(ODD_ROWS + " LIMIT 1", row -> 1).isEmpty();
      next = odd ? Instant.EPOCH : first(WAITING);
      nextStep = first(STEPS);
      look = false;
    }
  }

  /** When the first of them is due: at once if its time has still to be settled. */
  private @Nullable Instant first(String which) throws SQLException {
    List<String> first =
        sql.query(
            "SELECT min(run_at) FROM jobs" + which + refusals.condition(), row -> row.getString(1));
    String text = first.isEmpty() ? null : first.get(0);
    return text == null ? null : times.parse(text).orElse(Instant.EPOCH);
  }

  /** Whether the next step of a waiting row may be due. */
  public boolean mayHaveStep(Instant now) {
    return look || (nextStep != null && !nextStep.isAfter(now));
  }

  /**
   * Makes due rows ready. Runs inside the round's transaction.
   *
   * @return rows that have failed, since their time is none
   */
  public List<Long> wake(Instant now) throws SQLException {
    refusals.attempt("Letting rows go that a clock had put off", () -> unpark(now));
    boolean queued = next != null && !next.isAfter(now);
    if (!queued && !mayHaveStep(now)) {
      return List.of();
    }
    List<Long> failed =
        refusals
            .attempt("Reading times in another form", () -> settleOddTimes(now))
            .orElse(List.of());
    letGo(times.text(now));
    look = true;
    return failed;
  }

  private void letGo(String now) throws SQLException {
    // The write's time is since when it is ready, by which the queue's latency is told.
    String ready = "UPDATE jobs SET run_at = NULL, updated_at = ?1";
    String due = WAITING + " AND run_at <= ?1" + refusals.condition();
    if (!refusals.areApart()) {
      sql.update(ready + due, now);
      return;
    }
    for (long id : sql.query("SELECT id FROM jobs" + due, row -> row.getLong(1), now)) {
      refusals.attemptRow("Letting go of", id, () -> sql.update(ready + " WHERE id = ?2", now, id));
    }
  }

  /**
   * Times that were set by a clock that was ahead have come once it is right: outputs may be kept
   * for an hour only.
   */
  private int unpark(Instant now) throws SQLException {
    if (now.getEpochSecond() == lastSecond) {
      return 0; // rounds follow each other fast, and another second's text costs more than the rest
    }
    String least = times.text(now.plus(STEP_BACK));
    boolean back = least.compareTo(lastRound) < 0;
    if (back) {
      String text = times.text(now);
      int steps = sql.update("UPDATE jobs SET run_at = ?1" + PARKED, text, least);
      int rows = sql.update(PUT_OFF, text, least);
      look |= steps + rows > 0;
      return steps + rows;
    }
    return 0;
  }

  /** The round of that time is committed. */
  public void committed(Instant now) {
    lastRound = times.text(now);
    lastSecond = now.getEpochSecond();
  }

  /** Times in another form are brought into ours; what is no time at all fails its row. */
  private List<Long> settleOddTimes(Instant now) throws SQLException {
    List<Long> failed = new ArrayList<>();
    Map<Long, String> odd = new java.util.TreeMap<>();
    sql.query(
        ODD_ROWS
            // The first time may have our form and still be none: the 31st of February.
            + " UNION SELECT id, min(run_at) FROM jobs"
            + WAITING
            + " UNION SELECT id, min(run_at) FROM jobs"
            + STEPS,
        row -> odd.put(row.getLong(1), row.getString(2)));
    for (Map.Entry<Long, String> row : odd.entrySet()) {
      if (row.getValue() == null) {
        continue; // the first of no rows
      }
      Optional<Instant> time = times.parse(row.getValue());
      if (time.isPresent()
          && row.getValue().length() >= SHORTEST
          && times.text(time.get()).startsWith(row.getValue())) {
        continue; // it has our form, perhaps without seconds
      }
      if (time.isPresent()) {
        sql.update("UPDATE jobs SET run_at = ? WHERE id = ?", times.text(time.get()), row.getKey());
      } else {
        fail(row.getKey(), times.text(now));
        failed.add(row.getKey());
      }
    }
    return failed;
  }

  private void fail(long id, String now) throws SQLException {
    String event = "SELECT attempts, status = 'keying_queued' FROM jobs WHERE id = ?";
    for (Run run : sql.query(event, row -> new Run(row.getInt(1), row.getBoolean(2)), id)) {
      String message =
          "\"run_at\" is not a time that can be read. Write it as '2026-01-31 18:30:00', local"
              + " time, and set the status to '"
              + (run.lap() ? JobStatus.KEYING_QUEUED : JobStatus.QUEUED)
              + "' again.";
      sql.update(
          "UPDATE jobs SET status = 'failed', finished_at = ?1, updated_at = ?1,"
              + " error_message = ?2 WHERE id = ?3",
          now,
          message,
          id);
      JobEvents.write(sql, id, now, JobEvent.FAILED, run.attempts(), run.lap(), message);
    }
  }

  private record Run(int attempts, boolean lap) {}
}
