package mediaworker.cli.wiring;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.app.App;
import mediaworker.app.AppSettings;
import mediaworker.app.CommandCatalog;
import mediaworker.app.JobTypes;
import mediaworker.app.LaneCatalog;
import mediaworker.app.LiveWorkers;
import mediaworker.app.ProviderCatalog;
import mediaworker.app.SetupException;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.s3.S3Settings;
import mediaworker.config.FamilyValues;
import mediaworker.config.OptionDefaults;
import mediaworker.config.Settings;
import mediaworker.config.StorageSettings;
import mediaworker.config.WebSettings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.http.HttpSettings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.RetryPolicy;
import mediaworker.jobs.RowLimits;
import mediaworker.jobs.StoreException;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaLimits;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteDatabase.Durability;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mediaworker.webhooks.WebhookSettings;
import mediaworker.worker.DispatcherSettings;
import picocli.CommandLine.Model.CommandSpec;

/** Turns settings, as people give them, into the values the parts are built from. */
public final class Wiring {

  private Wiring() {}

  /** Everything, for a daemon; the values of providers come with the command's settings. */
  public static AppSettings app(Settings settings, CommandSpec command, boolean drain)
      throws SetupException {
    FamilyValues values = families(command);
    List<ProviderSetup> providers = ProviderCatalog.make(values, InstantSource.system());
    throwIfAny(ProviderCatalog.problems(PaidWiring.preferences(settings), providers));
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            providers,
            PaidWiring.remote(settings),
            TransportSettings.usual(
                ProviderCatalog.hosts(values), settings.downloads().allowPrivateUrls())),
        new AppSettings.Extensions(
            programs(settings, values), storage(settings, values), settings.lanes()));
  }

  /**
   * Where outputs are uploaded to.
   *
   * @throws SetupException naming all that is missing for it
   */
  public static Optional<S3Settings> storage(Settings settings, FamilyValues values)
      throws SetupException {
    StorageSettings storage = settings.storage();
    throwIfAny(storage.problems(values));
    if (!storage.useS3()) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Settings(
            new S3Settings.Place(storage.bucketName(), storage.region(), storage.endpoint()),
            new S3Settings.Credentials(
                StorageSettings.key(values, StorageSettings.KEY_ID).orElseThrow(),
                StorageSettings.key(values, StorageSettings.KEY_SECRET).orElseThrow(),
                StorageSettings.key(values, StorageSettings.SESSION_TOKEN).orElse(null)),
            storage.prefix(),
            storage.publicUrl(),
            storage.keepLocal()));
  }

  /**
   * The database, whose shape is left alone while an older worker is at it.
   *
   * @throws StoreException when it is missing or may not be used
   */
  public static SqliteDatabase database(Settings settings) throws StoreException {
    return SqliteDatabase.existing(settings.db(), durability(settings))
        .among(LiveWorkers.presence());
  }

  /**
   * The people's side of the queue.
   *
   * @throws StoreException when the database is missing or cannot be used
   */
  public static JobDesk desk(Settings settings) throws StoreException {
    return SqliteJobDesk.open(
        database(settings), Clock.system(ZoneId.systemDefault()), settings.queue().maxQueueSize());
  }

  /** The names of the lanes that this installation or a worker of the database has. */
  public static Set<String> lanes(Settings settings, CommandSpec command, JobDesk desk)
      throws StoreException {
    Set<String> names =
        LaneCatalog.names(
            settings.lanes(), programs(settings, families(command)), settings.maxConcurrentJobs());
    desk.state(0).workers().stream()
        .flatMap(worker -> worker.lanes().stream())
        .forEach(lane -> names.add(lane.lane()));
    return names;
  }

  /** The job types of this installation; nothing of a provider is asked. */
  public static JobTypes types(Settings settings, CommandSpec command) {
    FamilyValues values = families(command);
    return new JobTypes(
        app(
            settings,
            true,
            new AppSettings.PaidJobs(
                ProviderCatalog.make(values, InstantSource.system()),
                PaidWiring.remote(settings),
                TransportSettings.usual(Set.of(), false)),
            new AppSettings.Extensions(programs(settings, values), Optional.empty())));
  }

  private static void throwIfAny(List<String> problems) throws SetupException {
    if (!problems.isEmpty()) {
      throw new SetupException(
          (problems.size() == 1 ? "A setting is wrong:" : problems.size() + " settings are wrong:")
              + "\n  "
              + String.join("\n  ", problems));
    }
  }

  /** Begins to send webhooks and, where it is wanted, to serve HTTP. */
  public static void reach(App app, Settings settings, CommandSpec command)
      throws SetupException, StoreException {
    FamilyValues values = families(command);
    app.tellCallbacks(
        new WebhookSettings(
            values.secret(WebSettings.SECRET), settings.web().webhookAllowPrivate()));
    Optional<HttpSettings> http = http(settings, values);
    if (http.isPresent()) {
      app.serve(http.get(), settings.logDir());
    }
  }

  /**
   * The HTTP server; empty where none is wanted.
   *
   * @throws SetupException when a secret is no good
   */
  public static Optional<HttpSettings> http(Settings settings, FamilyValues values)
      throws SetupException {
    WebSettings web = settings.web();
    List<String> problems = web.problems(values);
    throwIfAny(problems);
    if (web.port() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new HttpSettings(
            web.address(),
            web.port(),
            values.secret(WebSettings.TOKEN),
            Set.copyOf(web.hosts()),
            settings.uploadDir(),
            web.maxUploadBytes(),
            settings.queue().maxQueueSize()));
  }

  /** Programs that serve job types. */
  public static List<ExternalProgram> programs(Settings settings, FamilyValues values) {
    return CommandCatalog.make(values, settings.baseDir());
  }

  /** Everything but paid jobs and what an installation adds. */
  public static AppSettings withoutProviders(Settings settings, boolean drain) {
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            List.of(), PaidWiring.remote(settings), TransportSettings.usual(Set.of(), false)),
        AppSettings.Extensions.NONE);
  }

  /** What is set for providers. */
  public static FamilyValues families(CommandSpec command) {
    return command.commandLine().getDefaultValueProvider() instanceof OptionDefaults defaults
        ? defaults.source().families()
        : new FamilyValues(Map.of(), Map.of());
  }

  /** What is probably not meant in the files and the environment, a sentence each. */
  public static List<String> warnings(CommandSpec command) {
    return command.commandLine().getDefaultValueProvider() instanceof OptionDefaults defaults
        ? defaults.source().warnings()
        : List.of();
  }

  private static AppSettings app(
      Settings settings,
      boolean drain,
      AppSettings.PaidJobs paid,
      AppSettings.Extensions extensions) {
    return new AppSettings(
        settings.db(),
        durability(settings),
        new AppSettings.Demands(
            new RowLimits(settings.limits().maxRowChars(), settings.limits().maxJsonDepth()),
            settings.limits().childNiceness()),
        new DispatcherSettings(
            settings.maxConcurrentJobs(),
            settings.queue().pollInterval(),
            settings.queue().lease(),
            settings.queue().shutdownGrace(),
            drain),
        new RetryPolicy(settings.queue().retryBaseDelay(), settings.queue().retryMaxDelay()),
        settings.tempDir(),
        assets(settings),
        ffmpeg(settings),
        paid,
        extensions);
  }

  /** How surely a commit is on disk. */
  public static Durability durability(Settings settings) {
    return Durability.valueOf(settings.queue().synchronous());
  }

  static AssetSettings assets(Settings settings) {
    List<Path> offLimits = new ArrayList<>(SqliteDatabase.filesOf(settings.db()));
    offLimits.add(settings.logDir());
    offLimits.addAll(settings.ownFiles());
    return new AssetSettings(
        settings.baseDir(),
        settings.outputDir(),
        settings.libraryDir(),
        settings.inputDirs(),
        settings.downloads().allowPrivateUrls(),
        settings.downloads().maxDownloadBytes(),
        settings.downloads().downloadTimeout(),
        offLimits,
        settings.limits().minFreeBytes());
  }

  /** Which FFmpeg, with how many threads, and what is too large for it. */
  public static FfmpegSettings ffmpeg(Settings settings) {
    return new FfmpegSettings(
        settings.ffmpeg(),
        settings.ffmpegCacheDir(),
        settings.threadsPerJob(),
        settings.jobTimeLimit(),
        settings.stallTimeout(),
        new MediaLimits(
            settings.limits().maxInputBytes(),
            settings.limits().maxPixels(),
            settings.limits().maxInputDuration()));
  }
}
