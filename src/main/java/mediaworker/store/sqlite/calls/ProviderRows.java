package mediaworker.store.sqlite.calls;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import mediaworker.store.sqlite.database.Refusals;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;

/**
 * What is known of providers for now, in the table {@code providers}, and the rows that wait for
 * them. Writes only, inside its caller's transaction; {@link ProviderGate} reads.
 */
public final class ProviderRows {

  /** Rows that may refuse to be woken before a place stays free until somebody's time is up. */
  private static final int MOST_ASKED = 10;

  private final Sql sql;
  private final LocalTimes times;

  ProviderRows(Sql sql, LocalTimes times) {
    this.sql = sql;
    this.times = times;
  }

  /** Nothing more is sent before then; a person's pause, which has no end, stands. */
  void pause(String provider, Instant until, String reason) throws SQLException {
    sql.update(
        "INSERT INTO providers (name, paused_until, paused_reason) VALUES (?1, ?2, ?3)"
            + " ON CONFLICT (name) DO UPDATE SET paused_reason = CASE WHEN paused_until > ?2"
            + " THEN paused_reason ELSE ?3 END, paused_until = max(COALESCE(paused_until,"
            + " ''), ?2)",
        provider,
        times.text(until),
        reason);
  }

  /** A call is made to it: its pause, if there was one, is over. */
  void pauseIsOver(String provider) throws SQLException {
    sql.update(
        "UPDATE providers SET paused_until = NULL, paused_reason = NULL"
            + " WHERE name = ? AND paused_until IS NOT NULL",
        provider);
  }

  /** Whatever holds it back is forgotten and what waits for it goes on; false where nothing did. */
  public static boolean resume(Sql sql, String provider) throws SQLException {
    int rows =
        sql.update(
            "UPDATE providers SET paused_until = NULL, paused_reason = NULL, not_before = NULL,"
                + " in_flight = NULL, in_flight_until = NULL"
                + " WHERE name = ? AND (paused_until IS NOT NULL OR not_before IS NOT NULL"
                + " OR in_flight IS NOT NULL)",
            provider);
    sql.update(
        "UPDATE jobs SET run_at = NULL, waits_for = NULL"
            + " WHERE waits_for = ? AND status = 'queued' AND claim IS NULL",
        provider);
    return rows > 0;
  }

  /** It asked to be left alone until then; a longer wish stands, unless no true clock noted it. */
  void holdOff(String provider, Instant until) throws SQLException {
    sql.update(
        "INSERT INTO providers (name, not_before) VALUES (?1, ?2)"
            + " ON CONFLICT (name) DO UPDATE SET"
            + " not_before = CASE WHEN not_before > ?2 AND not_before <= ?3"
            + " THEN not_before ELSE ?2 END",
        provider,
        times.text(until),
        times.text(until.plus(ProviderGate.LONGEST_WISH)));
  }

  /** It has too many calls: no more than now are made until then. */
  void lowerInFlight(String provider, Instant until) throws SQLException {
    int under = ProviderGate.inFlight(sql, provider);
    sql.update(
        "INSERT INTO providers (name, in_flight, in_flight_until) VALUES (?1, ?2, ?3)"
            + " ON CONFLICT (name) DO UPDATE SET in_flight = ?2, in_flight_until = ?3",
        provider,
        Math.max(1, under),
        times.text(until));
  }

  /**
   * A place at the provider is free: the next in line has it, long before its time is up. What
   * ended is noted in the same transaction and has been paid, so a row that is refused keeps it
   * from nothing: the one behind it has the place.
   */
  void wakeOne(String provider, Instant now) throws SQLException {
    List<Long> line =
        sql.query(
            "SELECT id FROM jobs WHERE waits_for = ?1 AND status = 'queued' AND claim IS NULL"
                + " AND NOT EXISTS (SELECT 1 FROM providers WHERE name = ?1"
                + " AND paused_until > ?2)"
                + " ORDER BY priority DESC, created_at, id LIMIT ?3",
            row -> row.getLong(1),
            provider,
            times.text(now),
            MOST_ASKED);
    for (long id : line) {
      String wake = "UPDATE jobs SET run_at = NULL, waits_for = NULL WHERE id = ?";
      if (Refusals.attemptAlone(sql, "Waking job " + id, () -> sql.update(wake, id)).orElse(0)
          > 0) {
        return;
      }
    }
  }
}
