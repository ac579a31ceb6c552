package mediaworker.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the crash suite; {@code bench/run crash} is the long one. */
@DisabledOnOs(OS.WINDOWS)
class CrashIT {

  private static final long SEED = 1;

  @TempDir Path folder;
  private KillScenarios kills;
  private TroubleScenarios trouble;
  private FuzzScenarios fuzz;

  @BeforeEach
  void prepare() {
    Path logs = folder.resolve("logs");
    kills = new KillScenarios(folder, logs, SEED);
    trouble = new TroubleScenarios(folder, logs);
    fuzz = new FuzzScenarios(folder, logs, SEED);
  }

  private static void assertNothingLost(Tally tally) {
    System.out.println(Tally.HEAD + tally.line());
    assertThat(tally.lost()).as("lost").isZero();
    assertThat(tally.doubled()).as("doubled").isZero();
    assertThat(tally.stuck()).as("stuck").isZero();
    assertThat(tally.jobs()).isPositive();
  }

  @Test
  void workers_killed_at_random_lose_nothing() throws Exception {
    assertNothingLost(kills.atRandom(3));
  }

  @Test
  void a_worker_killed_at_any_step_of_keying_loses_nothing() throws Exception {
    assertNothingLost(kills.atStepsOfMediaJobs(1, false));
  }

  @Test
  void the_other_of_two_workers_takes_over_at_once() throws Exception {
    assertNothingLost(kills.oneOfTwo(1));
  }

  @Test
  void a_stopped_worker_keeps_its_rows_and_goes_on() throws Exception {
    assertNothingLost(kills.stopped(1));
  }

  @Test
  void clocks_that_jump_take_no_row_from_a_living_worker() throws Exception {
    assertNothingLost(kills.clockJumps(4));
  }

  @Test
  void a_full_disk_is_waited_out() throws Exception {
    Optional<Tally> tally = trouble.smallDisk(1);
    assumeTrue(tally.isPresent(), "no file system may be mounted here");
    assertNothingLost(tally.get());
  }

  @Test
  void no_lock_of_others_reaches_a_job() throws Exception {
    assertNothingLost(trouble.foreignWriters(Duration.ofSeconds(1)));
  }

  @Test
  void nonsense_in_rows_gets_a_sentence() throws Exception {
    assertNothingLost(fuzz.rows(150));
  }

  @Test
  void nonsense_in_files_gets_a_sentence() throws Exception {
    assertNothingLost(fuzz.media(15));
  }
}
