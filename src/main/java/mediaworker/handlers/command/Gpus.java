package mediaworker.handlers.command;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessEnd;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import mediaworker.process.TextLines;

/**
 * The GPUs of this machine as nvidia-smi tells of them.
 *
 * @param all none where there is no nvidia-smi, or it tells of none
 */
public record Gpus(List<Gpu> all) {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** "0, 81559": index and memory in MiB. */
  private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,3})\\s*,\\s*(\\d{1,9})\\s*");

  /** nvidia-smi counts in MiB; cards are sold by GB of 10⁹ bytes. */
  private static final double BYTES_PER_MIB = 1 << 20;

  private static final double BYTES_PER_GB = 1e9;

  /** None that are known. */
  public static final Gpus NONE = new Gpus(List.of());

  /**
   * A GPU.
   *
   * @param index as {@code CUDA_VISIBLE_DEVICES} wants it
   * @param gigabytes its memory, in GB of 10⁹ bytes
   */
  public record Gpu(int index, double gigabytes) {

    /** How many jobs fit into its memory. */
    public int jobs(double gigabytesPerJob, double reserve) {
      return (int) Math.max(0, Math.floor((gigabytes - reserve) / gigabytesPerJob));
    }
  }

  public Gpus {
    all = List.copyOf(all);
  }

  /**
   * Asks nvidia-smi; none where there is no such program, or it does not answer.
   *
   * @param program its name or path
   */
  public static Gpus find(String program, ProcessRunner processes) throws InterruptedException {
    List<String> lines = new CopyOnWriteArrayList<>();
    try {
      ProcessEnd end =
          processes.run(
              ProcessRequest.of(
                  List.of(
                      program, "--query-gpu=index,memory.total", "--format=csv,noheader,nounits"),
                  (in, alive) -> TextLines.read(in, lines::add),
                  PATIENCE),
              new Cancellation());
      return end.how() == ProcessEnd.How.EXITED && end.exitCode() == 0
          ? new Gpus(parse(lines))
          : NONE;
    } catch (IOException e) {
      return NONE; // there is none
    }
  }

  private static List<Gpu> parse(List<String> lines) {
    List<Gpu> found = new ArrayList<>();
    for (String line : lines) {
      Matcher gpu = LINE.matcher(line);
      if (gpu.matches()) {
        double bytes = Long.parseLong(gpu.group(2)) * BYTES_PER_MIB;
        found.add(new Gpu(Integer.parseInt(gpu.group(1)), bytes / BYTES_PER_GB));
      }
    }
    return found;
  }
}
