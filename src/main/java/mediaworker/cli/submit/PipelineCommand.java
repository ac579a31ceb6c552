package mediaworker.cli.submit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.jobs.JobDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
      "  bin/worker pipeline examples/cut-out.yaml --input video=clip.mp4 --wait",
      "  bin/worker pipeline examples/cut-out.yaml --dry-run"
    })
public final class PipelineCommand extends DeskCommand {

  @Parameters(paramLabel = "FILE", description = "The pipeline file, YAML or JSON.")
  Path file = Path.of("");

  @Option(
      names = {"--input", "-i", "--param", "-p"},
      paramLabel = "NAME=VALUE",
      description =
          "The value of a parameter; a name given twice makes a list. May be given several times.")
  List<String> inputs = new ArrayList<>();

  @Mixin OrderOptions order = new OrderOptions();

  @Option(names = "--dry-run", description = "Check the file and show its steps; queue nothing.")
  boolean dryRun;

  @Override
  protected int run(JobDesk desk) throws InterruptedException {
    return new PipelineRun(settings, spec, desk)
        .run(file, new GivenFields(this::wrong).parameters("--input", inputs), order, dryRun);
  }
}
