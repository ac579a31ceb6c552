package mediaworker.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.PipelineDesk;
import mediaworker.jobs.PipelineDesk.State;
import mediaworker.jobs.PipelineDesk.StepState;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;

/** Shows how a pipeline gets on, a line for each change, until it ends. */
final class PipelineWatch {

  /** Where the watch hears nothing. */
  private static final Duration POLL = Duration.ofSeconds(1);

  /** Steps that a line names; the rest are counted. */
  private static final int MOST_NAMED = 4;

  private final PipelineDesk desk;
  private final PrintWriter out;
  private final PrintWriter err;

  PipelineWatch(PipelineDesk desk, PrintWriter out, PrintWriter err) {
    this.desk = desk;
    this.out = out;
    this.err = err;
  }

  /** Waits for the end; answers the exit code. */
  int until(long id) throws StoreException, InterruptedException {
    Wakeup wakeup = new Wakeup();
    try (QueueWatch watch = desk.watch(wakeup::ring)) {
      watch.arm();
      String shown = "";
      while (true) {
        Optional<State> state = desk.look(id);
        if (state.isEmpty()) {
          err.println("Pipeline " + id + " was deleted.");
          return ExitCodes.JOB_FAILED;
        }
        switch (state.get().status()) {
          case "completed" -> {
            String result = state.get().result();
            out.println("Completed pipeline " + id + (result == null ? "." : ": " + result));
            return ExitCodes.OK;
          }
          case "failed", "cancelled", "skipped", "needs_decision" -> {
            String why = state.get().error();
            err.println(
                "Pipeline "
                    + id
                    + " is "
                    + state.get().status()
                    + (why == null ? "." : ": " + why));
            return ExitCodes.JOB_FAILED;
          }
          default -> {
            String line = line(state.get());
            if (!line.equals(shown)) {
              out.println(line);
              shown = line;
            }
          }
        }
        wakeup.await(POLL);
      }
    }
  }

  /** " 42 % 3 of 7 steps completed; cut.1 45 %, cut.2 30 %". */
  static String line(State state) {
    List<String> running = new ArrayList<>();
    double sum = 0;
    int completed = 0;
    int failed = 0;
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
        "%3d %%  %d of %d steps completed%s%s%s",
        total == 0 ? 0 : (int) (sum / total),
        completed,
        total,
        failed == 0 ? "" : ", " + failed + " without a result",
        running.isEmpty() ? "" : "; " + String.join(", ", named),
        more > 0 ? " and " + more + " more" : "");
  }
}
