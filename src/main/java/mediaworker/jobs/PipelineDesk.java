package mediaworker.jobs;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queues pipelines and looks how they stand. Used by one thread. */
public interface PipelineDesk extends AutoCloseable {

  /**
   * Writes the parent and all steps in one transaction, or none of them where the queue would hold
   * too many then.
   *
   * @return {@link Submission.Queued} with the parent's id; {@link Submission.Existing} where a job
   *     has the parent's unique key already; {@link Submission.Full}; or {@link
   *     Submission.ParentMissing} where it is to be a part of a job that is not there
   */
  Submission submit(Pipeline pipeline) throws StoreException;

  /** What {@link #submit} would answer just now if it would not queue it; changes nothing. */
  Optional<Submission> unqueued(Pipeline pipeline) throws StoreException;

  /**
   * How a pipeline stands.
   *
   * @param status the parent's
   * @param result its result, at the end
   * @param error why it failed
   * @param steps all of its steps
   * @param decisions jobs of which a person has to decide before all of it can go on; empty while
   *     any of it goes on by itself
   */
  record State(
      String status,
      @Nullable String result,
      @Nullable String error,
      List<StepState> steps,
      List<StepState> decisions) {
    public State {
      steps = List.copyOf(steps);
      decisions = List.copyOf(decisions);
    }
  }

  /**
   * How a step stands.
   *
   * @param percent 0…100
   * @param message what it does, or why it failed
   */
  record StepState(long id, String step, String status, double percent, @Nullable String message) {}

  /** How a pipeline stands; empty when it was deleted. */
  Optional<State> look(long id) throws StoreException;

  /** A watch for commits. */
  QueueWatch watch(Runnable onCommit);

  @Override
  void close();
}
