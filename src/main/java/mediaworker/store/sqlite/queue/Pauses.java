package mediaworker.store.sqlite.queue;

import static java.util.stream.Collectors.joining;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.Job;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Pause;
import mediaworker.jobs.Pause.Scope;
import mediaworker.store.sqlite.calls.ProviderRows;
import mediaworker.store.sqlite.database.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What nothing new is begun of. Looked up inside the claim's own transaction, so that once a pause
 * is committed nothing is claimed against it.
 */
public final class Pauses {

  /** From here on a provider's pause means "until a person ends it". */
  private static final String FOR_GOOD = "9999-12-31 00:00:00.000000";

  /** A row that says "all" holds everything, whatever name it bears beside. */
  private static final String ITS_ROWS = " WHERE scope = ?1 AND (scope = 'all' OR name = ?2)";

  /** Holds for queued rows only: what is under way at a provider goes on. */
  static final String NOT_PAUSED =
      " AND (status = 'waiting_remote' OR CASE WHEN status = 'keying_queued' THEN 'keying'"
          + " ELSE job_type END NOT IN (SELECT name FROM pauses WHERE scope = 'type'))";

  private Pauses() {}

  /**
   * How much is paused, but for providers.
   *
   * @param everything whether nothing at all is begun
   * @param types whether some types are held
   * @param lanes the lanes that are held
   */
  public record Extent(boolean everything, boolean types, Set<String> lanes) {

    static final Extent NOTHING = new Extent(false, false, Set.of());

    /** The condition of rows that may be begun, for a worker with these lanes; empty for all. */
    public String rows(Lanes limits) {
      StringBuilder condition = new StringBuilder(types ? NOT_PAUSED : "");
      for (Lanes.Limit limit : limits.limits()) {
        if (lanes.contains(limit.lane())) {
          condition
              .append(" AND (status = 'waiting_remote' OR CASE WHEN status = 'keying_queued' THEN ")
              .append(quoted(Job.KEYING_LAP))
              .append(" ELSE job_type END ")
              .append(limit.allBut() ? "IN (" : "NOT IN (")
              .append(limit.kinds().stream().sorted().map(Pauses::quoted).collect(joining(", ")))
              .append("))");
        }
      }
      return condition.toString();
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** How far the pauses reach: over everything, over job types, over which lanes. */
  public static Extent extent(Sql sql) throws SQLException {
    Set<String> lanes = new TreeSet<>();
    List<String> scopes =
        sql.query(
            "SELECT scope, name FROM pauses",
            row -> {
              if (row.getString(1).equals("lane")) {
                lanes.add(row.getString(2));
              }
              return row.getString(1);
            });
    return scopes.isEmpty()
        ? Extent.NOTHING
        : new Extent(scopes.contains("all"), scopes.contains("type"), lanes);
  }

  /** Pauses, or gives a pause another reason; whether nothing was paused there before. */
  public static boolean pause(
      Sql sql, Scope scope, String name, @Nullable String reason, String now) throws SQLException {
    if (scope == Scope.PROVIDER) {
      boolean before =
          !sql.query(
                  "SELECT 1 FROM providers WHERE name = ? AND paused_until = ?",
                  row -> 1,
                  name,
                  FOR_GOOD)
              .isEmpty();
      sql.update(
          "INSERT INTO providers (name, paused_until, paused_reason) VALUES (?1, ?2, ?3)"
              + " ON CONFLICT (name) DO UPDATE SET paused_until = ?2, paused_reason = ?3",
          name,
          FOR_GOOD,
          reason == null ? "paused by a person" : reason);
      return !before;
    }
    boolean before =
        !sql.query("SELECT 1 FROM pauses" + ITS_ROWS, row -> 1, word(scope), name).isEmpty();
    sql.update(
        "INSERT INTO pauses (scope, name, since, reason) VALUES (?1, ?2, ?3, ?4)"
            + " ON CONFLICT (scope, name) DO UPDATE SET reason = ?4",
        word(scope),
        scope == Scope.ALL ? "" : name,
        now,
        reason);
    return !before;
  }

  /** Ends a pause; whether there was one. */
  public static boolean resume(Sql sql, Scope scope, String name) throws SQLException {
    if (scope == Scope.PROVIDER) {
      return ProviderRows.resume(sql, name);
    }
    return sql.update("DELETE FROM pauses" + ITS_ROWS, word(scope), name) > 0;
  }

  /** All pauses, those of providers too. */
  public static List<Pause> all(Sql sql, JobRows rows, Instant now) throws SQLException {
    List<Pause> all =
        new ArrayList<>(
            sql.query(
                "SELECT scope, name, since, reason FROM pauses ORDER BY scope, name",
                row ->
                    new Pause(
                        Scope.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                        row.getString(1).equals("all") ? "" : row.getString(2),
                        rows.time(row.getString(3)),
                        null,
                        row.getString(4))));
    all.addAll(
        sql.query(
            "SELECT name, CASE WHEN paused_until < '9999-' THEN paused_until END, paused_reason"
                + " FROM providers WHERE paused_until IS NOT NULL ORDER BY name",
            row ->
                new Pause(
                    Scope.PROVIDER,
                    row.getString(1),
                    null,
                    rows.time(row.getString(2)),
                    row.getString(3))));
    // A provider's pause that is over stays in its row until it is called again.
    all.removeIf(pause -> pause.until() != null && !pause.until().isAfter(now));
    return all;
  }

  private static String word(Scope scope) {
    return scope.name().toLowerCase(Locale.ROOT);
  }
}
