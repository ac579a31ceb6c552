package mediaworker.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The worker's log file and those that were rolled before it, as lines of one job or of all. A line
 * that does not begin with a time belongs to the one before it.
 */
final class JobLog {

  private static final Pattern ROLLED =
      Pattern.compile("worker\\.(\\d{4}-\\d{2}-\\d{2})\\.(\\d+)\\.log\\.gz");

  private static final Pattern BEGINS = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:.*");

  private static final int BLOCK = 64 * 1024;

  private final Path folder;
  private final @Nullable String tag;

  private boolean ours;
  private long read;
  private @Nullable Object file;

  /**
   * A log.
   *
   * @param folder where worker.log is
   * @param job whose lines are meant; null for all
   */
  JobLog(Path folder, @Nullable Long job) {
    this.folder = folder;
    this.tag = job == null ? null : " [job " + job + "] ";
  }

  private Path current() {
    return folder.resolve("worker.log");
  }

  /** The last lines that are there now, the first first; {@link #more} goes on behind them. */
  List<String> last(int most) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    if (tag != null) {
      for (Path rolled : rolled()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(rolled), BLOCK)) {
          collect(in, lines, most);
        }
      }
    }
    for (String line : more()) {
      keep(lines, line, most);
    }
    return new ArrayList<>(lines);
  }

  private List<Path> rolled() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> ROLLED.matcher(String.valueOf(file.getFileName())).matches())
          .sorted(Comparator.comparing(JobLog::age))
          .toList();
    }
  }

  private static String age(Path file) {
    Matcher name = ROLLED.matcher(String.valueOf(file.getFileName()));
    return name.matches()
        ? name.group(1) + String.format(java.util.Locale.ROOT, "%09d", Long.valueOf(name.group(2)))
        : "";
  }

  private void collect(InputStream in, Deque<String> lines, int most) throws IOException {
    BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                in,
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)));
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (isMeant(line)) {
        keep(lines, line, most);
      }
    }
  }

  private static void keep(Deque<String> lines, String line, int most) {
    lines.addLast(line);
    if (lines.size() > most) {
      lines.removeFirst();
    }
  }

  private boolean isMeant(String line) {
    if (tag == null) {
      return true;
    }
    if (BEGINS.matcher(line).matches()) {
      ours = line.contains(tag);
    }
    return ours;
  }

  /** Lines of the file that were not read before. */
  List<String> more() throws IOException {
    List<String> lines = new ArrayList<>();
    if (!Files.exists(current())) {
      return lines;
    }
    Object key = Files.readAttributes(current(), BasicFileAttributes.class).fileKey();
    if (!Objects.equals(key, file) || Files.size(current()) < read) {
      read = 0; // it was rolled: this is a new one
      file = key;
    }
    try (RandomAccessFile in = new RandomAccessFile(current().toFile(), "r")) {
      in.seek(read);
      byte[] block = new byte[BLOCK];
      java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
      for (int n = in.read(block); n > 0; n = in.read(block)) {
        bytes.write(block, 0, n);
      }
      // Up to the last whole line: a letter may be cut in two at the end.
      byte[] all = bytes.toByteArray();
      int end = all.length;
      while (end > 0 && all[end - 1] != '\n') {
        end--;
      }
      read += end;
      String text = new String(all, 0, end, Charset.defaultCharset());
      text.lines().filter(this::isMeant).forEach(lines::add);
    }
    return lines;
  }
}
