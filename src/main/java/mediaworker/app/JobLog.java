package mediaworker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log files of all workers of a folder, as lines of one job or of all, in the order of their
 * times. For one thread.
 */
public final class JobLog {

  private final Path folder;
  private final @Nullable Long job;
  private final Map<LogName, LogReader> readers = new TreeMap<>();

  /**
   * A log.
   *
   * @param folder where worker.log is
   * @param job whose lines are meant; null for all
   */
  public JobLog(Path folder, @Nullable Long job) {
    this.folder = folder;
    this.job = job;
  }

  /** What is asked of each worker's log. */
  private interface Reading {
    List<String> of(LogReader reader) throws IOException;
  }

  /**
   * The last lines that are there now, the first first; {@link #more} goes on behind them. Those of
   * one job are looked for in all rolled files too.
   *
   * @param most how many
   */
  public List<String> last(int most) throws IOException {
    return last(most, reader -> reader.last(most));
  }

  /**
   * The same at little cost: rolled files are opened only where the newest have no such line, the
   * latest first, and only some of them.
   *
   * @param most how many
   */
  List<String> glance(int most) throws IOException {
    List<String> lines = last(most, reader -> reader.newest(most));
    return lines.isEmpty() ? last(most, reader -> reader.newestRolled(most)) : lines;
  }

  /** Lines that were not read before. */
  public List<String> more() throws IOException {
    return read(LogReader::more);
  }

  private List<String> last(int most, Reading reading) throws IOException {
    List<String> lines = read(reading);
    return lines.subList(Math.max(0, lines.size() - most), lines.size());
  }

  private List<String> read(Reading reading) throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (LogReader reader : readers()) {
      all.add(reading.of(reader));
    }
    return merged(all);
  }

  /** Those that are known stay: they remember how far they have read. */
  private Collection<LogReader> readers() throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files
            .flatMap(file -> LogName.of(file).stream())
            .forEach(
                name -> readers.computeIfAbsent(name, found -> new LogReader(folder, found, job)));
      }
    }
    return readers.values();
  }

  /** Each log's lines stay in their order, whatever became of the clock meanwhile. */
  private static List<String> merged(List<List<String>> all) {
    List<Deque<String>> left = new ArrayList<>();
    all.stream().filter(lines -> !lines.isEmpty()).map(ArrayDeque::new).forEach(left::add);
    List<String> lines = new ArrayList<>();
    while (!left.isEmpty()) {
      Deque<String> next = Collections.min(left, Comparator.comparing(JobLog::time));
      do {
        lines.add(next.removeFirst());
      } while (!next.isEmpty() && !LogReader.begins(next.element()));
      if (next.isEmpty()) {
        left.remove(next);
      }
    }
    return lines;
  }

  /** As text, by which times of this form are in their order too. */
  private static String time(Deque<String> lines) {
    String line = lines.element();
    return LogReader.begins(line)
        ? line.substring(0, Math.min(line.length(), "2026-05-04 12:00:01.123".length()))
        : "";
  }
}
