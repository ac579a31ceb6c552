package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Paid jobs whose answers cannot be written to the disk, through a real worker. */
class AnswerPlaceTest {

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private final List<String> creates = new CopyOnWriteArrayList<>();

  /** Done with the call's marker before its answer is sent. */
  private volatile Consumer<String> onCreate = marker -> {};

  private volatile int answerBytes = 0;
  private @Nullable Path disk;
  private PaidStudio studio;
  private PlainProvider provider;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            if (!request.getUrl().encodedPath().equals("/create")) {
              return new MockResponse.Builder()
                  .body(new Buffer().write(PaidJobsFixture.PNG))
                  .build();
            }
            String body = request.getBody().utf8();
            creates.add(body);
            onCreate.accept(JsonMapper.shared().readTree(body).get("marker").asString());
            return new MockResponse.Builder()
                .body(
                    "{\"url\": \""
                        + server.url("/out")
                        + "\", \"more\": \""
                        + "x".repeat(answerBytes)
                        + "\"}")
                .build();
          }
        });
    server.start();
    studio = new PaidStudio(folder);
    provider = new PlainProvider("kling", server.url("/"), false);
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
    if (disk != null) {
      run("umount", disk.toString());
    }
  }

  /** The output folder on a small file system of its own. */
  private void mountOutput(int megabytes) throws Exception {
    Path output = Files.createDirectories(studio.folder.resolve("output"));
    String size = "size=" + megabytes + "m";
    boolean mounted = run("mount", "-t", "tmpfs", "-o", size, "tmpfs", output.toString()) == 0;
    if (!mounted) {
      System.err.println(
          "SKIPPED: no file system may be mounted here (that takes root), so nothing is told about"
              + " answers on a full disk");
    }
    assumeTrue(mounted, "no file system may be mounted here");
    disk = output;
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  /** Writes until nothing more fits. */
  private static void fill(Path filler) {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      // as wanted
    }
  }

  private long queue() throws Exception {
    return studio.table.insert(
        "image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\"}");
  }

  private void start() throws Exception {
    studio.start(List.of(provider.setup(5, 100, "0", 0)));
  }

  @Test
  void what_was_never_sent_is_in_no_ledger_and_put_to_nobody() throws Exception {
    Path inTheWay =
        Files.createFile(
            Files.createDirectories(studio.folder.resolve("output")).resolve(".calls"));
    start();
    long id = queue();
    studio.awaitStatus(id, "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .startsWith("The folder " + inTheWay + "/mw-" + id + "-0-")
        .contains(
            ", where the answer to a paid call would be kept, cannot be written to: "
                + inTheWay
                + " is in the way. Nothing was sent. (after 3 attempts)");
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
    assertThat(creates).isEmpty();

    Files.delete(inTheWay);
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  @Test
  void a_short_answer_has_its_room_on_a_disk_that_fills_up_meanwhile() throws Exception {
    mountOutput(40);
    onCreate = marker -> fill(studio.folder.resolve("output/filler"));
    answerBytes = 20_000;
    start();
    studio.awaitStatus(queue(), "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT state, message FROM paid_calls"))
        .containsExactly("delivered|null");
  }

  @Test
  void a_long_answer_is_held_in_memory_until_the_disk_takes_it() throws Exception {
    mountOutput(40);
    Path filler = studio.folder.resolve("output/filler");
    onCreate = marker -> fill(filler);
    answerBytes = 3_000_000;
    start();
    long id = queue();
    studio.await(
        "SELECT count(*) FROM paid_calls WHERE state = 'intended' AND message LIKE"
            + " 'the answer came, but it could not be written to %/answer.body: %'",
        "1");
    Files.delete(filler);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT state, message FROM paid_calls"))
        .containsExactly("delivered|null");
  }

  @Test
  void nothing_is_sent_while_a_disk_has_no_room_for_a_long_answer() throws Exception {
    mountOutput(16);
    start();
    long id = queue();
    studio.await("SELECT waits_for FROM jobs", "this machine");
    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .startsWith("waits for room on the disk of " + disk)
        .endsWith("MB are free, and the answer to a paid call may need 32 MB.");
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
    assertThat(creates).isEmpty();
    assertThat(disk.resolve(".calls")).isEmptyDirectory();

    assertThat(run("mount", "-o", "remount,size=40m", String.valueOf(disk))).isZero();
    studio.table.run("UPDATE jobs SET run_at = NULL WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(studio.table.one("SELECT attempts FROM jobs")).isEqualTo("1");
  }

  @Test
  void an_answer_that_could_not_be_kept_is_put_to_a_person_with_the_true_reason() throws Exception {
    onCreate =
        marker -> {
          Path body = studio.folder.resolve("output/.calls/" + marker + "/answer.body");
          try {
            Files.delete(body);
            Files.createDirectory(body);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    studio.hold = Duration.ZERO;
    start();
    long id = queue();
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("Reason: the answer came, but it could not be written to " + studio.folder);
    assertThat(creates).hasSize(1);
  }

  @Test
  void the_true_reason_outlives_the_worker() throws Exception {
    long id = queue();
    studio.table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at, message)"
            + " VALUES ("
            + id
            + ", 'kling', 'image_generation', 'mw-1-0-held', 'intended', '2026-01-01 10:00:00',"
            + " 'the answer came, but the disk was full')");
    start();
    studio.awaitStatus(id, "needs_decision");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("Reason: the answer came, but the disk was full.");
    assertThat(creates).isEmpty();
  }
}
