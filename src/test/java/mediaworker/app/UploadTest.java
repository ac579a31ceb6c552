package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.assets.s3.FakeS3;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole worker with a bucket for its outputs. */
class UploadTest {

  private static final String TRIM =
      "{\"source_video_url\": \"in.mp4\", \"in_point\": 0, \"out_point\": 0.4}";

  @TempDir Path temp;
  private FakeS3 server;
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    server = new FakeS3();
    studio =
        new Studio(temp, new AppSettings.Extensions(List.of(), Optional.of(server.settings(true))));
    GeneratedClips.h264(
        studio.folder.resolve("in.mp4"),
        "color=0x12a84a:s=160x120:r=25:d=1,drawbox=x=50:y=30:w=60:h=60:color=red:t=fill");
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    server.close();
  }

  @Test
  void the_rows_result_is_the_public_url_and_can_be_keyed() throws Exception {
    long id = studio.table.insert("trim", TRIM);
    long noop = studio.table.insert("noop", "{}");

    studio.drain();

    String url = studio.told(id).replace("completed: ", "");
    assertThat(url)
        .matches(
            "https://cdn\\.example/made/here/" + id + "-[^/]+/static/library/trimmed_1\\.webm");
    assertThat(studio.told(noop)).isEqualTo("completed: ");
    FakeS3.Stored stored =
        server.objects().get(url.replace("https://cdn.example", "/" + FakeS3.BUCKET));
    assertThat(stored.contentType()).isEqualTo("video/webm");
    assertThat(stored.bytes())
        .isEqualTo(Files.readAllBytes(studio.folder.resolve("static/library/trimmed_1.webm")));

    studio.table.run(
        "UPDATE jobs SET status = 'keying_queued', keying_settings = '{}' WHERE id = " + id);
    studio.drain();

    assertThat(studio.told(id))
        .startsWith("completed: https://cdn.example/made/here/")
        .endsWith("/static/library/transparent_videos/keyed_1.webm");
    assertThat(server.objects()).hasSize(2);
  }

  @Test
  void a_failed_upload_is_tried_again_without_the_work() throws Exception {
    server.fail(403, "AccessDenied");
    // Were the work done again, it would miss its clip.
    server.onRequest(() -> remove(studio.folder.resolve("in.mp4")));
    long id = studio.table.insert("trim", TRIM);

    studio.drain();

    assertThat(studio.told(id)).startsWith("completed: https://cdn.example/");
    assertThat(studio.table.one("SELECT attempts FROM jobs")).isEqualTo("2");
    assertThat(server.requests()).hasSize(2);
    assertThat(studio.folder.resolve("output/.uploads")).isEmptyDirectory();
  }

  @Test
  void a_row_whose_upload_failed_for_good_says_where_its_file_is() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.fail(403, "AccessDenied");
    }
    long id = studio.table.insert("trim", TRIM);

    studio.drain();

    assertThat(studio.told(id))
        .startsWith("failed: The work is done and static/library/trimmed_1.webm is here, but")
        .contains("AWS_SECRET_ACCESS_KEY")
        .doesNotContain(FakeS3.SECRET, FakeS3.KEY_ID);
    studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
    studio.drain();
    assertThat(studio.told(id)).startsWith("completed: https://cdn.example/");
    assertThat(studio.folder.resolve("static/library").toFile().list()).hasSize(1);
  }

  @Test
  void another_row_of_the_same_id_is_given_nothing_of_a_note() throws Exception {
    for (int i = 0; i < 3; i++) {
      server.fail(403, "AccessDenied");
    }
    long id = studio.table.insert("trim", TRIM);
    studio.drain();
    studio.table.run("DELETE FROM jobs");
    studio.table.run(
        "INSERT INTO jobs (id, job_type, input_data) VALUES (" + id + ", 'trim', '" + TRIM + "')");

    studio.drain();

    assertThat(studio.told(id)).endsWith("/static/library/trimmed_1-2.webm");
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
