package mediaworker.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.StoreException;
import mediaworker.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one running job sees of the worker: its row, its folder, its progress. */
final class RunningJob implements JobContext, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(RunningJob.class);

  /** Progress is for people: they do not read faster than this. */
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(1);

  private final Claim claim;
  private final Cancellation cancellation;
  private final Workspace workspace;
  private final ProgressLog progressLog;
  private final Clock clock;
  private final Runnable onLostRow;

  private ProgressLog.@Nullable Line line; // guarded by this
  private Instant lastProgress = Instant.MIN; // guarded by this
  private @Nullable Path workDir; // guarded by this
  private boolean over; // guarded by this

  RunningJob(
      Claim claim,
      Cancellation cancellation,
      Workspace workspace,
      ProgressLog progressLog,
      Clock clock,
      Runnable onLostRow) {
    this.claim = claim;
    this.cancellation = cancellation;
    this.workspace = workspace;
    this.progressLog = progressLog;
    this.clock = clock;
    this.onLostRow = onLostRow;
  }

  @Override
  public Claim claim() {
    return claim;
  }

  @Override
  public Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public synchronized Path workDir() throws IOException {
    if (workDir == null) {
      workDir = workspace.jobFolder(claim.fileName());
    }
    return workDir;
  }

  @Override
  public synchronized void progress(double fraction, String message) {
    Instant now = clock.instant();
    if (over || Duration.between(lastProgress, now).compareTo(PROGRESS_EVERY) < 0) {
      return;
    }
    lastProgress = now;
    if (line == null) {
      line = progressLog.open(claim);
    }
    double percent = Double.isFinite(fraction) ? Math.max(0, Math.min(1, fraction)) * 100 : 0;
    try {
      double shown = Math.round(percent * 10) / 10.0;
      if (!line.write(shown, RetryPolicy.sentence(message), now)) {
        onLostRow.run();
      }
    } catch (StoreException e) {
      // Progress is no reason to stop a job; the next report tries again.
      log.debug("progress of job {} was not written: {}", claim.job().id(), e.sentence());
    }
  }

  /** Ends the reports and removes the job's folder. */
  @Override
  public synchronized void close() {
    over = true;
    if (line != null) {
      line.close();
    }
    if (workDir != null) {
      workspace.remove(workDir);
    }
  }
}
