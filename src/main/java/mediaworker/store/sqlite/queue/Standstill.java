package mediaworker.store.sqlite.queue;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import mediaworker.store.sqlite.database.Sql;

/**
 * Finds jobs that wait for each other. A job goes on once all that it waits for has gone on, so
 * what is left when all that can go on is taken away, one after another, waits in a circle or for
 * one (Kahn, Topological sorting of large networks, CACM 5 (1962)).
 */
public final class Standstill {

  private record Need(long job, long needs) {}

  private Standstill() {}

  /** The ids, the least first. */
  public static List<Long> find(Sql sql) throws SQLException {
    List<Need> open =
        sql.query(
            "SELECT job_id, needs_id FROM job_needs INDEXED BY job_needs_open WHERE met = 0",
            row -> new Need(row.getLong(1), row.getLong(2)));
    Map<Long, Integer> left = new HashMap<>();
    Map<Long, List<Long>> waiters = new HashMap<>();
    for (Need need : open) {
      left.merge(need.job(), 1, Integer::sum);
      waiters.computeIfAbsent(need.needs(), any -> new ArrayList<>()).add(need.job());
    }
    Deque<Long> goOn = new ArrayDeque<>(waiters.keySet());
    goOn.removeIf(left::containsKey);
    while (!goOn.isEmpty()) {
      for (long waiter : waiters.getOrDefault(goOn.remove(), List.of())) {
        if (left.merge(waiter, -1, Integer::sum) == 0) {
          left.remove(waiter);
          goOn.add(waiter);
        }
      }
    }
    return List.copyOf(new TreeSet<>(left.keySet()));
  }
}
