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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The proof that no crash pays twice and no paid result is lost: a provider in its own process
 * bills every create it accepts, workers are killed with SIGKILL at each named point of a call's
 * life and at random ones, and started again until nothing is left to do.
 */
class PayingProofIT {

  private static final long PATIENCE_SECONDS = 120;

  private static Process server;
  private static String url;

  @TempDir Path folder;
  private PaidStudio studio;
  private Process worker;
  private BufferedReader said;
  private int billedBefore;

  @BeforeAll
  static void startProvider() throws Exception {
    server = java("BillingServer");
    BufferedReader out = reader(server);
    url = "http://127.0.0.1:" + out.readLine() + "/";
  }

  @AfterAll
  static void stopProvider() {
    server.destroyForcibly();
  }

  @BeforeEach
  void open() throws Exception {
    studio = new PaidStudio(folder);
    billedBefore = bill().size();
  }

  @AfterEach
  void close() throws Exception {
    post("release");
    if (worker != null) {
      worker.destroyForcibly().waitFor();
    }
    studio.close();
  }

  private static Process java(String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "mediaworker.handlers.remote." + program));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private void startWorker(boolean findable, String point, int passing) throws Exception {
    worker =
        java(
            "MortalWorker",
            studio.folder.toString(),
            url,
            String.valueOf(findable),
            point,
            String.valueOf(passing));
    said = reader(worker);
    awaitLine("RUNS");
  }

  /** Reads past the log's own lines. */
  private void awaitLine(String beginning) throws IOException {
    String line = said.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = said.readLine();
    }
    assertThat(line).as("the worker has ended before it said " + beginning).isNotNull();
  }

  /** SIGKILL. */
  private void kill() throws InterruptedException {
    worker.destroyForcibly().waitFor();
  }

  private static List<String> bill() throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "bill")).build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.body().isEmpty() ? List.of() : List.of(answer.body().split("\n"));
  }

  private static void post(String path) throws Exception {
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(url + path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.discarding());
  }

  private void queue(int jobs) throws Exception {
    studio.table.run("BEGIN");
    for (int i = 0; i < jobs; i++) {
      studio.table.insert(
          "image_generation", "{\"prompt\": \"fox " + i + "\", \"provider\": \"kling\"}");
    }
    studio.table.run("COMMIT");
  }

  private void awaitAllOver() throws Exception {
    studio.await(
        "SELECT count(*) FROM jobs WHERE status NOT IN ('completed', 'needs_decision', 'failed')",
        "0");
  }

  /** The jobs that are billed, each as often as it is. */
  private List<String> billedJobs() throws Exception {
    List<String> markers = bill();
    return markers.subList(billedBefore, markers.size()).stream()
        .map(marker -> marker.split("-")[1])
        .toList();
  }

  /** No job is billed twice, every billed one is delivered or put to a person, none is lost. */
  private void assertPaidOnceAndDelivered() throws Exception {
    List<String> billed = billedJobs();
    assertThat(new HashSet<>(billed)).as("jobs billed twice").hasSize(billed.size());
    assertThat(studio.table.all("SELECT id, error_message FROM jobs WHERE status = 'failed'"))
        .isEmpty();
    Set<String> open =
        new HashSet<>(studio.table.all("SELECT id FROM jobs WHERE status = 'needs_decision'"));
    Set<String> results = new HashSet<>();
    for (String row :
        studio.table.all("SELECT id, result_data FROM jobs WHERE status = 'completed'")) {
      String[] parts = row.split("\\|");
      assertThat(billed).as("completed without a call").contains(parts[0]);
      assertThat(studio.folder.resolve(parts[1])).isNotEmptyFile();
      assertThat(results.add(parts[1])).as("two jobs with one result").isTrue();
    }
    assertThat(results.size() + open.size())
        .isEqualTo(Integer.parseInt(studio.table.one("SELECT count(*) FROM jobs")));
    assertThat(
            studio.table.all(
                "SELECT id FROM paid_calls WHERE state IN ('intended', 'accepted', 'succeeded')"))
        .isEmpty();
  }

  @ParameterizedTest(name = "killed {0}, provider can be asked: {1}")
  @CsvSource({
    "before intent, true, 0",
    "before intent, false, 0",
    "after intent, true, 0",
    "after intent, false, 1",
    "after answer, true, 0",
    "after answer, false, 0",
    "before the task id is kept, false, 0",
    "after the task id is kept, false, 0",
    "before a look, false, 0",
    "after a look, false, 0",
    "before the download, false, 0",
    "before publishing, false, 0",
    "before the end, false, 0"
  })
  void a_worker_killed_at_any_point_pays_once(String point, boolean findable, int undecided)
      throws Exception {
    queue(3);
    startWorker(findable, point, 1);
    awaitLine("AT " + point);
    kill();
    startWorker(findable, "never", 1);
    awaitAllOver();
    kill();

    assertPaidOnceAndDelivered();
    // Others may have been on their way when the first stood still, but never with a known answer.
    int decisions =
        Integer.parseInt(
            studio.table.one("SELECT count(*) FROM jobs WHERE status = 'needs_decision'"));
    assertThat(decisions).isBetween(undecided, findable ? 0 : 3);
    if (findable) {
      assertThat(billedJobs()).hasSize(3);
    }
  }

  @ParameterizedTest(name = "provider can be asked: {0}")
  @CsvSource({"true", "false"})
  void a_worker_killed_between_the_request_and_its_answer_pays_once(boolean findable)
      throws Exception {
    post("hold");
    queue(2);
    startWorker(findable, "never", 1);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (billedJobs().size() < 2) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
    kill();
    post("release");
    startWorker(findable, "never", 1);
    awaitAllOver();
    kill();

    assertPaidOnceAndDelivered();
    assertThat(billedJobs()).hasSize(2);
    assertThat(studio.table.one("SELECT count(*) FROM jobs WHERE status = 'completed'"))
        .isEqualTo(findable ? "2" : "0");
  }

  @Test
  void two_hundred_jobs_under_random_kills_are_paid_once_each_and_all_delivered() throws Exception {
    Random random = new Random(20261125);
    queue(200);
    for (int life = 0; life < 8; life++) {
      startWorker(true, "random", 1 + random.nextInt(250));
      awaitLine("AT ");
      kill();
    }
    startWorker(true, "never", 1);
    awaitAllOver();
    kill();

    assertPaidOnceAndDelivered();
    assertThat(billedJobs()).hasSize(200);
    assertThat(Files.exists(studio.folder.resolve("static/library"))).isTrue();
  }
}
