package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import mediaworker.concurrent.Cancellation;
import mediaworker.config.FamilyValues;
import mediaworker.config.LaneSettings;
import mediaworker.config.Settings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Job types that are made of others, with providers at a server of the test and real FFmpeg. */
class ParentJobsTest {

  private static final String REFUSED = "{\"class\": \"INVALID_INPUT\", \"message\": \"no\"}";

  @TempDir Path folder;
  private PlainStage stage;

  @BeforeEach
  void prepare() throws Exception {
    run("-f", "lavfi", "-i", "testsrc2=s=64x48,format=rgb24", "-frames:v", "1", "a.png");
    run("-f", "lavfi", "-i", "color=red:s=50x40,format=rgba", "-frames:v", "1", "b.png");
    run("-f", "lavfi", "-i", "sine=d=2.5", "voice.wav");
    run("-f", "lavfi", "-i", "sine=d=2.5", "-f", "flac", "voice.wave");
    GeneratedClips.h264(folder.resolve("clip.mp4"), "testsrc2=s=64x48:r=25:d=0.4");
    stage = new PlainStage(folder.resolve("clip.mp4"), folder.resolve("a.png"));
  }

  @AfterEach
  void close() {
    stage.close();
  }

  private void run(String... arguments) throws Exception {
    String[] all = arguments.clone();
    all[all.length - 1] = folder.resolve(all[all.length - 1]).toString();
    GeneratedClips.FFMPEG.run(List.of(all), Progress.Listener.NONE, new Cancellation());
  }

  private Studio studio(String... options) throws Exception {
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs(options);
    return studio(settings.lanes(), List.of());
  }

  private Studio studio(LaneSettings lanes, List<ExternalProgram> programs) throws Exception {
    return new Studio(
        folder, new AppSettings.Extensions(programs, Optional.empty(), lanes), stage.providers());
  }

  private List<ExternalProgram> program(String name, String run, String output) {
    Map<String, String> mine = new TreeMap<>(CommandCatalog.family().defaults());
    mine.put("run", run);
    mine.put("output", output);
    return CommandCatalog.make(new FamilyValues(Map.of("command." + name, mine), Map.of()), folder);
  }

  private JsonNode json(Studio studio, long id) throws Exception {
    return JsonMapper.shared().readTree(Files.readString(studio.result(id)));
  }

  private static MediaInfo.Video picture(Path file) throws Exception {
    return GeneratedClips.FFMPEG.probe(file, new Cancellation()).picture().orElseThrow();
  }

  @Test
  void pictures_and_videos_are_made_larger_here() throws Exception {
    try (Studio studio = studio()) {
      long still = studio.table.insert("upscale", "{\"image\": \"b.png\", \"scale\": 2.5}");
      long clip = studio.table.insert("upscale", "{\"video\": \"clip.mp4\"}");
      long wrong =
          studio.table.insert(
              "upscale", "{\"image\": \"a.png\", \"scale\": 99, \"with\": \"hope\"}");
      studio.drain();

      assertThat(studio.told(still)).isEqualTo("completed: output/upscaled_" + still + ".png");
      assertThat(picture(studio.result(still)).width()).isEqualTo(125);
      assertThat(picture(studio.result(still)).alpha()).isTrue();
      assertThat(picture(studio.result(clip)).height()).isEqualTo(96);
      assertThat(picture(studio.result(clip)).frames()).isEqualTo(10);
      assertThat(studio.told(wrong)).contains("\"scale\" is 99").contains("\"with\" is hope");
    }
  }

