package mediaworker.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Workers that are killed, and that only seem to be dead. */
final class KillScenarios {

  /** The steps of a paid call, as they name themselves. */
  static final List<String> PAID_STEPS =
      List.of(
          "before intent",
          "after intent",
          "after answer",
          "before the task id is kept",
          "after the task id is kept",
          "before a look",
          "after a look",
          "before the download",
          "before publishing",
          "before the end");

  private final Path folder;
  private final Path logs;
  private final Random random;

  KillScenarios(Path folder, Path logs, long seed) {
    this.folder = folder;
    this.logs = logs;
    this.random = new Random(seed);
  }

  private CrashStudio studio(String name) throws Exception {
    return new CrashStudio(java.nio.file.Files.createDirectories(folder.resolve(name)), logs);
  }

  private static void mixture(CrashStudio studio) throws Exception {
    studio.noop(4, 0.2);
    studio.keying();
    studio.stitching();
    studio.paid(2);
    studio.pipeline();
    studio.equal();
  }

  /** SIGKILL at any time, with all kinds of jobs under way. */
  Tally atRandom(int rounds) throws Exception {
    try (CrashStudio studio = studio("random")) {
      mixture(studio);
      Child worker = studio.worker();
      for (int round = 0; round < rounds; round++) {
        if (round % 2 == 0) {
          mixture(studio);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1500)));
        long killed = studio.kill(worker);
        Child next = studio.worker();
        studio.awaitRecovery(worker, killed);
        worker = next;
      }
      int stuck = studio.awaitEnds();
      worker.stop();
      return studio.tally("SIGKILL at random", rounds, stuck);
    }
  }

  /**
   * SIGKILL at each step of a job with ffmpeg that can be seen from outside.
   *
   * @param all also at the first steps, and after the ending was kept, which takes long to come
   */
  Tally atStepsOfMediaJobs(int times, boolean all) throws Exception {
    try (CrashStudio studio = studio("media-steps")) {
      Map<String, Callable<Boolean>> steps = new LinkedHashMap<>();
      String running = "SELECT count(*) FROM jobs WHERE status = 'keying_processing'";
      steps.put("claimed", () -> studio.table.one(running).equals("1"));
      steps.put("work folder made", () -> studio.exists(".tmp/worker-*/job-*"));
      steps.put(
          "child noted",
          () -> studio.exists(".tmp/worker-*/job-*") && studio.exists(".tmp/worker-*/children/*"));
      steps.put("output begun", () -> studio.exists(".keyed_*.part.*"));
      int rounds = 0;
      for (int time = 0; time < times; time++) {
        if (!all) {
          steps.keySet().retainAll(List.of("output begun"));
        }
        for (Map.Entry<String, Callable<Boolean>> step : steps.entrySet()) {
          studio.keying();
          Child worker = studio.worker();
          CrashStudio.await(step.getKey(), () -> step.getValue().call() || isOver(studio));
          finish(studio, worker);
          rounds++;
        }
        whileLocked(studio, false);
        rounds++;
        if (all) {
          whileLocked(studio, true);
          rounds++;
        }
      }
      int stuck = studio.awaitEnds();
      return studio.tally("SIGKILL at each step of keying", rounds, stuck);
    }
  }

  /** On a busy machine a step may come and go between two looks. */
  private static boolean isOver(CrashStudio studio) throws Exception {
    return "completed".equals(studio.table.one("SELECT status FROM jobs ORDER BY id DESC LIMIT 1"));
  }

  private static void finish(CrashStudio studio, Child worker) throws Exception {
    long killed = studio.kill(worker);
    Child next = studio.worker();
    studio.awaitRecovery(worker, killed);
    studio.awaitEnds();
    next.stop();
  }

  /** The output is there, but another program does not let its row be written. */
  private static void whileLocked(CrashStudio studio, boolean untilKept) throws Exception {
    studio.keying();
    String id = studio.table.one("SELECT max(id) FROM jobs");
    Child worker = studio.worker();
    CrashStudio.await(
        "it is begun", () -> studio.exists(".keyed_" + id + ".*.part.*") || isOver(studio));
    studio.table.run("BEGIN IMMEDIATE");
    CrashStudio.await("it is published", () -> studio.exists("keyed_" + id + ".webm"));
    if (untilKept) {
      CrashStudio.await("it is kept", () -> studio.exists(".tmp/worker-*/kept.json"));
    }
    long killed = studio.kill(worker);
    studio.table.run("COMMIT");
    Child next = studio.worker();
    studio.awaitRecovery(worker, killed);
    studio.awaitEnds();
    String attempts = studio.table.one("SELECT attempts FROM jobs WHERE id = " + id);
    if (untilKept && !attempts.equals("1")) {
      throw new AssertionError("what was kept was not recorded; attempt " + attempts);
    }
    next.stop();
  }

  /** SIGKILL at each named step of a paid call. */
  Tally atStepsOfPaidCalls(int times) throws Exception {
    try (CrashStudio studio = studio("paid-steps")) {
      int rounds = 0;
      for (int time = 0; time < times; time++) {
        for (String step : PAID_STEPS) {
          studio.paid(3);
          Child worker = studio.worker(CrashStudio.LEASE, 0, step);
          worker.await("AT " + step);
          finish(studio, worker);
          rounds++;
        }
      }
      return studio.tally("SIGKILL at each step of a paid call", rounds, studio.awaitEnds());
    }
  }

  /** Two workers on one file, of which one is killed again and again. */
  Tally oneOfTwo(int rounds) throws Exception {
    try (CrashStudio studio = studio("two")) {
      Child first = studio.worker();
      Child second = studio.worker();
      for (int round = 0; round < rounds; round++) {
        mixture(studio);
        studio.noop(4, 0.5);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(800)));
        long killed = studio.kill(first);
        studio.awaitRecovery(first, killed); // by the other, which runs all the time
        first = second;
        second = studio.worker();
      }
      int stuck = studio.awaitEnds();
      first.stop();
      second.stop();
      return studio.tally("one of two workers killed", rounds, stuck);
    }
  }

  /** SIGSTOP for several leases, then SIGCONT: it lives, so its rows are its own. */
  Tally stopped(int rounds) throws Exception {
    Duration lease = Duration.ofSeconds(1);
    try (CrashStudio studio = studio("stopped")) {
      for (int round = 0; round < rounds; round++) {
        studio.noop(3, 0.5);
        Child first = studio.worker(lease, 0, "never");
        String held =
            "SELECT count(*) FROM jobs WHERE claim IS NOT NULL AND worker GLOB '*-"
                + first.pid()
                + "-*'";
        CrashStudio.await("it works", () -> !studio.table.one(held).equals("0"));
        stopOutsideOfTransactions(studio, first);
        String holds = studio.table.one(held);
        Child second = studio.worker(lease, 0, "never");
        studio.keying();
        studio.noop(2, 0.1);
        LockSupport.parkNanos(lease.multipliedBy(4).toNanos()); // time itself is what is tried
        if (!studio.table.one(held).equals(holds)) {
          throw new AssertionError("rows of a stopped worker were taken");
        }
        first.goOn();
        studio.awaitEnds();
        first.stop();
        second.stop();
      }
      requireFirstAttempts(studio);
      return studio.tally("SIGSTOP beyond the lease", rounds, studio.awaitEnds());
    }
  }

  /**
   * A process that stands still with the write lock holds up everybody, which is not the case here.
   */
  private static void stopOutsideOfTransactions(CrashStudio studio, Child worker) throws Exception {
    while (true) {
      worker.standStill();
      if (studio.canBeWritten()) {
        return;
      }
      worker.goOn();
    }
  }

  /** Clocks of two workers jump by hours and days. */
  Tally clockJumps(int rounds) throws Exception {
    Duration lease = Duration.ofSeconds(1);
    int[] jumps = {3600, -3600, 86_400, -86_400, 90, -90, 0};
    try (CrashStudio studio = studio("clock")) {
      List<Child> workers =
          List.of(studio.worker(lease, 0, "never"), studio.worker(lease, 0, "never"));
      for (int round = 0; round < rounds; round++) {
        studio.noop(6, 0.4);
        if (round % 4 == 0) {
          studio.keying();
        }
        Child worker = workers.get(random.nextInt(2));
        worker.tell("clock " + jumps[random.nextInt(jumps.length)]);
        worker.await("MOVED");
        String left = String.valueOf(6);
        CrashStudio.await(
            "most of it is done",
            () ->
                Integer.parseInt(
                        studio.table.one(
                            "SELECT count(*) FROM jobs WHERE status NOT IN ('completed',"
                                + " 'failed')"))
                    <= Integer.parseInt(left));
      }
      int stuck = studio.awaitEnds();
      for (Child worker : workers) {
        worker.stop();
      }
      requireFirstAttempts(studio);
      return studio.tally("clocks that jump", rounds, stuck);
    }
  }

  private static void requireFirstAttempts(CrashStudio studio) throws Exception {
    if (!studio.table.one("SELECT max(attempts) FROM jobs").equals("1")) {
      throw new AssertionError(
          "live jobs were taken: "
              + studio.table.all("SELECT id, job_type, attempts FROM jobs WHERE attempts > 1"));
    }
  }
}
