package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.config.FamilyValues;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.media.Ffmpeg;
import mediaworker.process.ProcessRunner;
import mediaworker.workspace.Notes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandCatalogTest {

  @Test
  void no_job_type_of_the_worker_itself_can_be_taken(@TempDir Path folder) throws Exception {
    Set<String> kinds = new TreeSet<>();
    try (Studio studio = new Studio(folder)) {
      ProcessRunner processes = new ProcessRunner();
      JobHandlers.local(
              studio.settings(),
              new FileAssetLibrary(studio.settings().assets(), Notes.NONE),
              new Ffmpeg(studio.settings().ffmpeg(), processes),
              processes,
              mediaworker.handlers.command.GpuPins.NONE)
          .forEach(handler -> kinds.addAll(handler.kinds()));
      JobHandlers.parents(
              studio.settings(),
              new FileAssetLibrary(studio.settings().assets(), Notes.NONE),
              new Ffmpeg(studio.settings().ffmpeg(), processes),
              parent -> List.of())
          .forEach(handler -> kinds.addAll(handler.kinds()));
    }

    assertThat(kinds).contains("keying", "noop");
    assertThat(kinds).allMatch(CommandCatalog::isTaken);
    assertThat(CommandCatalog.isTaken("animation")).isTrue();
    assertThat(CommandCatalog.isTaken("upscale4x")).isFalse();
    assertThat(problem("noop", "run", "up {output}")).contains("job type of the worker itself");
  }

  @Test
  void values_become_a_program() {
    Map<String, String> mine = new java.util.TreeMap<>(CommandCatalog.family().defaults());
    mine.put("run", "bin/up {image} {output}");
    mine.put("output", "PNG");
    mine.put("stall-timeout", "5m");
    mine.put("env", "HF_TOKEN GONE");
    mine.put("directory", "models");
    FamilyValues values =
        new FamilyValues(Map.of("command.up", mine), Map.of("HF_TOKEN", "hf_secret"));

    List<ExternalProgram> programs = CommandCatalog.make(values, Path.of("/studio"));

    assertThat(programs).hasSize(1);
    ExternalProgram program = programs.get(0);
    assertThat(program.jobType()).isEqualTo("up");
    assertThat(program.output()).isEqualTo("png");
    assertThat(program.fields().files()).containsExactlyInAnyOrder("image", "video", "audio");
    assertThat(program.surroundings().directory()).isEqualTo(Path.of("/studio/models"));
    assertThat(program.surroundings().environment()).containsOnlyKeys("HF_TOKEN");
    assertThat(program.surroundings().timeLimit()).hasHours(6);
    assertThat(program.surroundings().stallLimit()).hasMinutes(5);
    assertThat(program.toString()).doesNotContain("hf_secret");
  }

  @ParameterizedTest
  @CsvSource({
    "run, up {image}, has no {output}",
    "output, .png, neither an extension like png",
    "output, a/b, neither an extension like png",
    "progress, '(\\d+', no regular expression",
    "progress, '\\d+%', no group"
  })
  void a_wrong_value_is_explained(String key, String value, String why) {
    assertThat(problem("up", key, value)).contains(why);
  }

  @ParameterizedTest
  @CsvSource({
    "' 42%|####', 42",
    "progress=7.5, 7.5",
    "Progress : 99, 99",
    "12.5 % done, 12.5",
    "epoch 3, ''"
  })
  void the_usual_ways_to_tell_of_progress_are_understood(String line, String percent) {
    Matcher found = Pattern.compile(CommandCatalog.PROGRESS).matcher(line);
    String number = found.find() ? (found.group(1) == null ? found.group(2) : found.group(1)) : "";

    assertThat(number).isEqualTo(percent);
  }

  private static String problem(String member, String key, String value) {
    return CommandCatalog.family().check().problem(member, key, value).orElse("");
  }
}
