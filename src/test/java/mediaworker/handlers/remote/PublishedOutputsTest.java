package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mockwebserver3.MockResponse;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Paid outputs that were published by a run that did not complete its row. */
class PublishedOutputsTest extends PaidJobsFixture {

  /** A life that ends after it has published, and before its row has ended. */
  private void startAndEndOnceAfterPublishing(Deed meanwhile) throws Exception {
    AtomicInteger ends = new AtomicInteger();
    studio.start(
        List.of(provider.setup(5, 100, "0", 0)),
        1,
        step -> {
          if (step.equals("before the end") && ends.incrementAndGet() == 1) {
            try {
              meanwhile.run();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            throw new UncheckedIOException(new IOException("its upload failed"));
          }
        });
  }

  @FunctionalInterface
  private interface Deed {
    void run() throws Exception;
  }

  /** A drawing in some form that is not known here. */
  @Test
  void what_came_within_the_answer_is_kept_whatever_its_kind() throws Exception {
    Path sent = Files.writeString(studio.folder.resolve("sent"), "no known kind");
    create = body -> json("{\"file\": \"" + sent + "\", \"type\": \"xyz\"}");
    start();
    long id = queue("a fox");
    studio.awaitStatus(id, "completed");

    assertThat(studio.table.one("SELECT result_data FROM jobs")).endsWith(".xyz");
    assertThat(studio.table.one("SELECT progress_message FROM jobs")).contains("of no known kind");
    assertThat(creates).hasSize(1);
  }

  @Test
  void what_was_published_and_taken_away_before_the_end_is_fetched_again() throws Exception {
    succeed("t1");
    Path published = studio.folder.resolve("static/library/image_generation_1.png");
    startAndEndOnceAfterPublishing(() -> Files.move(published, folder.resolve("mine.png")));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    assertThat(published).doesNotExist();
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");

    assertThat(studio.folder.resolve(studio.table.one("SELECT result_data FROM jobs")))
        .hasBinaryContent(PNG);
    assertThat(creates).hasSize(1);
  }

  /** Its link expires while the first one is asked for again. */
  @Test
  void what_lies_behind_an_output_that_is_gone_is_fetched_before_the_next_attempt()
      throws Exception {
    String first = server.url("/out/first").toString();
    String second = server.url("/out/second").toString();
    List<String> fetched = new CopyOnWriteArrayList<>();
    download =
        path -> {
          fetched.add(path.substring(path.lastIndexOf('/') + 1));
          return fetched.size() <= 2
              ? new MockResponse.Builder().code(404).build()
              : new MockResponse.Builder().body(new Buffer().write(PNG)).build();
        };
    create = body -> json("{\"url\": \"" + first + "\"}");
    studio.start(
        List.of(provider.setup(5, 100, "0", 0)),
        1,
        step -> {
          if (step.equals("before the download")) {
            twoOutputs(first, second);
          }
        });
    studio.awaitStatus(queue("a fox"), "completed");

    assertThat(fetched).containsExactly("first", "first", "second", "first");
    assertThat(studio.table.one("SELECT json_array_length(outputs) FROM jobs")).isEqualTo("2");
    assertThat(creates).hasSize(1);
  }

  private void twoOutputs(String... links) {
    try {
      studio.table.run(
          "UPDATE paid_calls SET outputs = '[{\"url\": \""
              + String.join("\"}, {\"url\": \"", links)
              + "\"}]'");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_came_within_the_answer_and_was_taken_away_is_told() throws Exception {
    succeed("t1");
    Path published = studio.folder.resolve("static/library/image_generation_1.png");
    startAndEndOnceAfterPublishing(
        () -> {
          Files.move(published, folder.resolve("mine.png"));
          studio.table.run(
              "UPDATE paid_calls SET outputs = '[{\"file\": \""
                  + folder.resolve("answer.png")
                  + "\", \"type\": \"png\"}]'");
        });
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await(
        "SELECT status || (error_message LIKE '%--resubmit%') FROM jobs WHERE claim IS NULL",
        "failed1");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "static/library/image_generation_1.png is not there any more, and Plain sent it only"
                + " once. Put it back there and set the status to 'queued', or have it made again"
                + " and pay again: bin/worker resolve 1 --resubmit.");

    Files.move(folder.resolve("mine.png"), published);
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");
    assertThat(creates).hasSize(1);
  }

  private static Stream<String> damages() {
    return Stream.of("[\"static/libr", "", "\0\0\0\0", "{}", "[1]", "\u00ff");
  }

  /** A disk that was damaged; what lies behind a link is there still. */
  @ParameterizedTest
  @MethodSource("damages")
  void a_note_of_what_was_published_that_cannot_be_read_is_set_aside(String damaged)
      throws Exception {
    succeed("t1");
    startAndEndOnceAfterPublishing(() -> damage(damaged));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.awaitStatus(id, "completed");

    assertThat(studio.folder.resolve(studio.table.one("SELECT result_data FROM jobs")))
        .hasBinaryContent(PNG);
    assertThat(studio.table.one("SELECT progress_message FROM jobs"))
        .contains("The note of what was published of this job could not be read: its outputs may")
        .contains("lie twice");
    assertThat(creates).hasSize(1);
  }

  /** It went with the answer when it was published: nobody but a person may have it made again. */
  @Test
  void where_what_came_within_the_answer_lies_is_then_left_to_a_person() throws Exception {
    Path sent = Files.write(folder.resolve("sent.png"), PNG);
    create = body -> json("{\"file\": \"" + sent + "\", \"type\": \"png\"}");
    startAndEndOnceAfterPublishing(() -> damage("[\"static/libr"));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    Files.deleteIfExists(sent);
    for (int life = 0; life < 2; life++) {
      studio.table.run("UPDATE jobs SET status = 'queued', error_message = NULL");
      studio.await("SELECT status FROM jobs WHERE claim IS NULL", "failed");
      assertThat(studio.table.one("SELECT error_message FROM jobs"))
          .isEqualTo(
              "Plain sent output 1 only once, and where it was published is noted nowhere that"
                  + " could be read. Look for image_generation_1 among the outputs, or have it made"
                  + " again and pay again: bin/worker resolve 1 --resubmit.");
    }
    assertThat(studio.folder.resolve("static/library/image_generation_1.png"))
        .hasBinaryContent(PNG);
    assertThat(creates).hasSize(1);
  }

  @Test
  void what_the_row_has_named_is_to_be_looked_for_under_that_name() throws Exception {
    Path sent = Files.write(folder.resolve("sent.png"), PNG);
    create = body -> json("{\"file\": \"" + sent + "\", \"type\": \"png\"}");
    startAndEndOnceAfterPublishing(() -> damage("[\"static/libr"));
    long id =
        studio.table.insert(
            "image_generation",
            "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"output_name\": \"reynard\"}");
    studio.awaitStatus(id, "failed");
    Files.deleteIfExists(sent);
    studio.table.run("UPDATE jobs SET status = 'queued', error_message = NULL");
    studio.await("SELECT status FROM jobs WHERE claim IS NULL", "failed");
    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .contains("Look for reynard among the outputs");
    assertThat(studio.folder.resolve("static/library/reynard.png")).exists();
  }

  /** It may lie where it belongs: nobody but a person may have it made again. */
  @Test
  void what_a_damaged_note_may_tell_of_is_not_made_again_when_its_link_has_expired()
      throws Exception {
    create = body -> json("{\"url\": \"" + server.url("/out/x") + "\"}");
    startAndEndOnceAfterPublishing(() -> damage("[\"static/libr"));
    long id = queue("a fox");
    studio.awaitStatus(id, "failed");
    download = path -> new MockResponse.Builder().code(404).build();
    studio.table.run("UPDATE jobs SET max_attempts = 1");
    for (int life = 0; life < 2; life++) {
      studio.table.run("UPDATE jobs SET status = 'queued', error_message = NULL");
      studio.await(
          "SELECT status FROM jobs WHERE claim IS NULL AND error_message IS NOT NULL", "failed");
      assertThat(studio.table.one("SELECT error_message FROM jobs"))
          .contains("may have been published before, of which the note could not be read. Look for")
          .endsWith("bin/worker resolve 1 --resubmit.");
    }
    assertThat(studio.folder.resolve("static/library/image_generation_1.png")).exists();
    assertThat(creates).hasSize(1);
  }

  /** A disk that is away for a while. */
  @Test
  void what_was_never_published_and_is_away_is_asked_for_in_another_attempt() throws Exception {
    Path sent = Files.write(folder.resolve("sent.png"), PNG);
    Path away = folder.resolve("away.png");
    create = body -> json("{\"file\": \"" + sent + "\", \"type\": \"png\"}");
    AtomicInteger tries = new AtomicInteger();
    studio.start(
        List.of(provider.setup(5, 100, "0", 0)),
        1,
        step -> {
          if (step.equals("before publishing") && tries.incrementAndGet() == 1) {
            try {
              Files.move(sent, away);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    studio.table.run(
        "INSERT INTO jobs (job_type, max_attempts, input_data) VALUES ('image_generation', 1000,"
            + " '{\"prompt\": \"a fox\", \"provider\": \"kling\"}')");
    studio.await("SELECT attempts > 2 FROM jobs", "1");
    Files.move(away, sent);
    studio.awaitStatus(1, "completed");
    assertThat(creates).hasSize(1);
  }

  private void damage(String text) throws Exception {
    String marker = studio.table.one("SELECT marker FROM paid_calls");
    Files.write(
        studio.folder.resolve("output/.calls/" + marker + "/published.json"),
        text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void what_another_call_has_made_is_kept_when_what_was_taken_away_is_made_again()
      throws Exception {
    create =
        body -> {
          Path file = folder.resolve("answer-" + creates.size() + ".png");
          try {
            Files.write(file, PNG);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return json("{\"file\": \"" + file + "\", \"type\": \"png\"}");
        };
    startAndEndOnceAfterPublishing(
        () -> Files.delete(studio.folder.resolve("static/library/image_generation_1.png")));
    long id =
        studio.table.insert(
            "image_generation", "{\"prompt\": \"a fox\", \"provider\": \"kling\", \"n\": 2}");
    studio.awaitStatus(id, "failed");
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.await(
        "SELECT status || (error_message LIKE '%--resubmit%') FROM jobs WHERE claim IS NULL",
        "failed1");
    try (SqliteCallDesk desk = desk()) {
      desk.resubmit(id);
    }
    studio.awaitStatus(id, "completed");
    assertThat(studio.table.one("SELECT json_array_length(outputs) FROM jobs")).isEqualTo("2");
    assertThat(creates).hasSize(3);
  }
}
