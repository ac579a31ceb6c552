package mediaworker.app;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.Wakeup;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd that the worker is ready, that it lives, and that it ends (sd_notify(3)). Does
 * nothing where no one asks for it by {@code NOTIFY_SOCKET}.
 *
 * <p>Java has no datagram sockets of the Unix family, so systemd's own program {@code
 * systemd-notify} sends the message; the unit therefore says {@code NotifyAccess=all}. It is a
 * child for some milliseconds at the start, at the end, and twice in a watchdog's time.
 */
final class ServiceNotice implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ServiceNotice.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final String socket;
  private final @Nullable Duration watchdog;
  private final Supplier<Duration> sinceLastRound;
  private final ProcessRunner processes = new ProcessRunner();
  private final Wakeup closing = new Wakeup();
  private volatile boolean closed;

  private ServiceNotice(
      String socket, @Nullable Duration watchdog, Supplier<Duration> sinceLastRound) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.sinceLastRound = sinceLastRound;
  }

  /**
   * What the environment asks for.
   *
   * @param sinceLastRound how long ago the loop went round: the watchdog is told that it lives only
   *     while that is less than the watchdog's time
   */
  static ServiceNotice of(Map<String, String> environment, Supplier<Duration> sinceLastRound) {
    String socket = environment.getOrDefault("NOTIFY_SOCKET", "");
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String pid = environment.getOrDefault("WATCHDOG_PID", "");
    boolean ours = pid.isEmpty() || pid.equals(String.valueOf(ProcessHandle.current().pid()));
    Duration watchdog =
        ours && micros.matches("[1-9]\\d{0,15}")
            ? Duration.ofNanos(Long.parseLong(micros) * 1000)
            : null;
    return new ServiceNotice(socket, watchdog, sinceLastRound);
  }

  /** The worker is ready; from now on the watchdog is told that it lives. */
  void ready() {
    if (socket.isEmpty()) {
      return;
    }
    Thread thread = new Thread(this::tell, "ServiceNotice");
    thread.setDaemon(true);
    thread.start();
  }

  private void tell() {
    send("READY=1", "STATUS=Taking jobs");
    if (watchdog == null) {
      return;
    }
    Duration half = watchdog.dividedBy(2);
    try {
      while (!closed) {
        closing.await(half);
        if (!closed && sinceLastRound.get().compareTo(watchdog) < 0) {
          send("WATCHDOG=1");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The worker begins to end. */
  void stopping() {
    if (!socket.isEmpty() && !closed) {
      Thread thread = new Thread(() -> send("STOPPING=1", "STATUS=Stopping"), "ServiceStopping");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void send(String... lines) {
    List<String> command = new ArrayList<>(List.of("systemd-notify"));
    command.addAll(List.of(lines));
    try {
      processes.run(
          new ProcessRequest(
              command,
              Map.of("NOTIFY_SOCKET", socket),
              null,
              ProcessRequest.Stdout.DISCARDED,
              LIMIT,
              null),
          new Cancellation());
    } catch (IOException e) {
      log.warn("systemd could not be told {}: {}", lines[0], e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    closing.ring();
  }
}
