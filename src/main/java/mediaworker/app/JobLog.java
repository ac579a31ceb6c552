package mediaworker.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Finds a job's lines in the log: those that carry its id, and what belongs to them. */
final class JobLog {

  /** Files that have been rolled away are looked at, the latest first, up to so many. */
  private static final int MOST_ROLLED = 3;

  private static final Pattern BEGIN =
      Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d.*");

  private final Path folder;

  /**
   * @param folder where worker.log is
   */
  JobLog(Path folder) {
    this.folder = folder;
  }

  /**
   * The last lines about a job. Rolled files are opened only where the newest has none.
   *
   * @param most how many
   */
  List<String> of(long jobId, int most) throws IOException {
    List<String> lines = read(folder.resolve("worker.log"), jobId, most);
    for (Path rolled : lines.isEmpty() ? rolled() : List.<Path>of()) {
      lines = read(rolled, jobId, most);
      if (!lines.isEmpty()) {
        break;
      }
    }
    return lines;
  }

  private List<Path> rolled() throws IOException {
    List<Path> files = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "worker.*.log.gz")) {
        found.forEach(files::add);
      }
    }
    files.sort(Comparator.comparing((Path file) -> file.toFile().lastModified()).reversed());
    return files.subList(0, Math.min(MOST_ROLLED, files.size()));
  }

  private static List<String> read(Path file, long jobId, int most) throws IOException {
    Deque<String> lines = new ArrayDeque<>();
    if (!Files.isReadable(file)) {
      return List.of();
    }
    String tag = " [job " + jobId + "] ";
    boolean ours = false;
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.contains(tag)) {
          ours = true;
        } else if (BEGIN.matcher(line).matches()) {
          ours = false; // what follows a line without a time of its own is its stack trace
        }
        if (ours) {
          lines.add(line);
          if (lines.size() > most) {
            lines.removeFirst();
          }
        }
      }
    }
    return List.copyOf(lines);
  }
}