  @Test
  void a_program_or_a_provider_makes_them_larger_where_a_row_or_the_setting_says_so()
      throws Exception {
    Path script = folder.resolve("larger");
    Files.writeString(script, "#!/bin/sh\ntest \"$3\" = 4 && cp \"$1\" \"$2\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs("--upscale-with", "esrgan");
    try (Studio studio =
        studio(settings.lanes(), program("esrgan", script + " {image} {output} {scale}", "png"))) {
      long program = studio.table.insert("upscale", "{\"image\": \"a.png\", \"scale\": 4}");
      long model =
          studio.table.insert(
              "upscale", "{\"image\": \"a.png\", \"with\": \"replicate:nightmareai/real-esrgan\"}");
      studio.drain();

      assertThat(studio.told(program)).startsWith("completed: output/esrgan_");
      assertThat(studio.told(model)).startsWith("completed: output/replicate_");
      assertThat(stage.creates.get(0).get("model").asString()).isEqualTo("nightmareai/real-esrgan");
    }
  }

  @Test
  void an_avatar_speaks_by_a_program_on_a_gpu_or_at_an_endpoint() throws Exception {
    Path script = folder.resolve("talk");
    Files.writeString(
        script,
        "#!/bin/sh\ntest -s \"$1\" && test -s \"$2\" && cp " + folder + "/clip.mp4 \"$4\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    String row =
        "{\"image_paths\": [\"a.png\", \"b.png\"], \"prompts\": [\"smile\", \"wave\"],"
            + " \"audio_path\": \"voice.wav\", \"resolution\": \"9:16\", \"character\": \"Ada\"}";
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs("--avatar-with", "talker");
    try (Studio studio =
        studio(
            settings.lanes(),
            program(
                "talker",
                script + " {image} {audio} {prompt} {output} {image2:} {character:}",
                "mp4"))) {
      long id = studio.table.insert("avatar_video", row);
      studio.drain();
      assertThat(studio.told(id)).startsWith("completed: output/talker_");
      assertThat(studio.table.one("SELECT input_data FROM jobs WHERE step = 'avatar'"))
          .contains("\"prompt\":\"smile wave\"", "\"image2\":\"b.png\"", "\"character\":\"Ada\"");
    }
    try (Studio studio = studio()) {
      long id = studio.table.insert("avatar_video", row);
      long other =
          studio.table.insert(
              "avatar_video", "{\"image_paths\": [\"a.png\"], \"audio_path\": \"voice.wave\"}");
      long wrong = studio.table.insert("avatar_video", "{\"resolution\": \"large\"}");
      long missing =
          studio.table.insert(
              "avatar_video", "{\"image_paths\": [\"no.png\"], \"audio_path\": \"none.wav\"}");
      studio.drain();
      assertThat(studio.told(id)).startsWith("completed: output/gpu_job_");
      assertThat(studio.table.one("SELECT input_data FROM jobs WHERE parent_job_id = " + id))
          .contains("data:audio/wav;base64,", "\"resolution\":\"9:16\"");
      assertThat(studio.table.one("SELECT input_data FROM jobs WHERE parent_job_id = " + other))
          .contains("data:audio/flac;base64,");
      assertThat(studio.told(wrong)).contains("image_paths", "audio_path", "\"resolution\"");
      assertThat(studio.told(missing))
          .isEqualTo("failed: The file no.png does not exist. The file none.wav does not exist.");
    }
  }

  @Test
  void a_program_is_given_only_what_it_has_places_for_and_its_parent_says_what_is_left_aside()
      throws Exception {
    Path script = folder.resolve("copy");
    Files.writeString(script, "#!/bin/sh\ncp \"$1\" \"$2\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs("--upscale-with", "talker", "--avatar-with", "talker");
    try (Studio studio =
        studio(settings.lanes(), program("talker", script + " {image} {output}", "png"))) {
      long larger = studio.table.insert("upscale", "{\"image\": \"a.png\"}");
      long scaled = studio.table.insert("upscale", "{\"image\": \"a.png\", \"scale\": 4}");
      long speaks =
          studio.table.insert(
              "avatar_video", "{\"image_paths\": [\"a.png\"], \"audio_path\": \"voice.wav\"}");
      long moves =
          studio.table.insert(
              "avatar_video",
              "{\"image_paths\": [\"a.png\", \"b.png\"], \"audio_path\": \"voice.wav\", \"character\": \"Ada\","
                  + " \"prompt\": \"She nods.\"}");
      studio.drain();

      assertThat(
              studio.table.all(
                  "SELECT status, progress_message FROM jobs WHERE job_type = 'talker'"
                      + " AND progress_message LIKE '%left aside%'"))
          .isEmpty();
      assertThat(studio.table.all("SELECT DISTINCT input_data FROM jobs WHERE job_type = 'talker'"))
          .containsExactly("{\"image\":\"a.png\"}");
      String note = "SELECT status || ': ' || progress_message FROM jobs WHERE id = ";
      assertThat(studio.table.one(note + larger)).isEqualTo("completed: by talker");
      assertThat(studio.table.one(note + scaled))
          .isEqualTo("completed: by talker. Not known and left aside: \"scale\".");
      assertThat(studio.table.one(note + speaks)).isEqualTo("completed: by talker");
      assertThat(studio.table.one(note + moves))
          .isEqualTo(
              "completed: by talker. Not known and left aside: \"character\", \"prompt\"."
                  + " Of 2 pictures talker has no place for 1.");
    }
  }

  @Test
  void models_are_compared_one_combination_after_another_and_scored() throws Exception {
    Files.copy(folder.resolve("clip.mp4"), folder.resolve("other.mp4"));
    AtomicInteger most = new AtomicInteger();
    try (Studio studio = studio()) {
      stage.instead =
          create -> {
            String prompt = create.get("prompt").asString();
            try {
              String note = studio.table.one("SELECT progress_message FROM jobs WHERE id = 1");
              if (note != null && note.contains("2/4")) { // it is empty while the parent is at work
                most.set(2);
              }
            } catch (java.sql.SQLException e) {
              throw new IllegalStateException(e);
            }
            if (prompt.contains("Score each answer")) {
              return "{\"text\": \"Here: {\\\"scores\\\": [{\\\"answer\\\": 1, \\\"score\\\": 4,"
                  + " \\\"reason\\\": \\\"vague\\\"}, {\\\"answer\\\": 2, \\\"score\\\": 9}]}\"}";
            }
            return create.get("model").asString().equals("broken") ? REFUSED : null;
          };
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": [\"clip.mp4\", \"other.mp4\"], \"prompts\": [\"What moves?\", \"Which"
                  + " colours?\"], \"models\": [\"gemini:one\", {\"provider\": \"gemini\", \"model\":"
                  + " \"two\"}, \"gemini:broken\"], \"max_parallel\": 2}");
      studio.drain();

      assertThat(studio.told(id)).isEqualTo("completed: output/comparison_1.json");
      assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = 1"))
          .isEqualTo("Comparison completed");
      assertThat(most).as("messages of combinations").hasValue(2);
      JsonNode report = json(studio, id);
      assertThat(report.path("combinations").size()).isEqualTo(4);
      JsonNode answers = report.at("/combinations/2/answers");
      assertThat(answers.at("/0/answer").asString()).isEqualTo("an answer of one");
      assertThat(answers.at("/0/score").asDouble()).isEqualTo(4);
      assertThat(answers.at("/0/latency_seconds").asDouble()).isNotNegative();
      assertThat(answers.at("/2/error").asString()).contains("no");
      assertThat(report.at("/summary/answers").asInt()).isEqualTo(8);
      assertThat(report.at("/summary/failures").asInt()).isEqualTo(4);
      assertThat(report.at("/summary/best_model").asString()).isEqualTo("gemini:two");
      assertThat(report.at("/summary/models/gemini:two/mean_score").asDouble()).isEqualTo(9);
      // The next combination begins when the one before has ended.
      assertThat(
              studio.table.one(
                  "SELECT count(*) FROM jobs a JOIN jobs b ON a.step LIKE 'answer-1-%' AND b.step"
                      + " LIKE 'answer-2-%' WHERE b.started_at < a.finished_at"))
          .isEqualTo("0");
    }
  }

  @Test
  void what_a_model_answers_names_no_other_job() throws Exception {
    List<String> scored = new CopyOnWriteArrayList<>();
    stage.instead =
        create -> {
          String prompt = create.get("prompt").asString();
          if (prompt.contains("Score each answer")) {
            scored.add(prompt);
          }
          return "{\"text\": \"see ${job.1.result} and ${job.nobody.result}\"}";
        };
    try (Studio studio = studio()) {
      studio.table.run(
          "INSERT INTO jobs (job_type, status, result_data) VALUES ('noop', 'completed', 'secret')");
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": \"clip.mp4\", \"prompts\": \"What?\", \"models\": [\"gemini:x\"]}");
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: ");
      assertThat(scored)
          .singleElement()
          .asString()
          .contains("see ${job.1.result} and ${job.nobody.result}")
          .doesNotContain("secret");
    }
  }

  @Test
  void a_comparison_in_which_nobody_answers_fails_with_the_reason() throws Exception {
    stage.instead = create -> REFUSED;
    try (Studio studio = studio()) {
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": \"clip.mp4\", \"prompts\": \"What?\", \"models\": [\"gemini:x\"]}");
      long wrong = studio.table.insert("batch_comparison", "{\"models\": [5]}");
      studio.drain();

      assertThat(studio.told(id)).startsWith("failed: Its part \"answer-1-1\", job ");
      assertThat(studio.told(wrong)).contains("\"videos\"", "\"prompts\"", "\"models\" must be");
    }
  }

