package mediaworker.worker;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.RemoteJobHandler;
import mediaworker.jobs.RetryPolicy;
import mediaworker.workspace.Workspace;
import org.slf4j.MDC;

/**
 * One claim's life on its thread: find the handler, decode, run, decide. Whatever is thrown becomes
 * an outcome; nothing leaves.
 */
final class JobRunner {

  private final HandlerRegistry handlers;
  private final RetryPolicy retries;
  private final Workspace workspace;
  private final ProgressLog progressLog;
  private final Clock clock;
  private final WorkerLog log;
  private volatile boolean stopping;

  JobRunner(
      HandlerRegistry handlers,
      RetryPolicy retries,
      Workspace workspace,
      ProgressLog progressLog,
      Clock clock,
      WorkerLog log) {
    this.handlers = handlers;
    this.retries = retries;
    this.workspace = workspace;
    this.progressLog = progressLog;
    this.clock = clock;
    this.log = log;
  }

  /**
   * Runs the claim to its end on this thread.
   *
   * @param timeLimit told as soon as it is known; the caller cancels when it has passed
   * @param onLostRow run when a progress report finds the row changed
   */
  Ending run(
      Claim claim, Cancellation cancellation, Consumer<Duration> timeLimit, Runnable onLostRow) {
    long start = System.nanoTime();
    try (MDC.MDCCloseable context =
        MDC.putCloseable(WorkerLog.JOB, String.valueOf(claim.job().id()))) {
      if (claim.lane() == Lane.THREAD) {
        log.processing(claim);
      }
      Outcome outcome;
      try (Remarks remarks = Remarks.listen()) {
        outcome = outcome(claim, cancellation, timeLimit, onLostRow).remarked(remarks.sentences());
      }
      return new Ending(claim, outcome, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private Outcome outcome(
      Claim claim, Cancellation cancellation, Consumer<Duration> timeLimit, Runnable onLostRow) {
    try (RunningJob running =
        new RunningJob(claim, cancellation, workspace, progressLog, clock, onLostRow)) {
      return retries.decide(handle(claim.job(), running, timeLimit));
    } catch (Throwable thrown) {
      return decide(claim, thrown, cancellation);
    }
  }

  /** From now on a job whose process is killed from outside was stopped and has not failed. */
  void stopIsAsked() {
    stopping = true;
  }

  private static boolean isKill(Throwable thrown) {
    return thrown instanceof JobFailure failure && failure.kind() == JobFailure.Kind.KILLED;
  }

  private JobResult handle(Job job, RunningJob running, Consumer<Duration> timeLimit)
      throws JobFailure, IOException, InterruptedException {
    Optional<JobHandler<?>> handler = handlers.find(job);
    if (handler.isEmpty()) {
      throw JobFailure.input(HandlerRegistry.unknown(job.type(), handlers.jobTypes()));
    }
    return handle(handler.get(), job, running, timeLimit);
  }

  private <P> JobResult handle(
      JobHandler<P> handler, Job job, RunningJob running, Consumer<Duration> timeLimit)
      throws JobFailure, IOException, InterruptedException {
    P payload = handler.decode(job);
    log.remarked(running.claim(), Remarks.heard());
    timeLimit.accept(handler.timeLimit(payload));
    running.cancellation().throwIfCancelled();
    if (running.claim().lane() == Lane.THREAD) {
      return handler.run(payload, running);
    }
    if (handler instanceof RemoteJobHandler<P> remote) {
      return remote.advance(payload, running);
    }
    throw JobFailure.input(
        "A job of type \""
            + job.type()
            + "\" does not wait for a provider, so its status cannot be waiting_remote; set it to"
            + " 'queued' to run it.");
  }

  private Outcome decide(Claim claim, Throwable thrown, Cancellation cancellation) {
    Optional<Cancellation.Reason> stopped = cancellation.reason();
    if (stopped.isEmpty() && stopping && isKill(thrown)) {
      // What stops the worker may have reached its children before us: a signal to all of them.
      stopped = Optional.of(Cancellation.Reason.SHUTDOWN);
    }
    Outcome outcome =
        retries.decide(
            claim.job(),
            thrown,
            stopped,
            clock.instant(),
            ThreadLocalRandom.current().nextDouble());
    boolean ours = thrown instanceof JobFailure || thrown instanceof IOException;
    if (stopped.isEmpty() && !ours) {
      log.fault(claim, thrown);
    }
    return outcome;
  }
}
