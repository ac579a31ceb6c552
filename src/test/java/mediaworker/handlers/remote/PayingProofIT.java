package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mediaworker.process.ChildProcesses;
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

  private static Process server;
  private static String url;

  @TempDir Path folder;
  private Lives lives;
  private PaidStudio studio;

  @BeforeAll
  static void startProvider() throws Exception {
    server = Lives.java(BillingServer.class);
    url = Lives.url(server);
  }

  @AfterAll
  static void stopProvider() throws Exception {
    ChildProcesses.end(server);
  }

  @BeforeEach
  void open() throws Exception {
    lives = new Lives(folder, url);
    studio = lives.studio;
  }

  @AfterEach
  void close() throws Exception {
    lives.close();
  }

  private static String word(boolean findable) {
    return findable ? "findable" : "forgetful";
  }

  private void queue(int jobs) throws Exception {
    studio.table.run("BEGIN");
    for (int i = 0; i < jobs; i++) {
      studio.table.insert(
          "image_generation", "{\"prompt\": \"fox " + i + "\", \"provider\": \"kling\"}");
    }
    studio.table.run("COMMIT");
  }

  /** The jobs that are billed, each as often as it is. */
  private List<String> billedJobs() throws Exception {
    return lives.billed().stream().map(marker -> marker.split("-")[1]).toList();
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
                "SELECT c.*, j.status, j.progress_message FROM paid_calls c JOIN jobs j ON j.id ="
                    + " c.job_id WHERE c.state IN ('intended', 'accepted', 'succeeded')"))
        .as("calls of jobs that are over")
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
    lives.start(word(findable), point, 1);
    lives.awaitLine("AT " + point);
    lives.kill();
    lives.start(word(findable), "never", 1);
    lives.awaitAllOver();
    lives.kill();

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
    lives.post("hold");
    queue(2);
    lives.start(word(findable), "never", 1);
    lives.awaitBilled(2);
    lives.kill();
    lives.post("release");
    lives.start(word(findable), "never", 1);
    lives.awaitAllOver();
    lives.kill();

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
      lives.start("findable", "random", 1 + random.nextInt(250));
      lives.awaitLine("AT ");
      lives.kill();
    }
    lives.start("findable", "never", 1);
    lives.awaitAllOver();
    lives.kill();

    assertPaidOnceAndDelivered();
    assertThat(billedJobs()).hasSize(200);
    assertThat(Files.exists(studio.folder.resolve("static/library"))).isTrue();
  }
}
