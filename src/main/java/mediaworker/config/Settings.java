package mediaworker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Every setting, with its name and default. The same name serves everywhere: {@code --some-name} on
 * the command line, {@code some-name} in worker.properties, {@code SOME_NAME} (or {@code
 * WORKER_SOME_NAME}) in the environment and .env.
 *
 * <p>Mixed into the commands that need it. Settings that few people touch are hidden from the help
 * and described in worker.properties.
 */
public final class Settings {

  @Option(
      names = "--db",
      paramLabel = "FILE",
      defaultValue = "jobs.db",
      converter = Converters.FilePath.class,
      description = "The database. Default: ${DEFAULT-VALUE}")
  private Path db = Path.of("jobs.db");

  @Option(
      names = "--base-dir",
      paramLabel = "DIR",
      converter = Converters.FilePath.class,
      description = "Where the relative paths of rows begin. Default: the folder of the database")
  private @Nullable Path baseDir;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description =
          "The settings file. Default: worker.properties here, else beside the installation")
  @SuppressWarnings("UnusedVariable") // read by SettingsSource before the rest is parsed
  private @Nullable Path config;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "Default: .env beside the settings file, else here")
  @SuppressWarnings("UnusedVariable") // read by SettingsSource before the rest is parsed
  private @Nullable Path envFile;

  @Option(
      names = {"--max-concurrent-jobs", "-j"},
      paramLabel = "N",
      defaultValue = "3",
      converter = Converters.Jobs.class,
      description = "Jobs that run at once. Default: ${DEFAULT-VALUE}")
  private int maxConcurrentJobs = 3;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      defaultValue = "output",
      converter = Converters.FilePath.class,
      description = "Where outputs go, below the base folder. Default: ${DEFAULT-VALUE}")
  private Path outputDir = Path.of("output");

  @Option(
      names = "--library-dir",
      paramLabel = "DIR",
      defaultValue = "static/library",
      converter = Converters.FilePath.class,
      hidden = true)
  private Path libraryDir = Path.of("static/library");

  @Option(names = "--input-dirs", paramLabel = "DIR,DIR", defaultValue = "", hidden = true)
  private String inputDirs = "";

  @Option(
      names = "--temp-dir",
      paramLabel = "DIR",
      converter = Converters.FilePath.class,
      hidden = true)
  private @Nullable Path tempDir;

  @Option(
      names = "--allow-private-urls",
      paramLabel = "true|false",
      arity = "1",
      defaultValue = "false",
      converter = Converters.YesNo.class,
      hidden = true)
  private boolean allowPrivateUrls;

  @Option(
      names = "--max-download-mb",
      paramLabel = "MB",
      defaultValue = "2048",
      converter = Converters.Megabytes.class,
      hidden = true)
  private int maxDownloadMb = 2048;

  @Option(
      names = "--download-timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration downloadTimeout = Duration.ofMinutes(10);

  @Option(
      names = "--ffmpeg",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "An ffmpeg to use (ffprobe beside it). Default: the embedded one")
  private @Nullable Path ffmpeg;

  @Option(
      names = "--ffmpeg-cache-dir",
      paramLabel = "DIR",
      converter = Converters.FilePath.class,
      hidden = true)
  private @Nullable Path ffmpegCacheDir;

  @Option(
      names = "--threads-per-job",
      paramLabel = "N",
      defaultValue = "0",
      converter = Converters.Cores.class,
      hidden = true)
  private int threadsPerJob;

  @Option(
      names = "--job-time-limit",
      paramLabel = "TIME",
      defaultValue = "6h",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration jobTimeLimit = Duration.ofHours(6);

  @Option(
      names = "--stall-timeout",
      paramLabel = "TIME",
      defaultValue = "2m",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration stallTimeout = Duration.ofMinutes(2);

  @Option(
      names = "--shutdown-grace",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Converters.Time.class,
      description = "How long running jobs may go on at a stop. Default: ${DEFAULT-VALUE}")
  private Duration shutdownGrace = Duration.ofSeconds(30);

  @Option(
      names = "--poll-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration pollInterval = Duration.ofSeconds(1);

  @Option(
      names = "--lease",
      paramLabel = "TIME",
      defaultValue = "60s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration lease = Duration.ofSeconds(60);

  @Option(
      names = "--synchronous",
      paramLabel = "FULL|NORMAL",
      defaultValue = "FULL",
      converter = Converters.Synchronous.class,
      hidden = true)
  private String synchronous = "FULL";

  @Option(
      names = "--retry-base-delay",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration retryBaseDelay = Duration.ofSeconds(10);

  @Option(
      names = "--retry-max-delay",
      paramLabel = "TIME",
      defaultValue = "10m",
      converter = Converters.PositiveTime.class,
      hidden = true)
  private Duration retryMaxDelay = Duration.ofMinutes(10);

  @Option(
      names = "--log-dir",
      paramLabel = "DIR",
      defaultValue = "logs",
      converter = Converters.FilePath.class,
      description = "Where worker.log goes, below the base folder. Default: ${DEFAULT-VALUE}")
  private Path logDir = Path.of("logs");

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      converter = Converters.LogLevel.class,
      description = "error, warn, info, debug or trace. Default: ${DEFAULT-VALUE}")
  private String logLevel = "info";

  /** All defaults, for a database and an FFmpeg; null for FFmpeg's own defaults. */
  public static Settings of(Path database, @Nullable Path ffmpeg, @Nullable Path ffmpegCacheDir) {
    Settings settings = new Settings();
    settings.db = database;
    settings.ffmpeg = ffmpeg;
    settings.ffmpegCacheDir = ffmpegCacheDir;
    return settings;
  }

  /** The database file, absolute. */
  public Path db() {
    return db.toAbsolutePath().normalize();
  }

  /** Where the relative paths of rows begin, absolute. */
  public Path baseDir() {
    Path folder = baseDir != null ? baseDir.toAbsolutePath().normalize() : db().getParent();
    return folder == null ? db() : folder;
  }

  /** The folder of outputs, absolute. */
  public Path outputDir() {
    return belowBase(outputDir);
  }

  /** The folder of the dashboard's job types, absolute. */
  public Path libraryDir() {
    return belowBase(libraryDir);
  }

  /** Further folders that rows may read from, absolute. */
  public List<Path> inputDirs() {
    return Arrays.stream(inputDirs.split(","))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> belowBase(new Converters.FilePath().convert(text)))
        .toList();
  }

  /** Where running jobs keep their work files, absolute. */
  public Path tempDir() {
    return tempDir == null ? outputDir().resolve(".tmp") : belowBase(tempDir);
  }

  /** Where the log file goes, absolute. */
  public Path logDir() {
    return belowBase(logDir);
  }

  /** The level of the log, lower case. */
  public String logLevel() {
    return logLevel;
  }

  /** How many jobs run at once, 1…64. */
  public int maxConcurrentJobs() {
    return maxConcurrentJobs;
  }

  /** Cores that each job may use; 0 for all, shared by the jobs that run at once. */
  public int threadsPerJob() {
    return threadsPerJob;
  }

  /** Whether URLs of rows may lead into private networks. */
  public boolean allowPrivateUrls() {
    return allowPrivateUrls;
  }

  /** Size at which a download is given up, in bytes. */
  public long maxDownloadBytes() {
    return maxDownloadMb * 1024L * 1024L;
  }

  /** How long one download may take. */
  public Duration downloadTimeout() {
    return downloadTimeout;
  }

  /** An ffmpeg to use in place of the embedded one; null for the embedded one. */
  public @Nullable Path ffmpeg() {
    return ffmpeg == null ? null : belowBase(ffmpeg);
  }

  /** Where the embedded FFmpeg is unpacked, absolute. */
  public Path ffmpegCacheDir() {
    if (ffmpegCacheDir != null) {
      return belowBase(ffmpegCacheDir);
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    String home = System.getProperty("user.home", "");
    if (cache != null && !cache.isBlank()) {
      return Path.of(cache, "media-worker", "ffmpeg").toAbsolutePath();
    }
    // A service user may have no home: "?" is what the JVM says then.
    return home.isBlank() || home.equals("?")
        ? tempDir().resolve("ffmpeg")
        : Path.of(home, ".cache", "media-worker", "ffmpeg").toAbsolutePath();
  }

  /** How long one ffmpeg run may take. */
  public Duration jobTimeLimit() {
    return jobTimeLimit;
  }

  /** How long an ffmpeg may go without getting on. */
  public Duration stallTimeout() {
    return stallTimeout;
  }

  /** How long running jobs may go on when the worker is asked to stop. */
  public Duration shutdownGrace() {
    return shutdownGrace;
  }

  /** The safety net under the watch for other programs' commits. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** How long a claim holds without a sign of life. */
  public Duration lease() {
    return lease;
  }

  /** "FULL" or "NORMAL". */
  public String synchronous() {
    return synchronous;
  }

  /** The wait before the second attempt. */
  public Duration retryBaseDelay() {
    return retryBaseDelay;
  }

  /** The longest wait between attempts. */
  public Duration retryMaxDelay() {
    return retryMaxDelay;
  }

  private Path belowBase(Path path) {
    return baseDir().resolve(path).toAbsolutePath().normalize();
  }
}
