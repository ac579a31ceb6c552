package mediaworker.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.cli.console.ExitCodes;
import mediaworker.text.Spelling;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says, a line each, what is wrong with the command line, and where help is. */
final class UsageProblem implements IParameterExceptionHandler {

  /** As picocli says it of a number: 'x' is not a long, or an int. */
  private static final Pattern NO_NUMBER =
      Pattern.compile(
          "Invalid value for (?:positional parameter at index [0-9*.]+ \\(|option ')<?([^>)'(]+)>?.*:"
              + " '(.*)' is not an? (?:long|int)",
          Pattern.DOTALL);

  private static final Pattern NO_CHOICE =
      Pattern.compile(
          "Error: Missing required argument \\(specify one of these\\): \\((.*)\\)",
          Pattern.DOTALL);

  /** As picocli says it of a word that is none of a few. */
  private static final Pattern NO_WORD =
      Pattern.compile(
          "Invalid value for (positional parameter|option '(.*?)').*: expected one of \\[(.*)\\]"
              + " \\(case-insensitive\\) but was '(.*)'",
          Pattern.DOTALL);

  private static final Pattern NO_COMMAND =
      Pattern.compile("Unknown subcommand '(.*)'\\.", Pattern.DOTALL);

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
          if (isWrongWord(problem)) {
            break; // it is also told as missing and as one too many
          }
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

  /** Whether a word stands at the right place and cannot be read. */
  private static boolean isWrongWord(ParameterException problem) {
    return problem.getArgSpec() instanceof PositionalParamSpec
        && !(problem instanceof MissingParameterException);
  }

  private static String sentence(ParameterException problem) {
    if (problem instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched, problem.getCommandLine());
    }
    String said = String.valueOf(problem.getMessage());
    Matcher number = NO_NUMBER.matcher(said);
    if (number.matches()) {
      return number.group(1) + ": \"" + number.group(2) + "\" is not a whole number.";
    }
    Matcher word = NO_WORD.matcher(said);
    if (word.matches()) {
      return noWord(word, problem.getCommandLine());
    }
    Matcher command = NO_COMMAND.matcher(said);
    if (command.matches()) {
      return "There is no command "
          + command.group(1)
          + Spelling.end(command.group(1), WorkerCommand.commands().keySet());
    }
    Matcher choice = NO_CHOICE.matcher(said);
    return choice.matches()
        ? "One of these is needed: " + choice.group(1).replace(" | ", ", ") + "."
        : ended(said);
  }

  /** With a full stop, unless it asks. */
  private static String ended(String said) {
    return said.endsWith("?") ? said : said + ".";
  }

  private static String noWord(Matcher said, CommandLine command) {
    String word = said.group(4);
    String what =
        said.group(2) == null
            ? "The command " + command.getCommandName() + " takes no \"" + word + "\""
            : said.group(2) + ": there is no \"" + word + "\"";
    // Their names in Java; people write them small.
    List<String> choices = List.of(said.group(3).toLowerCase(Locale.ROOT).split(", "));
    return what + Spelling.endOrAll(word.toLowerCase(Locale.ROOT), choices);
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
    if (near.isEmpty() && problem.isUnknownOption()) {
      near = longer(word, command);
    }
    if (!root && !problem.isUnknownOption()) {
      return what + field(word, command).map(option -> "; is " + option + " meant?").orElse(".");
    }
    if (near.isEmpty()) {
      return what + ".";
    }
    String meant = near.get(0).substring(near.get(0).lastIndexOf(' ') + 1);
    return what + "; is " + meant + " meant?";
  }

  /** What a word like "video=in.mp4" would be where fields are given by --input. */
  private static Optional<String> field(String word, CommandLine command) {
    return word.matches("\\w+=.*") && command.getCommandSpec().findOption("--input") != null
        ? Optional.of("--input " + word)
        : Optional.empty();
  }

  /** The only option that has a word's own among its words: "--port" is a part of --http-port. */
  private static List<String> longer(String word, CommandLine command) {
    String part = "-" + word.replaceFirst("^-+", "").replaceFirst("(?s)=.*", "") + "-";
    List<String> names =
        command.getCommandSpec().options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> (name.substring(1) + "-").contains(part))
            .toList();
    return names.size() == 1 ? names : List.of();
  }

  private static char first(String word) {
    String letters = word.replaceFirst("^-+", "");
    return letters.isEmpty() ? '-' : letters.charAt(0);
  }
}
