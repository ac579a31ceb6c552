package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard's pipelines, from rows as it writes them. */
class BoomerangTest {

  private static final Path MEDIA = Path.of("../shared/media").toAbsolutePath().normalize();

  private static final String INPUT =
      "{\"end_image_url\": \"/static/library/b.png?v=3\", \"image_url\": \"static/library/a.png\","
          + " \"kling_duration\": 5, \"kling_mode\": \"pro\", \"negative_prompt\": \"\", \"prompt\":"
          + " \"flap\", \"seamless_loop\": false, \"background\": \"blue\", \"video_model\":"
          + " \"kwaivgi/kling-v2.1\"}";

  @TempDir Path folder;
  private PlainStage stage;

  @BeforeEach
  void prepare() throws Exception {
    Path library = Files.createDirectories(folder.resolve("static/library"));
    picture(library.resolve("a.png"), "color=red:s=200x100,format=rgb24");
    picture(library.resolve("b.png"), "color=white:s=120x120,format=rgb24");
    GeneratedClips.h264(folder.resolve("made.mp4"), "testsrc2=s=96x64:r=25:d=0.4");
    stage = new PlainStage(folder.resolve("made.mp4"), library.resolve("a.png"));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private static void picture(Path file, String source) throws Exception {
    GeneratedClips.FFMPEG.run(
        List.of("-f", "lavfi", "-i", source, "-frames:v", "1", file.toString()),
        Progress.Listener.NONE,
        new Cancellation());
  }

  /** Mean colours of the middle and of the corner. */
  private static Map<String, Integer> colours(Path png, int width, int height) throws Exception {
    byte[] pixels = new byte[width * height * 3];
    GeneratedClips.FFMPEG.runRaw(
        List.of("-i", png.toString(), "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1"),
        (in, alive) -> in.readNBytes(pixels, 0, pixels.length),
        new Cancellation());
    Map<String, Integer> found = new TreeMap<>();
    found.put("corner", rgb(pixels, 0));
    found.put("middle", rgb(pixels, 3 * (width * (height / 2) + width / 2)));
    found.put("edge", rgb(pixels, 3 * (width * (height / 2) + width / 20 - 2)));
    return found;
  }

  private static int rgb(byte[] pixels, int at) {
    return (pixels[at] & 255) << 16 | (pixels[at + 1] & 255) << 8 | pixels[at + 2] & 255;
  }

  @Test
  void whoever_is_told_of_its_end_is_not_told_of_its_parts() throws Exception {
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      long id =
          studio.table.insert(
              "boomerang_automation",
              INPUT.replace("{", "{\"callback_url\": \"https://studio.example/told\", "));
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed");
      assertThat(studio.table.all("SELECT job_id FROM webhooks"))
          .containsExactly(String.valueOf(id));
    }
  }

