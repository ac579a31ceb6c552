package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clips that AI video services made and a database that the dashboard made; not in this project.
 */
class RealMaterialTest {

  private static final Path MEDIA = Path.of("../shared/media").toAbsolutePath().normalize();

  @TempDir Path temp;

  @BeforeEach
  void needMaterial() {
    assumeTrue(
        Files.isDirectory(MEDIA),
        () -> "SKIPPED: real clips are tried only where " + MEDIA + " is there");
  }

  @Test
  void real_clips_are_keyed_whole_and_the_one_without_a_screen_is_refused() throws Exception {
    try (Studio studio = new Studio(temp, MEDIA)) {
      studio.table.run(
          "INSERT INTO jobs (id, job_type, input_data) VALUES"
              + " (1, 'keying', '{\"video\":\""
              + MEDIA.resolve("falcon-green-1024.mp4")
              + "\"}'), (2, 'keying', '{\"video\":\""
              + MEDIA.resolve("origami-no-screen-1024.mp4")
              + "\"}')");
      studio.drain();

      assertThat(studio.told(2)).startsWith("failed: ").contains("screen");
      assertThat(studio.told(1)).startsWith("completed: ");
      MediaInfo keyed = GeneratedClips.FFMPEG.probe(studio.result(1), new Cancellation());
      assertThat(keyed.picture().orElseThrow().alpha()).isTrue();
      assertThat(keyed.picture().orElseThrow().width()).isEqualTo(1024);
      assertThat(keyed.durationSeconds()).isBetween(5.2, 5.5);
    }
  }

  @Test
  void a_row_of_the_dashboards_own_database_is_keyed_and_the_others_are_left_alone()
      throws Exception {
    Files.copy(MEDIA.resolve("dashboard-jobs.db"), temp.resolve("jobs.db"));
    temp.resolve("jobs.db").toFile().setWritable(true);
    Path clips = Files.createDirectories(temp.resolve("static/animations/generated"));
    GeneratedClips.h264(
        clips.resolve("46324be7-7a07-4d54-9adc-69fb0f364e1c.mp4"),
        "color=0x12a84a:s=160x120:r=25:d=1,drawbox=x=50:y=30:w=60:h=60:color=white:t=fill");
    try (Studio studio = new Studio(temp)) {
      String before =
          String.join("\n", studio.table.all("SELECT * FROM jobs WHERE id <> 134 ORDER BY id"));
      // As the dashboard sends a row round again.
      studio.table.run(
          "UPDATE jobs SET status = 'keying_queued', error_message = NULL, keying_settings ="
              + " '{\"blur\":5,\"dilate\":1,\"erode\":2,\"hue_center\":60,\"hue_tolerance\":25,"
              + "\"saturation_min\":50,\"spill\":2,\"value_min\":50}' WHERE id = 134");

      studio.drain();

      assertThat(studio.told(134)).startsWith("completed: static/library/transparent_videos/");
      assertThat(studio.result(134)).exists();
      assertThat(
              studio.table.all(
                  "SELECT id, job_type, status, created_at, prompt, input_data, result_data,"
                      + " error_message, keying_settings, keyed_result_data, parent_job_id"
                      + " FROM jobs WHERE id <> 134 ORDER BY id"))
          .hasSize(72)
          .allSatisfy(row -> assertThat(before).contains(row));
      // The dashboard's own way to insert still works on the widened table.
      studio.table.run(
          "INSERT INTO jobs (job_type, status, created_at, prompt, input_data) VALUES"
              + " ('image_generation', 'pending_review', '2026-01-01 00:00:00.000001', 'x', '{}')");
    }
  }
}
