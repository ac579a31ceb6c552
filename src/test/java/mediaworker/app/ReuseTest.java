package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Submission;
import mediaworker.media.Progress;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.pipelines.PipelineFile;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqlitePipelineDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Jobs that take what equal ones have made: paid calls at a server of the test, real FFmpeg. */
class ReuseTest {

  private static final String PICTURE = "{\"prompt\": \"a fox\", \"images\": [\"a.png\"]}";

  private static final String KEYABLE =
      "color=0x12a84a:s=96x72:r=25:d=0.4,drawbox=x=30:y=20:w=30:h=30:color=white:t=fill";

  @TempDir Path folder;
  private PlainStage stage;
  private Studio studio;

  @BeforeEach
  void prepare() throws Exception {
    picture("testsrc2=s=64x48", "a.png");
    GeneratedClips.h264(folder.resolve("clip.mp4"), KEYABLE);
    stage = new PlainStage(folder.resolve("clip.mp4"), folder.resolve("a.png"));
    studio = new Studio(folder, AppSettings.Extensions.NONE, stage.providers());
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
    stage.close();
  }

  private void picture(String what, String name) throws Exception {
    GeneratedClips.FFMPEG.run(
        List.of("-y", "-f", "lavfi", "-i", what, "-frames:v", "1", folder.resolve(name).toString()),
        Progress.Listener.NONE,
        new Cancellation());
  }

  private long insert(String type, String input) throws Exception {
    long id = studio.table.insert(type, input);
    studio.table.run("UPDATE jobs SET reuse = 1 WHERE id = " + id);
    return id;
  }

  private long done(String type, String input) throws Exception {
    long id = insert(type, input);
    studio.drain();
    return id;
  }

  private String from(long id) throws Exception {
    return studio.table.one(
        "SELECT status || ' from ' || COALESCE(reused_from, 'nobody') FROM jobs WHERE id = " + id);
  }

