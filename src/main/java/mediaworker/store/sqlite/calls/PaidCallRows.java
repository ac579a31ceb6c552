package mediaworker.store.sqlite.calls;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the table {@code paid_calls}. Reads only; where it has to hold together, its
 * caller's transaction does that.
 */
public final class PaidCallRows {

  /** No task of fal's has an empty path: an earlier version wrote it of one that was adopted. */
  private static final String COLUMNS =
      "SELECT c.id, c.job_id, c.step, c.provider, c.model, c.operation, c.marker, c.state,"
          + " c.task_id, CASE c.provider WHEN 'fal' THEN NULLIF(c.task_path, '')"
          + " ELSE c.task_path END, c.outputs, c.intended_at, c.accepted_at, c.asked_at IS NOT"
          + " NULL, c.sought_at IS NOT NULL, c.message, c.in_vain, c.intended_ms, c.accepted_ms,"
          + " c.missed_at IS NOT NULL FROM paid_calls c";

  /**
   * Calls whose row has ended or is gone. A row that is only set aside, with another job to wait
   * for or a word that is none of ours, goes on with its call one day. One without an answer may
   * still be on its way: not while its row is claimed, nor soon after it was sent when the row is
   * deleted.
   */
  private static final String ABANDONED =
      COLUMNS
          + " LEFT JOIN jobs j ON j.id = c.job_id WHERE c.state IN ('intended', 'accepted')"
          + " AND (j.id IS NULL OR j.status IN ('completed', 'failed', 'cancelled', 'skipped'))"
          + " AND (c.state = 'accepted' OR (j.id IS NOT NULL AND j.claim IS NULL) OR (j.id IS NULL"
          + " AND c.intended_at < strftime('%Y-%m-%d %H:%M', 'now', 'localtime', '-30 minutes')))";

  /** The message of a call that was let be, since its row failed by itself. */
  static final String JOB_FAILED = "its job failed";

  /** Those of them whose row a person has cancelled or deleted since. */
  static final String LET_BE_AND_GIVEN_UP =
      "SELECT c.id FROM paid_calls c INDEXED BY paid_calls_unsettled LEFT JOIN jobs j"
          + " ON j.id = c.job_id WHERE c.settled_at IS NULL AND c.state = 'abandoned'"
          + " AND c.message = '"
          + JOB_FAILED
          + "' AND (j.id IS NULL OR j.status = 'cancelled')";

  private final Sql sql;
  private final LocalTimes times;

  PaidCallRows(Sql sql, LocalTimes times) {
    this.sql = sql;
    this.times = times;
  }

  /** The last call of each step of a job's present life. */
  List<PaidCall> of(long jobId) throws SQLException {
    return sql.query(
        COLUMNS
            + " WHERE c.job_id = ?1 AND c.settled_at IS NULL AND c.id IN (SELECT max(id)"
            + " FROM paid_calls WHERE job_id = ?1 GROUP BY step) ORDER BY c.step",
        this::call,
        jobId);
  }

  /** How many calls of a step have failed in the job's present life. */
  int failures(long jobId, int step) throws SQLException {
    return sql.query(
            "SELECT count(*) FROM paid_calls WHERE job_id = ? AND step = ?"
                + " AND state = 'failed' AND settled_at IS NULL",
            row -> row.getInt(1),
            jobId,
            step)
        .get(0);
  }

  /** How many calls of a step were missed at their provider in the job's present life. */
  int misses(long jobId, int step) throws SQLException {
    return sql.query(
            "SELECT count(*) FROM paid_calls WHERE job_id = ? AND step = ?"
                + " AND missed_at IS NOT NULL AND settled_at IS NULL",
            row -> row.getInt(1),
            jobId,
            step)
        .get(0);
  }

  /** The call of a marker that is known. */
  PaidCall marked(String marker) throws SQLException {
    return sql.query(COLUMNS + " WHERE c.marker = ?", this::call, marker).get(0);
  }

  /** Whether a call with this marker was ever made. */
  boolean knows(String marker) throws SQLException {
    return !sql.query("SELECT 1 FROM paid_calls WHERE marker = ?", row -> 1, marker).isEmpty();
  }

  /** More than any provider's list is read; by their order, since a clock may have been wrong. */
  private static final int LATEST_TASKS = 100_000;

