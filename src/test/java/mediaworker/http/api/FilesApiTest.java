package mediaworker.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import mediaworker.http.HttpProblem;
import mediaworker.http.HttpSettings;
import mediaworker.http.RawHttp;
import mediaworker.http.Router;
import mediaworker.http.WebServer;
import mediaworker.jobs.CallDesk;
import mediaworker.jobs.JobDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesApiTest {

  private static final int CHUNK = 1 << 20;

  @TempDir Path folder;

  /** A chunked body says nothing of its length, and others write to the disk meanwhile. */
  @Test
  void a_file_for_which_the_room_goes_while_it_comes_is_refused() throws Exception {
    HttpSettings settings =
        new HttpSettings(
            "127.0.0.1", 0, Optional.empty(), Set.of(), folder.resolve("uploads"), 1L << 30, 0);
    Router router = new Router();
    new FilesApi(
            new Backend(
                unused(JobDesk.class),
                unused(CallDesk.class),
                mediaOnADiskOf(40 * CHUNK),
                unused(WorkerDesk.class),
                settings,
                Clock.systemUTC()))
        .addTo(router);
    try (WebServer server = WebServer.start(settings, router)) {
      RawHttp http = new RawHttp(server.address());
      assertThat(http.exactly(chunked(30)).status()).isEqualTo(201);

      RawHttp.Answer full = http.exactly(chunked(60));

      assertThat(full.status()).isEqualTo(507);
      assertThat(full.text()).contains("the disk is full");
      assertThat(folder.resolve("upload.part")).doesNotExist();
    }
  }

  private static String chunked(int megabytes) {
    String chunk = Integer.toHexString(CHUNK) + "\r\n" + "x".repeat(CHUNK) + "\r\n";
    return "POST /api/files?name=a.mp4 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n"
        + chunk.repeat(megabytes)
        + "0\r\n\r\n";
  }

  private MediaDesk mediaOnADiskOf(long bytes) {
    Path part = folder.resolve("upload.part");
    MediaDesk.Incoming incoming =
        new MediaDesk.Incoming() {
          @Override
          public Path part() {
            return part;
          }

          @Override
          public void mustFit(long more) throws HttpProblem {
            if (part.toFile().length() + more > bytes) {
              throw new HttpProblem(507, "the disk is full");
            }
          }

          @Override
          public String publish() throws java.io.IOException {
            Files.delete(part);
            return "uploads/a.mp4";
          }

          @Override
          public void close() {
            part.toFile().delete();
          }
        };
    return (MediaDesk)
        Proxy.newProxyInstance(
            MediaDesk.class.getClassLoader(),
            new Class<?>[] {MediaDesk.class},
            (proxy, method, values) -> {
              assertThat(method.getName()).isEqualTo("receive");
              return incoming;
            });
  }

  private static <T> T unused(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, values) -> {
              throw new UnsupportedOperationException(method.getName());
            }));
  }
}
