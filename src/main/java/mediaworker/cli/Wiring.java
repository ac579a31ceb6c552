package mediaworker.cli;

import mediaworker.app.AppSettings;
import mediaworker.assets.AssetSettings;
import mediaworker.config.Settings;
import mediaworker.jobs.RetryPolicy;
import mediaworker.media.FfmpegSettings;
import mediaworker.store.sqlite.SqliteDatabase.Durability;
import mediaworker.worker.DispatcherSettings;

/** Turns settings, as people give them, into the values the parts are built from. */
final class Wiring {

  private Wiring() {}

  static AppSettings app(Settings settings, boolean drain) {
    return new AppSettings(
        settings.db(),
        durability(settings),
        new DispatcherSettings(
            settings.maxConcurrentJobs(),
            settings.pollInterval(),
            settings.lease(),
            settings.shutdownGrace(),
            drain),
        new RetryPolicy(settings.retryBaseDelay(), settings.retryMaxDelay()),
        settings.tempDir(),
        assets(settings),
        ffmpeg(settings));
  }

  static Durability durability(Settings settings) {
    return Durability.valueOf(settings.synchronous());
  }

  static AssetSettings assets(Settings settings) {
    return new AssetSettings(
        settings.baseDir(),
        settings.outputDir(),
        settings.libraryDir(),
        settings.inputDirs(),
        settings.allowPrivateUrls(),
        settings.maxDownloadBytes(),
        settings.downloadTimeout());
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
