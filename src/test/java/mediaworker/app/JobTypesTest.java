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
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
  void every_type_that_a_handler_serves_is_there() {
    Set<String> served = new TreeSet<>(RemoteJobs.jobTypes());
    ProcessRunner processes = new ProcessRunner();
    FileAssetLibrary assets = new FileAssetLibrary(studio.settings().assets());
    Ffmpeg ffmpeg = new Ffmpeg(studio.settings().ffmpeg(), processes);
    App.handlers(
            studio.settings(), assets, ffmpeg, processes, mediaworker.handlers.command.GpuPins.NONE)
        .forEach(handler -> served.addAll(handler.kinds()));
    App.parents(studio.settings(), assets, ffmpeg, none -> List.of())
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
