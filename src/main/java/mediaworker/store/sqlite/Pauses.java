package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Pause;
import mediaworker.jobs.Pause.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What nothing new is begun of. Looked up inside the claim's own transaction, so that once a pause
 * is committed nothing is claimed against it.
 */
final class Pauses {

  /** From here on a provider's pause means "until a person ends it". */
  private static final String FOR_GOOD = "9999-12-31 00:00:00.000000";

  /** Holds for queued rows only: what is under way at a provider goes on. */
  static final String NOT_PAUSED =
      " AND (status = 'waiting_remote' OR CASE WHEN status = 'keying_queued' THEN 'keying'"
          + " ELSE job_type END NOT IN (SELECT name FROM pauses WHERE scope = 'type'))";

  private Pauses() {}

  /** How much is paused. */
  enum Extent {
    NOTHING,
    SOME_TYPES,
    EVERYTHING
  }

  static Extent extent(Sql sql) throws SQLException {
    List<String> scopes =
        sql.query("SELECT scope FROM pauses ORDER BY scope LIMIT 1", row -> row.getString(1));
    if (scopes.isEmpty()) {
      return Extent.NOTHING;
    }
    return scopes.get(0).equals("all") ? Extent.EVERYTHING : Extent.SOME_TYPES;
  }

  static boolean pause(Sql sql, Scope scope, String name, @Nullable String reason, String now)
      throws SQLException {
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
        !sql.query("SELECT 1 FROM pauses WHERE scope = ? AND name = ?", row -> 1, word(scope), name)
            .isEmpty();
    sql.update(
        "INSERT INTO pauses (scope, name, since, reason) VALUES (?1, ?2, ?3, ?4)"
            + " ON CONFLICT (scope, name) DO UPDATE SET reason = ?4",
        word(scope),
        name,
        now,
        reason);
    return !before;
  }

  static boolean resume(Sql sql, Scope scope, String name) throws SQLException {
    if (scope == Scope.PROVIDER) {
      return SqliteCallLedger.resume(sql, name);
    }
    return sql.update("DELETE FROM pauses WHERE scope = ? AND name = ?", word(scope), name) > 0;
  }

  static List<Pause> all(Sql sql, JobRows rows, Instant now) throws SQLException {
    List<Pause> all =
        new ArrayList<>(
            sql.query(
                "SELECT scope, name, since, reason FROM pauses ORDER BY scope, name",
                row ->
                    new Pause(
                        row.getString(1).equals("all") ? Scope.ALL : Scope.TYPE,
                        row.getString(2),
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
    return scope == Scope.ALL ? "all" : "type";
  }
}
