package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import mediaworker.process.ChildProcesses;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The paying proof with the real classes of all kinds of providers, each on its own wire format:
 * Kling, which can be asked for a call by its name; Replicate, whose list is searched; pictures
 * that come with the answer, as bytes (OpenAI) or as a link (ModelArk), where an answer that is
 * lost stays lost and a person has to decide.
 */
class RealProvidersProofIT {

  private static Process server;
  private static String url;

  @TempDir Path folder;
  private Lives lives;

  @BeforeAll
  static void startProviders() throws Exception {
    server = Lives.java(WireServer.class);
    url = Lives.url(server);
  }

  @AfterAll
  static void stopProviders() throws Exception {
    ChildProcesses.end(server);
  }

  @BeforeEach
  void open() throws Exception {
    lives = new Lives(folder, url);
  }

  @AfterEach
  void close() throws Exception {
    lives.close();
  }

  /** Prompts that no other test has: the servers' lists show all that they were ever asked for. */
  private void queue(String provider, int jobs) throws Exception {
    for (int i = 0; i < jobs; i++) {
      lives.studio.table.insert(
          provider.equals("kling") ? "animation" : "image_generation",
          "{\"prompt\": \""
              + folder.getFileName()
              + " "
              + i
              + "\", \"provider\": \""
              + provider
              + "\"}");
    }
  }

  private int count(String status) throws Exception {
    return Integer.parseInt(
        lives.studio.table.one("SELECT count(*) FROM jobs WHERE status = '" + status + "'"));
  }

  /** Nothing is billed twice, and every job has its result or is put to a person. */
  private void assertPaidOnce(int jobs) throws Exception {
    List<String> billed = lives.billed();
    assertThat(new HashSet<>(billed)).as("billed twice").hasSize(billed.size());
    for (String result :
        lives.studio.table.all("SELECT result_data FROM jobs WHERE status = 'completed'")) {
      assertThat(lives.studio.folder.resolve(result)).isNotEmptyFile();
    }
    assertThat(count("completed") + count("needs_decision"))
        .as("%s", lives.studio.table.all("SELECT id, status, error_message FROM jobs"))
        .isEqualTo(jobs);
    assertThat(
            lives.studio.table.all(
                "SELECT id FROM paid_calls WHERE state IN ('intended', 'accepted', 'succeeded')"))
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} killed {1}")
  @CsvSource({
    "kling, before intent",
    "kling, after intent",
    "kling, before the task id is kept",
    "kling, after the task id is kept",
    "kling, before the download",
    "replicate, after intent",
    "replicate, before a look",
    "replicate, before publishing",
    "openai, before intent",
    "openai, after answer",
    "openai, before publishing",
    "openai, before the end",
    "bytedance, after answer",
    "bytedance, before the download",
    "bytedance, before the end"
  })
  void a_worker_killed_where_the_call_can_be_told_delivers_all_and_pays_once(
      String provider, String point) throws Exception {
    queue(provider, 2);
    lives.start("real", point, 1);
    lives.awaitLine("AT " + point);
    lives.kill();
    lives.start("real", "never", 1);
    lives.awaitAllOver();
    lives.kill();

    assertPaidOnce(2);
    if (provider.equals("kling") || provider.equals("replicate")) {
      assertThat(count("completed")).isEqualTo(2);
      assertThat(lives.billed()).hasSize(2);
    }
  }

  @ParameterizedTest(name = "{0}: {1} of 2 are found again")
  @CsvSource({"kling, 2", "replicate, 2", "openai, 0", "bytedance, 0"})
  void a_worker_killed_before_the_answer_finds_its_calls_or_asks(String provider, int found)
      throws Exception {
    lives.post("hold");
    queue(provider, 2);
    lives.start("real", "never", 1);
    lives.awaitBilled(2);
    lives.kill();
    lives.post("release");
    lives.start("real", "never", 1);
    lives.awaitAllOver();
    lives.kill();

    assertPaidOnce(2);
    assertThat(lives.billed()).hasSize(2);
    assertThat(count("completed")).isEqualTo(found);
    assertThat(count("needs_decision")).isEqualTo(2 - found);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"openai", "bytedance"})
  void a_worker_killed_before_an_unfindable_call_is_sent_asks_and_pays_nothing(String provider)
      throws Exception {
    queue(provider, 1);
    lives.start("real", "after intent", 1);
    lives.awaitLine("AT after intent");
    lives.kill();
    lives.start("real", "never", 1);
    lives.awaitAllOver();
    lives.kill();

    assertThat(count("needs_decision")).isEqualTo(1);
    assertThat(lives.billed()).isEmpty();
  }
}
