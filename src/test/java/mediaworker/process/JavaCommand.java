package mediaworker.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Command lines of Java programs of ours: this JVM's Java and class path, quick to start. */
public final class JavaCommand {

  private JavaCommand() {}

  /** The program that runs Java. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The class path; absolute, since a child may be started in another folder. */
  public static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** The command line of a program. */
  public static List<String> line(Class<?> main, String... arguments) {
    return line(List.of(), main, arguments);
  }

  /**
   * The command line of a program.
   *
   * @param options of the JVM, beside those by which it starts quickly
   */
  public static List<String> line(List<String> options, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
