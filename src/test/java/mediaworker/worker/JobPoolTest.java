package mediaworker.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Job;
import mediaworker.jobs.Lane;
import mediaworker.jobs.ProgressLog;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.Stage;
import mediaworker.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobPoolTest {

  @TempDir Path folder;
  private final SteeredHandler handler = new SteeredHandler();
  private final Wakeup wakeup = new Wakeup();
  private final WorkerLog log = new WorkerLog();
  private JobPool pool;

  private JobPool pool(int threads) {
    ProgressLog nowhere =
        new ProgressLog() {
          @Override
          public Line open(Claim claim) {
            throw new AssertionError("no progress here");
          }

          @Override
          public void close() {}
        };
    JobRunner runner =
        new JobRunner(
            new HandlerRegistry(List.of(handler)),
            new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1)),
            new Workspace(folder),
            nowhere,
            Clock.systemUTC(),
            log);
    pool = new JobPool(Lane.THREAD, threads, runner, log, wakeup);
    return pool;
  }

  @AfterEach
  void close() throws Exception {
    pool.cancelAll(Cancellation.Reason.SHUTDOWN);
    pool.close(Duration.ofSeconds(5));
  }

  private static Claim claim(long id) {
    return new Claim(new Job(id, "steered", Stage.MAIN, null, null, null, 1, 3), "t-" + id);
  }

  @Test
  void only_reservations_are_taken_back_from_those_that_wait_for_a_thread() throws Exception {
    pool(1);
    pool.submit(claim(1));
    handler.awaitBegun();
    pool.submit(claim(2));
    pool.submitReserved(claim(3));

    assertThat(pool.reserved()).isEqualTo(1);
    assertThat(pool.takeReservations()).containsExactly(claim(3));
    assertThat(pool.held()).containsExactly(claim(1), claim(2));
    handler.finish(1);
    assertThat(handler.awaitBegun().job().id()).isEqualTo(2);
    handler.finish(2);
  }

  @Test
  void a_batch_tells_what_ended_and_what_began_at_one_instant() throws Exception {
    pool(1);
    pool.submitReserved(claim(1));
    handler.awaitBegun();
    JobPool.Batch begun = pool.collect();
    assertThat(begun.begun()).containsExactly(claim(1));
    assertThat(begun.endings()).isEmpty();

    handler.finish(1);
    assertThat(wakeup.await(Duration.ofSeconds(60))).isTrue();
    JobPool.Batch ended = pool.collect();
    assertThat(ended.begun()).isEmpty();
    assertThat(ended.endings()).extracting(ending -> ending.claim()).containsExactly(claim(1));
    assertThat(pool.isEmpty()).isTrue();
  }

  @Test
  void stopping_takes_everything_that_no_thread_has_begun() throws Exception {
    pool(1);
    pool.submit(claim(1));
    handler.awaitBegun();
    pool.submit(claim(2));
    pool.submitReserved(claim(3));

    assertThat(pool.takeUnbegun()).containsExactly(claim(2), claim(3));
    pool.cancelAll(Cancellation.Reason.SHUTDOWN);
    assertThat(handler.awaitStop()).isEqualTo(Cancellation.Reason.SHUTDOWN);
  }
}
