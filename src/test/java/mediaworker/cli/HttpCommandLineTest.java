package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mediaworker.app.Logging;
import mediaworker.cli.console.ExitCodes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What the command line says of the HTTP server. */
class HttpCommandLineTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void init() {
    environment.put(
        "WORKER_FFMPEG_CACHE_DIR", Path.of("target/ffmpeg").toAbsolutePath().toString());
    assertThat(execute("init")).isZero();
  }

  @AfterEach
  void stop() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger("mediaworker").setLevel(null);
    new Logging().configure(context);
  }

  @Test
  void without_a_port_nothing_is_served() throws Exception {
    assertThat(execute("run", "--drain")).isZero();

    assertThat(log()).doesNotContain("The page and the API");
  }

  @Test
  void the_settings_file_may_say_the_port() throws Exception {
    int port = freePort();
    Files.writeString(folder.resolve("worker.properties"), "http.port = " + port + "\n");

    assertThat(execute("run", "--drain")).isZero();

    assertThat(log()).contains("The page and the API are at http://localhost:" + port);
  }

  @Test
  void a_port_that_is_taken_ends_the_start_with_a_sentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(execute("run", "--drain", "--http-port", port)).isEqualTo(ExitCodes.USAGE);

      assertThat(err.toString()).contains("127.0.0.1:" + port, "Set http-port to another port");
    }
  }

  @Test
  void an_address_that_others_reach_needs_a_token_of_some_length() throws Exception {
    String port = String.valueOf(freePort());
    environment.put("HTTP_ADDRESS", "0.0.0.0");

    assertThat(execute("run", "--drain", "--http-port", port)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("HTTP_TOKEN");

    environment.put("HTTP_TOKEN", "short");
    assertThat(execute("run", "--drain", "--http-port", port)).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("at least 16 characters").doesNotContain("\"short\"");

    environment.put("HTTP_TOKEN", "long-enough-for-anybody");
    assertThat(execute("run", "--drain", "--http-port", port)).isZero();
  }

  @Test
  void a_port_that_is_none_is_told_with_its_range() {
    assertThat(execute("run", "--drain", "--http-port", "99999")).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString()).contains("0 to 65535");
  }

  @Test
  void check_tells_what_would_keep_the_page_from_being_served() throws Exception {
    execute("init");
    environment.put("HTTP_TOKEN", "short");
    Files.writeString(folder.resolve("taken"), "");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      execute("check", "--http-port", port);
      assertThat(out.toString()).contains("HTTP_TOKEN is too short");

      environment.remove("HTTP_TOKEN");
      execute("check", "--http-port", port, "--http-upload-dir", "taken");
      assertThat(out.toString())
          .contains("Set http-port to another port", "upload folder", "cannot be written");
      execute("check", "--http-port", port, "--http-address", "0.0.0.0");
      assertThat(out.toString()).contains("so a token is needed");
      execute("check");
      assertThat(out.toString()).doesNotContain("http-port", "upload folder");
    }
    String port = String.valueOf(freePort());
    execute("check", "--http-port", port);
    assertThat(out.toString()).contains("127.0.0.1:" + port).doesNotContain("another port");
  }

  @Test
  void a_secret_without_a_key_is_refused_at_the_start() throws Exception {
    environment.put("WEBHOOK_SECRET", "whsec_");
    assertThat(execute("run", "--drain")).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("WEBHOOK_SECRET has no key behind \"whsec_\"");
    execute("check");
    assertThat(out.toString()).contains("WEBHOOK_SECRET has no key");
  }

  private String log() throws Exception {
    return Files.readString(folder.resolve("logs/worker.log"));
  }

  /**
   * Outside of the range from which systems give ports to others, who could be given it as well.
   */
  private static int freePort() throws Exception {
    for (int port = 20_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 30_000; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        // The next one.
      }
    }
    throw new AssertionError("every port is taken");
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--db";
    all[arguments.length + 1] = folder.resolve("jobs.db").toString();
    return Main.execute(
        all, environment, folder, null, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
