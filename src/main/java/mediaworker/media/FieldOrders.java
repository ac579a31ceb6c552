package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  private final Map<Version, String> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, String> eldest) {
          return size() > MOST;
        }
      }; // guarded by this

  /** What was found in a file. */
  synchronized Optional<String> of(Version file) {
    return Optional.ofNullable(known.get(file));
  }

  /** Keeps what was found in a file. */
  synchronized void put(Version file, String order) {
    known.put(file, order);
  }
}
