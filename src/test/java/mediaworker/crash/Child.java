package mediaworker.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A Java program in a process of its own, to which signals are sent. */
final class Child implements AutoCloseable {

  static final long PATIENCE_SECONDS = 120;
  private static final String END = "\u0000end";

  private final Process process;
  private final Path log;
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    Thread reader = new Thread(this::read, "Child-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  static Child start(Path folder, Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx256m",
                "-Xmn12m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "child-", ".log");
    return new Child(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start(),
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

  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends a worker in good order. */
  void stop() throws Exception {
    tell("stop");
    await("ENDED");
    process.waitFor();
  }

  /** SIGKILL, without waiting for it. */
  void destroy() {
    process.destroyForcibly();
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

  @Override
  public void close() throws InterruptedException {
    List<ProcessHandle> children = process.descendants().toList();
    kill();
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