  @Test
  void two_pictures_become_an_animation_there_and_back() throws Exception {
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      studio.table.run(
          "INSERT INTO jobs (job_type, status, created_at, prompt, input_data) VALUES"
              + " ('boomerang_automation', 'queued', '2026-01-01 10:00:00.000001', 'flap', '"
              + INPUT
              + "')");
      studio.drain();

      assertThat(
              studio.table.all(
                  "SELECT id, job_type, status, parent_job_id, step, prompt FROM jobs"))
          .containsExactly(
              "1|boomerang_automation|completed|null|null|flap",
              "2|animation|completed|1|there|flap",
              "3|animation|completed|1|back|flap",
              "4|video_stitching|completed|1|joined|flap");
      assertThat(stage.creates).hasSize(2);
      assertThat(studio.table.one("SELECT result_data FROM jobs WHERE id = 1"))
          .isEqualTo("static/library/stitched_4.mp4")
          .isEqualTo(studio.table.one("SELECT result_data FROM jobs WHERE id = 4"));
      MediaInfo film = GeneratedClips.FFMPEG.probe(studio.result(1), new Cancellation());
      assertThat(film.picture().orElseThrow().frames()).isEqualTo(20);
      // The first of the one is the last of the other.
      String there = studio.table.one("SELECT input_data FROM jobs WHERE id = 2");
      String back = studio.table.one("SELECT input_data FROM jobs WHERE id = 3");
      assertThat(there)
          .contains("\"image_url\":\"static/library/boomerang_1_start.png\"")
          .contains("\"end_image_url\":\"static/library/boomerang_1_end.png\"")
          .contains("\"kling_mode\":\"pro\"");
      assertThat(back).contains("\"image_url\":\"static/library/boomerang_1_end.png\"");
      assertThat(colours(folder.resolve("static/library/boomerang_1_start.png"), 200, 100))
          .isEqualTo(Map.of("corner", 0x0000ff, "edge", 0x0000ff, "middle", 0xff0000));
      assertThat(
              GeneratedClips.FFMPEG
                  .probe(folder.resolve("static/library/boomerang_1_end.png"), new Cancellation())
                  .picture()
                  .orElseThrow()
                  .width())
          .isEqualTo(120);
    }
  }

  @Test
  void a_failed_animation_fails_the_boomerang_and_is_the_only_one_paid_again() throws Exception {
    stage.instead =
        create ->
            stage.creates.indexOf(create) == 1 // both may have come before either is answered
                ? "{\"class\": \"INVALID_INPUT\", \"message\": \"too dark\"}"
                : null;
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      long id = studio.table.insert("boomerang_automation", INPUT);
      studio.drain();
      assertThat(studio.told(id)).startsWith("failed: Its part \"").contains("too dark");
      assertThat(studio.table.one("SELECT count(*) FROM jobs WHERE job_type = 'video_stitching'"))
          .isEqualTo("0");

      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: static/library/stitched_");
      assertThat(stage.creates).hasSize(3);
    }
  }

  @Test
  void a_boomerang_whose_worker_died_before_its_animations_leaves_no_second_pictures()
      throws Exception {
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      long id = studio.table.insert("boomerang_automation", INPUT);
      studio.drain();
      // The pictures are there, but nothing that was written with them.
      studio.table.run(
          "DELETE FROM jobs WHERE parent_job_id = " + id,
          "DELETE FROM job_needs",
          "UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: ");
      assertThat(folder.resolve("static/library"))
          .isDirectoryContaining("glob:**boomerang_1_start.png")
          .isDirectoryNotContaining("glob:**boomerang_1_*-2.png");
    }
  }

  @Test
  void missing_fields_are_named() throws Exception {
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      long id = studio.table.insert("boomerang_automation", "{\"background\": \"red\"}");
      studio.drain();
      assertThat(studio.told(id))
          .contains("\"image_url\" is missing")
          .contains("\"end_image_url\" is missing")
          .contains("green, blue");
    }
  }

  @Test
  void what_the_dashboards_worker_has_begun_in_its_own_database_is_gone_on_with() throws Exception {
    assumeThat(MEDIA).as("SKIPPED: the dashboard's own database is not there").isDirectory();
    Files.copy(MEDIA.resolve("dashboard-jobs.db"), folder.resolve("jobs.db"));
    folder.resolve("jobs.db").toFile().setWritable(true);
    Files.createDirectories(folder.resolve("static/animations/generated"));
    Files.copy(folder.resolve("made.mp4"), folder.resolve("static/animations/generated/x.mp4"));
    try (Studio studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers())) {
      studio.table.run(
          "INSERT INTO jobs (id, job_type, status, created_at, prompt, input_data, result_data,"
              + " parent_job_id) VALUES (201, 'boomerang_automation', 'waiting_for_children',"
              + " '2026-01-01 10:00:00.1', 'flap', '"
              + INPUT
              + "', NULL, NULL), (202, 'animation', 'completed', '2026-01-01 10:00:00.2', 'flap',"
              + " '{}', 'static/animations/generated/x.mp4', 201), (203, 'animation', 'queued',"
              + " '2026-01-01 10:00:00.3', 'flap', '{\"prompt\": \"flap\", \"image_url\":"
              + " \"static/library/b.png\", \"video_model\": \"kwaivgi/kling-v2.1\"}', NULL, 201)",
          "INSERT INTO jobs (id, job_type, status, created_at, input_data, result_data) VALUES"
              + " (210, 'style_analysis', 'completed', '2026-01-01', '{}', 'ink on paper'),"
              + " (211, 'palette_analysis', 'queued', '2026-01-01', '{\"image_path\":"
              + " \"static/library/a.png\"}', NULL), (212, 'image_generation',"
              + " 'waiting_for_analysis', '2026-01-01', '{\"object_prompt\": \"a bird\","
              + " \"style_prompt\": \"\", \"style_analysis_job_id\": 210,"
              + " \"color_analysis_job_id\": 211, \"modelId\": \"bytedance-seedream-4\"}', NULL)");
      studio.drain();

      assertThat(studio.told(201)).startsWith("completed: static/library/stitched_");
      assertThat(studio.told(212)).startsWith("completed: static/library/");
      assertThat(studio.table.one("SELECT prompt FROM jobs WHERE id = 212"))
          .isEqualTo("a bird, in the style of ink on paper\nPalette: an answer of plain-1");
      assertThat(stage.creates.get(stage.creates.size() - 1).get("prompt").asString())
          .contains("a bird", "ink on paper");
      assertThat(stage.creates).hasSize(3);
    }
  }
}
