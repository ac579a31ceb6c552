package mediaworker.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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
  private @Nullable Path config;

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      converter = Converters.FilePath.class,
      description = "Default: .env beside the settings file, else here")
  private @Nullable Path envFile;

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "A setting of a provider or program, kling.model=…; may be given several times")
  @SuppressWarnings("UnusedVariable") // read by SettingsSource before the rest is parsed
  private String[] set = {};

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

  @Mixin private PaidSettings paid = new PaidSettings();

  @Mixin private StorageSettings storage = new StorageSettings();

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

  @Mixin private DownloadSettings downloads = new DownloadSettings();

  @Mixin private WebSettings web = new WebSettings();

  @Mixin private QueueSettings queue = new QueueSettings();

  @Mixin private LaneSettings lanes = new LaneSettings();

  @Mixin private LimitSettings limits = new LimitSettings();

  /** All defaults, for a database and an FFmpeg; null for FFmpeg's own defaults. */
  public static Settings of(Path database, @Nullable Path ffmpeg, @Nullable Path ffmpegCacheDir) {
    Settings settings = new Settings();
    settings.db = database;
    settings.ffmpeg = ffmpeg;
    settings.ffmpegCacheDir = ffmpegCacheDir;
    return settings;
  }

  /**
   * Reads a time as settings write it: "30s", "2h".
   *
   * @throws picocli.CommandLine.TypeConversionException when it is none
   */
  public static Duration time(String text) {
    return new Converters.Time().convert(text);
  }

  /**
   * Reads times as settings write them: "2h, animation 6h"; the first is under the empty word.
   *
   * @throws picocli.CommandLine.TypeConversionException when it is none
   */
  public static Map<String, Duration> times(String text) {
    return new FamilyKeys.TimesByWord(Set.of()).convert(text);
  }

  /** Whether a setting of a family is a time, by its key. */
  public static boolean isTime(String key) {
    return FamilyKeys.isTime(key);
  }

  /** The files that settings and secrets were read from; SettingsSource has read them before. */
  public List<Path> ownFiles() {
    return Stream.of(config, envFile).filter(Objects::nonNull).toList();
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

  /** Who does paid work. */
  public PaidSettings paid() {
    return paid;
  }

  /** Whether and where outputs are uploaded. */
  public StorageSettings storage() {
    return storage;
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

  /** An ffmpeg to use in place of the embedded one; null for the embedded one. */
  public @Nullable Path ffmpeg() {
    return ffmpeg == null ? null : belowBase(ffmpeg);
  }

  /** Where the embedded FFmpeg is unpacked, absolute. */
  public Path ffmpegCacheDir() {
    if (ffmpegCacheDir != null) {
      return belowBase(ffmpegCacheDir);
    }
    return CacheFolder.of(
        System.getenv("XDG_CACHE_HOME"),
        System.getProperty("user.home", ""),
        tempDir().resolve("ffmpeg"));
  }

  /** How long one ffmpeg run may take. */
  public Duration jobTimeLimit() {
    return jobTimeLimit;
  }

  /** How long an ffmpeg may go without getting on. */
  public Duration stallTimeout() {
    return stallTimeout;
  }

  /** How URLs of rows are fetched. */
  public DownloadSettings downloads() {
    return downloads;
  }

  /** What is scarce beside threads. */
  public LaneSettings lanes() {
    return lanes;
  }

  /** The HTTP server and the webhooks. */
  public WebSettings web() {
    return web;
  }

  /** Where files dropped on the page go, absolute. */
  public Path uploadDir() {
    return belowBase(web.uploadDir());
  }

  /** How the queue is worked on. */
  public QueueSettings queue() {
    return queue;
  }

  /** What rows and their files may demand of the machine. */
  public LimitSettings limits() {
    return limits;
  }

  private Path belowBase(Path path) {
    return baseDir().resolve(path).toAbsolutePath().normalize();
  }
}
