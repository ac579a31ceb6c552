package mediaworker.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.config.LaneSettings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.command.Gpus;
import mediaworker.jobs.Job;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Lanes.Limit;

/** Which job types are in which lane, and how many places each has. */
public final class LaneCatalog {

  /** The worker's own encoders. */
  private static final Set<String> ENCODERS =
      Set.of(
          "keying",
          Job.KEYING_LAP,
          "stitching",
          "video_stitching",
          "trim",
          "frame_extraction",
          "upscale");

  private static final Set<String> KEYING = Set.of("keying", Job.KEYING_LAP);

  private LaneCatalog() {}

  /**
   * A lane, and how its number came about.
   *
   * @param lane its name
   * @param places how many at once
   * @param why for a person: "as many as cores"
   * @param kinds what is in it
   */
  public record Explained(String lane, int places, String why, Set<String> kinds) {
    public Explained {
      kinds = Set.copyOf(kinds);
    }
  }

  /** Whether anything here needs a GPU, so that they have to be looked for. */
  public static boolean needsGpu(LaneSettings settings, List<ExternalProgram> programs) {
    return programs.stream().anyMatch(program -> isGpu(settings, program));
  }

  private static boolean isGpu(LaneSettings settings, ExternalProgram program) {
    return program.needsGpu()
        || (program.jobType().equals(settings.avatarWith())
            && program.surroundings().lane().equals("none"));
  }

  /** The lanes with their reasons. */
  public static List<Explained> explain(
      LaneSettings settings, List<ExternalProgram> programs, Gpus gpus, int threads) {
    List<Explained> lanes = new ArrayList<>();
    int cores = Runtime.getRuntime().availableProcessors();
    Set<String> cpu = new TreeSet<>(ENCODERS);
    Set<String> gpu = new TreeSet<>();
    for (ExternalProgram program : programs) {
      if (isGpu(settings, program)) {
        gpu.add(program.jobType());
      } else if (program.surroundings().lane().equals("cpu")) {
        cpu.add(program.jobType());
      }
    }
    lanes.add(
        new Explained(
            "cpu",
            settings.cpuJobs().orElse(cores),
            settings.cpuJobs().isPresent() ? "cpu-jobs" : "the cores",
            cpu));
    if (!gpu.isEmpty()) {
      lanes.add(gpuLane(settings, gpus, gpu));
    }
    int kept = Math.min(settings.reservedForKeying(), threads - 1);
    if (kept > 0) {
      lanes.add(
          new Explained(
              "not keying", threads - kept, threads + " threads less reserved-for-keying", KEYING));
    }
    return lanes;
  }

  /** The lanes' names, without looking for GPUs. */
  public static Set<String> names(
      LaneSettings settings, List<ExternalProgram> programs, int threads) {
    Set<String> names = new TreeSet<>();
    explain(settings, programs, Gpus.NONE, threads).forEach(lane -> names.add(lane.lane()));
    return names;
  }

  private static Explained gpuLane(LaneSettings settings, Gpus gpus, Set<String> kinds) {
    if (!settings.parallelProcessing()) {
      return new Explained("gpu", 1, "enable-parallel-processing is false", kinds);
    }
    int places = 0;
    List<String> told = new ArrayList<>();
    for (Gpus.Gpu gpu : gpus.all()) {
      int jobs = gpu.jobs(settings.gpuJobGb(), settings.gpuReserveGb());
      places += jobs;
      told.add(
          String.format(
              Locale.ROOT, "GPU %d with %.0f GB: %d", gpu.index(), gpu.gigabytes(), jobs));
    }
    String why =
        told.isEmpty()
            ? "nvidia-smi told of no GPU"
            : String.join(", ", told)
                + " ("
                + settings.gpuJobGb()
                + " GB a job, "
                + settings.gpuReserveGb()
                + " GB in reserve)";
    if (settings.maxParallelWorkers().isPresent() && settings.maxParallelWorkers().get() < places) {
      places = settings.maxParallelWorkers().get();
      why += ", at most max-parallel-workers";
    }
    return new Explained("gpu", Math.max(1, places), why, kinds);
  }

  /**
   * The lanes of this machine.
   *
   * @param threads how many jobs run at once
   */
  static Lanes lanes(
      LaneSettings settings, List<ExternalProgram> programs, Gpus gpus, int threads) {
    List<Explained> explained = explain(settings, programs, gpus, threads);
    return new Lanes(
        explained.stream()
            .map(
                lane ->
                    new Limit(
                        lane.lane(), lane.places(), lane.kinds(), lane.lane().equals("not keying")))
            .toList(),
        settings.ageing());
  }
}
