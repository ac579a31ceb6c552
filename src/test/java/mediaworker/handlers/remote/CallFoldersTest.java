package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.FileAssetLibrary;
import mediaworker.providers.http.Transport;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of calls that are over, and of which the ledger may know nothing. */
class CallFoldersTest {

  @TempDir Path folder;

  @Test
  void an_answer_of_a_call_that_no_ledger_knows_stays_and_others_go() throws Exception {
    Path file = folder.resolve("jobs.db");
    Path calls = folder.resolve("output/.calls");
    try (SqliteJobStore store =
            SqliteJobStore.open(
                SqliteDatabase.orNew(file, Durability.NORMAL), Clock.systemDefaultZone());
        JobTable table = new JobTable(file)) {
      table.run(
          "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
              + " settled_at) VALUES (1, 'kling', 'animation', 'mw-1-0-over', 'delivered',"
              + " '2026-01-01', '2026-01-01'), (2, 'kling', 'animation', 'mw-2-0-open',"
              + " 'succeeded', '2026-01-01', NULL)");
      for (String marker : List.of("mw-1-0-over", "mw-2-0-open", "mw-3-0-strange")) {
        make(calls.resolve(marker), "answer.body", "answer.head");
      }
      make(calls.resolve("mw-4-0-unsent"), "answer.body");
      reserve(calls.resolve("mw-4-0-unsent"));

      remote(store, calls).tidy();

      try (var left = Files.list(calls)) {
        assertThat(left.map(path -> path.getFileName().toString()))
            .containsExactlyInAnyOrder("mw-2-0-open", "mw-3-0-strange");
      }
      assertThat(calls.resolve("mw-3-0-strange/answer.body")).exists();
    }
  }

  /** Room for what never came. */
  private static void reserve(Path call) throws Exception {
    Files.write(call.resolve("answer.head.part"), new byte[16]);
    Files.setLastModifiedTime(call, FileTime.from(Instant.parse("2026-01-01T10:00:00Z")));
  }

  private static void make(Path call, String... files) throws Exception {
    Files.createDirectories(call);
    for (String file : files) {
      Files.writeString(call.resolve(file), "200\n");
    }
    Files.setLastModifiedTime(call, FileTime.from(Instant.parse("2026-01-01T10:00:00Z")));
  }

  private RemoteJobs remote(SqliteJobStore store, Path calls) {
    return new RemoteJobs(
        List.of(),
        new RemoteSettings(calls, Map.of(), Duration.ofHours(1), Duration.ZERO, step -> {}),
        store.calls(),
        new FileAssetLibrary(
            new AssetSettings(
                folder,
                folder.resolve("output"),
                folder.resolve("library"),
                List.of(),
                true,
                1 << 24,
                Duration.ofSeconds(20))),
        new Transport(
            new TransportSettings(
                Set.of(),
                true,
                Duration.ofSeconds(10),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                1 << 24,
                Duration.ofSeconds(20))),
        Clock.systemDefaultZone());
  }
}