  @Test
  void a_paid_call_is_not_made_for_an_equal_job_which_gets_a_file_of_its_own() throws Exception {
    long first = done("image_generation", PICTURE);
    long second =
        done(
            "image_generation",
            "{\"images\":[\"/a.png\"],\"prompt\":\"a fox\",\"negative_prompt\":null,"
                + "\"output_name\":\"fox\"}");

    assertThat(stage.creates).hasSize(1);
    assertThat(from(first)).isEqualTo("completed from nobody");
    assertThat(from(second)).isEqualTo("completed from " + first);
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + second))
        .startsWith("reused from job " + first + ": ");
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls WHERE job_id = " + second))
        .isEqualTo("0");
    assertThat(studio.told(second)).isEqualTo("completed: static/library/fox.png");
    assertThat(studio.result(second)).hasSameBinaryContentAs(studio.result(first));

    Files.delete(studio.result(first));
    assertThat(studio.result(second)).hasSameBinaryContentAs(folder.resolve("a.png"));
    assertThat(from(done("image_generation", PICTURE))).isEqualTo("completed from " + second);
    assertThat(stage.creates).hasSize(1);
  }

  @Test
  void a_field_that_is_there_twice_is_refused_also_where_an_equal_job_has_made_it()
      throws Exception {
    done("image_generation", PICTURE);
    long twice = done("image_generation", PICTURE.replace("{", "{\"prompt\": \"another fox\", "));

    assertThat(from(twice)).isEqualTo("failed from nobody");
    assertThat(studio.table.one("SELECT error_message FROM jobs WHERE id = " + twice))
        .contains("\"prompt\"", "twice");
  }

  @Test
  void numbers_that_differ_beyond_a_doubles_digits_are_different() throws Exception {
    String input = "{\"source_video\": \"clip.mp4\", \"time\": 0.1}";
    done("frame_extraction", input);
    long other = done("frame_extraction", input.replace("0.1", "0.10000000000000000001"));

    assertThat(from(other)).isEqualTo("completed from nobody");
    assertThat(from(done("frame_extraction", input.replace("0.1", "0.1000"))))
        .isEqualTo("completed from 1");
  }

  @Test
  void files_count_by_their_content_and_not_by_their_name() throws Exception {
    done("image_generation", PICTURE);
    Files.copy(folder.resolve("a.png"), folder.resolve("b.png"));
    long other = done("image_generation", PICTURE.replace("a.png", "b.png"));
    assertThat(from(other)).isEqualTo("completed from 1");

    picture("color=red:s=64x48", "a.png");
    long changed = done("image_generation", PICTURE);

    assertThat(from(changed)).isEqualTo("completed from nobody");
    assertThat(stage.creates).hasSize(2);
  }

  @Test
  void chapters_named_by_their_files_are_not_those_of_files_with_other_names() throws Exception {
    Files.copy(folder.resolve("clip.mp4"), folder.resolve("opening.mp4"));
    String chapters = "{\"videos\": [\"clip.mp4\", \"clip.mp4\"], \"chapters\": true}";
    done("stitching", chapters);
    assertThat(from(done("stitching", chapters))).isEqualTo("completed from 1");
    String renamed = chapters.replaceFirst("clip", "opening");
    assertThat(from(done("stitching", renamed))).isEqualTo("completed from nobody");
    String plain = chapters.replace("true", "false");
    long first = done("stitching", plain);
    assertThat(from(done("stitching", plain.replaceFirst("clip", "opening"))))
        .isEqualTo("completed from " + first);
  }

  @Test
  void another_prompt_number_or_model_is_another_job() throws Exception {
    done("image_generation", PICTURE);
    long prompt = done("image_generation", PICTURE.replace("a fox", "a hare"));
    long number = done("image_generation", PICTURE.replace("{", "{\"n\": 2, "));
    long model = done("image_generation", PICTURE.replace("{", "{\"model\": \"new\", "));
    long same = done("image_generation", PICTURE.replace("{", "{\"n\": 2.0, "));

    assertThat(List.of(from(prompt), from(number), from(model)))
        .containsOnly("completed from nobody");
    assertThat(from(same)).isEqualTo("completed from " + number);
  }

  @Test
  void without_reuse_nothing_is_taken_and_nothing_is_left_to_others() throws Exception {
    long plain = studio.table.insert("image_generation", PICTURE);
    studio.drain();
    long first = done("image_generation", PICTURE);
    long again = studio.table.insert("image_generation", PICTURE);
    studio.drain();

    assertThat(List.of(from(plain), from(first), from(again)))
        .containsOnly("completed from nobody");
    assertThat(stage.creates).hasSize(3);
    assertThat(studio.table.all("SELECT job_id FROM reusable_outputs"))
        .containsExactly(String.valueOf(first));
  }

  @Test
  void an_output_that_is_gone_or_has_changed_is_made_again() throws Exception {
    long first = done("image_generation", PICTURE);
    Files.writeString(studio.result(first), "something else");
    long second = done("image_generation", PICTURE);
    Files.delete(studio.result(second));
    long third = done("image_generation", PICTURE);

    assertThat(List.of(from(second), from(third))).containsOnly("completed from nobody");
    assertThat(stage.creates).hasSize(3);
  }

  @Test
  void a_deleted_job_leaves_nothing_to_others() throws Exception {
    long first = done("image_generation", PICTURE);
    studio.table.run("DELETE FROM jobs WHERE id = " + first);

    assertThat(from(done("image_generation", PICTURE))).isEqualTo("completed from nobody");
  }

  @Test
  void of_two_equal_jobs_at_once_the_second_waits_and_only_one_is_paid() throws Exception {
    long first = insert("image_generation", PICTURE);
    long second = insert("image_generation", PICTURE);
    studio.drain();

    assertThat(stage.creates).hasSize(1);
    assertThat(List.of(from(first), from(second)))
        .containsAnyOf("completed from " + first, "completed from " + second)
        .contains("completed from nobody");
    assertThat(studio.table.one("SELECT max(attempts) FROM jobs")).isEqualTo("1");
  }

  @Test
  void one_that_waited_does_the_work_when_the_other_has_failed() throws Exception {
    stage.instead =
        create ->
            stage.creates.size() == 1
                ? "{\"class\": \"INVALID_INPUT\", \"message\": \"no\"}"
                : null;
    insert("image_generation", PICTURE);
    insert("image_generation", PICTURE);
    studio.drain();

    assertThat(studio.table.all("SELECT status FROM jobs ORDER BY status"))
        .containsExactly("completed", "failed");
    assertThat(stage.creates).hasSize(2);
  }

  @Test
  void texts_are_taken_too() throws Exception {
    long first = done("style_analysis", "{\"image\": \"a.png\"}");
    long second = done("style_analysis", "{\"image\": \"a.png\"}");

    assertThat(stage.creates).hasSize(1);
    assertThat(studio.told(second)).isEqualTo(studio.told(first)).contains("an answer of");
    assertThat(from(second)).isEqualTo("completed from " + first);
  }

  @Test
  void a_keying_lap_with_the_same_dials_is_taken() throws Exception {
    long first = done("keying", "{\"video\": \"clip.mp4\"}");
    for (int i = 0; i < 2; i++) {
      long id = studio.table.insert("animation", "{}");
      studio.table.run(
          "UPDATE jobs SET reuse = 1, status = 'keying_queued', result_data = 'clip.mp4',"
              + " keying_settings = '{\"tolerance\": 1.1}' WHERE id = "
              + id);
      studio.drain();
    }
    long lap = first + 1;

    assertThat(from(lap)).isEqualTo("completed from nobody");
    assertThat(from(lap + 1)).isEqualTo("completed from " + lap);
    assertThat(studio.table.one("SELECT keyed_result_data FROM jobs WHERE id = " + (lap + 1)))
        .isEqualTo("static/library/transparent_videos/keyed_" + (lap + 1) + ".webm");
    assertThat(studio.result(lap + 1)).hasSameBinaryContentAs(studio.result(lap));
    assertThat(studio.table.one("SELECT findings FROM jobs WHERE id = " + (lap + 1)))
        .startsWith("{\"key_color\":\"#")
        .isEqualTo(studio.table.one("SELECT findings FROM jobs WHERE id = " + lap));
  }

  @Test
  void a_pipeline_that_allows_it_takes_every_step_but_the_one_that_says_no() throws Exception {
    Path file = folder.resolve("p.yaml");
    Files.writeString(
        file,
        """
        reuse: true
        parameters: {clip: }
        steps:
          - {name: key, job: keying, input: {video: "${clip}"}}
          - name: cut
            job: trim
            input: {source_video_url: "${job.key.result}", in_point: 0, out_point: 0.2}
          - {name: larger, job: upscale, input: {video: "${clip}"}, reuse: false}
        """);
    submit(file, "clip.mp4");
    Files.move(
        folder.resolve("clip.mp4"),
        folder.resolve("renamed.mp4"),
        StandardCopyOption.REPLACE_EXISTING);
    long second = submit(file, "renamed.mp4");

    assertThat(
            studio.table.all(
                "SELECT step || ' ' || status || ' ' || COALESCE(reused_from, 'anew') FROM jobs"
                    + " WHERE parent_job_id = "
                    + second
                    + " ORDER BY id"))
        .containsExactly("key completed 2", "cut completed 3", "larger completed anew");
    assertThat(studio.told(second)).startsWith("completed: output/upscaled_");
  }

  private long submit(Path file, String clip) throws Exception {
    JobChecks checks = new JobChecks(studio.settings());
    Pipeline pipeline =
        PipelineFile.read(
            file, Map.of("clip", JsonMapper.shared().valueToTree(clip)), checks::problem);
    try (SqlitePipelineDesk desk =
        new SqlitePipelineDesk(
            SqliteDatabase.existing(studio.settings().database(), SqliteDatabase.Durability.FULL),
            Clock.system(ZoneId.systemDefault()),
            0)) {
      long id = ((Submission.Queued) desk.submit(pipeline)).id();
      studio.drain();
      return id;
    }
  }
}
