package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real worker with its HTTP server, its table and its folders. */
abstract class HttpApiFixture {

  static final String JSON = "Content-Type: application/json";

  @TempDir static Path folder;
  static ServedStudio studio;

  @BeforeAll
  static void start() throws Exception {
    studio = ServedStudio.withClips(Files.createDirectory(folder.resolve("studio")));
    studio.fill();
  }

  @AfterAll
  static void stop() throws Exception {
    studio.close();
  }

  static long queued(String body) throws Exception {
    return studio.json(202, "POST /api/jobs", body).path("job_id").asLong();
  }

  static String status(long id) throws Exception {
    return studio.table.one("SELECT status FROM jobs WHERE id = " + id);
  }

  static void becomes(long id, String status) throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    while (!status.equals(status(id)) && System.nanoTime() < end) {
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(status(id)).isEqualTo(status);
  }

  static String refused(String line, String body) throws Exception {
    return studio.json(400, line, body).path("detail").asString();
  }
}
