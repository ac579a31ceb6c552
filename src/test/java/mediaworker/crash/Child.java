package mediaworker.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.jspecify.annotations.Nullable;

/** A Java program in a process of its own, to which signals are sent. */
final class Child implements AutoCloseable {

  static final long PATIENCE_SECONDS = 120;
  private static final String END = "\u0000end";

  private final Process process;
  private final Path log;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private @Nullable Process guard;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread reader = new Thread(this::read, "Child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static Child start(Path folder, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        JavaCommand.line(List.of("-Xshare:auto", "-Xmx256m", "-Xmn8m"), main, arguments);
    Path log = Files.createTempFile(folder, "child-", ".log");
    return new Child(
        ChildProcesses.start(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))),
        log);
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        said.add(line);
        Files.writeString(log, line + "\n", java.nio.file.StandardOpenOption.APPEND);
      }
    } catch (IOException e) {
      // It was killed.
    }
    said.add(END);
  }

  /** Reads past the log's own lines to one that begins so; answers it. */
  String await(String beginning) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      String line = said.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError(
            (line == null ? "nobody said " : "it ended before it said ")
                + beginning
                + ":\n"
                + log());
      }
      if (line.startsWith(beginning)) {
        return line;
      }
    }
  }

  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /**
   * SIGSTOP. A program that stands still hears no end of its input, so another one kills it when
   * this process is gone before {@link #goOn}.
   */
  void standStill() throws Exception {
    Process other =
        ChildProcesses.start(
            new ProcessBuilder(
                    "sh",
                    "-c",
                    "kill -STOP \"$0\" && echo stopped; read -r line || kill -KILL \"$0\"",
                    String.valueOf(process.pid()))
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    guard = other;
    if (other.getInputStream().read() != 's') {
      throw new AssertionError("it could not be stopped");
    }
    Path state = Path.of("/proc/" + process.pid() + "/stat");
    CrashStudio.await("it is stopped", () -> Files.readString(state).contains(") T "));
  }

  /** SIGCONT. */
  void goOn() throws Exception {
    Process other = guard;
    if (other != null) {
      guard = null;
      other.getOutputStream().write('\n');
      other.getOutputStream().flush();
      other.waitFor();
      signal("CONT");
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    ChildProcesses.start(
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .redirectError(ProcessBuilder.Redirect.DISCARD))
        .waitFor();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends a worker in good order. */
  void stop() throws Exception {
    tell("stop");
    await("ENDED");
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it said that it has ended, and has not:\n" + log());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** SIGKILL to it and to what it has started. */
  @Override
  public void close() throws IOException, InterruptedException {
    if (process.isAlive()) {
      signal("STOP"); // so that it starts nothing while that is looked for
    }
    ChildProcesses.end(process);
    Process other = guard;
    if (other != null) {
      ChildProcesses.end(other); // before it kills whoever has that number by then
    }
  }
}
