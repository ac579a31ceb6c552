package mediaworker.assets;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where files may be read and where outputs go. All paths are absolute.
 *
 * @param baseDir where the relative paths of rows begin
 * @param outputDir where the worker's own job types leave their outputs
 * @param libraryDir where the dashboard's job types leave theirs ({@code static/library} in its
 *     contract); keyed laps go to {@code transparent_videos} below it
 * @param inputDirs further folders that rows may read from
 * @param allowPrivateUrls whether URLs of rows may lead to loopback, link-local and private
 *     addresses
 * @param maxDownloadBytes size at which a download is given up
 * @param downloadTimeLimit how long one download may take
 * @param offLimits files that no row may read, whatever it calls them: the database and what lies
 *     beside it (opening and closing one of them would drop SQLite's locks on it), with their
 *     backups; of a folder, the log files in it
 * @param floorBytes free space on a disk under which no job begins to write there; 0 for none
 */
public record AssetSettings(
    Path baseDir,
    Path outputDir,
    Path libraryDir,
    List<Path> inputDirs,
    boolean allowPrivateUrls,
    long maxDownloadBytes,
    Duration downloadTimeLimit,
    List<Path> offLimits,
    long floorBytes) {

  public AssetSettings {
    inputDirs = List.copyOf(inputDirs);
    offLimits = List.copyOf(offLimits);
  }

  /** Settings without files that are off limits, and without a floor. */
  public AssetSettings(
      Path baseDir,
      Path outputDir,
      Path libraryDir,
      List<Path> inputDirs,
      boolean allowPrivateUrls,
      long maxDownloadBytes,
      Duration downloadTimeLimit) {
    this(
        baseDir,
        outputDir,
        libraryDir,
        inputDirs,
        allowPrivateUrls,
        maxDownloadBytes,
        downloadTimeLimit,
        List.of(),
        0);
  }

  /** Where animations go: beside the library, as the dashboard has it. */
  public Path animationsDir() {
    return libraryDir.resolveSibling("animations/generated");
  }
}
