package mediaworker.process;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The child processes of tests. None of them outlives the JVM that runs the tests, however that
 * ends in good order, and none of them holds this process's own input or output: whoever reads that
 * to its end, as Maven does, would have to wait for the child too.
 */
public final class ChildProcesses {

  private static final long PATIENCE_SECONDS = 60;
  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> STARTED.forEach(ChildProcesses::kill), "ChildProcesses"));
  }

  private ChildProcesses() {}

  /**
   * Starts one.
   *
   * @throws IllegalArgumentException when it would hold an input or output of this process
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    for (ProcessBuilder.Redirect redirect :
        List.of(builder.redirectInput(), builder.redirectOutput(), builder.redirectError())) {
      if (redirect.equals(ProcessBuilder.Redirect.INHERIT)) {
        throw new IllegalArgumentException("A child must not hold what Maven reads.");
      }
    }
    Process process = builder.start();
    STARTED.add(process);
    process.onExit().thenRun(() -> STARTED.remove(process));
    return process;
  }

  /** SIGKILL to one and to all that it has started, stopped or not, and waits for its end. */
  public static void end(Process process) throws InterruptedException {
    kill(process);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("process " + process.pid() + " does not end");
    }
  }

  private static void kill(Process process) {
    if (!process.isAlive()) {
      return; // its number may be another's by now
    }
    List<ProcessHandle> children = process.descendants().toList(); // later they have no parent
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * For a child's own main method: ends it when its input does, which is when whoever started it is
   * gone. Not for one that reads its input.
   */
  public static void endWithParent() {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {
                  // Nobody says anything.
                }
              } catch (IOException e) {
                // As if it had ended.
              }
              Runtime.getRuntime().halt(3);
            },
            "endWithParent");
    thread.setDaemon(true);
    thread.start();
  }
}
