package mediaworker.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import mediaworker.app.JobChecks;
import mediaworker.app.SetupException;
import mediaworker.config.Settings;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.StoreException;
import mediaworker.pipelines.PipelineException;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.SqliteDatabase;
import mediaworker.store.sqlite.SqlitePipelineDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Queues the steps of a pipeline file. */
@Command(
    name = "pipeline",
    description = {
      "Queue the steps of a pipeline file, all of them or, if anything in it is wrong, none.",
      "",
      "SELECT * FROM v_pipelines shows how far pipelines are. docs/pipelines.md tells of the files."
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker pipeline examples/cut-out.yaml -p video=clip.mp4 --wait",
      "  bin/worker pipeline examples/cut-out.yaml --dry-run"
    })
final class PipelineCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Parameters(paramLabel = "FILE", description = "The pipeline file, YAML or JSON.")
  Path file = Path.of("");

  @Option(
      names = {"--param", "-p"},
      paramLabel = "NAME=VALUE",
      description =
          "The value of a parameter; lists as [a.mp4, b.mp4]. May be given several times.")
  Map<String, String> parameters = new LinkedHashMap<>();

  @Option(names = "--wait", description = "Show progress and end with the pipeline.")
  boolean wait;

  @Option(names = "--dry-run", description = "Check the file and show its steps; queue nothing.")
  boolean dryRun;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Pipeline pipeline;
    try {
      JobChecks checks = new JobChecks(Wiring.app(settings, spec, false));
      pipeline = PipelineFile.read(file, parameters, checks::problem);
    } catch (PipelineException e) {
      e.problems().forEach(err::println);
      return ExitCodes.USAGE;
    } catch (SetupException e) {
      err.println(e.getMessage());
      return ExitCodes.USAGE;
    }
    if (dryRun) {
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
      return ExitCodes.OK;
    }
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            SqliteDatabase.existing(settings.db(), Wiring.durability(settings)),
            Clock.system(ZoneId.systemDefault()))) {
      long id = desk.submit(pipeline);
      out.println("Queued pipeline " + id + " with " + steps(pipeline.steps().size()) + ".");
      return wait ? new PipelineWatch(desk, out, err).until(id) : ExitCodes.OK;
    } catch (StoreException e) {
      err.println(e.sentence());
      return ExitCodes.DATABASE;
    }
  }

  private static String steps(int count) {
    return count == 1 ? "1 step" : count + " steps";
  }
}
