package mediaworker.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue as people and their programs use it: to put jobs in, look at them and steer them,
 * beside workers that run. Safe for use by many threads.
 *
 * <p>Every change is one transaction, guarded by the statuses it is meant for, and means to a
 * worker just what the same UPDATE by hand does.
 */
public interface JobDesk extends AutoCloseable {

  /**
   * Queues a job, unless one of its unique key is there, the queue is full, or it names jobs that
   * are not.
   */
  Submission submit(JobDraft draft) throws StoreException;

  /** Queues jobs in one transaction: all of them, or none where the queue would be too full. */
  List<Submission> submit(List<JobDraft> drafts) throws StoreException;

  /**
   * What {@link #submit} would answer just now where it would not queue; changes nothing.
   *
   * @param drafts no two with the same unique key. {@code submit} answers the second with the id of
   *     the job that it queues for the first, and here there is no such id yet: both are empty
   * @return one for each draft, empty where it would be queued
   */
  List<Optional<Submission>> unqueued(List<JobDraft> drafts) throws StoreException;

  /** Rows that a filter lets through. */
  List<JobRow> find(JobFilter filter, JobPage page) throws StoreException;

  /**
   * The same rows as lists show them, so that any page of them fits into little memory: of texts of
   * more than 4 KB the beginning and "…", of an {@code input_data} of more than 16 KB only the
   * {@link TellingFields}, and no other JSON of that size.
   */
  List<JobRow> list(JobFilter filter, JobPage page) throws StoreException;

  /** How many rows a filter lets through. */
  long count(JobFilter filter) throws StoreException;

  /** One row. */
  Optional<JobRow> row(long id) throws StoreException;

  /**
   * Everything about a job, its parts as {@link #list} shows them.
   *
   * @param wholeHistory whether all that happened to it is told; else the last hundred events,
   *     since a script may queue a job again for years
   */
  Optional<JobStory> show(long id, boolean wholeHistory) throws StoreException;

  /**
   * Rows of a type and status.
   *
   * @param jobs how many
   */
  record Count(String type, String status, long jobs) {}

  /** How many rows there are of each type and status. Looks at the whole table. */
  List<Count> counts() throws StoreException;

  /**
   * The queue at a glance, its rows as {@link #list} shows them.
   *
   * @param most rows of each list at the most
   */
  QueueState state(int most) throws StoreException;

  /**
   * How many rows wait for a thread, their time or other jobs: what the limit of the queue's size
   * counts. Parents that wait for their parts are not among them.
   */
  long waiting() throws StoreException;

  /**
   * Rows that wait for each other, or for such rows, so that none of them will ever go on; the
   * oldest first.
   *
   * @param most rows of the list at the most
   */
  List<JobRow> standstill(int most) throws StoreException;

  /**
   * What a change did.
   *
   * @param done the rows that were changed, by id
   * @param refused rows that were named by id and are not in a status in which it can be done, with
   *     that status; an empty text for rows that do not exist
   * @param along rows that were changed for the sake of those
   * @param sooner rows that waited for their time and do so no more
   */
  record Changed(List<Long> done, Map<Long, String> refused, List<Long> along, List<Long> sooner) {
    public Changed {
      done = List.copyOf(done);
      sooner = List.copyOf(sooner);
      along = List.copyOf(along);
      refused = Map.copyOf(refused);
    }
  }

  /** Cancels rows that wait, run, are under way at a provider or need a decision. */
  Changed cancel(JobFilter filter) throws StoreException;

  /**
   * Queues rows again, those that failed on a keying lap for that lap. Rows that wait for their
   * time are let go at once where they are named by id.
   *
   * @param from the statuses this is done for; failed and cancelled where a person did not ask for
   *     more. Rows that need a decision are never among them: see {@link CallDesk}
   */
  Changed retry(JobFilter filter, Set<String> from) throws StoreException;

  /** Gives rows that are not over another priority. */
  Changed prioritize(JobFilter filter, int priority) throws StoreException;

  /**
   * Forgets rows with their history; the ledger of paid calls stays.
   *
   * @param evenUnderWay also rows that run, which stops them, or that a provider works on
   */
  Changed delete(JobFilter filter, boolean evenUnderWay) throws StoreException;

  /**
   * Tells all texts in which rows other than the given ones may name a file that is still needed:
   * an output, or an input of what is not over. In one snapshot; a text may come more than once.
   *
   * @param except ids
   * @param heard must not wait for anything, since the snapshot is open meanwhile
   */
  void tellNamed(Set<Long> except, Consumer<String> heard) throws StoreException;

  /**
   * Begins nothing more of it; false when it was paused already, whose reason is then replaced.
   *
   * @param name the job type or provider; empty for everything
   */
  boolean pause(Pause.Scope scope, String name, @Nullable String reason) throws StoreException;

  /** Goes on with it; false when it was not paused. */
  boolean resume(Pause.Scope scope, String name) throws StoreException;

  /** What is paused, by people or by providers' answers. */
  List<Pause> pauses() throws StoreException;

  /** Forgets the history of rows that are gone; answers how many lines. */
  int tidy() throws StoreException;

  /** A watch for commits of other programs and of workers. */
  QueueWatch watch(Runnable onCommit);

  @Override
  void close();
}
