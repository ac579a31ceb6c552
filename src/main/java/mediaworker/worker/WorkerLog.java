package mediaworker.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.Job;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Every line about a job that people grep for, in one place. The first two are word for word what
 * users of older workers search for; the thread's name before them comes from the log's layout.
 */
final class WorkerLog {

  /** The key under which the job's id goes with each line that the job causes. */
  static final String JOB = "job";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final Logger log = LoggerFactory.getLogger("mediaworker.jobs");

  private static final Duration MACHINE_LINE_EVERY = Duration.ofMinutes(1);

  private boolean toldOfMachine; // by the dispatcher's thread
  private long lastOfMachine; // by the dispatcher's thread

  void submitted(Claim claim, int active, int threads) {
    about(
        claim,
        () ->
            log.info(
                "Submitted job {} to worker thread pool ({}/{} active)",
                claim.job().id(),
                active,
                threads));
  }

  void processing(Claim claim) {
    log.info("Processing job {}...", claim.job().id());
  }

  /** Of a job that waits elsewhere it was told when it was on a thread. */
  void remarked(Claim claim, List<String> remarks) {
    if (claim.lane() == Lane.THREAD) {
      remarks.forEach(log::warn);
    }
  }

  void ended(Ending ending) {
    Claim claim = ending.claim();
    Job job = claim.job();
    Outcome outcome = ending.outcome();
    String took = readable(ending.took());
    String what = job.stage() == Stage.KEYING ? "keying lap" : job.type();
    about(
        claim,
        () -> {
          if (outcome instanceof Outcome.Completed completed) {
            String result = completed.result() == null ? "" : ": " + completed.result();
            String note = completed.note().isEmpty() ? "" : " (" + completed.note() + ")";
            log.info("Completed job {} ({}) in {}{}{}", job.id(), what, took, result, note);
          } else if (outcome instanceof Outcome.Failed failed) {
            log.error("Failed job {} ({}) after {}: {}", job.id(), what, took, failed.message());
          } else if (outcome instanceof Outcome.RetryAt retry) {
            log.warn(
                "Job {} ({}) failed after {}, attempt {} of {}; goes on at {}: {}",
                job.id(),
                what,
                took,
                job.attempts(),
                job.maxAttempts(),
                local(retry.at()),
                retry.message());
          } else if (outcome instanceof Outcome.Waiting waiting) {
            waits(job, what, waiting);
          } else if (outcome instanceof Outcome.Snoozed snoozed
              && snoozed.waitsFor().equals(Outcome.Snoozed.MACHINE)) {
            waitsForMachine(job, what, snoozed);
          } else if (outcome instanceof Outcome.Snoozed snoozed) {
            log.info(
                "Job {} ({}) goes on by {} at the latest: {}",
                job.id(),
                what,
                local(snoozed.at()),
                snoozed.reason());
          } else if (outcome instanceof Outcome.WaitingForChildren wait) {
            log.info("Job {} ({}) {}", job.id(), what, wait.note());
          } else if (outcome instanceof Outcome.Undecided undecided) {
            log.warn("Job {} ({}) needs a decision: {}", job.id(), what, undecided.message());
          } else if (outcome instanceof Outcome.Released && claim.lane() == Lane.REMOTE) {
            log.debug("Job {} ({}) goes on waiting", job.id(), what);
          } else if (outcome instanceof Outcome.Released) {
            log.info("Gave job {} ({}) back to the queue after {}", job.id(), what, took);
          } else {
            log.info("Stopped job {} ({}) after {}: a person took it back", job.id(), what, took);
          }
        });
  }

  /** Each look would be a line, so only those that change something are told aloud. */
  private static void waits(Job job, String what, Outcome.Waiting waiting) {
    if (waiting.at() == null) {
      log.info("Job {} ({}): {}", job.id(), what, waiting.note());
    } else {
      log.debug(
          "Job {} ({}): {}; next look at {}", job.id(), what, waiting.note(), local(waiting.at()));
    }
  }

  /** All such jobs wait then, and look again and again: one of them speaks for all. */
  private void waitsForMachine(Job job, String what, Outcome.Snoozed snoozed) {
    long now = System.nanoTime();
    boolean quiet = toldOfMachine && now - lastOfMachine < MACHINE_LINE_EVERY.toNanos();
    if (quiet) {
      log.debug("Job {} ({}) {}", job.id(), what, snoozed.reason());
      return;
    }
    toldOfMachine = true;
    lastOfMachine = now;
    log.warn(
        "Job {} ({}) {} So does every job that needs it; they go on by themselves",
        job.id(),
        what,
        snoozed.reason());
  }

  void refused(Ending ending) {
    about(
        ending.claim(),
        () ->
            log.info(
                "Job {} ended after {}, but its row had been changed or deleted meanwhile;"
                    + " nothing was written over it",
                ending.claim().job().id(),
                readable(ending.took())));
  }

  /** The table's own words stand in the line before. */
  void forbidden(Ending ending) {
    about(
        ending.claim(),
        () ->
            log.error(
                "Job {} ended after {}, but its table refused that: its row says so, where it could"
                    + " be written",
                ending.claim().job().id(),
                readable(ending.took())));
  }

  void fault(Claim claim, Throwable thrown) {
    about(claim, () -> log.error("An unexpected fault in job {}", claim.job().id(), thrown));
  }

  void rescued(Map<Long, String> lines) {
    lines.forEach((job, line) -> about(job, () -> log.warn(line)));
  }

  private static void about(Claim claim, Runnable line) {
    about(claim.job().id(), line);
  }

  private static void about(long job, Runnable line) {
    try (MDC.MDCCloseable context = MDC.putCloseable(JOB, String.valueOf(job))) {
      line.run();
    }
  }

  /** As the rest of the log has it: local time, to the second. */
  private static String local(Instant time) {
    return TIME.format(LocalDateTime.ofInstant(time, ZoneId.systemDefault()));
  }

  /** "0.4 s", "12.3 s", "4 min 5 s", "2 h 3 min". */
  static String readable(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      // By hand, since each tiny job is told: a formatter costs more than the rest of its line.
      long tenths = (time.toMillis() + 50) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " min " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
