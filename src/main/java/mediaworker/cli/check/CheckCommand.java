package mediaworker.cli.check;

import java.util.List;
import java.util.concurrent.Callable;
import mediaworker.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at everything a worker needs and tells every problem at once. */
@Command(
    name = "check",
    description = {
      "Look at settings, database, FFmpeg, folders and disk, and tell every problem at once.",
      "Ends with exit code 4 when there is one."
    })
public final class CheckCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  private List<String> settingProblems = List.of();

  /** What is wrong in the files and the environment; what is right there is used. */
  public void alsoTell(List<String> problems) {
    settingProblems = problems;
  }

  @Override
  public Integer call() throws InterruptedException {
    Findings findings = new Findings(spec.commandLine().getOut());
    settingProblems.forEach(sentence -> findings.problem("settings", sentence));
    new SetupCheck(settings, spec, findings).look();
    return findings.verdict();
  }
}
