package mediaworker.cli.setup;

import java.util.List;
import java.util.concurrent.Callable;
import mediaworker.cli.console.ExitCodes;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a completion script for bash and zsh. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes commands and options in bash and zsh.",
      "",
      "It completes the word \"worker\": put bin/ into PATH, or make a link to bin/worker there.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  source <(bin/worker completion)                                   this shell",
      "  bin/worker completion > /etc/bash_completion.d/worker             every bash",
      "  bin/worker completion > ~/.local/share/bash-completion/completions/worker"
    })
public final class CompletionCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "SHELL",
      description = "bash or zsh; the script is the same for both.")
  String shell = "bash";

  @Override
  public Integer call() {
    if (!List.of("bash", "zsh").contains(shell)) {
      throw new ParameterException(
          spec.commandLine(), "It is for bash and zsh, not for \"" + shell + "\"");
    }
    CommandLine root = spec.root().commandLine();
    spec.commandLine().getOut().print(AutoComplete.bash("worker", root));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
