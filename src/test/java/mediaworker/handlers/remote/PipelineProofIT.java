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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mediaworker.process.ChildProcesses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proof that a pipeline survives its worker: forty steps, of which ten need four others each
 * and take their results, under SIGKILLs at random points of calls until all is done. Each paid
 * step is billed once, and each step ran on the results of those it needs.
 */
class PipelineProofIT {

  @TempDir Path folder;

  private static BufferedReader reader(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void a_pipeline_of_forty_steps_under_random_kills_pays_each_step_once() throws Exception {
    Random random = new Random(20261126);
    Process server = Lives.java(BillingServer.class);
    try (PaidStudio studio = new PaidStudio(folder)) {
      String url = "http://127.0.0.1:" + reader(server).readLine() + "/";
      queue(studio);
      for (int life = 0; life < 6; life++) {
        Process worker = worker(studio, url, "random", 1 + random.nextInt(40));
        try {
          await(reader(worker), "AT ");
        } finally {
          ChildProcesses.end(worker); // SIGKILL
        }
      }
      Process worker = worker(studio, url, "never", 1);
      try {
        await(reader(worker), "RUNS");
        studio.await(
            "SELECT count(*) FROM jobs WHERE status NOT IN ('completed', 'failed',"
                + " 'needs_decision')",
            "0");
      } finally {
        ChildProcesses.end(worker);
      }

      assertThat(studio.table.one("SELECT count(*) FROM jobs WHERE status = 'completed'"))
          .isEqualTo("41");
      List<String> billed = new ArrayList<>();
      for (String marker : bill(url)) {
        billed.add(marker.split("-")[1]);
      }
      assertThat(new HashSet<>(billed)).as("steps billed twice").hasSize(billed.size());
      assertThat(billed).hasSize(40);
      Set<String> results =
          new HashSet<>(studio.table.all("SELECT result_data FROM jobs WHERE id > 1"));
      assertThat(results)
          .hasSize(40)
          .allSatisfy(place -> assertThat(studio.folder.resolve(place)).isNotEmptyFile());
      for (int join = 0; join < 10; join++) {
        String used =
            studio.table.one("SELECT used_input FROM jobs WHERE step = 'join-" + join + "'");
        for (int i = 0; i < 3; i++) {
          assertThat(used)
              .contains(
                  studio.table.one(
                      "SELECT result_data FROM jobs WHERE step = 'part-" + (join * 3 + i) + "'"));
        }
      }
    } finally {
      ChildProcesses.end(server);
    }
  }

  /** Thirty parts, and ten joins of three each; the parent waits for all. */
  private static void queue(PaidStudio studio) throws Exception {
    studio.table.run("BEGIN");
    studio.table.run(
        "INSERT INTO jobs (id, job_type, status, input_data) VALUES (1, 'pipeline',"
            + " 'waiting_for_children', '{}')");
    for (int i = 0; i < 30; i++) {
      studio.table.run(
          "INSERT INTO jobs (id, job_type, parent_job_id, step, input_data) VALUES ("
              + (2 + i)
              + ", 'image_generation', 1, 'part-"
              + i
              + "', '{\"prompt\": \"part "
              + i
              + "\", \"provider\": \"kling\"}')");
    }
    for (int join = 0; join < 10; join++) {
      int from = 2 + join * 3;
      studio.table.run(
          "INSERT INTO jobs (job_type, parent_job_id, step, depends_on, input_data) VALUES"
              + " ('image_generation', 1, 'join-"
              + join
              + "', '["
              + from
              + ", "
              + (from + 1)
              + ", "
              + (from + 2)
              + "]', '{\"prompt\": \"all of ${job.part-"
              + join * 3
              + ".result} ${job.part-"
              + (join * 3 + 1)
              + ".result} ${job.part-"
              + (join * 3 + 2)
              + ".result}\", \"provider\": \"kling\"}')");
    }
    studio.table.run("UPDATE jobs SET max_attempts = 50", "COMMIT");
  }

  private static Process worker(PaidStudio studio, String url, String point, int passing)
      throws Exception {
    return Lives.java(
        MortalWorker.class,
        studio.folder.toString(),
        url,
        "findable",
        point,
        String.valueOf(passing));
  }

  private static void await(BufferedReader said, String beginning) throws IOException {
    String line = said.readLine();
    while (line != null && !line.startsWith(beginning)) {
      line = said.readLine();
    }
    assertThat(line).as("the worker has ended before it said " + beginning).isNotNull();
  }

  private static List<String> bill(String url) throws Exception {
    String body =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "bill")).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    return body.isEmpty() ? List.of() : List.of(body.split("\n"));
  }
}
