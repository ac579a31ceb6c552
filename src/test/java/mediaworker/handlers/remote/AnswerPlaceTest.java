package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paid jobs whose answers cannot be written to the disk, through a real worker. */
class AnswerPlaceTest {

  @TempDir Path folder;
  private final MockWebServer server = new MockWebServer();
  private final List<String> creates = new CopyOnWriteArrayList<>();
  private PaidStudio studio;
  private PlainProvider provider;

  @BeforeEach
  void open() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            creates.add(request.getBody().utf8());
            return answered();
          }
        });
    server.start();
    studio = new PaidStudio(folder);
    provider = new PlainProvider("kling", server.url("/"), false);
  }

  private MockResponse answered() {
    return new MockResponse.Builder().body("{\"text\": \"Loose brush strokes.\"}").build();
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
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
}
