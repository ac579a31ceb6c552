package mediaworker.store.sqlite.needs;

import java.util.Objects;
import mediaworker.jobs.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A job that others need, and how it stands.
 *
 * @param id its id
 * @param type its job type; empty when there is no such row
 * @param status its status; empty when there is no such row
 * @param message its {@code error_message}
 */
record Need(long id, String type, String status, @Nullable String message) {

  static final String COLUMNS = "SELECT id, job_type, status, error_message FROM jobs WHERE id = ?";

  static Need of(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Need(row.getLong(1), row.getString(2), row.getString(3), row.getString(4));
  }

  static Need missing(long id) {
    return new Need(id, "", "", null);
  }

  boolean isMissing() {
    return status.isEmpty();
  }

  boolean isCompleted() {
    return status.equals(JobStatus.COMPLETED);
  }

  boolean hasEnded() {
    return switch (status) {
      case "", JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.SKIPPED ->
          true;
      default -> false;
    };
  }

  /** What does not come back by itself. */
  static final String IN_ITS_PLACE =
      " Name another job in \"depends_on\", or submit the pipeline again; docs/pipelines.md,"
          + " \"A deleted step\", tells how.";

  /**
   * Why what needs it does not run: "Job 12 (keying), which this job needs, failed: …".
   *
   * @param way the job by way of which it is needed; itself where that is direct
   */
  String reason(long way) {
    String how =
        switch (status) {
          case "" -> "was deleted";
          case JobStatus.CANCELLED -> "was cancelled";
          case JobStatus.SKIPPED -> "was skipped";
          default -> "failed";
        };
    String why = status.equals(JobStatus.CANCELLED) ? "" : Objects.requireNonNullElse(message, "");
    return "Job "
        + id
        + (type.isEmpty() ? "" : " (" + type + ")")
        + ", which this job needs"
        + (way == id ? "" : " by way of job " + way)
        + ", "
        + how
        + (isMissing() ? "." + IN_ITS_PLACE : why.isBlank() ? "." : ": " + why);
  }
}
