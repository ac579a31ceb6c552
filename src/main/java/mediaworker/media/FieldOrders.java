package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import mediaworker.concurrent.LatestUsed;
import org.jspecify.annotations.Nullable;

/**
 * Orders of fields that only the pictures of a file tell, so that a file is looked into once,
 * however often it is asked what it is. Safe for use by many threads.
 */
final class FieldOrders {

  private static final int MOST = 200;

  /**
   * A file as it was at some time.
   *
   * @param key the file itself, whatever its name; null where the file system has none
   */
  record Version(Path file, long bytes, FileTime modified, @Nullable Object key) {

    /** A file as it is now. */
    static Version of(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Version(file.toAbsolutePath(), now.size(), now.lastModifiedTime(), now.fileKey());
    }
  }

  private final LatestUsed<Version, String> known = new LatestUsed<>(MOST);

  /** What was found in a file. */
  Optional<String> of(Version file) {
    return known.of(file);
  }

  /** Keeps what was found in a file. */
  void put(Version file, String order) {
    known.put(file, order);
  }
}
