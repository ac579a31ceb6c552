package mediaworker.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;

/** A handler that waits until the test says how each job goes on. */
final class SteeredHandler implements JobHandler<String> {

  /** How a job goes on. */
  interface Step {
    JobResult go(JobContext context) throws JobFailure, IOException, InterruptedException;
  }

  private static final long PATIENCE_SECONDS = 60;

  private final BlockingQueue<JobContext> begun = new LinkedBlockingQueue<>();
  private final Map<Long, BlockingQueue<Step>> steps = new ConcurrentHashMap<>();
  private final BlockingQueue<Cancellation.Reason> stops = new LinkedBlockingQueue<>();
  Duration timeLimit = Duration.ofMinutes(5);

  @Override
  public Set<String> kinds() {
    return Set.of("steered", "keying", Job.KEYING_LAP);
  }

  @Override
  public String decode(Job job) {
    return "";
  }

  @Override
  public Duration timeLimit(String payload) {
    return timeLimit;
  }

  @Override
  public JobResult run(String payload, JobContext context)
      throws JobFailure, IOException, InterruptedException {
    BlockingQueue<Step> mine = queue(context.job().id());
    CountDownLatch stopped = new CountDownLatch(1);
    begun.add(context);
    try (Cancellation.Registration onStop = context.cancellation().onCancel(() -> mine.add(STOP))) {
      Step step = mine.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (step == null) {
        throw new AssertionError("the test forgot job " + context.job().id());
      }
      if (context.cancellation().isCancelled()) {
        stops.add(context.cancellation().reason().orElseThrow());
        stopped.countDown();
      }
      return step.go(context);
    }
  }

  private static final Step STOP =
      context -> {
        context.cancellation().throwIfCancelled();
        throw new AssertionError("stopped without a reason");
      };

  private BlockingQueue<Step> queue(long id) {
    return steps.computeIfAbsent(id, any -> new LinkedBlockingQueue<>());
  }

  /** Waits until some job has begun. */
  JobContext awaitBegun() throws InterruptedException {
    JobContext context = begun.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (context == null) {
      throw new AssertionError("no job began");
    }
    return context;
  }

  /** Whether a job has begun that nobody has awaited. */
  boolean hasBegun() {
    return !begun.isEmpty();
  }

  /** Waits until some job has been asked to stop. */
  Cancellation.Reason awaitStop() throws InterruptedException {
    Cancellation.Reason reason = stops.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (reason == null) {
      throw new AssertionError("no job was asked to stop");
    }
    return reason;
  }

  void go(long id, Step step) {
    queue(id).add(step);
  }

  void finish(long id) {
    go(id, context -> new JobResult.Finished("result-" + id, "well done"));
  }
}
