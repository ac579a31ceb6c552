package mediaworker.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Starts children: each in a session of its own, as nice as is set.
 *
 * <p>A child sees only the environment variables it needs to find programs, fonts and its locale,
 * so that API keys stay with the worker. Safe for use by many threads.
 */
final class ChildLauncher {

  /**
   * A signal from the terminal goes to every process of the worker's group, and would end children
   * that may go on until the grace time is over: so each gets a session of its own (setsid(1), part
   * of util-linux and BusyBox). Where that is missing they stay in the worker's group.
   */
  private static final Optional<String> SETSID =
      Stream.of("/usr/bin/setsid", "/bin/setsid")
          .filter(path -> System.getProperty("os.name", "").equals("Linux"))
          .filter(path -> Files.isExecutable(Path.of(path)))
          .findFirst();

  /** Turns itself into the program as well (nice(1), POSIX). Where it is missing nobody is nice. */
  private static final Optional<String> NICE =
      Stream.of("/usr/bin/nice", "/bin/nice")
          .filter(path -> Files.isExecutable(Path.of(path)))
          .findFirst();

  private static final Set<String> PASSED_ON =
      Set.of(
          "PATH",
          "HOME",
          "USER",
          "LANG",
          "LANGUAGE",
          "TZ",
          "TMPDIR",
          "TEMP",
          "TMP",
          "SystemRoot",
          "LD_LIBRARY_PATH",
          "DYLD_LIBRARY_PATH",
          "FONTCONFIG_PATH",
          "FONTCONFIG_FILE");

  private final int niceness;

  /**
   * @param niceness how far children stand back for other programs, 0…19
   */
  ChildLauncher(int niceness) {
    this.niceness = niceness;
  }

  /**
   * Starts a child.
   *
   * @param fed whether its standard input is a pipe, else it is empty
   * @throws IOException when it cannot be started
   */
  Process start(ProcessRequest request, boolean fed) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(inSessionOfItsOwn(request.command()));
    if (request.directory() != null) {
      builder.directory(request.directory().toFile());
    }
    builder.redirectInput(
        fed ? ProcessBuilder.Redirect.PIPE : ProcessBuilder.Redirect.from(nullDevice()));
    limitEnvironment(builder.environment(), request.environment());
    return builder.start();
  }

  /**
   * setsid(1) turns itself into the program, which so keeps its pid. A program that cannot be run
   * is started without it, for the sake of the error.
   */
  private List<String> inSessionOfItsOwn(List<String> command) {
    Path program = Path.of(command.get(0));
    if (!program.isAbsolute() || !Files.isExecutable(program)) {
      return command;
    }
    List<String> wrapped = new ArrayList<>();
    SETSID.ifPresent(wrapped::add);
    if (niceness > 0 && NICE.isPresent()) {
      wrapped.addAll(List.of(NICE.get(), "-n", String.valueOf(niceness)));
    }
    wrapped.addAll(command);
    return wrapped;
  }

  private static void limitEnvironment(Map<String, String> environment, Map<String, String> added) {
    Map<String, String> kept = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (PASSED_ON.contains(name) || name.startsWith("LC_")) {
            kept.put(name, value);
          }
        });
    environment.clear();
    environment.putAll(kept);
    environment.putAll(added);
  }

  private static File nullDevice() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return new File(windows ? "NUL" : "/dev/null");
  }
}
