package mediaworker.cli;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mediaworker.app.AppSettings;
import mediaworker.app.ProviderCatalog;
import mediaworker.assets.AssetSettings;
import mediaworker.config.FamilyValues;
import mediaworker.config.Settings;
import mediaworker.config.SettingsSource;
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
  static AppSettings app(Settings settings, CommandSpec command, boolean drain) {
    FamilyValues values = families(command);
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            ProviderCatalog.make(values, InstantSource.system()),
            remote(settings),
            TransportSettings.usual(
                ProviderCatalog.hosts(values), settings.downloads().allowPrivateUrls())));
  }

  /** Everything but paid jobs. */
  static AppSettings withoutProviders(Settings settings, boolean drain) {
    return app(
        settings,
        drain,
        new AppSettings.PaidJobs(
            List.of(), remote(settings), TransportSettings.usual(Set.of(), false)));
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
    return new RemoteSettings(
        settings.outputDir().resolve(".calls"), preferred, settings.providerPause(), step -> {});
  }

  private static void prefer(Map<Operation, String> preferred, Operation operation, String name) {
    String word = name.strip().toLowerCase(Locale.ROOT);
    if (!word.equals("auto")) {
      preferred.put(operation, word);
    }
  }

  private static AppSettings app(Settings settings, boolean drain, AppSettings.PaidJobs paid) {
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
        paid);
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
