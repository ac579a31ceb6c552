package mediaworker.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.cli.check.CheckCommand;
import mediaworker.cli.check.DoctorCommand;
import mediaworker.cli.daemon.DaemonCommand;
import mediaworker.cli.daemon.Program;
import mediaworker.cli.daemon.ReloadCommand;
import mediaworker.cli.daemon.RunCommand;
import mediaworker.cli.look.ListCommand;
import mediaworker.cli.look.LogsCommand;
import mediaworker.cli.look.ShowCommand;
import mediaworker.cli.look.StatusCommand;
import mediaworker.cli.look.TopCommand;
import mediaworker.cli.setup.CompletionCommand;
import mediaworker.cli.setup.DemoCommand;
import mediaworker.cli.setup.InitCommand;
import mediaworker.cli.setup.ServiceCommand;
import mediaworker.cli.steer.CancelCommand;
import mediaworker.cli.steer.DeleteCommand;
import mediaworker.cli.steer.PauseCommand;
import mediaworker.cli.steer.PriorityCommand;
import mediaworker.cli.steer.PruneCommand;
import mediaworker.cli.steer.ResolveCommand;
import mediaworker.cli.steer.ResumeCommand;
import mediaworker.cli.steer.RetryCommand;
import mediaworker.cli.submit.PipelineCommand;
import mediaworker.cli.submit.SubmitCommand;
import mediaworker.cli.submit.TypesCommand;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.ParameterException;

/** The command line as a whole; without a command it runs the worker. */
final class WorkerCommand extends DaemonCommand {

  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("init", InitCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("doctor", DoctorCommand.class);
    COMMANDS.put("submit", SubmitCommand.class);
    COMMANDS.put("pipeline", PipelineCommand.class);
    COMMANDS.put("list", ListCommand.class);
    COMMANDS.put("show", ShowCommand.class);
    COMMANDS.put("logs", LogsCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("top", TopCommand.class);
    COMMANDS.put("cancel", CancelCommand.class);
    COMMANDS.put("retry", RetryCommand.class);
    COMMANDS.put("priority", PriorityCommand.class);
    COMMANDS.put("delete", DeleteCommand.class);
    COMMANDS.put("pause", PauseCommand.class);
    COMMANDS.put("resume", ResumeCommand.class);
    COMMANDS.put("resolve", ResolveCommand.class);
    COMMANDS.put("prune", PruneCommand.class);
    COMMANDS.put("types", TypesCommand.class);
    COMMANDS.put("service", ServiceCommand.class);
    COMMANDS.put("reload", ReloadCommand.class);
    COMMANDS.put("completion", CompletionCommand.class);
    COMMANDS.put("demo", DemoCommand.class);
    COMMANDS.put("help", HelpCommand.class);
  }

  /** Those that tell of all others. */
  private static final Set<String> OF_ALL = Set.of("help", "completion");

  private static final Set<String> HELP = Set.of("-h", "--help");

  /** The commands by name. */
  static Map<String, Class<?>> commands() {
    return Collections.unmodifiableMap(COMMANDS);
  }

  /** A command line with all commands, that parses nothing yet. */
  static CommandLine line() {
    return line(new WorkerCommand(), COMMANDS.keySet());
  }

  /**
   * The same for certain arguments, with no command but those whose names are among them: each has
   * all settings, and making them takes longer than what most of the commands do. Behind a
   * command's name the program itself has no use for settings either.
   */
  static CommandLine lineFor(String... arguments) {
    List<String> words = List.of(arguments);
    Set<String> named = new LinkedHashSet<>(COMMANDS.keySet());
    named.retainAll(words);
    boolean all =
        named.stream().anyMatch(OF_ALL::contains)
            || (words.stream().anyMatch(HELP::contains) && !COMMANDS.containsKey(words.get(0)));
    if (all) {
      return line();
    }
    boolean first = !words.isEmpty() && COMMANDS.containsKey(words.get(0));
    return line(first ? new Program() : new WorkerCommand(), named);
  }

  /**
   * The arguments with what stands before the command's name put behind it. There picocli would
   * take options for the program's own, of which the command knows nothing.
   */
  static String[] ordered(String... arguments) {
    List<String> words = List.of(arguments);
    if (words.isEmpty() || !words.get(0).startsWith("-")) {
      return arguments; // nothing stands before it, and to parse takes time at each start
    }
    for (int i = 1; i < words.size(); i++) {
      List<String> before = words.subList(0, i);
      if (HELP.contains(words.get(i - 1))) {
        return arguments;
      }
      if (COMMANDS.containsKey(words.get(i)) && areOptions(before)) {
        List<String> ordered = new ArrayList<>();
        ordered.add(words.get(i));
        ordered.addAll(before);
        ordered.addAll(words.subList(i + 1, words.size()));
        return OF_ALL.contains(words.get(i)) ? arguments : ordered.toArray(String[]::new);
      }
    }
    return arguments;
  }

  /** Whether words are options with all their values: the next one is no value any more. */
  private static boolean areOptions(List<String> words) {
    try {
      line(new WorkerCommand(), Set.of()).parseArgs(words.toArray(String[]::new));
      return true;
    } catch (ParameterException e) {
      return false;
    }
  }

  private static CommandLine line(Object root, Set<String> names) {
    CommandLine line = new CommandLine(root);
    COMMANDS.forEach(
        (name, type) -> {
          if (names.contains(name)) {
            line.addSubcommand(name, type);
          }
        });
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A folder may be called "logs" like a command.
    line.setAllowSubcommandsAsOptionParameters(true);
    // A note or a prompt may begin with @, and is no file of arguments.
    line.setExpandAtFiles(false);
    return line;
  }
}
