package mediaworker.store.sqlite.calls;

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
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider may be called now. Everything is counted in the ledger, so that the limits
 * hold over all workers and across restarts. Reads only; its caller's transaction holds it
 * together.
 */
public final class ProviderGate {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  /** A row that waits for a place is woken when one is free; this is for ends that nobody wrote. */
  private static final Duration PLACE = Duration.ofSeconds(30);

  /** Whoever is denied does not ask again sooner, whatever the clock does meanwhile. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /**
   * Providers' own wishes are noted for a day at most (an hour more where summer time ends), so
   * what reaches beyond was written by a clock that was ahead.
   */
  static final Duration LONGEST_WISH = Duration.ofHours(25);

  /**
   * The starts that are counted. A local time may come twice in autumn, and a clock that was ahead
   * has left times to come, so it is counted by milliseconds, between two ends; only rows of older
   * workers have none.
   */
  private static final String STARTS =
      "SELECT intended_ms, intended_at FROM paid_calls WHERE provider = ?1"
          + " AND intended_ms > ?2 AND intended_ms <= ?3"
          + " UNION ALL SELECT NULL, intended_at FROM paid_calls WHERE provider = ?1"
          + " AND intended_ms IS NULL AND intended_at > ?4 AND intended_at <= ?5";

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
      return Optional.of(new Denied(notAtOnce(paused.get(), now), provider + " is paused" + why));
    }
    Optional<Instant> held = wish(known.notBefore(), now);
    if (held.isPresent()) {
      return Optional.of(
          new Denied(notAtOnce(held.get(), now), provider + " asked to be called less often"));
    }
    boolean lowered = wish(known.inFlightUntil(), now).isPresent();
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
    Instant since = now.minus(WINDOW);
    List<Instant> starts =
        sql.query(
            STARTS,
            row -> {
              long millis = row.getLong(1);
              return row.wasNull()
                  ? times.parse(row.getString(2)).orElse(now)
                  : Instant.ofEpochMilli(millis);
            },
            provider,
            since.toEpochMilli(),
            now.toEpochMilli(),
            times.text(since),
            times.text(now));
    int past = starts.size() - limits.startsPerMinute();
    if (past < 0) {
      return Optional.empty();
    }
    Instant oldest = starts.stream().sorted().skip(past).findFirst().orElse(now);
    return Optional.of(
        new Denied(
            notAtOnce(oldest.plus(WINDOW), now),
            "waits for " + provider + ": " + limits.startsPerMinute() + " starts a minute"));
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

  private Optional<Instant> wish(@Nullable String time, Instant now) {
    return future(time, now).filter(until -> !until.isAfter(now.plus(LONGEST_WISH)));
  }

  private static Instant notAtOnce(Instant until, Instant now) {
    Instant least = now.plus(SHORTEST);
    return until.isBefore(least) ? least : until;
  }

  /**
   * Calls that are being made or worked on. One whose row is set aside is not looked at, perhaps
   * for days, and takes no place from others: the job that its row waits for may need it.
   */
  public static int inFlight(Sql sql, String provider) throws SQLException {
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
