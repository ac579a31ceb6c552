package mediaworker.store.sqlite.claims;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.store.sqlite.claims.Choosing.Candidate;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.LocalTimes;
import mediaworker.store.sqlite.rows.ReadyRows;

/**
 * Keeps rows of low priority from starving: now and then the one that has waited longest goes
 * first, if its age outweighs the priority of those before it; and so it does among those that are
 * set aside for a lane, when the lane has a place. Looks at the first row of each priority, so it
 * costs the same however many rows there are. Runs inside the round's transaction.
 */
final class Ageing {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** Priorities that are looked at; more than people use. */
  private static final int MOST_LEVELS = 50;

  /** So many of the first ready rows are looked through for one of a lane. */
  private static final int FIRST_READY = 256;

  private static final String HEAD = "SELECT id, priority, created_at";

  private static final String BELOW =
      " AND "
          + ReadyRows.RANK
          + " = 0 AND priority < ?1 ORDER BY priority DESC, created_at, id LIMIT 1";

  private static final String WAITING = HEAD + ReadyRows.FROM + BELOW;

  private static final String ASIDE = HEAD + ReadyRows.ASIDE_FROM + " AND lane = ?2" + BELOW;

  private final Sql sql;
  private final LocalTimes times;
  private final Duration step;

  /** When the ready rows, under an empty name, and those of each lane were last looked at. */
  private final Map<String, Instant> looked = new HashMap<>();

  /**
   * @param step how long a row has to wait to count as one step of priority higher; zero for never
   */
  Ageing(Sql sql, LocalTimes times, Duration step) {
    this.sql = sql;
    this.times = times;
    this.step = step;
  }

  private record Head(long id, long priority, String createdAt) {}

  /** What a row has to outweigh that is to go before its turn. */
  private record Rival(long priority, double weight) {

    static final Rival NONE = new Rival(Long.MIN_VALUE, Double.NEGATIVE_INFINITY);
    static final Rival UNBEATEN = new Rival(Long.MAX_VALUE, Double.POSITIVE_INFINITY);
  }

  /**
   * The rows that are to go first for their age; empty for none, or when it is too early to look.
   *
   * @param lanes for which rows are set aside
   * @param use what is taken of the lanes
   */
  List<Long> first(Instant now, List<String> lanes, LaneUse use) throws SQLException {
    List<Long> first = new ArrayList<>();
    if (step.isZero()) {
      return first;
    }
    if (mayLook("", now)) {
      oldest(WAITING, now, Rival.NONE).ifPresent(first::add);
    }
    for (String lane : lanes) {
      if (use.hasPlace(lane) && mayLook(lane, now)) {
        oldest(ASIDE, now, rival(lane, use, now), lane).ifPresent(first::add);
      }
    }
    return first;
  }

  /**
   * The first ready row that is for the same lane but was not set aside. Keying, and what goes on,
   * comes before all that ages.
   */
  private Rival rival(String lane, LaneUse use, Instant now) throws SQLException {
    Optional<Candidate> ready =
        sql
            .query(Choosing.COLUMNS + ReadyRows.FROM + Choosing.ORDER, Candidate::of, FIRST_READY)
            .stream()
            .filter(row -> use.isIn(lane, row.kind()))
            .findFirst();
    Optional<Candidate> aside =
        sql
            .query(
                Choosing.COLUMNS + ReadyRows.ASIDE_FROM + " AND lane = ?" + Choosing.ORDER,
                Candidate::of,
                lane,
                1)
            .stream()
            .findFirst();
    if (Stream.of(ready, aside).flatMap(Optional::stream).anyMatch(row -> row.rank() > 0)) {
      return Rival.UNBEATEN;
    }
    return ready
        .map(row -> new Head(row.id(), row.priority(), row.createdAt()))
        .map(head -> new Rival(head.priority(), weight(head, now)))
        .orElse(Rival.NONE);
  }

  private boolean mayLook(String which, Instant now) {
    Instant last = looked.getOrDefault(which, Instant.EPOCH);
    // A clock that is before the last look was put back, perhaps by far.
    if (now.isBefore(last.plus(BETWEEN_LOOKS)) && !now.isBefore(last)) {
      return false;
    }
    looked.put(which, now);
    return true;
  }

  /** The oldest of the first rows of each priority, where that is not the first one anyway. */
  private Optional<Long> oldest(String heads, Instant now, Rival rival, Object... lane)
      throws SQLException {
    Optional<Head> head = below(heads, Long.MAX_VALUE, lane);
    Optional<Head> oldest = Optional.empty();
    double best = rival.weight();
    for (int level = 0; head.isPresent() && level < MOST_LEVELS; level++) {
      double weight = weight(head.get(), now);
      if (weight > best) {
        best = weight;
        boolean firstAnyway = level == 0 && head.get().priority() >= rival.priority();
        oldest = firstAnyway ? Optional.empty() : head;
      }
      head = below(heads, head.get().priority(), lane);
    }
    return oldest.map(Head::id);
  }

  private Optional<Head> below(String heads, long priority, Object... lane) throws SQLException {
    Object[] values = lane.length == 0 ? new Object[] {priority} : new Object[] {priority, lane[0]};
    return sql
        .query(
            heads,
            row -> new Head(row.getLong(1), row.getLong(2), String.valueOf(row.getString(3))),
            values)
        .stream()
        .findFirst();
  }

  private double weight(Head row, Instant now) {
    Duration age = Duration.between(times.parse(row.createdAt()).orElse(now), now);
    return row.priority() + Math.max(0, (double) age.toMillis() / step.toMillis());
  }
}
