package mediaworker.store.sqlite.claims;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Children;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.JobConnections;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Reads the children of parents over connections of its own. */
public final class SqliteChildren implements Children {

  private final JobConnections connections;
  private final LocalTimes times;

  /** Over the connections of the jobs' threads. */
  public SqliteChildren(JobConnections connections, LocalTimes times) {
    this.connections = connections;
    this.times = times;
  }

  @Override
  public List<Child> of(long jobId) throws StoreException {
    return connections.with(
        sql ->
            sql.query(
                "SELECT id, COALESCE(step, ''), job_type, status, result_data, keyed_result_data,"
                    + " outputs, error_message, started_at, finished_at, "
                    + delivered("intended_at")
                    + ", "
                    + delivered("ended_at")
                    + ", EXISTS (SELECT 1 FROM"
                    + " job_needs WHERE job_id = ?1 AND needs_id = jobs.id AND met = 3) FROM jobs"
                    + " WHERE parent_job_id = ?1 ORDER BY id",
                this::child,
                jobId));
  }

  private Child child(ResultSet row) throws SQLException {
    return new Child(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        outputs(row.getString(7)),
        row.getString(8),
        time(row.getString(9)),
        time(row.getString(10)),
        between(time(row.getString(11)), time(row.getString(12))),
        row.getBoolean(13));
  }

  private static String delivered(String column) {
    return "(SELECT c."
        + column
        + " FROM paid_calls c WHERE c.job_id = jobs.id AND c.state = 'delivered'"
        + " ORDER BY c.id DESC LIMIT 1)";
  }

  private static @Nullable Duration between(@Nullable Instant from, @Nullable Instant to) {
    return from == null || to == null ? null : Duration.between(from, to);
  }

  private @Nullable Instant time(@Nullable String text) {
    return text == null ? null : times.parse(text).orElse(null);
  }

  /** The column {@code outputs} as a list; empty where it holds none. */
  public static List<String> outputs(@Nullable String json) {
    List<String> outputs = new ArrayList<>();
    try {
      if (json != null && !json.isBlank()) {
        JsonMapper.shared().readTree(json).forEach(output -> outputs.add(output.asString("")));
      }
    } catch (JacksonException e) {
      outputs.clear(); // somebody else's text
    }
    return outputs;
  }
}
