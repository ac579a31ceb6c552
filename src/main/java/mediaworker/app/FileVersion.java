package mediaworker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file as it was: another of the same name is another.
 *
 * @param size in bytes
 * @param changed milliseconds since 1970
 * @param seconds a time in it; -1 for the whole
 */
record FileVersion(Path file, long size, long changed, double seconds) {

  static FileVersion of(Path file, double seconds) throws IOException {
    return new FileVersion(
        file, Files.size(file), Files.getLastModifiedTime(file).toMillis(), seconds);
  }
}
