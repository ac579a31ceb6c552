package mediaworker.handlers.reuse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.assets.TestSettings;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.Claim;
import mediaworker.jobs.JobContext;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.ReuseIndex;
import mediaworker.jobs.ReuseIndex.Beginning;
import mediaworker.jobs.Round;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the mark that a job is about something goes, for which equal jobs wait. */
class ReuseMarkTest {

  @TempDir Path folder;

  private record Context(Claim claim, Path workDir) implements JobContext {
    @Override
    public String claimName() {
      return claim.token();
    }

    @Override
    public Cancellation cancellation() {
      return new Cancellation();
    }

    @Override
    public void progress(double fraction, String message) {}
  }

  @Test
  void a_job_that_is_stopped_is_still_about_it_and_one_that_failed_is_not() throws Exception {
    Path file = folder.resolve("jobs.db");
    try (SqliteJobStore store =
            SqliteJobStore.open(
                SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL), Clock.systemUTC());
        JobTable table = new JobTable(file)) {
      Instant now = Instant.now();
      store.register(new WorkerId("host-1-aaa", "machine", 1, "start"), 2, Duration.ofDays(1), now);
      table.run("INSERT INTO jobs (job_type, reuse) VALUES ('a', 1), ('a', 1)");
      List<Claim> two =
          store.exchange(new Round.Request(List.of(), List.of(), 2, 0, 0, now)).claimed();
      ReuseIndex index = store.reuse();
      index.begin(two.get(0), "equal", Set.of());
      Reuse reuse =
          new Reuse(new FileAssetLibrary(TestSettings.below(folder)), index, Clock.systemUTC());
      Context first = new Context(two.get(0), folder);
      Optional<String> recipe = Optional.of("");

      assertThatThrownBy(
              () ->
                  reuse.kept(
                      () -> {
                        throw new CancellationException("stopped");
                      },
                      recipe,
                      first))
          .isInstanceOf(CancellationException.class);
      assertThat(index.begin(two.get(1), "equal", Set.of())).isEqualTo(new Beginning.UnderWay(1));

      assertThatThrownBy(
              () ->
                  reuse.kept(
                      () -> {
                        throw JobFailure.input("refused");
                      },
                      recipe,
                      first))
          .isInstanceOf(JobFailure.class);
      assertThat(index.begin(two.get(1), "equal", Set.of())).isEqualTo(new Beginning.Anew());
    }
  }
}
