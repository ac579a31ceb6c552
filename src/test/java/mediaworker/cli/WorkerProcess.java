package mediaworker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;

/** The packaged worker as a process of its own. */
final class WorkerProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target/media-worker.jar").toAbsolutePath();

  /** For a busy machine; a quiet one needs a tenth of it. */
  private static final long PATIENCE_SECONDS = 240;

  private final Process process;
  private final Path log;

  private WorkerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static WorkerProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, List.of(), arguments);
  }

  /**
   * As the leader of a process group, as a shell starts its jobs. A build that was started in the
   * background ignores INT, and what it starts would inherit that.
   */
  static WorkerProcess inGroupOfItsOwn(Path folder, String... arguments) throws IOException {
    return start(folder, List.of("env", "--default-signal=INT", "setsid"), arguments);
  }

  private static WorkerProcess start(Path folder, List<String> wrapper, String... arguments)
      throws IOException {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException("package first: " + JAR + " is missing");
    }
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            JAR.toString()));
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("--ffmpeg-cache-dir", Path.of("target/ffmpeg").toAbsolutePath().toString()));
    Path log = Files.createTempFile(folder, "worker-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("OPENAI_API_KEY", "sk-not-for-children");
    return new WorkerProcess(
        ChildProcesses.start(builder.redirectErrorStream(true).redirectOutput(log.toFile())), log);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** SIGINT to its whole group, as Ctrl-C in a terminal. */
  void interruptGroup() throws IOException, InterruptedException {
    ChildProcesses.start(new ProcessBuilder("kill", "-INT", "--", "-" + process.pid())).waitFor();
  }

  /** SIGUSR1, which asks it to read its settings again. */
  void reload() throws IOException, InterruptedException {
    int code =
        ChildProcesses.start(new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid())))
            .waitFor();
    if (code != 0) {
      throw new AssertionError("it could not be signalled:\n" + log());
    }
  }

  /** SIGKILL, as a crash. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the worker has not ended:\n" + log());
    }
    return process.exitValue();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** Its ffmpeg processes. */
  List<ProcessHandle> children() {
    return process.descendants().filter(ProcessHandle::isAlive).toList();
  }

  @Override
  public void close() throws InterruptedException {
    ChildProcesses.end(process);
  }
}
