package mediaworker.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The session of a child, as Linux's {@code /proc} tells of it: whatever the child has started
 * stands in it, also what has lost its parent, unless it made a session of its own. Elsewhere, and
 * for a child that stands in the worker's session, nothing is found.
 */
final class ChildSession {

  private static final Path PROC = Path.of("/proc");

  /**
   * SIGKILL is not refused, but who waits for a disk ends only when that answers. A round reads all
   * of {@code /proc}, some milliseconds.
   */
  private static final int MOST_ROUNDS = 200;

  private ChildSession() {}

  /**
   * Kills all that a child has left running, and waits until it has ended. To be called as soon as
   * the child has ended, or is killed.
   *
   * <p>The number of a session is given to no other process as long as anything stands in it. One
   * that is the child's although the child has ended shows that nothing was left, and that the
   * number is another's by now: that one's session is left alone.
   */
  static void end(Process child) {
    for (int round = 0; round < MOST_ROUNDS; round++) {
      boolean ended = !child.isAlive();
      List<Long> members = members(child.pid());
      if (members.isEmpty() || (ended && members.contains(child.pid()))) {
        return;
      }
      for (long member : members) {
        ProcessHandle.of(member).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  private static List<Long> members(long session) {
    List<Long> members = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path process : processes) {
        if (isMember(process, String.valueOf(session))) {
          members.add(Long.parseLong(String.valueOf(process.getFileName())));
        }
      }
    } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
      return List.of(); // no Linux
    }
    return members;
  }

  /** By the fields 3 (state) and 6 (session) of {@code /proc/PID/stat}, see proc(5). */
  private static boolean isMember(Path process, String session) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      return fields[3].equals(session) && !fields[0].equals("Z") && !fields[0].equals("X");
    } catch (IOException | IndexOutOfBoundsException e) {
      return false; // it has ended meanwhile
    }
  }
}