  /** The latest tasks at a call's provider that any other call knows. */
  Set<String> tasksOfOthers(PaidCall call) throws SQLException {
    return new HashSet<>(
        sql.query(
            "SELECT task_id FROM paid_calls WHERE provider = ? AND id <> ? AND task_id IS NOT NULL"
                + " ORDER BY id DESC LIMIT "
                + LATEST_TASKS,
            row -> row.getString(1),
            call.provider(),
            call.id()));
  }

  /** Whether another worker's call is on its way to the provider of this one. */
  boolean areOthersOnTheirWay(PaidCall call) throws SQLException {
    return !sql.query(
            "SELECT 1 FROM paid_calls c INDEXED BY paid_calls_open"
                + " JOIN jobs j ON j.id = c.job_id WHERE c.provider = ?1"
                + " AND c.state IN ('intended', 'accepted') AND c.state = 'intended'"
                + " AND c.id <> ?2 AND j.claim IS NOT NULL AND j.worker IS NOT"
                + " (SELECT worker FROM jobs WHERE id = ?3)",
            row -> 1,
            call.provider(),
            call.id(),
            call.jobId())
        .isEmpty();
  }

  /** The markers of calls that are not over. */
  Set<String> openMarkers() throws SQLException {
    return new HashSet<>(
        sql.query(
            "SELECT marker FROM paid_calls WHERE settled_at IS NULL"
                + " AND state IN ('intended', 'accepted', 'succeeded', 'delivered',"
                + " 'unknown', 'abandoned')",
            row -> row.getString(1)));
  }

  /** Calls that nobody waits for any more. */
  List<PaidCall> abandoned() throws SQLException {
    return sql.query(ABANDONED, this::call);
  }

  /** Whether a call is one of them, and nothing has become of it since it was read. */
  boolean isAbandoned(PaidCall call) throws SQLException {
    return standsAs(call) && !sql.query(ABANDONED + " AND c.id = ?", row -> 1, call.id()).isEmpty();
  }

  /** The same, and a person has cancelled or deleted its row. */
  boolean isGivenUp(PaidCall call) throws SQLException {
    String byPerson = " AND c.id = ? AND (j.id IS NULL OR j.status = 'cancelled')";
    return standsAs(call) && !sql.query(ABANDONED + byPerson, row -> 1, call.id()).isEmpty();
  }

  /** Whether nothing has become of a call since it was read. */
  boolean standsAs(PaidCall call) throws SQLException {
    return !sql.query(
            "SELECT 1 FROM paid_calls WHERE id = ? AND state = ? AND task_id IS ?",
            row -> 1,
            call.id(),
            call.state().word(),
            call.taskId())
        .isEmpty();
  }

  /** Whether there are such calls. */
  public static boolean hasAbandoned(Sql sql) throws SQLException {
    return !sql.query(ABANDONED + " LIMIT 1", row -> 1).isEmpty() || isAnyLetBeGivenUp(sql);
  }

  /** Whether a person has given up a row whose task was let be. */
  boolean isAnyLetBeGivenUp() throws SQLException {
    return isAnyLetBeGivenUp(sql);
  }

  private static boolean isAnyLetBeGivenUp(Sql sql) throws SQLException {
    return !sql.query(LET_BE_AND_GIVEN_UP + " LIMIT 1", row -> 1).isEmpty();
  }

  private PaidCall call(ResultSet row) throws SQLException {
    return new PaidCall(
        row.getLong(1),
        row.getLong(2),
        row.getInt(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        State.of(row.getString(8)),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        Objects.requireNonNullElse(time(row, 18, 12), Instant.EPOCH),
        time(row, 19, 13),
        row.getBoolean(14),
        row.getBoolean(15),
        row.getBoolean(20),
        row.getString(16),
        row.getBoolean(17));
  }

  /** By the clock of the world; rows of older workers have the local one alone. */
  private @Nullable Instant time(ResultSet row, int millis, int local) throws SQLException {
    long since = row.getLong(millis);
    if (!row.wasNull()) {
      return Instant.ofEpochMilli(since);
    }
    String text = row.getString(local);
    return text == null ? null : times.parse(text).orElse(null);
  }
}
