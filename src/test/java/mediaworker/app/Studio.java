package mediaworker.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.assets.AssetSettings;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.worker.DispatcherSettings;

/** A creator's folder with a database in it, and a real worker to run over it. */
final class Studio implements AutoCloseable {

  final Path folder;
  final JobTable table;
  private final AppSettings settings;

  Studio(Path folder, Path... inputDirs) throws Exception {
    this(folder, AppSettings.Extensions.NONE, inputDirs);
  }

  Studio(Path folder, AppSettings.Extensions extensions, Path... inputDirs) throws Exception {
    this(folder, extensions, List.of(), inputDirs);
  }

  Studio(
      Path folder,
      AppSettings.Extensions extensions,
      List<ProviderSetup> providers,
      Path... inputDirs)
      throws Exception {
    this.folder = folder.toRealPath();
    this.settings =
        new AppSettings(
            this.folder.resolve("jobs.db"),
            SqliteDatabase.Durability.FULL,
            AppSettings.Demands.USUAL,
            new DispatcherSettings(
                2, Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(5), true),
            new RetryPolicy(Duration.ofMillis(10), Duration.ofMillis(20)),
            this.folder.resolve("output/.tmp"),
            new AssetSettings(
                this.folder,
                this.folder.resolve("output"),
                this.folder.resolve("static/library"),
                List.of(inputDirs),
                !providers.isEmpty(), // they are at 127.0.0.1
                1 << 24,
                Duration.ofSeconds(20),
                SqliteDatabase.filesOf(this.folder.resolve("jobs.db")),
                1 << 20),
            new FfmpegSettings(
                null, Path.of("target/ffmpeg"), 2, Duration.ofMinutes(5), Duration.ofMinutes(1)),
            new AppSettings.PaidJobs(
                providers,
                new RemoteSettings(
                    this.folder.resolve("output/.calls"),
                    Map.of(),
                    Duration.ofHours(1),
                    RemoteSettings.USUAL_SETTLING,
                    at -> {}),
                TransportSettings.usual(Set.of("127.0.0.1", "localhost"), !providers.isEmpty())),
            extensions);
    if (!Files.exists(settings.database())) {
      SqliteJobStore.open(
              SqliteDatabase.orNew(settings.database(), SqliteDatabase.Durability.FULL), clock())
          .close();
    }
    this.table = new JobTable(settings.database());
  }

  /** What its worker is built from. */
  AppSettings settings() {
    return settings;
  }

  private static Clock clock() {
    return Clock.system(ZoneId.systemDefault());
  }

  /** Runs a worker until nothing is left to do. */
  void drain() throws Exception {
    try (App app = App.open(settings, clock())) {
      app.run();
    }
  }

  /** What a row says of itself: status, then the result or the reason. */
  String told(long id) throws Exception {
    return table.one(
        "SELECT status || ': ' || COALESCE(error_message, keyed_result_data, result_data, '')"
            + " FROM jobs WHERE id = "
            + id);
  }

  /** A file that a row's result names. */
  Path result(long id) throws Exception {
    return folder.resolve(
        table.one("SELECT COALESCE(keyed_result_data, result_data) FROM jobs WHERE id = " + id));
  }

  @Override
  public void close() throws Exception {
    table.close();
  }
}
