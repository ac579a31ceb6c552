package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mediaworker.app.JobTypes.Field;
import mediaworker.app.JobTypes.JobType;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.config.FamilyValues;
import mediaworker.handlers.FieldUse;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Remarks;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The catalogue of job types is what the handlers read and what the documentation says. */
class JobTypesTest {

  private static final Pattern NAME = Pattern.compile("`([a-z_0-9A-Z]+)`");

  @TempDir Path folder;
  private Studio studio;
  private JobTypes types;

  @BeforeEach
  void open() throws Exception {
    studio = new Studio(folder);
    AppSettings plain = studio.settings();
    types =
        new JobTypes(
            new AppSettings(
                plain.database(),
                plain.durability(),
                plain.demands(),
                plain.loop(),
                plain.retries(),
                plain.tempDir(),
                plain.assets(),
                plain.ffmpeg(),
                new AppSettings.PaidJobs(
                    ProviderCatalog.make(
                        new FamilyValues(Map.of(), Map.of()), InstantSource.system()),
                    plain.paid().remote(),
                    plain.paid().transport()),
                plain.extensions()));
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
  }

  @Test
  void keying_is_told_with_its_own_fields_before_the_dashboards_dials() {
    List<String> names =
        types.find("keying").orElseThrow().fields().stream()
            .map(field -> field.use().name())
            .toList();
    assertThat(names)
        .startsWith("video", "output", "background")
        .containsSubsequence("audio", "key_color", "tolerance", "output_name")
        .endsWith(
            "hue_center",
            "hue_tolerance",
            "saturation_min",
            "value_min",
            "erode",
            "dilate",
            "blur",
            "spill",
            "posterize_enabled");
  }

  @Test
  void every_type_that_a_handler_serves_is_there() {
    Set<String> served = new TreeSet<>(RemoteJobs.jobTypes());
    ProcessRunner processes = new ProcessRunner();
    FileAssetLibrary assets = new FileAssetLibrary(studio.settings().assets());
    Ffmpeg ffmpeg = new Ffmpeg(studio.settings().ffmpeg(), processes);
    JobHandlers.local(
            studio.settings(), assets, ffmpeg, processes, mediaworker.handlers.command.GpuPins.NONE)
        .forEach(handler -> served.addAll(handler.kinds()));
    JobHandlers.parents(studio.settings(), assets, ffmpeg, none -> List.of())
        .forEach(handler -> served.addAll(handler.kinds()));
    served.remove(Job.KEYING_LAP);

    assertThat(types.names()).isEqualTo(served);
  }

  @Test
  void every_type_and_field_has_words_and_no_words_are_left_over() throws Exception {
    Set<String> used = new TreeSet<>();
    for (JobType type : types.all()) {
      assertThat(type.summary()).as(type.name()).doesNotContain("program of this installation");
      used.add(type.name());
      for (Field field : type.fields()) {
        assertThat(field.meaning()).as(type.name() + "." + field.use().name()).isNotBlank();
      }
    }
    Properties words = new Properties();
    try (Reader reader =
        Files.newBufferedReader(
            Path.of("src/main/resources/mediaworker/app/job-types.properties"))) {
      words.load(reader);
    }
    Set<String> meanings =
        types.all().stream()
            .flatMap(type -> type.fields().stream())
            .map(Field::meaning)
            .collect(Collectors.toSet());
    words.forEach(
        (key, meaning) ->
            assertThat(used.contains(key) || meanings.contains(meaning))
                .as("nothing is described by " + key)
                .isTrue());
  }

