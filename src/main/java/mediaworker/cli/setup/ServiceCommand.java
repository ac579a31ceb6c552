package mediaworker.cli.setup;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import mediaworker.cli.console.ExitCodes;
import mediaworker.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the file by which systemd or launchd runs the worker. */
@Command(
    name = "service",
    description = {
      "Write the file by which systemd (Linux) or launchd (macOS) runs this worker on this database,"
          + " with its paths filled in, and say what to type next. It starts nothing by itself.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker service install --dry-run               only print it",
      "  sudo bin/worker service install --user media       /etc/systemd/system/media-worker.service",
      "  bin/worker service install --kind launchd          ~/Library/LaunchAgents"
    })
public final class ServiceCommand implements Callable<Integer> {

  /** Who runs it. */
  enum Kind {
    SYSTEMD,
    LAUNCHD;

    /** As it is typed, for the completion of the shell. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is done; there is but one yet. */
  enum Deed {
    INSTALL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Options that say what is written. */
  private static final Set<String> OWN =
      Set.of("--db", "--kind", "--user", "--name", "--to", "--dry-run", "--force");

  @Spec CommandSpec spec;

  @Mixin Settings settings;

  @Parameters(paramLabel = "install", description = "Write the file.")
  Deed deed = Deed.INSTALL;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "systemd or launchd. Default: what this system has")
  @Nullable Kind kind;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "Whom it runs as, with systemd. Default: the owner of the database's folder")
  @Nullable String user;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "media-worker",
      description = "The service's name. Default: ${DEFAULT-VALUE}")
  String name = "media-worker";

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The folder the file goes to. Default: where systemd or launchd looks")
  @Nullable Path folder;

  @Option(names = "--dry-run", description = "Only print it.")
  boolean dryRun;

  @Option(names = "--force", description = "Replace a file that is there.")
  boolean force;

  /** Where the program is; null when it was not started by bin/worker. */
  @Nullable String home = System.getProperty("worker.home");

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
      throw new ParameterException(
          spec.commandLine(), "--name: \"" + name + "\" may hold letters, digits and -_. only");
    }
    refuseSettings();
    Kind made = kind != null ? kind : usual();
    String text = text(made);
    if (dryRun) {
      out.print(text);
      out.flush();
      return ExitCodes.OK;
    }
    Path file = place(made);
    if (Files.exists(file) && !force) {
      err.println(file + " is there already; replace it with --force.");
      return ExitCodes.USAGE;
    }
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
    } catch (AccessDeniedException e) {
      err.println(file + " cannot be written by this user: use sudo, or --to for another folder.");
      return ExitCodes.USAGE;
    }
    out.println("Wrote " + file + ". Next:");
    next(made, file).lines().forEach(line -> out.println("  " + line));
    return ExitCodes.OK;
  }

  /** Those of the command line would be lost, and the service would run without them. */
  private void refuseSettings() {
    List<String> given =
        spec.commandLine().getParseResult().matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(option -> !OWN.contains(option))
            .toList();
    if (!given.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          String.join(" and ", given)
              + (given.size() == 1 ? " is" : " are")
              + " no part of the file that is written: put settings into worker.properties or .env"
              + " beside the database, which the service reads");
    }
  }

  private static Kind usual() {
    boolean mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    return mac ? Kind.LAUNCHD : Kind.SYSTEMD;
  }

  private Path place(Kind made) {
    if (folder != null) {
      return folder.toAbsolutePath().normalize().resolve(fileName(made));
    }
    Path where =
        made == Kind.SYSTEMD
            ? Path.of("/etc/systemd/system")
            : Path.of(System.getProperty("user.home", "/"), "Library/LaunchAgents");
    return where.resolve(fileName(made));
  }

  private String fileName(Kind made) {
    return made == Kind.SYSTEMD ? name + ".service" : "local." + name + ".plist";
  }

  private String next(Kind made, Path file) {
    return made == Kind.SYSTEMD
        ? "sudo systemctl daemon-reload\nsudo systemctl enable --now "
            + name
            + "\njournalctl -u "
            + name
            + " -f"
        : "launchctl load -w " + file + "\ntail -f " + settings.logDir().resolve("worker.log");
  }

  private String text(Kind made) throws IOException {
    Path program = Path.of(home == null ? "/opt/media-worker" : home, "bin", "worker");
    Path base = Objects.requireNonNullElse(settings.db().getParent(), settings.db());
    if (made == Kind.LAUNCHD) {
      return template("launchd.plist")
          .replace("@NAME@", name)
          .replace("@BASE@", xml(base))
          .replace("@DB@", xml(settings.db()))
          .replace("@LOGS@", xml(settings.logDir()))
          .replace("@PROGRAM@", xml(program));
    }
    return template("media-worker.service")
        .replace("@NAME@", name)
        .replace("@USER@", owner(base))
        .replace("@BASE@", plain(base))
        .replace("@BASE_WORD@", word(base))
        .replace("@DB@", plain(settings.db()))
        .replace("@DB_WORD@", argument(settings.db()))
        .replace("@PROGRAM@", word(program));
  }

  /** As the whole of a systemd line: a per cent sign would begin a specifier (systemd.unit(5)). */
  private static String plain(Path path) {
    return path.toString().replace("%", "%%");
  }

  /** As one of several words of a systemd line (systemd.syntax(7), "Quoting"). */
  private static String word(Path path) {
    String text = plain(path);
    return text.matches("[^\\s\"'\\\\;]+")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /**
   * As an argument of ExecStart, where a dollar sign would name a variable (systemd.service(5)).
   */
  private static String argument(Path path) {
    return word(path).replace("$", "$$");
  }

  private static String xml(Path path) {
    return path.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String owner(Path base) throws IOException {
    if (user != null) {
      return user;
    }
    return Files.isDirectory(base)
        ? Files.getOwner(base).getName()
        : System.getProperty("user.name", "media");
  }

  static String template(String name) throws IOException {
    try (InputStream in = ServiceCommand.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
