package mediaworker.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was at some time: another one of the same name is another.
 *
 * @param bytes its length
 * @param key the file itself, whatever its name; null where the file system has none
 */
public record FileVersion(Path file, long bytes, FileTime modified, @Nullable Object key) {

  /** A file as it is now. */
  public static FileVersion of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileVersion(
        file.toAbsolutePath(), now.size(), now.lastModifiedTime(), now.fileKey());
  }
}
