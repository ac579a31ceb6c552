package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mediaworker.http.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What clients get that are being answered while the worker ends. */
class ServedEndTest {

  @TempDir Path folder;

  @Test
  void a_stream_of_events_is_ended_not_broken_off() throws Exception {
    ServedStudio studio = new ServedStudio(folder, Optional.empty());
    try (Socket socket = new Socket("127.0.0.1", Integer.parseInt(studio.url.split(":")[2]))) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write(
              "GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (text.indexOf("event: queue") < 0) {
        text.append((char) in.read());
      }

      studio.close();

      // RFC 9112, 7.1: the last chunk tells the client that it has all of it.
      text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      assertThat(text.toString()).endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void who_waits_for_a_job_is_told_its_id() throws Exception {
    ServedStudio studio = new ServedStudio(folder, Optional.empty());
    CompletableFuture<RawHttp.Answer> asked =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return studio.http.send(
                    "POST /api/jobs?wait=60",
                    "{\"job_type\": \"noop\", \"input_data\": {\"seconds\": 600}}",
                    "Content-Type: application/json");
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!studio.table.one("SELECT count(*) FROM jobs WHERE status = 'processing'").equals("1")) {
      assertThat(System.nanoTime()).as("it is not taken").isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }

    studio.close();

    RawHttp.Answer answer = asked.get(1, TimeUnit.MINUTES);
    assertThat(answer.status()).isEqualTo(202);
    JsonNode job = JsonMapper.shared().readTree(answer.bytes());
    assertThat(job.path("job_id").asLong()).isEqualTo(1);
  }
}
