package mediaworker.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * One worker's log file and those that were rolled before it, as lines of one job or of all. A line
 * that does not begin with a time belongs to the one before it. Holds no more of a file in memory
 * than the lines it gives. For one thread.
 */
final class LogReader {

  /** Rolled files that are opened for a glance. */
  private static final int MOST_FOR_A_GLANCE = 3;

  private static final Pattern BEGINS = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:.*");

  private static final int BLOCK = 64 * 1024;

  private final Path folder;
  private final LogName name;
  private final @Nullable String tag;

  private boolean ours;
  private long read;
  private @Nullable Object file;

  /**
   * A log.
   *
   * @param folder where it is
   * @param job whose lines are meant; null for all
   */
  LogReader(Path folder, LogName name, @Nullable Long job) {
    this.folder = folder;
    this.name = name;
    this.tag = job == null ? null : " [job " + job + "] ";
  }

  /** Whether a line begins an entry of the log, and does not go on with one. */
  static boolean begins(String line) {
    return BEGINS.matcher(line).matches();
  }

  private Path current() {
    return folder.resolve(name.file());
  }

  /**
   * The last lines that are there now, the first first; {@link #more} goes on behind them. Those of
   * one job are looked for in all rolled files too.
   *
   * @param most how many
   */
  List<String> last(int most) throws IOException {
    Last lines = new Last(most);
    if (tag != null) {
      for (Path rolled : rolled()) {
        unpack(rolled, lines);
      }
    }
    more(lines);
    return lines.all();
  }

  /**
   * The last lines of the newest file.
   *
   * @param most how many
   */
  List<String> newest(int most) throws IOException {
    Last lines = new Last(most);
    more(lines);
    return lines.all();
  }

  /**
   * The last lines of the latest rolled file that has any; only some are opened.
   *
   * @param most how many
   */
  List<String> newestRolled(int most) throws IOException {
    Last lines = new Last(most);
    List<Path> rolled = rolled();
    for (int i = 1; lines.isEmpty() && i <= Math.min(MOST_FOR_A_GLANCE, rolled.size()); i++) {
      unpack(rolled.get(rolled.size() - i), lines);
    }
    return lines.all();
  }

  /** Lines of the file that were not read before. */
  List<String> more() throws IOException {
    List<String> lines = new ArrayList<>();
    more(lines::add);
    return lines;
  }

  /** So many lines at the most; later ones push out earlier ones. */
  private static final class Last implements Consumer<String> {
    private final Deque<String> lines = new ArrayDeque<>();
    private final int most;

    Last(int most) {
      this.most = most;
    }

    @Override
    public void accept(String line) {
      lines.addLast(line);
      if (lines.size() > most) {
        lines.removeFirst();
      }
    }

    boolean isEmpty() {
      return lines.isEmpty();
    }

    List<String> all() {
      return new ArrayList<>(lines);
    }
  }

  /** The oldest first. */
  private List<Path> rolled() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> name.age(file).isPresent() && !isBeingPacked(file))
          .sorted(Comparator.comparing(file -> name.age(file).orElse("")))
          .toList();
    }
  }

  /** Whether what it is made from is still there: until then it may be cut. */
  private static boolean isBeingPacked(Path rolled) {
    String name = String.valueOf(rolled.getFileName());
    return LogName.isPacked(rolled)
        && Files.exists(rolled.resolveSibling(name.substring(0, name.length() - ".gz".length())));
  }

  private void unpack(Path rolled, Consumer<String> lines) throws IOException {
    try (InputStream file = Files.newInputStream(rolled);
        InputStream in = LogName.isPacked(rolled) ? new GZIPInputStream(file, BLOCK) : file) {
      lines(in, lines);
    }
  }

  private void more(Consumer<String> lines) throws IOException {
    if (!Files.isReadable(current())) {
      return;
    }
    Object key = Files.readAttributes(current(), BasicFileAttributes.class).fileKey();
    if (!Objects.equals(key, file) || Files.size(current()) < read) {
      read = 0; // it was rolled: this is a new one
      file = key;
    }
    try (SeekableByteChannel channel = Files.newByteChannel(current())) {
      channel.position(read);
      read += lines(Channels.newInputStream(channel), lines);
    }
  }

  /** Reads to the last end of a line, since what is behind it is still being written. */
  private long lines(InputStream from, Consumer<String> meant) throws IOException {
    long whole = 0;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK];
    for (int count = from.read(block); count >= 0; count = from.read(block)) {
      int begin = 0;
      for (int i = 0; i < count; i++) {
        if (block[i] == '\n') {
          line.write(block, begin, i - begin);
          begin = i + 1;
          whole += line.size() + 1L;
          String text = line.toString(StandardCharsets.UTF_8);
          line.reset();
          if (isMeant(text)) {
            meant.accept(text);
          }
        }
      }
      line.write(block, begin, count - begin);
    }
    return whole;
  }

  private boolean isMeant(String line) {
    if (tag == null) {
      return true;
    }
    if (begins(line)) {
      ours = line.contains(tag);
    }
    return ours;
  }
}
