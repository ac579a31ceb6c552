package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import mediaworker.store.sqlite.database.Sql;

/**
 * How jobs hang together: what needs what in the end, and what is a part of what. Runs inside the
 * round's transaction.
 */
final class NeedGraph {

  /** A circle that is told is no longer than this. */
  private static final int LONGEST_TOLD = 12;

  private final Sql sql;

  NeedGraph(Sql sql) {
    this.sql = sql;
  }

  /**
   * Follows what it needs back to itself. Since ids rise, a circle has a job that needs a later
   * one; where there is none, nothing has to be followed.
   *
   * @return the way round; empty when there is none
   */
  List<Long> circle(long id) throws SQLException {
    boolean forward =
        !sql.query(
                "SELECT 1 FROM job_needs INDEXED BY job_needs_forward WHERE met = 0"
                    + " AND needs_id >= job_id LIMIT 1",
                row -> 1)
            .isEmpty();
    if (!forward) {
      return List.of();
    }
    Map<Long, Long> neededBy = new HashMap<>();
    Deque<Long> open = new ArrayDeque<>(List.of(id));
    while (!open.isEmpty()) {
      long job = open.pop();
      for (long next :
          sql.query(
              "SELECT needs_id FROM job_needs WHERE job_id = ? AND met = 0",
              row -> row.getLong(1),
              job)) {
        if (next == id) {
          return wayTo(job, id, neededBy);
        }
        if (neededBy.putIfAbsent(next, job) == null) {
          open.push(next);
        }
      }
    }
    return List.of();
  }

  /** From a job to one that it needs in the end, and back to itself. */
  private static List<Long> wayTo(long last, long id, Map<Long, Long> neededBy) {
    Deque<Long> way = new ArrayDeque<>(List.of(id));
    for (long job = last; job != id; job = Objects.requireNonNull(neededBy.get(job))) {
      way.push(job);
    }
    way.push(id);
    return List.copyOf(way);
  }

  /** A way for a sentence, its middle left out where it is long. */
  static String told(List<Long> path) {
    if (path.size() > LONGEST_TOLD) {
      return told(path.subList(0, LONGEST_TOLD - 2))
          + " → … → "
          + told(path.subList(path.size() - 2, path.size()));
    }
    return path.stream().map(String::valueOf).collect(Collectors.joining(" → "));
  }

  /** What it is a part of, the nearest first; itself among them where its line comes back to it. */
  List<Long> ancestors(long id) throws SQLException {
    return sql.query(
        "WITH RECURSIVE up(id) AS (SELECT parent_job_id FROM jobs WHERE id = ?1"
            + " UNION SELECT j.parent_job_id FROM up JOIN jobs j ON j.id = up.id"
            + " WHERE up.id IS NOT NULL) SELECT id FROM up WHERE id IS NOT NULL",
        row -> row.getLong(1),
        id);
  }
}
