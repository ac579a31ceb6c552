package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;

/** The lives of workers that are killed, beside a provider that outlives them and bills. */
final class Lives implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;

  final PaidStudio studio;
  private final String url;
  private final int billedBefore;
  private Process worker;
  private BufferedReader said;

  /**
   * Lives in one folder.
   *
   * @param url of a provider that bills
   */
  Lives(Path folder, String url) throws Exception {
    this.studio = new PaidStudio(folder);
    this.url = url;
    this.billedBefore = bill().size();
  }

  /** Starts a program. */
  static Process java(Class<?> program, String... arguments) throws IOException {
    return ChildProcesses.start(
        new ProcessBuilder(JavaCommand.line(List.of("-Xmx128m"), program, arguments))
            .redirectError(ProcessBuilder.Redirect.DISCARD));
  }

  /** The URL of a server that prints its port. */
  static String url(Process server) throws IOException {
    return "http://127.0.0.1:" + reader(server).readLine() + "/";
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** See {@link MortalWorker}. */
  void start(String providers, String point, int passing) throws Exception {
    worker =
        java(
            MortalWorker.class,
            studio.folder.toString(),
            url,
            providers,
            point,
            String.valueOf(passing));
    said = reader(worker);
    awaitLine("RUNS");
  }

  /** Reads past the log's own lines. */
  void awaitLine(String beginning) throws IOException {
    String line = said.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = said.readLine();
    }
    assertThat(line).as("the worker has ended before it said " + beginning).isNotNull();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    worker.destroyForcibly().waitFor();
  }

  private List<String> bill() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "bill")).build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.body().isEmpty() ? List.of() : List.of(answer.body().split("\n"));
  }

  /** What has been billed in these lives. */
  List<String> billed() throws Exception {
    List<String> all = bill();
    return all.subList(billedBefore, all.size());
  }

  /** Waits until so many creates have reached the provider. */
  void awaitBilled(int creates) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (billed().size() < creates) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  /** Tells the provider something. */
  void post(String path) throws Exception {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  /** Waits until nothing is to be done any more. */
  void awaitAllOver() throws Exception {
    studio.await(
        "SELECT count(*) FROM jobs WHERE status NOT IN ('completed', 'needs_decision', 'failed')",
        "0");
  }

  @Override
  public void close() throws Exception {
    try {
      if (worker != null) {
        ChildProcesses.end(worker);
      }
      post("release");
    } finally {
      studio.close();
    }
  }
}
