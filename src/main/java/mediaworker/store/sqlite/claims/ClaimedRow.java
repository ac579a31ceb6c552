package mediaworker.store.sqlite.claims;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.RowLimits;
import mediaworker.store.sqlite.rows.ClaimTokens;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was claimed.
 *
 * @param usedBefore what an earlier attempt of this run has used as its input; null where this is
 *     the first one, or none that begins
 * @param goesOn whether its input is what this very attempt has used so far
 */
record ClaimedRow(
    Claim claim, long priority, String createdAt, @Nullable String usedBefore, boolean goesOn) {

  /** Ends a statement that claims rows; {@link #of} reads what it answers. */
  static final String RETURNING =
      " RETURNING id, substr(job_type, 1, 200), claim, "
          + cut("input_data")
          + ", "
          + cut("result_data")
          + ", "
          + cut("keying_settings")
          + ", attempts, max_attempts, priority, substr(created_at, 1, 40), reuse, "
          + cut("used_input")
          + ", run_at";

  /** Where {@link #RETURNING} has {@code run_at}. */
  static final int RUN_AT = 13;

  /** As they were chosen, since RETURNING promises no order. */
  static final Comparator<ClaimedRow> ORDER =
      Comparator.comparing(
              (ClaimedRow row) -> !JobStatus.running(row.job()).equals("keying_processing"))
          .thenComparing(Comparator.comparingLong(ClaimedRow::priority).reversed())
          .thenComparing(ClaimedRow::createdAt)
          .thenComparing(row -> row.job().id());

  /** One character more than may be, so that it is known to be too much. */
  private static String cut(String column) {
    return "substr(" + column + ", 1, " + (RowLimits.MOST_CHARS + 1) + ")";
  }

  Job job() {
    return claim.job();
  }

  static ClaimedRow of(ResultSet row) throws SQLException {
    String token = row.getString(3);
    String input = row.getString(4);
    String used = row.getString(12);
    boolean begins = ClaimTokens.begins(token);
    String createdAt = row.getString(10) == null ? "" : row.getString(10);
    Job job =
        new Job(
            row.getLong(1),
            row.getString(2),
            ClaimTokens.stage(token),
            begins || used == null ? input : used,
            row.getString(5),
            row.getString(6),
            row.getInt(7),
            row.getInt(8),
            row.getBoolean(11),
            createdAt);
    return new ClaimedRow(
        new Claim(job, token),
        row.getLong(9),
        createdAt,
        begins ? used : null,
        !begins && used != null);
  }
}
