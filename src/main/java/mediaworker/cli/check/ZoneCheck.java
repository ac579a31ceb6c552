package mediaworker.cli.check;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.app.LiveWorkers;
import mediaworker.cli.console.When;
import mediaworker.jobs.QueueState.WorkerLine;

/**
 * Whether workers of this machine run in this process's time zone. Rows hold local time, which does
 * not say of which zone, but of a worker both are known: when its process has started, and what it
 * wrote of that.
 */
final class ZoneCheck {

  /** Nearly all zones lie a multiple of this apart. */
  private static final Duration STEP = Duration.ofMinutes(30);

  /** A worker writes its row so long after its process has started, if nothing is built first. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /**
   * No two zones lie further apart; what does is a clock that was set. One that was set by less
   * looks like another zone, so what is told is a note and no problem.
   */
  private static final Duration MOST = Duration.ofHours(26);

  private ZoneCheck() {}

  /** A sentence, without its stop, for each worker that does not. */
  static List<String> told(List<WorkerLine> workers) {
    List<String> told = new ArrayList<>();
    for (WorkerLine worker : LiveWorkers.here(workers)) {
      Optional<Instant> started =
          ProcessHandle.of(worker.id().pid()).flatMap(process -> process.info().startInstant());
      Instant written = worker.since();
      if (started.isEmpty() || written == null) {
        continue;
      }
      Duration ahead = steps(Duration.between(started.get(), written));
      if (!ahead.isZero()) {
        told.add(
            "the worker "
                + worker.id().name()
                + " writes times that are "
                + When.span(ahead.abs())
                + (ahead.isNegative() ? " behind" : " ahead of")
                + " this shell's: rows hold local time, so ages and times to come are wrong here;"
                + " start both with the same TZ");
      }
    }
    return told;
  }

  /** How far zones lie apart; zero where it is no such number. */
  private static Duration steps(Duration apart) {
    long steps = Math.floorDiv(apart.toMillis(), STEP.toMillis());
    Duration zones = STEP.multipliedBy(steps);
    boolean are = apart.minus(zones).compareTo(SLACK) <= 0 && zones.abs().compareTo(MOST) <= 0;
    return are ? zones : Duration.ZERO;
  }
}
