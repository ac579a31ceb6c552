package mediaworker.cli.submit;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.When;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.PipelineDesk;
import mediaworker.jobs.PipelineDesk.State;
import mediaworker.jobs.PipelineDesk.StepState;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a pipeline gets on, a line for each change, until it ends. The lines go to standard
 * error, so that standard output holds the result alone.
 */
final class PipelineWatch {

  /** Where the watch hears nothing. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Steps that a line names; the rest are counted. */
  private static final int MOST_NAMED = 4;

  private final PipelineDesk desk;
  private final PrintWriter out;
  private final PrintWriter err;

  private final When when;

  PipelineWatch(PipelineDesk desk, PrintWriter out, PrintWriter err, When when) {
    this.desk = desk;
    this.out = out;
    this.err = err;
    this.when = when;
  }

  /**
   * Waits for the end, or until nothing of it goes on before a person has decided.
   *
   * @param most how long; null for as long as it takes
   * @return the exit code
   */
  int until(long id, @Nullable Duration most) throws StoreException, InterruptedException {
    Instant last = most == null ? Instant.MAX : when.now().plus(most);
    Wakeup wakeup = new Wakeup();
    try (QueueWatch watch = desk.watch(wakeup::ring)) {
      watch.arm();
      String shown = "";
      while (true) {
        Optional<State> found = desk.look(id);
        if (found.isEmpty()) {
          err.println("Pipeline " + id + " was deleted.");
          return ExitCodes.NOT_ENDED;
        }
        State state = found.get();
        OptionalInt code = ended(id, state);
        if (code.isPresent()) {
          return code.getAsInt();
        }
        if (!when.now().isBefore(last)) {
          err.println("Pipeline " + id + " is not over yet (" + state.status() + "); it goes on.");
          return ExitCodes.NOT_ENDED;
        }
        String line = line(state);
        if (!line.equals(shown)) {
          err.println(line);
          shown = line;
        }
        wakeup.await(POLL);
      }
    }
  }

  /** Tells how it ended, or that it waits for a person; empty while it goes on. */
  private OptionalInt ended(long id, State state) {
    String why = state.error() == null ? "." : ": " + state.error();
    switch (state.status()) {
      case JobStatus.COMPLETED -> {
        if (state.result() != null) {
          out.println(state.result());
        }
        return OptionalInt.of(ExitCodes.OK);
      }
      case JobStatus.FAILED -> {
        err.println("Pipeline " + id + " failed" + why);
        return OptionalInt.of(ExitCodes.JOB_FAILED);
      }
      case JobStatus.CANCELLED -> err.println("Pipeline " + id + " was cancelled.");
      case JobStatus.SKIPPED -> err.println("Pipeline " + id + " was skipped" + why);
      case JobStatus.NEEDS_DECISION -> err.println("Pipeline " + id + " needs a decision" + why);
      default -> {
        if (state.decisions().isEmpty()) {
          return OptionalInt.empty();
        }
        state.decisions().forEach(this::toDecide);
        err.println(
            "Pipeline "
                + id
                + " goes on when that is decided; see: bin/worker resolve "
                + state.decisions().get(0).id());
      }
    }
    return OptionalInt.of(ExitCodes.NOT_ENDED);
  }

  private void toDecide(StepState step) {
    err.println(
        (step.step().isEmpty() ? "Job " + step.id() : "Step " + step.step() + ", job " + step.id())
            + (step.step().isEmpty() ? "" : ",")
            + " needs a decision"
            + (step.message() == null ? "." : ": " + step.message()));
  }

  /** " 42 % 3 of 7 steps completed; cut.1 45 %, cut.2 30 %". */
  static String line(State state) {
    List<String> running = new ArrayList<>();
    double sum = 0;
    int completed = 0;
    int failed = 0;
    int open = 0;
    for (StepState step : state.steps()) {
      switch (step.status()) {
        case "completed" -> {
          completed++;
          sum += 100;
        }
        case "failed", "cancelled", "skipped" -> {
          failed++;
          sum += 100;
        }
        case JobStatus.NEEDS_DECISION -> open++;
        case "processing", "keying_processing", "waiting_remote" -> {
          sum += step.percent();
          running.add(step.step() + " " + Math.round(step.percent()) + " %");
        }
        default -> {
          // It waits.
        }
      }
    }
    int total = state.steps().size();
    int more = running.size() - MOST_NAMED;
    List<String> named = running.subList(0, Math.min(running.size(), MOST_NAMED));
    return String.format(
        Locale.ROOT,
        "%3d %%  %d of %d steps completed%s%s%s%s",
        total == 0 ? 0 : (int) (sum / total),
        completed,
        total,
        failed == 0 ? "" : ", " + failed + " without a result",
        open == 0 ? "" : ", " + open + " to decide",
        running.isEmpty() ? "" : "; " + String.join(", ", named),
        more > 0 ? " and " + more + " more" : "");
  }
}
