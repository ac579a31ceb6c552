package mediaworker.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Notices of ended jobs that are still to be sent. They come into being in the transaction that
 * ends the row, whoever makes it, so none is lost. Safe for use by many threads and workers.
 */
public interface Outbox {

  /**
   * Takes notices that are due, so that no other worker sends them meanwhile. What is not settled
   * within the time falls due again: its sender has died.
   *
   * @param each so many of one receiver at most, with those that are under way
   * @param underWay how many go to a receiver now, by {@link #receiver}
   */
  List<Notice> take(int limit, int each, Map<String, Integer> underWay, Instant now, Duration time)
      throws StoreException;

  /** Who is told at a URL: its scheme, host and port as they are written. */
  static String receiver(String url) {
    String whole = url.strip() + "/";
    int path = whole.indexOf('/', "https://".length());
    return path < 0 ? whole : whole.substring(0, path + 1);
  }

  /** A notice was taken by its receiver. */
  void delivered(Notice notice, int httpStatus, Instant now) throws StoreException;

  /**
   * A notice was not taken.
   *
   * @param sentence why, for a person
   * @param httpStatus the status of its answer; null when there was none
   * @param again when it is tried again; null when it is given up
   */
  void refused(
      Notice notice,
      String sentence,
      @Nullable Integer httpStatus,
      @Nullable Instant again,
      Instant now)
      throws StoreException;

  /**
   * Notices that have been tried so often and would wait until later than they ever do are due now:
   * a clock that was ahead has put them off.
   *
   * @param attempts how often
   * @param latest the latest time that may have been set for the next one by a clock that is right
   */
  void hurry(int attempts, Instant latest, Instant now) throws StoreException;

  /** When the first notice is due; empty when there is none. */
  Optional<Instant> nextDue() throws StoreException;

  /** Forgets what was settled before then. */
  void tidy(Instant before) throws StoreException;
}
