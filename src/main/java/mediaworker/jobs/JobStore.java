package mediaworker.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The table as the loop sees it. All methods are called by one thread, the dispatcher's.
 *
 * <p>Every write about a claimed row is guarded by its claim; a row that a person changed or
 * deleted is never written over.
 */
public interface JobStore extends AutoCloseable {

  /** Makes this worker known to others, so that they can tell when it is gone. */
  void register(WorkerId worker, int threads, Duration lease, Instant now) throws StoreException;

  /**
   * One durable transaction: records endings, shows begun reservations as running, wakes rows whose
   * time has come, and claims. Nothing of it happened when it throws.
   */
  Round exchange(Round.Request request) throws StoreException;

  /** Keeps within these limits from now on; what runs already is left alone. */
  void limit(Lanes lanes);

  /** Which words the rows that are left alone have as their status; cheap where there are none. */
  List<UnknownStatus> unknownStatuses() throws StoreException;

  /** Whether any other connection has committed since this was last asked. */
  boolean changedByOthers() throws StoreException;

  /** The claims that are no longer ours: the row is gone, or a person gave it another status. */
  Set<Claim> takenBack(Collection<Claim> held) throws StoreException;

  /** Renews the lease of everything this worker holds, by one statement. */
  void renewLeases(Instant now) throws StoreException;

  /**
   * Takes back the rows of workers that are gone, at once; never those of a worker that is alive;
   * of one of which nothing is known when its lease has not been renewed for its whole length, as
   * counted here by a clock that nobody moves.
   *
   * @return a line for the log by each row's id
   */
  Map<Long, String> rescue(Function<WorkerId, Presence> presence, Instant now)
      throws StoreException;

  /**
   * Records what a dead worker had kept since it could not record it. Guarded by its claims, so
   * that what has been taken back meanwhile is not written over.
   *
   * @return those of which nothing was written
   */
  Set<Claim> recordKept(List<Ending> endings, Instant now) throws StoreException;

  /** Which database this is: the same for all workers on it, no other's. */
  String place();

  /**
   * Tidies the database's own files; waits for nobody.
   *
   * @param idle whether nothing is going on
   */
  void tidy(boolean idle) throws StoreException;

  /** When the first row that is not yet due will be. */
  Optional<Instant> nextDue() throws StoreException;

  /** When the next step of the first waiting row is due. */
  Optional<Instant> nextStep() throws StoreException;

  /** Whether a provider may still work for a row that is gone or has been given up. */
  boolean hasAbandonedCalls() throws StoreException;

  /**
   * Whether rows wait for a thread, or will by then.
   *
   * @param until rows that fall due later do not count
   */
  boolean hasWorkLeft(Instant until) throws StoreException;

  /**
   * Rows that wait for their time.
   *
   * @param rows how many
   * @param first the first one's {@code run_at}, as the table has it; null where there is none
   */
  record Later(long rows, @Nullable String first) {}

  /** Which rows wait for their time. */
  Later later() throws StoreException;

  /** Where the progress of running jobs is written; safe for use by many threads. */
  ProgressLog progressLog();

  /** The children of parents; safe for use by many threads. */
  Children children();

  /** The ledger of paid calls, over connections of its own; safe for use by many threads. */
  CallLedger calls();

  /** A watch for commits of other programs. */
  QueueWatch watch(Runnable onCommit);

  /** Leaves the list of workers and closes the database. */
  @Override
  void close();
}
