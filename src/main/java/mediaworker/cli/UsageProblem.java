package mediaworker.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in one line what is wrong with the command line, and where help is. */
final class UsageProblem implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(
        problem instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command)
            : problem.getMessage() + ".");
    err.println("Help: bin/" + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCodes.USAGE;
  }

  private static String unmatched(UnmatchedArgumentException problem, CommandLine command) {
    String word = problem.getUnmatched().get(0);
    boolean root = command.getParent() == null;
    String what =
        problem.isUnknownOption()
            ? "There is no option " + word
            : root
                ? "There is no command " + word
                : "The command " + command.getCommandName() + " takes no \"" + word + "\"";
    List<String> near = problem.getSuggestions();
    if (near.isEmpty() || !(root || problem.isUnknownOption())) {
      return what + ".";
    }
    String meant = near.get(0).substring(near.get(0).lastIndexOf(' ') + 1);
    return what + "; is " + meant + " meant?";
  }
}
