package mediaworker.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;

/** Disks that are full, and other programs on the same database. */
final class TroubleScenarios {

  private static final int DISK_MEGABYTES = 16;
  private static final long FLOOR = 4 << 20;
  private static final long WAL_LIMIT = 64L << 20;

  private final Path folder;
  private final Path logs;

  TroubleScenarios(Path folder, Path logs) {
    this.folder = folder;
    this.logs = logs;
  }

  /**
   * A file system of a few megabytes that fills up: under the floor media jobs wait and say so,
   * with no byte left the database waits, and all goes on when there is room.
   *
   * @return empty where no file system may be mounted
   */
  Optional<Tally> smallDisk(int rounds) throws Exception {
    Path disk = Files.createDirectories(folder.resolve("disk"));
    if (run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString())
        != 0) {
      System.err.println(
          "SKIPPED: no file system may be mounted here (that takes root), so nothing is told about"
              + " full disks");
      return Optional.empty();
    }
    try (CrashStudio studio = new CrashStudio(disk, logs)) {
      for (int round = 0; round < rounds; round++) {
        belowTheFloor(studio);
        noByteLeft(studio, round % 2 == 1);
      }
      return Optional.of(studio.tally("a disk that fills up", rounds, studio.awaitEnds()));
    } finally {
      run("umount", disk.toString());
    }
  }

  private static void belowTheFloor(CrashStudio studio) throws Exception {
    Path filler = studio.folder.resolve("filler");
    fill(filler, FLOOR / 2);
    long start = System.nanoTime();
    studio.keying();
    studio.stitching();
    studio.noop(3, 0.1);
    Child worker = studio.worker(Duration.ofSeconds(3), FLOOR, "never");
    studio.awaitRow(
        "SELECT count(*) FROM jobs WHERE status = 'queued' AND waits_for = 'this machine'"
            + " AND progress_message LIKE 'waits for room on the disk of %' AND attempts = 0",
        "2");
    studio.awaitRow(
        "SELECT count(*) FROM jobs WHERE job_type = 'noop' AND status <> 'completed'", "0");
    Files.delete(filler);
    studio.awaitEnds();
    worker.stop();
    long lines = worker.log().lines().filter(line -> line.contains("waits for room")).count();
    long most = 2 + TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - start); // one a minute
    if (lines < 1 || lines > most) {
      throw new AssertionError(lines + " lines tell that there is no room:\n" + worker.log());
    }
  }

  private static void noByteLeft(CrashStudio studio, boolean killed) throws Exception {
    Path filler = studio.folder.resolve("filler");
    Child worker = studio.worker(Duration.ofSeconds(3), FLOOR, "never");
    studio.noop(3, 4); // so long that they are surely seen at work, and end when the disk is full
    studio.awaitRow("SELECT count(*) FROM jobs WHERE status = 'processing'", "3");
    studio.table.all("PRAGMA wal_checkpoint(TRUNCATE)");
    fill(filler, 0);
    CrashStudio.await(
        "the worker notices",
        () -> worker.log().contains("Nothing is lost: it is tried again") || !worker.isAlive());
    if (!worker.isAlive()) {
      throw new AssertionError("a full disk ended the worker:\n" + worker.log());
    }
    long complaints = worker.log().lines().filter(line -> line.contains("Nothing is lost")).count();
    if (complaints != 1) {
      throw new AssertionError("a storm in the log:\n" + worker.log());
    }
    if (killed) {
      long now = studio.kill(worker);
      Files.delete(filler);
      Child next = studio.worker();
      studio.awaitRecovery(worker, now);
      studio.awaitEnds();
      next.stop();
    } else {
      Files.delete(filler);
      studio.awaitEnds();
      worker.stop();
    }
  }

  /** Writes until only so much is left. */
  private static void fill(Path filler, long left) throws IOException {
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(filler).getUsableSpace() > left) {
        out.write(block);
      }
      while (left == 0) {
        out.write(block);
      }
    } catch (IOException e) {
      if (left > 0) {
        throw e;
      }
      // Full to the last byte, as asked for.
    }
  }

  /** Eight programs write without a pause and one never ends its transaction. */
  Tally foreignWriters(Duration time) throws Exception {
    try (CrashStudio studio =
        new CrashStudio(Files.createDirectories(folder.resolve("writers")), logs)) {
      Child worker = studio.worker(Duration.ofSeconds(3), 0, "never");
      int rounds = 0;
      long end = System.nanoTime() + time.toNanos();
      try (Child writers = studio.program(ForeignPrograms.Writers.class, "8");
          Child reader = studio.program(ForeignPrograms.Reader.class)) {
        writers.await("WRITES");
        reader.await("READS");
        do {
          studio.noop(10, 0.02);
          studio.keying();
          studio.paid(3);
          studio.awaitEnds();
          rounds++;
        } while (System.nanoTime() < end);
      }
      int stuck = studio.awaitEnds();
      Path log = studio.folder.resolve("jobs.db-wal");
      CrashStudio.await("the log is small again", () -> Files.size(log) <= WAL_LIMIT);
      worker.stop();
      if (!studio.table.one("SELECT max(attempts) FROM jobs").equals("1")) {
        throw new AssertionError(
            "a lock reached jobs: "
                + studio.table.all(
                    "SELECT id, job_type, attempts, error_message FROM jobs WHERE attempts > 1"));
      }
      return studio.tally("8 foreign writers, a reader that stays", rounds, stuck);
    }
  }

  private static int run(String... command) throws Exception {
    Process process = ChildProcesses.start(new ProcessBuilder(command).redirectErrorStream(true));
    process.getInputStream().readAllBytes();
    process.waitFor(30, TimeUnit.SECONDS);
    return process.exitValue();
  }
}
