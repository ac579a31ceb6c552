package mediaworker.store.sqlite.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.NeededRows;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Rows as people see them, and filters as SQL. */
public final class JobRows {

  /** Of the table as {@code j}. */
  static final String COLUMNS =
      "j.id, j.job_type, j.status, j.prompt, j.input_data, j.keying_settings, j.parent_job_id,"
          + " j.unique_key, j.priority, j.attempts, j.max_attempts, j.progress, j.progress_message,"
          + " j.waits_for, j.worker, j.result_data, j.outputs, j.keyed_result_data,"
          + " j.error_message, j.created_at, j.run_at, j.started_at, j.finished_at, j.updated_at,"
          + " j.reuse, j.reused_from, j.step, j.findings";

  /** How many columns those are. */
  static final int COUNT = 28;

  private static final String MOMENT = "COALESCE(j.finished_at, j.updated_at, j.created_at)";

  private final LocalTimes times;

  /** Reads the times of rows as these. */
  public JobRows(LocalTimes times) {
    this.times = times;
  }

  /** A part of a statement with the values of its places. */
  public record Clause(String sql, List<Object> values) {}

  /** " WHERE …" for a filter over the table as {@code j}. */
  public Clause where(Sql database, JobFilter filter) throws SQLException {
    StringBuilder sql = new StringBuilder(" WHERE 1");
    List<Object> values = new ArrayList<>();
    among("j.id", filter.ids(), sql, values);
    among("j.status", filter.statuses(), sql, values);
    among("j.job_type", filter.types(), sql, values);
    if (filter.since() != null) {
      sql.append(" AND " + MOMENT + " >= ?");
      values.add(times.text(filter.since()));
    }
    if (filter.before() != null) {
      sql.append(" AND " + MOMENT + " < ?");
      values.add(times.text(filter.before()));
    }
    if (!filter.text().isBlank()) {
      sql.append(
          " AND (j.prompt || char(10) LIKE ? ESCAPE '\\' OR j.input_data LIKE ? ESCAPE '\\'"
              + " OR j.result_data LIKE ? ESCAPE '\\' OR j.keyed_result_data LIKE ? ESCAPE '\\'"
              + " OR j.error_message LIKE ? ESCAPE '\\')");
      String like = "%" + filter.text().strip().replaceAll("([\\\\%_])", "\\\\$1") + "%";
      values.addAll(List.of(like, like, like, like, like));
    }
    if (filter.parent() != null) {
      sql.append(" AND j.parent_job_id = ?");
      values.add(filter.parent());
    }
    if (filter.unneeded()) {
      sql.append(
          " AND (j.parent_job_id IS NULL OR NOT EXISTS (SELECT 1 FROM jobs p"
              + " WHERE p.id = j.parent_job_id"
              + " AND p.status NOT IN ('completed', 'failed', 'cancelled', 'skipped')))"
              + " AND j.id NOT IN (SELECT value FROM json_each(?))");
      values.add(json(NeededRows.find(database)));
    }
    return new Clause(sql.toString(), values);
  }

  /** As one value, so that the statement is the same for one and for a thousand. */
  private static void among(
      String column, Collection<?> some, StringBuilder sql, List<Object> values) {
    if (!some.isEmpty()) {
      sql.append(" AND ").append(column).append(" IN (SELECT value FROM json_each(?))");
      values.add(json(some));
    }
  }

  /** A JSON list. */
  public static String json(Collection<?> some) {
    return JsonMapper.shared().writeValueAsString(some);
  }

  /** A page of what a filter lets through. */
  public List<JobRow> find(Sql sql, JobFilter filter, JobPage page) throws SQLException {
    return page(sql, COLUMNS, filter, page);
  }

  /** The same with {@link ListedColumns}. */
  public List<JobRow> list(Sql sql, JobFilter filter, JobPage page) throws SQLException {
    return page(sql, ListedColumns.ALL, filter, page);
  }

  private List<JobRow> page(Sql sql, String columns, JobFilter filter, JobPage page)
      throws SQLException {
    Clause where = where(sql, filter);
    List<Object> values = new ArrayList<>(where.values());
    String from = "";
    if (page.after() != null) {
      from = page.order() == JobPage.Order.NEWEST ? " AND j.id < ?" : " AND j.id > ?";
      values.add(page.after());
    }
    values.add(page.limit());
    values.add(page.offset());
    return sql.query(
        "SELECT "
            + columns
            + " FROM jobs j"
            + where.sql()
            + from
            + " ORDER BY "
            + order(page.order())
            + " LIMIT ? OFFSET ?",
        this::row,
        values.toArray());
  }

  private static String order(JobPage.Order order) {
    return switch (order) {
      case NEWEST -> "j.id DESC";
      case OLDEST -> "j.id";
      case RECENT -> MOMENT + " DESC, j.id DESC";
      case CLAIM ->
          "j.run_at IS NOT NULL, j.run_at,"
              + " (j.status = 'keying_queued' OR j.job_type = 'keying') DESC,"
              + " j.priority DESC, j.created_at, j.id";
    };
  }

  /** Reads one row of {@link #COLUMNS} or {@link ListedColumns}. */
  JobRow row(ResultSet row) throws SQLException {
    long parent = row.getLong(7);
    Long parentId = row.wasNull() ? null : Long.valueOf(parent);
    long source = row.getLong(26);
    Long reusedFrom = row.wasNull() ? null : Long.valueOf(source);
    return new JobRow(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        new JobRow.Order(
            row.getString(4),
            row.getString(5),
            row.getString(6),
            parentId,
            row.getString(8),
            row.getInt(9),
            row.getBoolean(25),
            row.getString(27)),
        new JobRow.Course(
            row.getInt(10),
            row.getInt(11),
            row.getDouble(12),
            row.getString(13),
            row.getString(14),
            row.getString(15)),
        new JobRow.Result(
            row.getString(16),
            row.getString(17),
            row.getString(18),
            row.getString(19),
            reusedFrom,
            row.getString(28)),
        new JobRow.Times(
            time(row.getString(20)),
            time(row.getString(21)),
            time(row.getString(22)),
            time(row.getString(23)),
            time(row.getString(24))));
  }

  /** Null for nothing and for what is no time. */
  @Nullable Instant time(@Nullable String text) {
    return text == null ? null : times.parse(text).orElse(null);
  }
}
