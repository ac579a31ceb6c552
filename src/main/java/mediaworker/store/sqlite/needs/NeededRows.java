package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.jobs.JobReferences;
import mediaworker.jobs.JobStatus;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/** Rows whose results jobs that are not over still need. */
public final class NeededRows {

  private static final String NOT_OVER =
      "status NOT IN ('completed', 'failed', 'cancelled', 'skipped')";

  private static final Pattern REFERENCE =
      Pattern.compile(Pattern.quote(JobReferences.BEGINNING) + "(\\d{1,18})\\.");

  private NeededRows() {}

  private record Row(String status, @Nullable String needs, @Nullable String input) {}

  /** Their ids: what was written down as needed, and what rows name that no worker has seen yet. */
  public static Set<Long> find(Sql sql) throws SQLException {
    Set<Long> ids =
        new TreeSet<>(
            sql.query(
                "SELECT n.needs_id FROM job_needs n JOIN jobs ON id = n.job_id WHERE " + NOT_OVER,
                row -> row.getLong(1)));
    List<Row> rows =
        sql.query(
            "SELECT status, depends_on, input_data FROM jobs WHERE (depends_on IS NOT NULL"
                + " OR input_data LIKE '%${job.%' OR status = 'waiting_for_analysis') AND "
                + NOT_OVER,
            row -> new Row(row.getString(1), row.getString(2), row.getString(3)));
    for (Row row : rows) {
      if (row.needs() != null) {
        NeedList.read(row.needs()).ifPresent(ids::addAll);
      }
      if (row.status().equals(JobStatus.WAITING_FOR_ANALYSIS)) {
        ids.addAll(Analyses.needs(row.input()));
      }
      if (row.input() != null) {
        Matcher reference = REFERENCE.matcher(row.input());
        while (reference.find()) {
          ids.add(Long.parseLong(reference.group(1)));
        }
      }
    }
    return ids;
  }
}