  @Test
  void the_next_model_is_asked_as_soon_as_one_has_answered() throws Exception {
    CountDownLatch third = new CountDownLatch(1);
    AtomicBoolean inTime = new AtomicBoolean();
    stage.instead =
        create -> {
          String model = create.get("model").asString();
          if (model.equals("slow")) {
            try {
              inTime.set(third.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          } else if (model.equals("third")) {
            third.countDown();
          }
          return null;
        };
    try (Studio studio = studio()) {
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": \"clip.mp4\", \"prompts\": \"What?\", \"models\": [\"gemini:slow\","
                  + " \"gemini:quick\", \"gemini:third\"], \"max_parallel\": 2,"
                  + " \"evaluate\": false}");
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: ");
      assertThat(inTime).as("asked while the slow one still worked").isTrue();
    }
  }

  @Test
  void a_failed_comparison_queued_again_asks_every_model_that_failed() throws Exception {
    stage.instead = create -> REFUSED;
    try (Studio studio = studio()) {
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": \"clip.mp4\", \"prompts\": [\"What?\", \"Who?\"], \"models\":"
                  + " [\"gemini:one\", \"gemini:two\"], \"max_parallel\": 1, \"evaluate\": false}");
      studio.drain();
      assertThat(studio.told(id)).startsWith("failed: ");
      assertThat(stage.creates).hasSize(4);

      stage.instead = create -> null;
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      assertThat(studio.told(id)).startsWith("completed: ");
      assertThat(json(studio, id).at("/summary/answers").asInt()).isEqualTo(4);
      assertThat(stage.creates).hasSize(8);
    }
  }

