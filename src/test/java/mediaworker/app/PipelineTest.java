package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mediaworker.concurrent.Cancellation;
import mediaworker.config.Settings;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Submission;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pipeline files from the first row to the last frame; among them the examples. */
class PipelineTest {

  private static final Path EXAMPLES = Path.of("examples");

  private static final String KEYABLE =
      "color=0x12a84a:s=160x120:r=25:d=1.2,drawbox=x=50:y=30:w=60:h=60:color=white:t=fill";

  @TempDir Path folder;

  private static Map<String, JsonNode> values(Map<String, ?> parameters) {
    Map<String, JsonNode> values = new TreeMap<>();
    parameters.forEach((name, value) -> values.put(name, JsonMapper.shared().valueToTree(value)));
    return values;
  }

  private static long submit(Studio studio, Path file, Map<String, ?> parameters) throws Exception {
    JobChecks checks = new JobChecks(studio.settings());
    Pipeline pipeline = PipelineFile.read(file, values(parameters), checks::problem);
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            SqliteDatabase.existing(studio.settings().database(), SqliteDatabase.Durability.FULL),
            Clock.system(ZoneId.systemDefault()),
            0)) {
      return ((Submission.Queued) desk.submit(pipeline)).id();
    }
  }

  @Test
  void the_example_of_a_cut_out_becomes_a_film() throws Exception {
    GeneratedClips.h264(folder.resolve("clip.mp4"), KEYABLE);
    try (Studio studio = new Studio(folder)) {
      long id = submit(studio, EXAMPLES.resolve("cut-out.yaml"), Map.of("video", "clip.mp4"));
      studio.drain();

      assertThat(studio.told(id)).isEqualTo("completed: output/stitched_" + (id + 3) + ".mp4");
      MediaInfo film = GeneratedClips.FFMPEG.probe(studio.result(id), new Cancellation());
      assertThat(film.picture().orElseThrow().frames()).isEqualTo(2 * 48);
      assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + id))
          .isEqualTo("3 of 3 steps completed");
    }
  }

  @Test
  void the_example_of_many_clips_leaves_out_the_one_without_a_screen() throws Exception {
    GeneratedClips.h264(folder.resolve("a.mp4"), KEYABLE);
    GeneratedClips.h264(folder.resolve("b.mp4"), KEYABLE);
    GeneratedClips.h264(folder.resolve("c.mp4"), "testsrc2=s=160x120:r=25:d=1");
    try (Studio studio = new Studio(folder)) {
      long id =
          submit(
              studio,
              EXAMPLES.resolve("all-clips.yaml"),
              Map.of("videos", List.of("a.mp4", "c.mp4", "b.mp4")));
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: output/stitched_");
      assertThat(
              studio.table.all(
                  "SELECT step || ' ' || status FROM jobs WHERE parent_job_id = "
                      + id
                      + " ORDER BY id"))
          .containsExactly("key.1 completed", "key.2 failed", "key.3 completed", "film completed");
    }
  }

  @Test
  void the_examples_that_pay_become_pictures_and_films_too() throws Exception {
    Path screen = folder.resolve("clip.mp4");
    GeneratedClips.h264(screen, KEYABLE);
    Path picture = folder.resolve("cup.png");
    GeneratedClips.FFMPEG.run(
        List.of("-i", screen.toString(), "-frames:v", "1", picture.toString()),
        Progress.Listener.NONE,
        new Cancellation());
    try (PlainStage stage = new PlainStage(screen, picture);
        Studio studio =
            new Studio(
                folder,
                new AppSettings.Extensions(List.of(), Optional.empty(), new Settings().lanes()),
                stage.providers())) {
      long there =
          submit(studio, EXAMPLES.resolve("there-and-back.yaml"), Map.of("picture", "cup.png"));
      long products =
          submit(studio, EXAMPLES.resolve("products.yaml"), Map.of("products", List.of("cup.png")));
      studio.drain();

      assertThat(studio.told(there)).startsWith("completed: static/library/trimmed_");
      MediaInfo film = GeneratedClips.FFMPEG.probe(studio.result(there), new Cancellation());
      assertThat(film.picture().orElseThrow().alpha()).isTrue();
      assertThat(film.durationSeconds()).isCloseTo(2 * 30 / 25.0, within(0.1));
      assertThat(studio.told(products)).startsWith("completed: output/upscaled_");
      assertThat(
              studio.table.one(
                  "SELECT count(*) FROM jobs WHERE job_type = 'upscale' AND status = 'completed'"))
          .isEqualTo("3");
      assertThat(stage.creates).hasSize(4);
    }
  }

  @Test
  void a_failed_pipeline_queued_again_runs_only_what_has_not_succeeded() throws Exception {
    Path file = folder.resolve("p.yaml");
    java.nio.file.Files.writeString(
        file,
        """
        steps:
          - {name: first, job: trim, input: {source_video_url: a.mp4, in_point: 0, out_point: 1}}
          - {name: second, job: trim, input: {source_video_url: b.mp4, in_point: 0, out_point: 1}}
          - {name: both, job: stitching, input: {videos: ["${job.first.result}", "${job.second.result}"]}}
        """);
    GeneratedClips.h264(folder.resolve("a.mp4"), KEYABLE);
    try (Studio studio = new Studio(folder)) {
      long id = submit(studio, file, Map.of());
      studio.drain();
      assertThat(studio.told(id))
          .startsWith("failed: Its part \"second\", job " + (id + 2) + " (trim), failed: ")
          .contains("b.mp4");
      assertThat(studio.told(id + 3))
          .startsWith("failed: Job " + (id + 2) + " (trim), which this job needs, failed: ");
      String before = studio.table.one("SELECT finished_at FROM jobs WHERE id = " + (id + 1));

      GeneratedClips.h264(folder.resolve("b.mp4"), KEYABLE);
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: output/stitched_");
      assertThat(studio.table.one("SELECT finished_at FROM jobs WHERE id = " + (id + 1)))
          .isEqualTo(before);
    }
  }

  @Test
  void a_step_that_may_fail_runs_again_as_well() throws Exception {
    Path file = folder.resolve("p.yaml");
    java.nio.file.Files.writeString(
        file,
        """
        steps:
          - {name: a, job: noop, input: {seconds: 0}}
          - {name: d, job: noop, needs: a, may_fail: true, input: {seconds: 0}}
          - {name: e, job: trim, may_fail: true, input: {source_video_url: no.mp4, in_point: 0, out_point: 1}}
        """);
    try (Studio studio = new Studio(folder)) {
      String steps = "SELECT step || ' ' || status FROM jobs WHERE step IS NOT NULL ORDER BY id";
      long id = submit(studio, file, Map.of());
      studio.table.run("UPDATE jobs SET status = 'cancelled' WHERE id = " + id);
      studio.drain();
      assertThat(studio.table.all(steps))
          .containsExactly("a cancelled", "d cancelled", "e cancelled");

      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      assertThat(studio.table.all(steps)).containsExactly("a completed", "d completed", "e failed");
      assertThat(studio.table.one("SELECT status || progress_message FROM jobs WHERE id = " + id))
          .isEqualTo("completed2 of 3 steps completed");
    }
  }

  @Test
  void a_deleted_step_is_replaced_as_the_description_says() throws Exception {
    Path file = folder.resolve("p.yaml");
    java.nio.file.Files.writeString(
        file,
        """
        steps:
          - {name: first, job: trim, input: {source_video_url: none.mp4, in_point: 0, out_point: 1}}
          - {name: twice, job: stitching, input: {videos: ["${job.first.result}", "${job.first.result}"]}}
        result: twice
        """);
    GeneratedClips.h264(folder.resolve("a.mp4"), KEYABLE);
    try (Studio studio = new Studio(folder)) {
      long id = submit(studio, file, Map.of());
      studio.drain();
      studio.table.run("DELETE FROM jobs WHERE step = 'first'");
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();
      assertThat(studio.told(id))
          .startsWith("failed: Its part \"twice\", job " + (id + 2) + " (stitching), failed: ")
          .contains("Job " + (id + 1) + ", which this job needs, was deleted. Name another");

      studio.table.run(
          "INSERT INTO jobs (id, job_type, input_data, parent_job_id, step) VALUES (99, 'trim',"
              + " '{\"source_video_url\": \"a.mp4\", \"in_point\": 0, \"out_point\": 1}', "
              + id
              + ", 'first')");
      studio.table.run("UPDATE jobs SET depends_on = '[99]' WHERE id = " + (id + 2));
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();
      assertThat(studio.told(id)).startsWith("completed: output/stitched_");
    }
  }

  @Test
  void every_example_passes_the_check() throws Exception {
    try (Studio studio = new Studio(folder)) {
      JobChecks checks = new JobChecks(studio.settings());
      Map<String, Map<String, ?>> needed =
          Map.of(
              "cut-out.yaml", Map.of("video", "a.mp4"),
              "all-clips.yaml", Map.of("videos", List.of("a.mp4")),
              "there-and-back.yaml", Map.of("picture", "a.png"),
              "products.yaml", Map.of("products", List.of("a.png", "b.png")));
      try (java.util.stream.Stream<Path> files = java.nio.file.Files.list(EXAMPLES)) {
        List<Path> all = files.filter(file -> file.toString().endsWith(".yaml")).toList();
        assertThat(all).hasSize(needed.size());
        for (Path file : all) {
          Pipeline pipeline =
              PipelineFile.read(
                  file, values(needed.get(String.valueOf(file.getFileName()))), checks::problem);
          assertThat(pipeline.steps()).isNotEmpty();
        }
      }
    }
  }
}
