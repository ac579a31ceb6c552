package mediaworker.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says, a line each, what is wrong with the command line, and where help is. */
final class UsageProblem implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException problem, String[] arguments) {
    CommandLine command = problem.getCommandLine();
    PrintWriter err = command.getErr();
    List<String> all = all(arguments);
    (all.isEmpty() ? List.of(sentence(problem)) : all).forEach(err::println);
    err.println("Help: bin/" + command.getCommandSpec().qualifiedName() + " --help");
    return ExitCodes.USAGE;
  }

  /** Everything that is wrong with a command line, a sentence each. */
  static List<String> all(String[] arguments) {
    List<String> sentences = new ArrayList<>();
    for (ParseResult parsed = parse(arguments); parsed != null; parsed = parsed.subcommand()) {
      for (Exception error : parsed.errors()) {
        if (error instanceof ParameterException problem) {
          sentences.add(sentence(problem));
        }
      }
    }
    return sentences;
  }

  /** The command that a command line names; empty for none. */
  static String command(String[] arguments) {
    ParseResult command = parse(arguments).subcommand();
    return command == null ? "" : command.commandSpec().name();
  }

  /** Goes on after what is wrong, to see what else is. */
  private static ParseResult parse(String[] arguments) {
    CommandLine lenient = WorkerCommand.line();
    lenient.getCommandSpec().parser().collectErrors(true);
    lenient
        .getSubcommands()
        .values()
        .forEach(command -> command.getCommandSpec().parser().collectErrors(true));
    return lenient.parseArgs(arguments);
  }

  private static String sentence(ParameterException problem) {
    return problem instanceof UnmatchedArgumentException unmatched
        ? unmatched(unmatched, problem.getCommandLine())
        : problem.getMessage() + ".";
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
    // What is suggested may be far off; a slip of the pen hardly ever changes the first letter.
    List<String> near =
        problem.getSuggestions().stream()
            .filter(one -> first(one.substring(one.lastIndexOf(' ') + 1)) == first(word))
            .toList();
    if (near.isEmpty() || !(root || problem.isUnknownOption())) {
      return what + ".";
    }
    String meant = near.get(0).substring(near.get(0).lastIndexOf(' ') + 1);
    return what + "; is " + meant + " meant?";
  }

  private static char first(String word) {
    String letters = word.replaceFirst("^-+", "");
    return letters.isEmpty() ? '-' : letters.charAt(0);
  }
}
