package mediaworker.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the embedded FFmpeg is unpacked when no setting names a folder. */
final class CacheFolder {

  private CacheFolder() {}

  /**
   * The folder, absolute; it need not be there yet.
   *
   * @param cache the value of XDG_CACHE_HOME; null or blank where it is not set
   * @param home the user's home as the JVM has it; "?" or empty where there is none
   * @param otherwise the folder for users who can use neither
   */
  static Path of(@Nullable String cache, String home, Path otherwise) {
    List<Path> places = new ArrayList<>();
    // Of the specification: "If an implementation encounters a relative path […] it should consider
    // the path invalid and ignore it." https://specifications.freedesktop.org/basedir-spec/latest/
    if (cache != null && Path.of(cache.strip()).isAbsolute()) {
      places.add(below(Path.of(cache.strip())));
    }
    if (!home.isBlank() && !home.equals("?")) {
      places.add(below(Path.of(home, ".cache")));
    }
    // Service users have a home that nobody may make: /nonexistent on Debian.
    return places.stream().filter(CacheFolder::canBeWritten).findFirst().orElse(otherwise);
  }

  /** Whether it is a folder for this user to write to, or one can be made there. */
  private static boolean canBeWritten(Path folder) {
    Path there = folder;
    while (there.getParent() != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return Files.isDirectory(there) && Files.isWritable(there);
  }

  private static Path below(Path cache) {
    return cache.resolve("media-worker").resolve("ffmpeg").toAbsolutePath();
  }
}
