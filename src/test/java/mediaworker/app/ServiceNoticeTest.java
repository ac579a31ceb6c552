package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
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
      return new ProcessBuilder(program, "--version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
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
        new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    AtomicReference<Duration> sinceLastRound = new AtomicReference<>(Duration.ZERO);
    try (BufferedReader heard = listener.inputReader(StandardCharsets.UTF_8);
        ServiceNotice notice =
            ServiceNotice.of(
                Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "400000"),
                sinceLastRound::get)) {
      assertThat(heard.readLine()).isEqualTo("listening");
      notice.ready();
      assertThat(told(heard)).startsWith("READY=1 STATUS=Taking jobs");
      assertThat(told(heard)).startsWith("WATCHDOG=1");
      // The loop is stuck: from now on nobody says that it lives.
      sinceLastRound.set(Duration.ofSeconds(5));
      notice.stopping();
      List<String> rest = new ArrayList<>();
      String line = told(heard);
      while (line.startsWith("WATCHDOG=1")) {
        rest.add(line);
        line = told(heard);
      }
      assertThat(line).startsWith("STOPPING=1");
      assertThat(rest).hasSizeLessThanOrEqualTo(2); // on their way already
    } finally {
      listener.destroyForcibly();
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
    try (ServiceNotice notice = ServiceNotice.of(Map.of(), () -> Duration.ZERO)) {
      notice.ready();
      notice.stopping();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().startsWith("Service"));
    }
  }
}
