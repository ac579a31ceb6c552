package mediaworker.workspace;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells processes of this machine apart.
 *
 * <p>A pid alone is not enough, since pids are used again: the start time goes with it, on Linux in
 * clock ticks since boot (field 22 of {@code /proc/PID/stat}, see proc(5)), which no change of the
 * clock can move. Pids can be compared only on the same host, boot and pid namespace.
 */
public final class ThisMachine {

  private ThisMachine() {}

  /** Host, boot and pid namespace: equal only where pids can be compared. */
  public static String name() {
    return host() + " " + firstLine("/proc/sys/kernel/random/boot_id") + " " + pidNamespace();
  }

  /** Whether two names are of one host, but not of one boot of it. */
  public static boolean isEarlierBoot(String name, String thisName) {
    String[] other = name.split(" ", 3);
    String[] own = thisName.split(" ", 3);
    return other.length == 3
        && own.length == 3
        && other[0].equals(own[0])
        && !other[1].isEmpty()
        && !own[1].isEmpty()
        && !other[1].equals(own[1]);
  }

  /** The host's name in lower case letters, digits, dots and underscores. */
  public static String host() {
    String name = firstLine("/proc/sys/kernel/hostname");
    if (name.isEmpty()) {
      try {
        name = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        name = "host";
      }
    }
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "_");
  }

  /** When a process started, in the platform's own terms; empty when there is none. */
  public static Optional<String> startOf(long pid) {
    String stat = firstLine("/proc/" + pid + "/stat");
    int afterName = stat.lastIndexOf(')');
    if (afterName > 0) {
      String[] fields = stat.substring(afterName + 2).split(" ");
      boolean zombie = fields[0].equals("Z") || fields[0].equals("X");
      return fields.length < 20 || zombie ? Optional.empty() : Optional.of(fields[19]);
    }
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().startInstant().map(Object::toString).orElse(""));
  }

  private static String pidNamespace() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String firstLine(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
