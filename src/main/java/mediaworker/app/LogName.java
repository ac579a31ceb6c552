package mediaworker.app;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a worker's log files are called. Of several workers with one log folder each has its own:
 * files that two roll are lost.
 *
 * @param number 1 for {@code worker.log}, 2 for {@code worker-2.log}
 */
record LogName(int number) implements Comparable<LogName> {

  private static final Pattern NAME =
      Pattern.compile(
          "worker(?:-([1-9]\\d{0,3}))?(?:\\.(\\d{4}-\\d{2}-\\d{2})\\.(\\d{1,9}))?\\.log(\\.gz)?");

  /** Whose a file is; empty where it is no log file. */
  static Optional<LogName> of(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? Optional.of(new LogName(name.group(1) == null ? 1 : Integer.parseInt(name.group(1))))
        : Optional.empty();
  }

  /** Whether a rolled file is compressed. One on which its worker has died is not. */
  static boolean isPacked(Path file) {
    return String.valueOf(file.getFileName()).endsWith(".gz");
  }

  private String stem() {
    return number == 1 ? "worker" : "worker-" + number;
  }

  /** The file that is written. */
  String file() {
    return stem() + ".log";
  }

  /** The files that were rolled, as logback's patterns are. */
  String rolledPattern() {
    return stem() + ".%d{yyyy-MM-dd}.%i.log.gz";
  }

  /** A file that whoever writes the log holds locked. */
  String lock() {
    return "." + stem() + ".lock";
  }

  /** What brings rolled files into their order; empty for files that are none of this log. */
  Optional<String> age(Path file) {
    Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
    boolean mine = of(file).filter(this::equals).isPresent();
    return mine && name.matches() && name.group(2) != null
        ? Optional.of(
            name.group(2) + String.format(Locale.ROOT, "%09d", Long.valueOf(name.group(3))))
        : Optional.empty();
  }

  @Override
  public int compareTo(LogName other) {
    return Integer.compare(number, other.number);
  }
}
