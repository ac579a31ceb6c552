package mediaworker.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The machine and who else uses it. Reads {@code /proc}; where there is none, what others use is
 * not known (NaN) and nothing waits for quiet.
 */
final class Machine {

  private static final double TICKS_PER_SECOND = 100; // USER_HZ, the same on all Linux
  private static final double QUIET_PERCENT = 10;

  private final int waitSeconds;
  private final int cores = Runtime.getRuntime().availableProcessors();
  private final Set<Long> ours = ConcurrentHashMap.newKeySet();

  Machine(int waitSeconds) {
    this.waitSeconds = waitSeconds;
  }

  /** A stretch of time of which it is asked how much of the machine others used. */
  final class Window {
    private final double busy = busySeconds();
    private final double own = ownSeconds();
    private final long start = System.nanoTime();

    /** Per cent of all cores that other programs used since the window was opened. */
    double foreignPercent() {
      double seconds = (System.nanoTime() - start) / 1e9;
      double foreign = busySeconds() - busy - (ownSeconds() - own);
      return Math.max(0, foreign / (seconds * cores) * 100);
    }
  }

  Window window() {
    return new Window();
  }

  /** A process of the bench's: what it uses is not foreign. */
  Process own(Process process) {
    ours.add(process.pid());
    return process;
  }

  /** Waits, for some time at the most, until others leave the machine alone. */
  void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + waitSeconds * 1_000_000_000L;
    while (System.nanoTime() < end) {
      Window window = window();
      Thread.sleep(500);
      if (!(window.foreignPercent() > QUIET_PERCENT)) {
        return;
      }
    }
  }

  static String now() {
    return LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm"));
  }

  /** Cores, memory, system and JVM; no names. */
  String description() {
    String memory =
        firstMatch("/proc/meminfo", "MemTotal:")
            .map(line -> Math.round(Long.parseLong(line.replaceAll("\\D", "")) / 1048576.0))
            .map(gib -> gib + " GiB, ")
            .findFirst()
            .orElse("");
    String system =
        firstMatch("/etc/os-release", "PRETTY_NAME=")
            .map(line -> line.replaceAll("PRETTY_NAME=|\"", ""))
            .findFirst()
            .orElse(System.getProperty("os.name"));
    return cores
        + " cores, "
        + memory
        + system
        + " "
        + System.getProperty("os.arch")
        + ", JDK "
        + System.getProperty("java.version");
  }

  /** The median time in milliseconds that a small write and its sync take. */
  static double syncMillis(Path folder) throws IOException {
    Path file = folder.resolve("sync.probe");
    double[] times = new double[100];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (int i = 0; i < times.length; i++) {
        ByteBuffer page = ByteBuffer.allocate(4096);
        long start = System.nanoTime();
        channel.write(page);
        channel.force(true);
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Files.delete(file);
    Arrays.sort(times);
    return times[times.length / 2];
  }

  /**
   * CPU seconds of a process, with its threads that have ended, in steps of 10 ms: the kernel keeps
   * this sum exactly and only rounds what it shows.
   */
  static double cpuSeconds(Process process) {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(Double.NaN);
    }
    return ticks(String.valueOf(process.pid())) / TICKS_PER_SECOND;
  }

  /** Resident memory of a process in MiB; NaN where it cannot be read. */
  static double residentMib(Process process) {
    return firstMatch("/proc/" + process.pid() + "/status", "VmRSS:")
        .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
        .findFirst()
        .orElse(Double.NaN);
  }

  private static double busySeconds() {
    return firstMatch("/proc/stat", "cpu ")
        .mapToDouble(
            line -> {
              double[] ticks =
                  Arrays.stream(line.substring(4).strip().split(" +"))
                      .mapToDouble(Double::parseDouble)
                      .toArray();
              // user, nice, system, irq, softirq, steal; not idle and iowait
              return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6] + ticks[7])
                  / TICKS_PER_SECOND;
            })
        .findFirst()
        .orElse(Double.NaN);
  }

  private double ownSeconds() {
    double ticks = ticks("self");
    for (long pid : ours) {
      ticks += ticks(String.valueOf(pid));
    }
    return ticks / TICKS_PER_SECOND;
  }

  /** CPU of a process and of its children that have ended; 0 when it has ended itself. */
  private static double ticks(String pid) {
    try {
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = 0;
      for (int i = 11; i <= 14; i++) { // utime, stime, cutime, cstime: proc(5)
        ticks += Double.parseDouble(fields[i]);
      }
      return ticks;
    } catch (IOException e) {
      return 0;
    }
  }

  private static Stream<String> firstMatch(String file, String start) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines.filter(line -> line.startsWith(start)).limit(1).toList().stream();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Stream.empty();
    }
  }

  /** Formats a figure with as many digits as it deserves. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    String form = size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }
}
