package mediaworker.cli.submit;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mediaworker.app.JobChecks;
import mediaworker.app.SetupException;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.Waiting;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.pipelines.PipelineException;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import picocli.CommandLine.Model.CommandSpec;
import tools.jackson.databind.JsonNode;

/** Checks a pipeline file, queues it and, if wanted, waits for its end. */
final class PipelineRun {

  private final Settings settings;
  private final CommandSpec spec;
  private final JobDesk queue;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * @param queue the queue that it goes into
   */
  PipelineRun(Settings settings, CommandSpec spec, JobDesk queue) {
    this.settings = settings;
    this.spec = spec;
    this.queue = queue;
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
  }

  /** Whether a word names a pipeline file, not a job type. */
  static boolean isFile(String word) {
    return word.matches("(?i).+\\.(ya?ml|json)");
  }

  /**
   * Does it.
   *
   * @param order what its parent is to say beside what the file says, and whether to wait
   * @param dryRun to see its steps only
   * @return the exit code
   */
  int run(Path file, Map<String, JsonNode> parameters, OrderOptions order, boolean dryRun)
      throws InterruptedException {
    When when = When.here();
    Duration most = order.most();
    Pipeline pipeline;
    try {
      pipeline = read(file, parameters).with(parent -> order.ordered(parent, when));
    } catch (PipelineException e) {
      e.problems().forEach(err::println);
      err.println("Nothing was queued.");
      return ExitCodes.USAGE;
    } catch (SetupException e) {
      err.println(e.getMessage());
      return ExitCodes.USAGE;
    }
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            Wiring.database(settings),
            Clock.system(ZoneId.systemDefault()),
            settings.queue().maxQueueSize())) {
      Optional<Submission> answer =
          dryRun ? desk.unqueued(pipeline) : Optional.of(desk.submit(pipeline));
      OptionalInt refused = answer.isEmpty() ? OptionalInt.empty() : order.refused(answer.get());
      if (refused.isPresent()) {
        return refused.getAsInt();
      }
      if (dryRun) {
        if (answer.isEmpty()) {
          show(pipeline);
        }
        return ExitCodes.OK;
      }
      long id = id(answer.orElseThrow(), pipeline.steps().size());
      if (order.wait) {
        Waiting.hint(queue, err);
        return new PipelineWatch(desk, out, err, when).until(id, most);
      }
      out.println(id);
      return ExitCodes.OK;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  /** Prints as well what there is to say of steps that are not wrong. */
  private Pipeline read(Path file, Map<String, JsonNode> parameters)
      throws PipelineException, SetupException {
    JobChecks checks = new JobChecks(Wiring.app(settings, spec, false));
    try (Remarks remarks = Remarks.listen()) {
      try {
        return PipelineFile.read(file, parameters, checks::problem);
      } finally {
        remarks.sentences().forEach(err::println);
      }
    }
  }

  /** Standard output is for the id, or the result, alone. */
  private long id(Submission submission, int steps) {
    if (submission instanceof Submission.Existing there) {
      return there.id();
    }
    long id = ((Submission.Queued) submission).id();
    err.println("Queued pipeline " + id + " with " + (steps == 1 ? "1 step." : steps + " steps."));
    return id;
  }

  private void show(Pipeline pipeline) {
    pipeline
        .steps()
        .forEach(
            step ->
                out.println(
                    step.step()
                        + ": "
                        + step.type()
                        + (step.needs().isEmpty()
                            ? ""
                            : ", after " + String.join(", ", step.needs()))));
  }
}
