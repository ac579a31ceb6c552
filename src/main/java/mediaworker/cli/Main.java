package mediaworker.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import mediaworker.app.CommandCatalog;
import mediaworker.app.ProviderCatalog;
import mediaworker.cli.check.CheckCommand;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Signals;
import mediaworker.cli.daemon.DaemonCommand;
import mediaworker.cli.daemon.Reload;
import mediaworker.config.ConfigException;
import mediaworker.config.OptionDefaults;
import mediaworker.config.SettingCatalog;
import mediaworker.config.SettingsSource;
import mediaworker.config.StorageSettings;
import mediaworker.config.WebSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** The program's entry. */
public final class Main {

  private static final Set<String> HELP = Set.of("-h", "--help", "-V", "--version");

  /** Commands that tell of warnings among all else that is wrong. */
  private static final Set<String> LOOKING = Set.of("check", "doctor");

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    // Numbers in SQL, FFmpeg's filters and JSON are formatted; some locales have digits of their
    // own.
    Locale.setDefault(Locale.ROOT);
    String[] ordered = WorkerCommand.ordered(args);
    if (ordered.length == 0 || ordered[0].startsWith("-") || ordered[0].equals("run")) {
      Signals.listen(); // before anything else: a worker may be told to stop while it starts
    }
    String home = System.getProperty("worker.home");
    System.exit(
        execute(
            args,
            System.getenv(),
            Path.of("").toAbsolutePath(),
            home == null ? null : Path.of(home),
            new PrintWriter(System.out, true, Charset.defaultCharset()),
            new PrintWriter(System.err, true, Charset.defaultCharset())));
  }

  /** Runs the command line and answers its exit code. */
  static int execute(
      String[] given,
      Map<String, String> environment,
      Path here,
      @Nullable Path home,
      PrintWriter out,
      PrintWriter err) {
    String[] args = WorkerCommand.ordered(given);
    CommandLine commandLine = WorkerCommand.lineFor(args);
    Supplier<SettingsSource> sources =
        () ->
            SettingsSource.load(
                Arrays.asList(args),
                environment,
                here,
                home,
                new SettingCatalog(
                    ProviderCatalog.families(), List.of(CommandCatalog.family()), secrets()));
    letReread(commandLine, args, sources);
    if (!asksForHelp(args)) {
      try {
        SettingsSource source = sources.get();
        List<String> warnings = source.warnings();
        if (!warnings.isEmpty() && !LOOKING.contains(UsageProblem.command(args))) {
          warnings.forEach(err::println);
        }
        commandLine.setDefaultValueProvider(new OptionDefaults(source));
      } catch (ConfigException e) {
        if (!"check".equals(UsageProblem.command(args))) {
          err.println(e.getMessage());
          UsageProblem.all(args).forEach(err::println);
          return ExitCodes.USAGE;
        }
        // Told with all else that is wrong.
        commandLine.setDefaultValueProvider(new OptionDefaults(e.readable()));
        CommandLine check = commandLine.getSubcommands().get("check");
        if (check != null && check.getCommand() instanceof CheckCommand command) {
          command.alsoTell(e.problems());
        }
      }
    }
    commandLine.setOut(out);
    commandLine.setErr(err);
    commandLine.setUsageHelpAutoWidth(true);
    commandLine.setParameterExceptionHandler(new UsageProblem());
    commandLine.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          err.println("Something unexpected happened: " + thrown);
          org.slf4j.LoggerFactory.getLogger(Main.class).error("An unexpected fault", thrown);
          return ExitCodes.FAULT;
        });
    return commandLine.execute(args);
  }

  /** Lets the daemon read its settings again while it runs. */
  private static void letReread(
      CommandLine commandLine, String[] args, Supplier<SettingsSource> sources) {
    Reload.Reread reread =
        () -> {
          CommandLine again = WorkerCommand.lineFor(args);
          again.setDefaultValueProvider(new OptionDefaults(sources.get()));
          CommandLine.ParseResult parsed = again.parseArgs(args);
          CommandLine.ParseResult last = parsed.subcommand() == null ? parsed : parsed.subcommand();
          return (DaemonCommand) last.commandSpec().userObject();
        };
    if (commandLine.getCommand() instanceof DaemonCommand daemon) {
      daemon.rereadBy(reread);
    }
    CommandLine run = commandLine.getSubcommands().get("run");
    if (run != null) {
      run.<DaemonCommand>getCommand().rereadBy(reread);
    }
  }

  private static Set<String> secrets() {
    Set<String> names = new TreeSet<>(ProviderCatalog.keyVariables());
    names.add(WebSettings.TOKEN);
    names.add(WebSettings.SECRET);
    names.add(StorageSettings.KEY_ID);
    names.add(StorageSettings.KEY_SECRET);
    names.add(StorageSettings.SESSION_TOKEN);
    return names;
  }

  /** Help is given whatever the settings say: it may be what their mender is looking for. */
  private static boolean asksForHelp(String[] args) {
    return Arrays.stream(args).anyMatch(HELP::contains)
        || (args.length > 0 && args[0].equals("help"));
  }
}
