package mediaworker.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.workspace.Notes;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Runs child processes: pipes drained, and filled where there is something to read, on threads of
 * their own, limits watched, and the whole tree killed when a limit passes or the work is
 * cancelled. What a child that starts others has left running is killed when it has ended, however
 * it did. The only way to start processes. Safe for use by many threads.
 */
public final class ProcessRunner {

  private static final Duration LOOK = Duration.ofMillis(200);

  /** How long the pipe of a child that has ended may say nothing to one who waits for it. */
  private static final Duration PIPE_GRACE = Duration.ofSeconds(5);

  /** How long a reader may be busy with what it has read, once the child has ended. */
  private static final Duration READER_GRACE = Duration.ofMinutes(2);

  private final Notes notes;
  private final ChildLauncher launcher;
  private final LongSupplier nanos;

  /**
   * @param notes hears of each child, so that those of a killed worker can be ended
   */
  public ProcessRunner(Notes notes) {
    this(notes, 0);
  }

  /**
   * @param notes hears of each child, so that those of a killed worker can be ended
   * @param niceness how far children stand back for other programs, 0…19
   */
  public ProcessRunner(Notes notes, int niceness) {
    this(notes, niceness, System::nanoTime);
  }

  /**
   * @param nanos the clock by which pipes of children that have ended are waited for
   */
  ProcessRunner(Notes notes, int niceness, LongSupplier nanos) {
    this.notes = notes;
    this.launcher = new ChildLauncher(niceness);
    this.nanos = nanos;
  }

  /** For programs that are no worker. */
  public ProcessRunner() {
    this(Notes.NONE);
  }

  /**
   * Runs a child to its end.
   *
   * @return how it ended; also for a child that was killed by a limit or a cancellation
   * @throws IOException when it cannot be started, or its output cannot be read
   * @throws InterruptedException when the calling thread is interrupted; the child is killed
   */
  public ProcessEnd run(ProcessRequest request, Cancellation cancellation)
      throws IOException, InterruptedException {
    return run(request, null, cancellation);
  }

  /**
   * The same for a child that reads something.
   *
   * @param stdin what it reads; null for nothing
   */
  public ProcessEnd run(
      ProcessRequest request, ProcessRequest.@Nullable Stdin stdin, Cancellation cancellation)
      throws IOException, InterruptedException {
    Process process = launcher.start(request, stdin != null);
    AtomicLong lastSign = new AtomicLong(System.nanoTime());
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Runnable alive = () -> lastSign.set(System.nanoTime());
    StderrTail stderr = new StderrTail(line -> request.stdout().errorLine(line, alive));
    WatchedPipe stdout = new WatchedPipe(process.getInputStream(), nanos);
    WatchedPipe errors = new WatchedPipe(process.getErrorStream(), nanos);
    Beside beside = new Beside(process, failure);
    Thread out =
        pump(
            "stdout",
            () ->
                beside.run(
                    () -> {
                      try (InputStream in = stdout) {
                        request.stdout().read(in, alive);
                      }
                    }));
    Thread err = pump("stderr", () -> beside.run(() -> stderr.read(errors)));
    Thread in = stdin == null ? null : pump("stdin", () -> feed(process, stdin, beside));

    ProcessEnd.How how = ProcessEnd.How.EXITED;
    boolean whole = false;
    try (Notes.Note note = notes.child(process.pid());
        Cancellation.Registration killing = cancellation.onCancel(() -> killTree(process))) {
      long started = System.nanoTime();
      while (!process.waitFor(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
        long now = System.nanoTime();
        if (now - started > request.timeLimit().toNanos()) {
          how = ProcessEnd.How.TIME_LIMIT;
        } else if (request.stallLimit() != null
            && now - lastSign.get() > request.stallLimit().toNanos()) {
          how = ProcessEnd.How.STALLED;
        }
        if (how != ProcessEnd.How.EXITED) {
          killTree(process);
          process.waitFor();
          break;
        }
      }
      if (how == ProcessEnd.How.EXITED && !cancellation.isCancelled()) {
        whole = true;
      }
    } catch (InterruptedException e) {
      killTree(process);
      throw e;
    } finally {
      if (request.startsOthers()) {
        ChildSession.end(process);
      }
      if (in != null) { // what has not been read by now never will be
        in.interrupt();
        in.join(PIPE_GRACE.toMillis());
      }
      // What was killed, or is cancelled meanwhile, is not worth waiting for.
      boolean ended = whole;
      Supplier<Duration> patience =
          () -> ended && !cancellation.isCancelled() ? READER_GRACE : PIPE_GRACE;
      join(out, stdout, patience);
      join(err, errors, patience);
    }
    if (cancellation.isCancelled()) {
      how = ProcessEnd.How.CANCELLED;
    }
    if (how == ProcessEnd.How.EXITED) {
      rethrow(failure.get());
    }
    return new ProcessEnd(how, process.exitValue(), stderr.lines());
  }

  /** Throws what broke on another thread; null for nothing. */
  private static void rethrow(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    } else if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Kills a process and everything it started, children before they can be re-parented. */
  private static void killTree(Process process) {
    List<ProcessHandle> children;
    try (Stream<ProcessHandle> descendants = process.descendants()) {
      children = descendants.toList();
    }
    process.destroyForcibly();
    children.forEach(ProcessHandle::destroyForcibly);
  }

  private static Thread pump(String what, Runnable body) {
    Map<String, String> logContext = MDC.getCopyOfContextMap();
    Thread thread =
        new Thread(
            () -> {
              if (logContext != null) {
                MDC.setContextMap(logContext);
              }
              body.run();
            },
            Thread.currentThread().getName() + "-" + what);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void feed(Process process, ProcessRequest.Stdin stdin, Beside beside) {
    try (OutputStream out = process.getOutputStream()) {
      // Killed before its input ends, or it would take that for the whole of it.
      beside.run(
          () -> {
            try {
              stdin.write(out);
            } catch (IOException nobodyReads) {
              // How it ends tells whether that is a fault.
            }
          });
    } catch (IOException nobodyReads) {
      // The same.
    }
  }

  /**
   * Work on a thread beside a child: what breaks there ends the child, and the first of it is kept
   * to be thrown where the child is waited for.
   */
  private record Beside(Process process, AtomicReference<Throwable> failure) {

    @FunctionalInterface
    interface Work {
      void run() throws IOException;
    }

    void run(Work work) {
      try {
        work.run();
      } catch (UncheckedIOException e) {
        broke(e.getCause());
      } catch (IOException | RuntimeException | Error e) {
        broke(e);
      }
    }

    private void broke(@Nullable Throwable e) {
      failure.compareAndSet(null, e);
      killTree(process);
    }
  }

  /**
   * A grandchild that got away may hold the pipe open: after a while the pipe is closed on it. A
   * reader that is still busy with what it has read is given its time.
   */
  private void join(Thread pump, WatchedPipe pipe, Supplier<Duration> patience)
      throws InterruptedException {
    long from = nanos.getAsLong();
    while (pump.isAlive() && !pipe.standsStill(from, PIPE_GRACE, patience.get())) {
      pump.join(LOOK.toMillis());
    }
    if (pump.isAlive()) {
      try {
        pipe.close();
      } catch (IOException e) {
        // The pipe is being given up; that it cannot even be closed changes nothing.
      }
      pump.join(PIPE_GRACE.toMillis());
    }
  }
}
