package mediaworker.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.app.AppSettings;
import mediaworker.app.CommandCatalog;
import mediaworker.app.ProviderCatalog;
import mediaworker.app.SetupException;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.s3.S3Settings;
import mediaworker.config.FamilyValues;
import mediaworker.config.Settings;
import mediaworker.config.SettingsSource;
import mediaworker.config.StorageSettings;
import mediaworker.handlers.command.ExternalProgram;
import mediaworker.handlers.remote.RemoteSettings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
import mediaworker.providers.Operation;
import mediaworker.providers.http.TransportSettings;
import mediaworker.store.sqlite.SqliteDatabase.Durability;
import mediaworker.worker.DispatcherSettings;
import picocli.CommandLine.Model.CommandSpec;

/** Turns settings, as people give them, into the values the parts are built from. */
final class Wiring {

  private Wiring() {}

  /** Everything, for a daemon; the values of providers come with the command's settings. */
  static AppSettings app(Settings settings, CommandSpec command, boolean drain)
      throws SetupException {
    FamilyValues values = families(command);
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            ProviderCatalog.make(values, InstantSource.system()),
            remote(settings),
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
  static Optional<S3Settings> storage(Settings settings, FamilyValues values)
      throws SetupException {
    StorageSettings storage = settings.storage();
    List<String> problems = storage.problems(values);
    if (!problems.isEmpty()) {
      throw new SetupException(
          (problems.size() == 1 ? "A setting is wrong:" : problems.size() + " settings are wrong:")
              + "\n  "
              + String.join("\n  ", problems));
    }
    if (!storage.useS3()) {
      return Optional.empty();
    }
    return Optional.of(
        new S3Settings(
            new S3Settings.Place(storage.bucketName(), storage.region(), storage.endpoint()),
            new S3Settings.Credentials(
                values.secret(StorageSettings.KEY_ID).orElseThrow(),
                values.secret(StorageSettings.KEY_SECRET).orElseThrow(),
                values.secret(StorageSettings.SESSION_TOKEN).orElse(null)),
            storage.prefix(),
            storage.publicUrl(),
            storage.keepLocal()));
  }

  /** Programs that serve job types. */
  static List<ExternalProgram> programs(Settings settings, FamilyValues values) {
    return CommandCatalog.make(values, settings.baseDir());
  }

  /** Everything but paid jobs and what an installation adds. */
  static AppSettings withoutProviders(Settings settings, boolean drain) {
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            List.of(), remote(settings), TransportSettings.usual(Set.of(), false)),
        AppSettings.Extensions.NONE);
  }

  /** What is set for providers. */
  static FamilyValues families(CommandSpec command) {
    return command.commandLine().getDefaultValueProvider() instanceof SettingsSource source
        ? source.families()
        : new FamilyValues(Map.of(), Map.of());
  }

  private static RemoteSettings remote(Settings settings) {
    Map<Operation, String> preferred = new EnumMap<>(Operation.class);
    prefer(preferred, Operation.IMAGE_GENERATION, settings.imageProvider());
    prefer(preferred, Operation.ANIMATION, settings.animationProvider());
    prefer(preferred, Operation.IMAGE_BACKGROUND_REMOVAL, settings.backgroundProvider());
    prefer(preferred, Operation.VIDEO_BACKGROUND_REMOVAL, settings.backgroundProvider());
    prefer(preferred, Operation.IMAGE_ANALYSIS, settings.analysisProvider());
    return new RemoteSettings(callsDir(settings), preferred, settings.providerPause(), step -> {});
  }

  /** Of this database alone: another one's calls must never be tidied away with ours. */
  private static Path callsDir(Settings settings) {
    String mark = Integer.toHexString(settings.db().toString().hashCode());
    return settings.outputDir().resolve(".calls").resolve(mark);
  }

  private static void prefer(Map<Operation, String> preferred, Operation operation, String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("auto")) {
      preferred.put(operation, word);
    }
  }

  private static AppSettings app(
      Settings settings,
      boolean drain,
      AppSettings.PaidJobs paid,
      AppSettings.Extensions extensions) {
    return new AppSettings(
        settings.db(),
        durability(settings),
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

  static Durability durability(Settings settings) {
    return Durability.valueOf(settings.queue().synchronous());
  }

  static AssetSettings assets(Settings settings) {
    return new AssetSettings(
        settings.baseDir(),
        settings.outputDir(),
        settings.libraryDir(),
        settings.inputDirs(),
        settings.downloads().allowPrivateUrls(),
        settings.downloads().maxDownloadBytes(),
        settings.downloads().downloadTimeout());
  }

  static FfmpegSettings ffmpeg(Settings settings) {
    return new FfmpegSettings(
        settings.ffmpeg(),
        settings.ffmpegCacheDir(),
        settings.threadsPerJob(),
        settings.jobTimeLimit(),
        settings.stallTimeout());
  }
}