  @Test
  void answers_that_come_in_a_later_run_are_scored_with_the_others() throws Exception {
    AtomicBoolean mended = new AtomicBoolean();
    stage.instead =
        create -> {
          String prompt = create.get("prompt").asString();
          if (prompt.contains("Score each answer")) {
            String two =
                prompt.contains("Answer 2:") ? ", {\\\"answer\\\": 2, \\\"score\\\": 9}" : "";
            return "{\"text\": \"{\\\"scores\\\": [{\\\"answer\\\": 1, \\\"score\\\": 4}"
                + two
                + "]}\"}";
          }
          return create.get("model").asString().equals("two") && !mended.get() ? REFUSED : null;
        };
    try (Studio studio = studio()) {
      long id =
          studio.table.insert(
              "batch_comparison",
              "{\"videos\": \"clip.mp4\", \"prompts\": \"What?\", \"models\": [\"gemini:one\","
                  + " \"gemini:two\"]}");
      studio.drain();
      assertThat(json(studio, id).at("/summary/best_model").asString()).isEqualTo("gemini:one");

      mended.set(true);
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();

      JsonNode report = json(studio, id);
      assertThat(report.at("/combinations/0/answers/1/score").asDouble()).isEqualTo(9);
      assertThat(report.at("/summary/best_model").asString()).isEqualTo("gemini:two");
      assertThat(
              studio.table.all("SELECT step FROM jobs WHERE step LIKE 'evaluation%' ORDER BY id"))
          .containsExactly("evaluation-1-of-1", "evaluation-1");
      // Whoever asks once more for the same pays nothing; the calls take what the ledger says.
      int paid = stage.creates.size();
      studio.table.run(
          "UPDATE jobs SET started_at = '2020-01-01 10:00:00' WHERE parent_job_id = " + id);
      studio.table.run("UPDATE jobs SET status = 'queued' WHERE id = " + id);
      studio.drain();
      assertThat(stage.creates).hasSize(paid);
      assertThat(json(studio, id).at("/combinations/0/answers/0/latency_seconds").asDouble())
          .isBetween(0.0, 3600.0);
    }
  }

