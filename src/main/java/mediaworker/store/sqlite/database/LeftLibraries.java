package mediaworker.store.sqlite.database;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * SQLite's native library as the driver unpacks it at each start that names no place for it. It
 * goes when the process ends, but not when that is killed; and the driver leaves it alone for ever
 * then, since the file beside it that says "in use" stays as well.
 */
final class LeftLibraries {

  private static final Pattern NAME =
      Pattern.compile("sqlite-[0-9.]+-[0-9a-f-]{36}-(lib)?sqlitejdbc\\.[a-z]+(\\.lck)?");

  private LeftLibraries() {}

  /**
   * Removes those that are older. What a living process has loaded stays loaded, its file gone or
   * not; where the system does not let go of such a file, or it is another user's, it stays.
   */
  static void remove(Path folder, Instant before) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "sqlite-*")) {
      for (Path file : all) {
        if (NAME.matcher(String.valueOf(file.getFileName())).matches() && isOlder(file, before)) {
          removeOne(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // There is nothing to be removed where nothing can be listed.
    }
  }

  private static boolean isOlder(Path file, Instant before) {
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          && Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .isBefore(before);
    } catch (IOException e) {
      return false; // another start has removed it
    }
  }

  private static void removeOne(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The next start tries again.
    }
  }
}
