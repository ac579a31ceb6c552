package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.config.FamilyValues;
import mediaworker.config.LaneSettings;
import mediaworker.config.Settings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.command.Gpus;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** How many GPU jobs run at once, from what a program named nvidia-smi tells. */
class LaneCatalogTest {

  @TempDir Path folder;

  private Path smi(String... lines) throws Exception {
    Path program = folder.resolve("nvidia-smi");
    Files.writeString(program, "#!/bin/sh\nprintf '" + String.join("\\n", lines) + "\\n'\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private static LaneSettings settings(String... options) {
    Settings settings = new Settings();
    new CommandLine(settings).parseArgs(options);
    return settings.lanes();
  }

  private static List<ExternalProgram> programs(String lane) {
    Map<String, String> mine = new TreeMap<>(CommandCatalog.family().defaults());
    mine.put("run", "bin/matte {image} {output}");
    mine.put("output", "png");
    mine.put("lane", lane);
    return CommandCatalog.make(
        new FamilyValues(Map.of("command.matte", mine), Map.of()), Path.of("/studio"));
  }

  private static LaneCatalog.Explained lane(
      String name, LaneSettings settings, List<ExternalProgram> programs, Gpus gpus) {
    return LaneCatalog.explain(settings, programs, gpus, 3).stream()
        .filter(lane -> lane.lane().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The figures that cards of 24, 40 and 80 GB tell of themselves, in MiB. */
  @ParameterizedTest
  @CsvSource({
    "24564, auto, 1",
    "24576, auto, 1",
    "40536, auto, 2",
    "40960, auto, 2",
    "81559, auto, 5",
    "81920, auto, 5",
    "81559, 3, 3",
    "8192, auto, 1",
    "24564, 4, 1"
  })
  void the_memory_of_a_card_says_how_many_jobs_it_bears(int mib, String most, int jobs)
      throws Exception {
    Gpus gpus = Gpus.find(smi("0, " + mib).toString(), new ProcessRunner());

    LaneCatalog.Explained gpu =
        lane("gpu", settings("--max-parallel-workers", most), programs("gpu"), gpus);

    assertThat(gpu.places()).isEqualTo(jobs);
    assertThat(gpu.kinds()).containsExactly("matte");
    assertThat(gpu.why()).startsWith("GPU 0 with ").contains("15 GB a job, 5 GB in reserve");
  }

  @Test
  void several_cards_are_counted_each_for_itself() throws Exception {
    Gpus gpus = Gpus.find(smi("0, 24564", "1, 81559", "2, 8192").toString(), new ProcessRunner());

    LaneCatalog.Explained gpu = lane("gpu", settings(), programs("gpu"), gpus);

    assertThat(gpu.places()).isEqualTo(6);
    assertThat(gpu.why())
        .isEqualTo(
            "GPU 0 with 26 GB: 1, GPU 1 with 86 GB: 5, GPU 2 with 9 GB: 0 (15 GB a job, 5 GB in"
                + " reserve)");
  }

  @Test
  void one_at_a_time_without_a_card_or_by_the_setting() throws Exception {
    Gpus none = Gpus.find(folder.resolve("no-such-program").toString(), new ProcessRunner());
    assertThat(none.all()).isEmpty();
    assertThat(lane("gpu", settings(), programs("gpu"), none).places()).isEqualTo(1);

    Gpus gpus = Gpus.find(smi("0, 81559").toString(), new ProcessRunner());
    LaneCatalog.Explained one =
        lane("gpu", settings("--enable-parallel-processing", "false"), programs("gpu"), gpus);
    assertThat(one.places()).isEqualTo(1);
    assertThat(one.why()).isEqualTo("enable-parallel-processing is false");
  }

  @Test
  void the_program_that_makes_avatars_needs_a_gpu_without_saying_so() {
    assertThat(LaneCatalog.needsGpu(settings(), programs("none"))).isFalse();
    assertThat(LaneCatalog.needsGpu(settings("--avatar-with", "matte"), programs("none"))).isTrue();
    assertThat(lane("cpu", settings(), programs("cpu"), Gpus.NONE).kinds()).contains("matte");
    assertThat(lane("cpu", settings("--cpu-jobs", "7"), programs("cpu"), Gpus.NONE).places())
        .isEqualTo(7);
    assertThat(
            lane("not keying", settings("--reserved-for-keying", "9"), List.of(), Gpus.NONE)
                .places())
        .isEqualTo(1);
  }

  /** Each job is told its GPU; the jobs of a lane are spread over all of them. */
  @Test
  void jobs_are_pinned_to_one_card_each_in_turn() throws Exception {
    Path script = folder.resolve("which-gpu");
    // Each odd one waits for the next, so that two are always at work together.
    Files.writeString(
        script,
        """
        #!/bin/sh
        printf "$CUDA_VISIBLE_DEVICES" > "$1"
        cd "${0%/*}"
        n=1
        until mkdir "turn-$n" 2>/dev/null; do n=$((n + 1)); done
        [ $((n % 2)) = 0 ] || until [ -d "turn-$((n + 1))" ]; do sleep 0.02; done
        """);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    Map<String, String> mine = new TreeMap<>(CommandCatalog.family().defaults());
    mine.put("run", script + " {output}");
    mine.put("output", "txt");
    mine.put("lane", "gpu");
    List<ExternalProgram> programs =
        CommandCatalog.make(new FamilyValues(Map.of("command.which", mine), Map.of()), folder);
    LaneSettings lanes = settings("--nvidia-smi", smi("0, 24564", "3, 24564").toString());
    try (Studio studio =
        new Studio(
            folder, new AppSettings.Extensions(programs, java.util.Optional.empty(), lanes))) {
      List<Long> jobs = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        jobs.add(studio.table.insert("which", "{}"));
      }
      studio.drain();

      List<String> used = new ArrayList<>();
      for (long job : jobs) {
        used.add(Files.readString(studio.result(job)));
      }
      assertThat(used).containsExactlyInAnyOrder("0", "0", "3", "3");
    }
  }
}
