package mediaworker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The latest of something that was made of files; the least used go first, from the disk too. To be
 * guarded by itself.
 */
final class LatestPictures<T> extends LinkedHashMap<FileVersion, T> {
  private static final long serialVersionUID = 1L;
  private final int most;

  LatestPictures(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<FileVersion, T> eldest) {
    boolean over = size() > most;
    if (over && eldest.getValue() instanceof Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return over;
  }
}
