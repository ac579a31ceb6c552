package mediaworker.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.UnaryOperator;
import mediaworker.app.JobChecks;
import mediaworker.app.SetupException;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.pipelines.PipelineException;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.SqlitePipelineDesk;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Checks a pipeline file, queues it and, if wanted, waits for its end. */
final class PipelineRun {

  private final Settings settings;
  private final CommandSpec spec;
  private final PrintWriter out;
  private final PrintWriter err;

  PipelineRun(Settings settings, CommandSpec spec) {
    this.settings = settings;
    this.spec = spec;
    this.out = spec.commandLine().getOut();
    this.err = spec.commandLine().getErr();
  }

  /** Whether a word names a pipeline file, not a job type. */
  static boolean isFile(String word) {
    return word.matches("(?i).+\\.(ya?ml|json)");
  }

  /**
   * What is wanted beside the file.
   *
   * @param follow to see its progress and end with it
   * @param most how long to follow it; null for as long as it takes
   * @param dryRun to see its steps only
   * @param parent what its parent is to say beside what the file says
   */
  record Wishes(
      boolean follow, @Nullable Duration most, boolean dryRun, UnaryOperator<JobDraft> parent) {}

  /** Answers the exit code. */
  int run(Path file, Map<String, String> parameters, Wishes wishes) throws InterruptedException {
    Pipeline pipeline;
    try {
      JobChecks checks = new JobChecks(Wiring.app(settings, spec, false));
      pipeline = PipelineFile.read(file, parameters, checks::problem).with(wishes.parent());
    } catch (PipelineException e) {
      e.problems().forEach(err::println);
      err.println("Nothing was queued.");
      return ExitCodes.USAGE;
    } catch (SetupException e) {
      err.println(e.getMessage());
      return ExitCodes.USAGE;
    }
    if (wishes.dryRun()) {
      show(pipeline);
      return ExitCodes.OK;
    }
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            Wiring.database(settings),
            Clock.system(ZoneId.systemDefault()),
            settings.queue().maxQueueSize())) {
      Submission submission = desk.submit(pipeline);
      if (submission instanceof Submission.Full full) {
        err.println(full.sentence());
        return ExitCodes.QUEUE_FULL;
      }
      long id = told(submission, pipeline.steps().size());
      if (wishes.follow()) {
        return new PipelineWatch(desk, out, err, When.here()).until(id, wishes.most());
      }
      out.println(id);
      return ExitCodes.OK;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  /** Standard output is for the id, or the result, alone. */
  private long told(Submission submission, int steps) {
    if (submission instanceof Submission.Existing there) {
      err.println("Job " + there.id() + " has this unique key already (" + there.status() + ").");
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
