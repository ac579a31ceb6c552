package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Equal jobs on places of one kind.
 *
 * @param what for the table
 * @param jobs how many
 * @param places how many at once
 * @param minutes how long each takes, in minutes as users measure them
 * @param options of the worker
 * @param kind how they are made
 */
record Timeline(
    String what, int jobs, int places, double minutes, List<String> options, Kind kind) {

  /** MiB that cards of 24, 40 and 80 GB tell of, and the jobs that they bear. */
  private static final int[][] CARDS = {{24_564, 1, 24}, {40_960, 2, 40}, {81_559, 5, 80}};

  private static final int STEPS = 3;

  /** How jobs are made. */
  enum Kind {
    THREADS,
    GPU,
    PROVIDER,
    PIPELINE
  }

  /** All that are measured. */
  static List<Timeline> all(SlowProvider provider) {
    List<Timeline> all = new ArrayList<>();
    for (int threads : new int[] {1, 3, 8}) {
      all.add(
          new Timeline(
              "no-op jobs, " + (threads == 1 ? "1 thread" : threads + " threads"),
              10,
              threads,
              1,
              List.of("--max-concurrent-jobs", String.valueOf(threads)),
              Kind.THREADS));
    }
    for (int[] card : CARDS) {
      all.add(
          new Timeline(
              "a program on a GPU of " + card[2] + " GB, 8 threads",
              6,
              card[1],
              2,
              List.of("--max-concurrent-jobs", "8", "--nvidia-smi", "./smi-" + card[0]),
              Kind.GPU));
    }
    for (int calls : new int[] {4, 8}) {
      all.add(
          new Timeline(
              "calls of a provider, in-flight " + calls + ", 2 threads",
              10,
              calls,
              1,
              List.of(
                  "--max-concurrent-jobs",
                  "2",
                  "--set",
                  "openai.in-flight=" + calls,
                  "--set",
                  "openai.base-url=" + provider.url()),
              Kind.PROVIDER));
    }
    all.add(
        new Timeline(
            "a pipeline, 6 families of 3 steps, 3 threads",
            6 * STEPS,
            3,
            1,
            List.of("--max-concurrent-jobs", "3"),
            Kind.PIPELINE));
    return all;
  }

  /** ceil(jobs / places). */
  int rounds() {
    return (jobs + places - 1) / places;
  }

  /** How many rows there are then. */
  int rows() {
    return kind == Kind.PIPELINE ? jobs + 1 : jobs;
  }

  /** Writes what the worker needs beside its database. */
  void prepare(Machine machine, Path folder, double seconds)
      throws IOException, InterruptedException {
    if (kind == Kind.GPU) {
      for (int[] card : CARDS) {
        script(folder.resolve("smi-" + card[0]), "echo '0, " + card[0] + "'");
      }
      script(folder.resolve("render"), "sleep " + seconds + " && echo made > \"$1\"");
      Files.writeString(
          folder.resolve("worker.properties"),
          """
          command.render.run = ./render {output}
          command.render.output = txt
          command.render.lane = gpu
          """);
    } else if (kind == Kind.PROVIDER) {
      Files.writeString(folder.resolve(".env"), "OPENAI_API_KEY=a-key-of-the-benchmark\n");
    } else if (kind == Kind.PIPELINE) {
      StringBuilder file = new StringBuilder("steps:\n");
      for (int step = 1; step <= STEPS; step++) {
        file.append("  - name: s").append(step).append("\n    job: noop\n");
        file.append("    for_each: [1, 2, 3, 4, 5, 6]\n    input: {seconds: ").append(seconds);
        file.append(step > 1 ? "}\n    needs: s" + (step - 1) + ".${index}\n" : "}\n");
      }
      Files.writeString(folder.resolve("families.yaml"), file);
      try (PackagedWorker submit =
          PackagedWorker.start(machine, folder, "submit", "families.yaml")) {
        if (submit.process().waitFor() != 0) {
          throw new IOException("the pipeline could not be queued");
        }
      }
    }
  }

  private static void script(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    if (!file.toFile().setExecutable(true)) {
      throw new IOException(file + " could not be made executable");
    }
  }

  /** Queues what is not queued yet. */
  void queue(JobFile file, double seconds) throws SQLException {
    switch (kind) {
      case THREADS -> file.queue(jobs, seconds);
      case GPU -> file.insert(jobs, "job_type, input_data", "'render', '{}'");
      case PROVIDER ->
          file.insert(
              jobs,
              "job_type, input_data",
              "'image_generation', '{\"prompt\": \"a fox\", \"provider\": \"openai\"}'");
      case PIPELINE -> {
        // Its rows are there.
      }
    }
  }
}
