package mediaworker.handlers;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobHandler;
import mediaworker.jobs.JobResult;

/**
 * Does nothing, for as long as it is told to: {@code noop} with {@code {"seconds": 2}}. To see that
 * a worker runs, and to measure what the queue itself costs.
 */
public final class NoopHandler implements JobHandler<Duration> {

  private static final double LONGEST_SECONDS = 3600;

  @Override
  public Set<String> kinds() {
    return Set.of("noop");
  }

  @Override
  public Duration decode(Job job) throws JobFailure {
    if (job.inputData() == null) {
      return Duration.ZERO;
    }
    InputFields fields = InputFields.of("input_data", job.inputData());
    double seconds = fields.number("seconds", 0, 0, LONGEST_SECONDS);
    fields.done();
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  @Override
  public JobResult run(Duration length, JobContext context) throws InterruptedException {
    long start = System.nanoTime();
    CountDownLatch stop = new CountDownLatch(1);
    try (Cancellation.Registration onStop = context.cancellation().onCancel(stop::countDown)) {
      while (true) {
        // The time is looked at after the report, which may take a while and is no part of it.
        long left = length.toNanos() - (System.nanoTime() - start);
        if (left <= 0) {
          break;
        }
        if (stop.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS)) {
          context.cancellation().throwIfCancelled();
        }
        double over = (double) (System.nanoTime() - start) / length.toNanos();
        if (over < 1) {
          context.progress(over, "doing nothing");
        }
      }
    }
    return new JobResult.Finished(null, "");
  }
}