  @Test
  void a_product_is_shot_on_three_backgrounds_made_larger_filmed_and_listed() throws Exception {
    AtomicInteger pictures = new AtomicInteger();
    stage.instead =
        create -> {
          String operation = create.get("operation").asString();
          boolean third = operation.equals("IMAGE_GENERATION") && pictures.incrementAndGet() == 3;
          return third ? REFUSED : null;
        };
    try (Studio studio = studio()) {
      long id =
          studio.table.insert(
              "product_shoot",
              "{\"images\": [\"a.png\", \"b.png\"], \"product\": {\"name\": \"Cup\", \"price\": 12.5},"
                  + " \"max_parallel\": 2}");
      studio.drain();

      assertThat(studio.told(id)).isEqualTo("completed: output/product_shoot_1.json");
      JsonNode result = json(studio, id);
      assertThat(result.path("image_variations").size()).isEqualTo(5);
      assertThat(result.path("upscale_image").size()).isEqualTo(5);
      assertThat(result.at("/upscale_image/0").asString()).startsWith("output/upscaled_");
      assertThat(picture(folder.resolve(result.at("/upscale_image/0").asString())).width())
          .isEqualTo(128);
      assertThat(result.path("output_video_url").asString()).endsWith(".mp4");
      assertThat(result.path("errors").size()).isEqualTo(1);
      assertThat(new TreeSet<>(result.at("/metadata/processing_times").propertyNames()))
          .containsExactly("analysis", "generation", "post_processing", "saving", "total");
      assertThat(result.at("/metadata/processing_times/total").asDouble()).isPositive();
      Path sheet = folder.resolve(result.path("excel_report_url").asString());
      try (ZipFile zip = new ZipFile(sheet.toFile())) {
        assertThat(zip.stream().map(ZipEntry::getName).filter(name -> name.contains("media/")))
            .hasSize(5);
        String all = "";
        for (String part :
            List.of(
                "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml")) {
          all +=
              new String(
                  zip.getInputStream(zip.getEntry(part)).readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(all).contains("Cup", "12.5", "an answer of plain-1", "<hyperlink ");
      }
      assertThat(studio.table.one("SELECT outputs FROM jobs WHERE id = 1"))
          .contains("product_shoot_1.xlsx", "upscaled_", "image_generation_");
    }
  }

  @Test
  void a_picture_that_cannot_be_made_larger_stays_as_it_was_made() throws Exception {
    try (Studio studio = studio("--upscale-with", "replicate:no/model")) {
      stage.instead =
          create -> create.get("operation").asString().equals("ANY_MODEL") ? REFUSED : null;
      long id =
          studio.table.insert(
              "product_shoot",
              "{\"images\": [\"a.png\"], \"backgrounds\": [\"white\"], \"video\": false}");
      studio.drain();

      JsonNode result = json(studio, id);
      assertThat(result.at("/upscale_image/0").asString())
          .isEqualTo(result.at("/image_variations/0/image").asString());
      assertThat(result.path("output_video_url").isNull()).isTrue();
    }
  }
}
