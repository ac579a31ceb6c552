package mediaworker.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is scarce beside threads, and who does work that needs it; a part of {@link Settings}. */
public final class LaneSettings {

  @Option(
      names = "--cpu-jobs",
      paramLabel = "auto|N",
      defaultValue = "auto",
      converter = Converters.AutoCount.class,
      hidden = true)
  private String cpuJobs = "auto";

  @Option(
      names = "--max-parallel-workers",
      paramLabel = "auto|N",
      defaultValue = "auto",
      converter = Converters.AutoCount.class,
      hidden = true)
  private String maxParallelWorkers = "auto";

  @Option(
      names = "--enable-parallel-processing",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "true",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean parallelProcessing = true;

  @Option(
      names = "--gpu-job-gb",
      paramLabel = "N",
      defaultValue = "15",
      converter = Converters.GpuGigabytes.class,
      hidden = true)
  private int gpuJobGb = 15;

  @Option(
      names = "--gpu-reserve-gb",
      paramLabel = "N",
      defaultValue = "5",
      converter = Converters.FreeGpuGigabytes.class,
      hidden = true)
  private int gpuReserveGb = 5;

  @Option(
      names = "--nvidia-smi",
      paramLabel = "PROGRAM",
      defaultValue = "nvidia-smi",
      hidden = true)
  private String nvidiaSmi = "nvidia-smi";

  @Option(
      names = "--reserved-for-keying",
      paramLabel = "N",
      defaultValue = "0",
      converter = Converters.KeptThreads.class,
      hidden = true)
  private int reservedForKeying;

  @Option(
      names = "--ageing",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.Time.class,
      hidden = true)
  private Duration ageing = Duration.ofMinutes(10);

  @Option(names = "--upscale-with", paramLabel = "NAME", defaultValue = "local", hidden = true)
  private String upscaleWith = "local";

  @Option(names = "--avatar-with", paramLabel = "NAME", defaultValue = "runpod", hidden = true)
  private String avatarWith = "runpod";

  @Option(
      names = "--avatar-pace",
      paramLabel = "N",
      defaultValue = "30",
      converter = Converters.Pace.class,
      hidden = true)
  private int avatarPace = 30;

  /** What may change while a worker runs, by name, as it is written. */
  public Map<String, String> changeable() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("cpu-jobs", cpuJobs);
    all.put("max-parallel-workers", maxParallelWorkers);
    all.put("enable-parallel-processing", String.valueOf(parallelProcessing));
    all.put("gpu-job-gb", String.valueOf(gpuJobGb));
    all.put("gpu-reserve-gb", String.valueOf(gpuReserveGb));
    all.put("reserved-for-keying", String.valueOf(reservedForKeying));
    all.put("ageing", ageing.toSeconds() + "s");
    return all;
  }

  /** Encoders that run at once; empty for as many as there are cores. */
  public Optional<Integer> cpuJobs() {
    return number(cpuJobs);
  }

  /** GPU jobs that run at once at the most; empty for as many as the memory allows. */
  public Optional<Integer> maxParallelWorkers() {
    return number(maxParallelWorkers);
  }

  /** Whether more than one GPU job may run at once. */
  public boolean parallelProcessing() {
    return parallelProcessing;
  }

  /** GPU memory of one job, in gigabytes of 10⁹ bytes. */
  public int gpuJobGb() {
    return gpuJobGb;
  }

  /** GPU memory that is left free, in gigabytes of 10⁹ bytes. */
  public int gpuReserveGb() {
    return gpuReserveGb;
  }

  /** The program that tells of GPUs. */
  public String nvidiaSmi() {
    return nvidiaSmi;
  }

  /** Threads that only keying may use. */
  public int reservedForKeying() {
    return reservedForKeying;
  }

  /** How long a row waits to count as one step of priority higher; zero for never. */
  public Duration ageing() {
    return ageing;
  }

  /** Who makes pictures larger where the row does not say. */
  public String upscaleWith() {
    return upscaleWith.strip();
  }

  /** Who makes avatars: "runpod", or a program's job type. */
  public String avatarWith() {
    return avatarWith.strip();
  }

  /** Seconds of work for a second of sound, for the estimate. */
  public int avatarPace() {
    return avatarPace;
  }

  private static Optional<Integer> number(String text) {
    return text.equals("auto") ? Optional.empty() : Optional.of(Integer.parseInt(text));
  }
}
