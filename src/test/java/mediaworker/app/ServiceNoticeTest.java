package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import mediaworker.process.ChildProcesses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears: by its own systemd-notify and a real datagram socket, which Python reads. */
class ServiceNoticeTest {

  private static final String LISTENER =
      """
      import socket, sys, array
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1])
      print("listening", flush=True)
      while True:
          data, fds, flags, who = socket.recv_fds(s, 4096, 4)
          for fd in fds:
              import os
              os.close(fd)
          print(data.decode().replace("\\n", " "), flush=True)
      """;

  @TempDir Path folder;

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return ChildProcesses.start(
                  new ProcessBuilder(program, "--version")
                      .redirectOutput(ProcessBuilder.Redirect.DISCARD))
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void it_tells_that_it_is_ready_that_it_lives_and_that_it_ends() throws Exception {
    boolean possible = isThere("systemd-notify") && isThere("python3");
    if (!possible) {
      System.err.println("SKIPPED: systemd-notify or python3 is missing here.");
    }
    assumeTrue(possible, "systemd-notify and python3 are needed");
    Path socket = folder.resolve("notify");
    Process listener =
        ChildProcesses.start(
            new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    // The loop goes round once more and is stuck from then on: nobody says any more that it lives.
    CountDownLatch asked = new CountDownLatch(4);
    Supplier<Duration> sinceLastRound =
        () -> {
          asked.countDown();
          return asked.getCount() == 3 ? Duration.ZERO : Duration.ofSeconds(5);
        };
    try (BufferedReader heard = listener.inputReader(StandardCharsets.UTF_8);
        ServiceNotice notice =
            ServiceNotice.of(
                Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "400000"),
                sinceLastRound)) {
      assertThat(heard.readLine()).isEqualTo("listening");
      notice.ready();
      assertThat(told(heard)).startsWith("READY=1 STATUS=Taking jobs");
      assertThat(told(heard)).startsWith("WATCHDOG=1");
      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      notice.stopping();
      assertThat(told(heard)).startsWith("STOPPING=1");
    } finally {
      ChildProcesses.end(listener);
    }
  }

  /** systemd-notify also sends a barrier, to know that its message was read. */
  private static String told(BufferedReader heard) throws IOException {
    String line = heard.readLine();
    while (line != null && line.startsWith("BARRIER")) {
      line = heard.readLine();
    }
    return String.valueOf(line);
  }

  @Test
  void without_systemd_nothing_is_said() {
    Set<Thread> before =
        Thread.getAllStackTraces().keySet(); // another test's may be on its way out
    try (ServiceNotice notice = ServiceNotice.of(Map.of(), () -> Duration.ZERO)) {
      notice.ready();
      notice.stopping();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().startsWith("Service") && !before.contains(thread));
    }
  }
}
