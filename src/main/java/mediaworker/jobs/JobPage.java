package mediaworker.jobs;

import org.jspecify.annotations.Nullable;

/**
 * Which part of many rows.
 *
 * @param order how they are sorted
 * @param limit the most rows, from 1
 * @param after the id of the last row seen, from which the page goes on, so that later pages cost
 *     no more than the first; for the orders by id only; null to begin
 * @param offset rows to leave out at the beginning, from 0
 */
public record JobPage(Order order, int limit, @Nullable Long after, int offset) {

  /** How rows are sorted. */
  public enum Order {
    /** The latest id first. */
    NEWEST,
    /** The least id first. */
    OLDEST,
    /** As the worker would take them; rows that wait for their time last. */
    CLAIM,
    /** What ended or changed last comes first. */
    RECENT
  }

  /** The newest rows. */
  public static JobPage newest(int limit) {
    return new JobPage(Order.NEWEST, limit, null, 0);
  }

  /** The page that goes on behind a row. */
  public JobPage after(long id) {
    return new JobPage(order, limit, id, 0);
  }
}
