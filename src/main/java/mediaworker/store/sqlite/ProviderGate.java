package mediaworker.store.sqlite;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.CallLedger.Limits;
import mediaworker.jobs.CallLedger.Permit.Denied;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider may be called now. Everything is counted in the ledger, so that the limits
 * hold over all workers and across restarts. Reads only; its caller's transaction holds it
 * together.
 */
final class ProviderGate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** A row that waits for a place is woken when one is free; this is for ends that nobody wrote. */
  private static final Duration PLACE = Duration.ofSeconds(30);

  private final Sql sql;
  private final LocalTimes times;

  ProviderGate(Sql sql, LocalTimes times) {
    this.sql = sql;
    this.times = times;
  }

  private record Known(
      @Nullable String pausedUntil,
      @Nullable String pausedReason,
      @Nullable String notBefore,
      int inFlight,
      @Nullable String inFlightUntil) {}

  Optional<Denied> check(String provider, Limits limits, Instant now) throws SQLException {
    List<Known> rows =
        sql.query(
            "SELECT paused_until, paused_reason, not_before, COALESCE(in_flight, 0),"
                + " in_flight_until FROM providers WHERE name = ?",
            row ->
                new Known(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getInt(4),
                    row.getString(5)),
            provider);
    Known known = rows.isEmpty() ? new Known(null, null, null, 0, null) : rows.get(0);
    Optional<Instant> paused = future(known.pausedUntil(), now);
    if (paused.isPresent()) {
      String why = known.pausedReason() == null ? "" : ": " + known.pausedReason();
      return Optional.of(new Denied(paused.get(), provider + " is paused" + why));
    }
    Optional<Instant> held = future(known.notBefore(), now);
    if (held.isPresent()) {
      return Optional.of(new Denied(held.get(), provider + " asked to be called less often"));
    }
    boolean lowered = future(known.inFlightUntil(), now).isPresent();
    int most = lowered ? Math.min(known.inFlight(), limits.inFlight()) : limits.inFlight();
    int under = inFlight(sql, provider);
    if (under >= most) {
      return Optional.of(
          new Denied(
              now.plus(PLACE),
              "waits for a place at " + provider + " (" + under + " of " + most + " in use)"));
    }
    Optional<Denied> fast = tooFast(provider, limits, now);
    return fast.isPresent() ? fast : tooDear(provider, limits, now);
  }

  private Optional<Denied> tooFast(String provider, Limits limits, Instant now)
      throws SQLException {
    List<String> oldest =
        sql.query(
            "SELECT intended_at FROM paid_calls WHERE provider = ? AND intended_at > ?"
                + " ORDER BY intended_at DESC LIMIT 1 OFFSET ?",
            row -> row.getString(1),
            provider,
            times.text(now.minus(WINDOW)),
            limits.startsPerMinute() - 1);
    if (oldest.isEmpty()) {
      return Optional.empty();
    }
    Instant free = times.parse(oldest.get(0)).orElse(now).plus(WINDOW);
    return Optional.of(
        new Denied(
            free, "waits for " + provider + ": " + limits.startsPerMinute() + " starts a minute"));
  }

  private Optional<Denied> tooDear(String provider, Limits limits, Instant now)
      throws SQLException {
    if (limits.dailyBudget().isNone()) {
      return Optional.empty();
    }
    LocalDate today = times.date(now);
    Map<String, BigDecimal> spent = new HashMap<>();
    sql.query(
        "SELECT COALESCE(cost_unit, ''), sum(cost) FROM paid_calls"
            + " WHERE provider = ? AND intended_at >= ? AND cost IS NOT NULL GROUP BY 1",
        row -> spent.put(row.getString(1), BigDecimal.valueOf(row.getDouble(2))),
        provider,
        times.text(times.midnight(today)));
    return limits
        .dailyBudget()
        .against(provider, spent)
        .map(why -> new Denied(times.midnight(today.plusDays(1)), why));
  }

  private Optional<Instant> future(@Nullable String time, Instant now) {
    return Optional.ofNullable(time).flatMap(times::parse).filter(now::isBefore);
  }

  /**
   * Calls that are being made or worked on. One whose row is set aside is not looked at, perhaps
   * for days, and takes no place from others: the job that its row waits for may need it.
   */
  static int inFlight(Sql sql, String provider) throws SQLException {
    return sql.query(
            "SELECT count(*) FROM paid_calls c INDEXED BY paid_calls_open WHERE c.provider = ?"
                + " AND c.state IN ('intended', 'accepted') AND NOT EXISTS (SELECT 1 FROM jobs j"
                + " WHERE j.id = c.job_id AND j.claim IS NULL AND j.status NOT IN ('queued',"
                + " 'processing', 'waiting_remote', 'needs_decision', 'waiting_for_children',"
                + " 'completed', 'failed', 'cancelled', 'skipped'))",
            row -> row.getInt(1),
            provider)
        .get(0);
  }
}
