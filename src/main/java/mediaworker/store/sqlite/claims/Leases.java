package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import mediaworker.store.sqlite.database.Sql;

/**
 * Leases of other workers, each counted down from when it was first seen with its present end. The
 * count goes by a clock that nobody moves, so that no jump of the wall clock, forward or back,
 * makes a lease shorter or longer than it is.
 */
public final class Leases {

  private record Sighting(long until, long deadlineNanos) {}

  private final Sql sql;
  private final LongSupplier steadyNanos;
  private final Map<String, Sighting> sightings = new HashMap<>();

  /** Over the worker's connection; the clock is one that never goes back. */
  public Leases(Sql sql, LongSupplier steadyNanos) {
    this.sql = sql;
    this.steadyNanos = steadyNanos;
  }

  /**
   * Looks at them.
   *
   * @param least what each is given from its first sighting, however it looks by the wall clock
   * @return the claims whose lease has run out, with the end it had
   */
  public Map<String, Long> over(String self, Duration least, Instant now) throws SQLException {
    Map<String, Long> seen = new HashMap<>();
    sql.query(
        "SELECT claim, max(COALESCE(lease_until, 0)) FROM jobs INDEXED BY jobs_claimed"
            + " WHERE claim IS NOT NULL AND worker IS NOT ? GROUP BY claim",
        row -> seen.put(row.getString(1), row.getLong(2)),
        self);
    sightings.keySet().retainAll(seen.keySet());
    long nanos = steadyNanos.getAsLong();
    Map<String, Long> over = new HashMap<>();
    seen.forEach(
        (claim, until) -> {
          Sighting known = sightings.get(claim);
          if (known == null || known.until() != until) {
            long left = Math.max(least.toMillis(), until - now.toEpochMilli());
            long most = Math.min(left, Duration.ofDays(1).toMillis());
            sightings.put(claim, new Sighting(until, nanos + Duration.ofMillis(most).toNanos()));
          } else if (nanos - known.deadlineNanos() >= 0) {
            over.put(claim, until);
          }
        });
    return over;
  }
}
