package mediaworker.jobs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mediaworker.concurrent.Cancellation;
import org.jspecify.annotations.Nullable;

/**
 * Decides what becomes of a row. Pure: time and chance come in as arguments.
 *
 * @param baseDelay wait before the second attempt; doubled for each further one
 * @param maxDelay longest wait
 */
public record RetryPolicy(Duration baseDelay, Duration maxDelay) {

  private static final int LONGEST_MESSAGE = 480;

  /** Stands where something was left out. */
  private static final String CUT = " … ";

  /** How often a job that waits for room on a disk looks for it. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /** The work ended well, or goes on elsewhere. */
  public Outcome decide(JobResult result) {
    if (result instanceof JobResult.Finished finished) {
      return new Outcome.Completed(
          finished.result(), sentence(finished.note()), finished.outputs(), finished.findings());
    }
    if (result instanceof JobResult.Waiting waiting) {
      return new Outcome.Waiting(waiting.at(), 100 * waiting.fraction(), sentence(waiting.note()));
    }
    if (result instanceof JobResult.Ready ready) {
      return new Outcome.Waiting(null, Double.NaN, sentence(ready.note()));
    }
    if (result instanceof JobResult.Snoozed snoozed) {
      return new Outcome.Snoozed(snoozed.at(), sentence(snoozed.reason()), snoozed.waitsFor());
    }
    if (result instanceof JobResult.WaitForChildren wait) {
      return new Outcome.WaitingForChildren(
          wait.add(),
          wait.again(),
          wait.underWay(),
          wait.status(),
          100 * wait.fraction(),
          sentence(wait.note()),
          wait.open());
    }
    if (result instanceof JobResult.NeedsDecision undecided) {
      return new Outcome.Undecided(sentence(undecided.sentence()));
    }
    throw new IllegalArgumentException("no rule for " + result);
  }

  /**
   * The work ended with an exception.
   *
   * @param stopped why it was asked to stop, if it was; this explains any exception
   * @param random 0…1, spreads the waits of jobs that failed together
   */
  public Outcome decide(
      Job job,
      Throwable thrown,
      Optional<Cancellation.Reason> stopped,
      Instant now,
      double random) {
    if (stopped.isPresent()) {
      return switch (stopped.get()) {
        case TAKEN_BACK -> new Outcome.TakenBack();
        case SHUTDOWN -> new Outcome.Released();
        case TIME_LIMIT -> new Outcome.Failed("The job took longer than its time limit.");
      };
    }
    if (thrown instanceof JobFailure failure) {
      return decide(job, failure, now, random);
    }
    if (thrown instanceof IOException fault) {
      return decide(job, DiskFaults.of(fault), now, random);
    }
    if (thrown instanceof OutOfMemoryError) {
      return again(job, "The worker had too little memory for this job.", now, random);
    }
    if (thrown instanceof InterruptedException || thrown instanceof CancellationException) {
      return new Outcome.Released();
    }
    return new Outcome.Failed(
        "An unexpected fault in the worker; its log tells more about job " + job.id() + ".");
  }

  private Outcome decide(Job job, JobFailure failure, Instant now, double random) {
    return switch (failure.kind()) {
      case INPUT -> new Outcome.Failed(sentence(failure.sentence()));
      case WORKER -> new Outcome.Released();
      case LATER ->
          new Outcome.Snoozed(
              now.plus(LOOK_AGAIN), sentence(failure.sentence()), Outcome.Snoozed.MACHINE);
      case TRANSIENT, KILLED -> again(job, failure.sentence(), now, random);
    };
  }

  private Outcome again(Job job, String message, Instant now, double random) {
    if (job.attempts() >= job.maxAttempts()) {
      String tries = job.attempts() > 1 ? " (after " + job.attempts() + " attempts)" : "";
      return new Outcome.Failed(sentence(message) + tries);
    }
    return new Outcome.RetryAt(now.plus(delay(job.attempts(), random)), sentence(message));
  }

  /**
   * The wait after a failed attempt: the base delay doubled per attempt, capped, of which half is
   * left to chance ("equal jitter").
   *
   * @param attempt the attempt that failed, from 1
   * @param random 0…1
   */
  public Duration delay(int attempt, double random) {
    double factor = Math.pow(2, Math.min(attempt - 1, 30));
    double millis = Math.min(baseDelay.toMillis() * factor, (double) maxDelay.toMillis());
    return Duration.ofMillis(Math.round(millis / 2 + millis / 2 * random));
  }

  /** Fit for a row: one line, no control characters, under 500 characters. */
  public static String sentence(@Nullable String message) {
    String text = message == null ? "" : message;
    String clean = text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    return clean.length() <= LONGEST_MESSAGE
        ? clean
        : clean.substring(0, LONGEST_MESSAGE - 1) + "…";
  }

  /**
   * Two sentences fit for a row. Where that is too long the second one is cut in its middle, since
   * what to do stands at its beginning or its end.
   */
  public static String sentence(String first, @Nullable String second) {
    String before = sentence(first);
    String after = sentence(second);
    int room = LONGEST_MESSAGE - before.length() - 1;
    if (after.length() > room) {
      int end = Math.max(room, 0) / 4;
      int beginning = Math.max(room - end - CUT.length(), 0);
      after = after.substring(0, beginning) + CUT + after.substring(after.length() - end);
    }
    return sentence(before + " " + after);
  }
}
