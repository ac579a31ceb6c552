package mediaworker.store.sqlite.rows;

/**
 * Which rows are ready to be claimed, and in which order. The texts repeat the conditions and the
 * order of the partial indexes {@code jobs_ready} and {@code jobs_aside} word for word, since
 * SQLite takes such an index only then, and sorts nothing only then.
 */
public final class ReadyRows {

  /** The rows that may be claimed at once; a condition may follow. */
  public static final String FROM =
      " FROM jobs INDEXED BY jobs_ready"
          + " WHERE claim IS NULL AND run_at IS NULL AND lane IS NULL"
          + " AND ((status = 'queued' AND depends_on IS NULL)"
          + " OR status IN ('keying_queued', 'waiting_remote') OR (needs_met IS NOT NULL"
          + " AND status IN ('queued', 'waiting_for_children', 'stitching')))";

  /** The rows that were set aside for a full lane; a condition may follow. */
  public static final String ASIDE_FROM =
      FROM.replace("jobs_ready", "jobs_aside").replace("lane IS NULL", "lane IS NOT NULL");

  /** What runs sooner than what, whatever its priority. */
  public static final String RANK =
      "(CASE WHEN status = 'keying_queued' OR job_type = 'keying' THEN 2"
          + " WHEN status = 'waiting_remote' OR status = 'waiting_for_children'"
          + " OR status = 'stitching' THEN 1"
          + " ELSE 0 END)";

  /** The first to run first; how many follows. */
  public static final String IN_ORDER =
      " ORDER BY " + RANK + " DESC, priority DESC, created_at, id LIMIT ";

  private ReadyRows() {}
}