  @Test
  void examples_are_rows_that_handlers_take() {
    for (JobType type : types.all()) {
      assertThat(types.problems(JobDraft.of(type.name(), type.example())))
          .as(type.name())
          .isEmpty();
      assertThat(remarks(JobDraft.of(type.name(), type.example()))).as(type.name()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          image_generation    | {"object_prompt": "a fox", "style_prompt": "of paper"}
          image_generation    | {"object_prompt": "a fox", "style_prompt": "", "modelId": "bytedance-seedream-4", "style_analysis_job_id": 3, "color_analysis_job_id": 4, "style_image_path": "static/a.png", "color_image_path": "static/b.png"}
          image_generation    | {"object_prompt": "a fox", "style_prompt": "", "modelId": "replicate-gpt-image-1"}
          image_generation    | {"object_prompt": "a fox", "style_prompt": "", "modelId": "replicate-flux-1.1-pro"}
          image_generation    | {"object_prompt": "a fox", "style_prompt": "", "modelId": "6b645e3a", "presetStyle": "ILLUSTRATION"}
          image_generation    | {"prompt": "a fox", "images": ["a.png"], "image": "b.png"}
          animation           | {"prompt": "it jumps", "image_url": "a.png", "video_model": "kwaivgi/kling-v2.1", "negative_prompt": "blur", "background": "green", "kling_duration": 5, "kling_mode": "pro", "seamless_loop": true}
          animation           | {"prompt": "it jumps", "image_url": "a.png", "end_image_url": "b.png", "video_model": "kwaivgi/kling-v2.1", "seamless_loop": false}
          animation           | {"prompt": "it jumps", "image_url": "a.png", "last_frame_url": "b.png", "video_model": "bytedance/seedance-1-pro", "background": "blue", "kling_duration": 10, "kling_mode": "standard", "seedance_duration": 5, "seedance_resolution": "720p", "seedance_aspect_ratio": "16:9", "seamless_loop": true}
          animation           | {"prompt": "it jumps", "image_url": "a.png", "duration": 5, "kling_duration": 10, "seedance_duration": 5}
          background_removal  | {"image_path": "a.png"}
          style_analysis      | {"image_path": "a.png", "system_prompt": "Describe it."}
          palette_analysis    | {"image_path": "a.png", "system_prompt": "Describe it."}
          animation_prompting | {"image_path": "a.png", "system_prompt": "Describe it."}
          video_stitching     | {"video_a_path": "a.mp4", "video_b_path": "b.mp4"}
          video_stitching     | {"video_paths": ["a.mp4", "b.mp4"]}
          video_stitching     | {"video_paths": ["a.mp4", "b.mp4"], "video_a_path": "a.mp4", "video_b_path": "b.mp4"}
          stitching           | {"videos": ["a.mp4", "b.mp4"], "video_paths": ["a.mp4", "b.mp4"], "video_a_path": "a.mp4", "video_b_path": "b.mp4"}
          stitching           | {"videos": [{"video": "a.mp4", "transition": "crossfade", "transition_duration": 1}, {"video": "b.mp4", "transition_duration": 1, "transition_color": "#202020"}]}
          boomerang_automation| {"prompt": "it jumps", "image_url": "a.png", "end_image_url": "b.png", "video_model": "kwaivgi/kling-v2.1", "background": "blue", "kling_duration": 5, "kling_mode": "pro", "seamless_loop": false}
          pipeline            | {"pipeline": "a film", "parameters": {"copies": 3}, "result": "film", "may_fail": ["cut"]}
          trim                | {"source_video_url": "a.mp4", "in_point": 1, "out_point": 2, "pingpong": true}
          frame_extraction    | {"source_video": "a.mp4", "time": 1}
          product_shoot       | {"images": ["a.png"], "upscale": false, "scale": 2}
          upscale             | {"image": "a.png", "video": "a.mp4", "scale": 2}
          """)
  void nothing_is_remarked_upon_in_rows_that_clients_write(String type, String input) {
    assertThat(remarks(JobDraft.of(type, input))).isEmpty();
  }

  @Test
  void what_the_animations_of_a_boomerang_will_not_know_is_said_of_it() {
    assertThat(
            remarks(
                JobDraft.of(
                    "boomerang_automation",
                    "{\"image_url\": \"a.png\", \"end_image_url\": \"b.png\", \"prompt\": \"jumps\","
                        + " \"negative_promt\": \"rain\"}")))
        .containsExactly(
            "Not known and left aside: \"negative_promt\" (is negative_prompt meant?).");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"blur": 5, "dilate": 1, "erode": 2, "hue_center": 60, "hue_tolerance": 25, "saturation_min": 50, "spill": 2, "value_min": 50}
          {"hue_center": 110, "posterize_enabled": true, "posterize_fps": 8, "export_gif": true, "export_png_zip": true, "sticker_effect": true}
          {"posterize_enabled": false, "posterize_fps": 8, "sticker_effect": false, "sticker_bevel_size": 4}
          """)
  void nor_in_their_dials(String dials) {
    JobDraft draft = JobDraft.of("keying", "{\"video\": \"in.mp4\"}").withKeyingSettings(dials);

    assertThat(remarks(draft)).isEmpty();
  }

  private List<String> remarks(JobDraft draft) {
    try (Remarks remarks = Remarks.listen()) {
      assertThat(types.problems(draft)).isEmpty();
      return remarks.sentences();
    }
  }

  @Test
  void kinds_ranges_and_defaults_are_the_handlers_own() {
    JobType keying = types.find("keying").orElseThrow();

    assertThat(use(keying, "tolerance"))
        .isEqualTo(
            new FieldUse(
                "", List.of("tolerance"), FieldUse.Kind.NUMBER, false, 1.0, 0.2, 4.0, List.of()));
    assertThat(use(keying, "video").needed()).isTrue();
    assertThat(use(keying, "video").names()).containsExactly("video", "image");
    assertThat(use(keying, "shadow").words()).containsExactly("drop", "keep");
    assertThat(use(keying, "sticker_effect").kind()).isEqualTo(FieldUse.Kind.JSON);
    JobType stitching = types.find("stitching").orElseThrow();
    assertThat(use(stitching, "duck").within()).isEqualTo("music");
    assertThat(use(stitching, "repeat").within()).isEqualTo("videos[]");
    assertThat(types.find("keyin")).isEmpty();
    assertThat(types.near("keyin")).hasValue("keying");
  }

  private static FieldUse use(JobType type, String name) {
    return type.fields().stream()
        .map(Field::use)
        .filter(use -> use.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void fields_that_are_documented_are_read_and_fields_that_are_read_are_documented()
      throws IOException {
    String docs = Files.readString(Path.of("docs/job-types.md"));
    for (String section : docs.split("\n## ")) {
      String title = section.lines().findFirst().orElse("");
      String name = title.replaceFirst(",.*", "");
      if (types.find(name).isEmpty()) {
        continue;
      }
      JobType type = types.find(name).get();
      Set<String> read = new TreeSet<>();
      type.fields().forEach(field -> read.addAll(field.use().names()));
      Set<String> documented = new TreeSet<>();
      section
          .lines()
          .filter(line -> line.startsWith("| `"))
          .forEach(line -> documented.addAll(names(line.split(" \\| ")[0])));
      if (name.equals("stitching")) {
        read.addAll(Set.of("video_a_path", "video_b_path", "video_paths"));
      }
      assertThat(read).as("read by " + name).containsAll(documented);
      for (Field field : type.fields()) {
        String word = field.use().name();
        assertThat(section + docs.substring(0, 800) + abbreviated(section))
            .as("docs/job-types.md, " + name + ": " + word)
            .contains(word);
      }
    }
  }

  /** "`sticker_shadow_opacity`, `…_blur`": what is left out is what stood before. */
  private static String abbreviated(String section) {
    StringBuilder whole = new StringBuilder();
    Matcher left = Pattern.compile("`…_(\\w+)`").matcher(section);
    while (left.find()) {
      whole.append(" sticker_shadow_").append(left.group(1));
    }
    return whole.toString();
  }

  private static Set<String> names(String cell) {
    Set<String> names = new TreeSet<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      names.add(name.group(1));
    }
    return names;
  }
}
