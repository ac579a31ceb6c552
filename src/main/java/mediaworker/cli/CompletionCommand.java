package mediaworker.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
final class CompletionCommand implements Callable<Integer> {

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    spec.commandLine().getOut().print(AutoComplete.bash("worker", root));
    spec.commandLine().getOut().flush();
    return ExitCodes.OK;
  }
}
