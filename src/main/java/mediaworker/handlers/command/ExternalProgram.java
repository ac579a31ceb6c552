package mediaworker.handlers.command;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A program that serves a job type.
 *
 * @param jobType the job type, which is the name it has in the settings
 * @param template its command line
 * @param output the extension of the file it writes, without the dot; {@link #FOLDER} where it
 *     fills a folder
 * @param fields how the row's fields are taken
 * @param progress finds per cent, 0–100, in a line of its output: the first group that matched
 * @param surroundings where it is found and runs
 */
public record ExternalProgram(
    String jobType,
    CommandTemplate template,
    String output,
    Fields fields,
    Pattern progress,
    Surroundings surroundings) {

  /** What {@code output} says where the program fills a folder. */
  public static final String FOLDER = "dir";

  /**
   * How the row's fields are taken.
   *
   * @param files those that name a file: a path or URL
   * @param dashes those whose text may begin with "-"
   */
  public record Fields(Set<String> files, Set<String> dashes) {
    public Fields {
      files = Set.copyOf(files);
      dashes = Set.copyOf(dashes);
    }
  }

  /**
   * Where a program is found and runs, and for how long.
   *
   * @param home where its path begins when it is relative
   * @param directory where it runs; null for the job's work folder
   * @param environment variables that it is given beside the few that all are given; may be keys
   * @param timeLimit how long it may run
   * @param stallLimit how long it may go without writing a line; null for no such limit
   * @param lane what it needs that is scarce: "gpu", "cpu" or "none"
   */
  public record Surroundings(
      Path home,
      @Nullable Path directory,
      Map<String, String> environment,
      Duration timeLimit,
      @Nullable Duration stallLimit,
      String lane) {

    /** One that needs nothing scarce. */
    public Surroundings(
        Path home,
        @Nullable Path directory,
        Map<String, String> environment,
        Duration timeLimit,
        @Nullable Duration stallLimit) {
      this(home, directory, environment, timeLimit, stallLimit, "none");
    }

    public Surroundings {
      environment = Map.copyOf(environment);
    }

    /** Without the variables' values, which may be keys. */
    @Override
    public String toString() {
      return "in " + directory + " with " + environment.keySet() + " for " + timeLimit;
    }
  }

  /** The prefix of its settings, for sentences. */
  public String setting() {
    return "command." + jobType;
  }

  /** Whether it needs a GPU. */
  public boolean needsGpu() {
    return surroundings.lane().equals("gpu");
  }

  boolean fillsFolder() {
    return output.equals(FOLDER);
  }

  /** Takes keys out of what is told. */
  String withoutKeys(String text) {
    String clean = text;
    for (String value : surroundings.environment().values()) {
      if (value.length() >= 4) {
        clean = clean.replace(value, "***");
      }
    }
    return clean;
  }
}
