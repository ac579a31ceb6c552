package mediaworker.store.sqlite.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which programs are within a read transaction, by the locks that Linux lists in {@code
 * /proc/locks} (proc(5)).
 *
 * <p>A reader holds one of the bytes 123 to 127 of the {@code -shm} file (UNIX_SHM_BASE 120 plus
 * WAL_READ_LOCK(0…4) of SQLite's os_unix.c and wal.c). The file is not opened for this, only its
 * inode number is asked for.
 */
final class WalReaders {

  private static final Path LOCKS = Path.of("/proc/locks");
  private static final long FIRST_BYTE = 123;
  private static final long LAST_BYTE = 127;

  private WalReaders() {}

  /** Others than this process, as "sqlite3 (pid 1234)"; none where the platform does not tell. */
  static List<String> of(Path shared) {
    try {
      Object inode = Files.getAttribute(shared, "unix:ino");
      TreeSet<Long> pids = new TreeSet<>();
      for (String line : Files.readAllLines(LOCKS)) {
        reader(line, String.valueOf(inode)).ifPresent(pids::add);
      }
      pids.remove(ProcessHandle.current().pid());
      List<String> named = new ArrayList<>();
      pids.forEach(pid -> named.add(name(pid) + " (pid " + pid + ")"));
      return named;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return List.of();
    }
  }

  /** The holder of a line like {@code 1: POSIX ADVISORY READ 1234 08:01:5678 124 124}. */
  static Optional<Long> reader(String line, String inode) {
    List<String> words = Arrays.asList(line.strip().split("\\s+"));
    int read = words.indexOf("READ");
    if (words.contains("->") || read < 0 || words.size() < read + 5) {
      return Optional.empty(); // "->" waits for a lock
    }
    try {
      boolean here = words.get(read + 2).endsWith(":" + inode);
      long from = Long.parseLong(words.get(read + 3));
      long pid = Long.parseLong(words.get(read + 1));
      boolean reads = from >= FIRST_BYTE && from <= LAST_BYTE;
      return here && reads && pid > 0 ? Optional.of(pid) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String name(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
    } catch (IOException e) {
      return "a program";
    }
  }
}
