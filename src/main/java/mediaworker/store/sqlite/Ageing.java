package mediaworker.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps rows of low priority from starving: now and then the one that has waited longest goes
 * first, if its age outweighs the priority of those before it. Looks at the first row of each
 * priority, so it costs the same however many rows there are. Runs inside the round's transaction.
 */
final class Ageing {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Priorities that are looked at; more than people use. */
  private static final int MOST_LEVELS = 50;

  private static final String WAITING =
      "SELECT id, priority, created_at"
          + Claiming.READY_FROM
          + " AND "
          + Claiming.RANK
          + " = 0 AND priority < ? ORDER BY priority DESC, created_at, id LIMIT 1";

  private final Sql sql;
  private final LocalTimes times;
  private final Duration step;
  private Instant last = Instant.EPOCH;

  /**
   * @param step how long a row has to wait to count as one step of priority higher; zero for never
   */
  Ageing(Sql sql, LocalTimes times, Duration step) {
    this.sql = sql;
    this.times = times;
    this.step = step;
  }

  private record Head(long id, long priority, String createdAt) {}

  /** The row that is to go first for its age; empty for none, or when it is too early to look. */
  List<Long> first(Instant now) throws SQLException {
    // A clock that is before the last look was put back, perhaps by far.
    boolean early = now.isBefore(last.plus(BETWEEN_LOOKS)) && !now.isBefore(last);
    if (step.isZero() || early) {
      return List.of();
    }
    last = now;
    Optional<Head> head = below(Long.MAX_VALUE);
    Optional<Head> oldest = Optional.empty();
    double best = head.map(row -> weight(row, now)).orElse(0.0);
    for (int level = 1; head.isPresent() && level < MOST_LEVELS; level++) {
      head = below(head.get().priority());
      if (head.isPresent() && weight(head.get(), now) > best) {
        best = weight(head.get(), now);
        oldest = head;
      }
    }
    return oldest.map(row -> List.of(row.id())).orElse(List.of());
  }

  private Optional<Head> below(long priority) throws SQLException {
    return sql
        .query(
            WAITING,
            row -> new Head(row.getLong(1), row.getLong(2), String.valueOf(row.getString(3))),
            priority)
        .stream()
        .findFirst();
  }

  private double weight(Head row, Instant now) {
    Duration age = Duration.between(times.parse(row.createdAt()).orElse(now), now);
    return row.priority() + Math.max(0, (double) age.toMillis() / step.toMillis());
  }
}
