package mediaworker.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings onto the disk what a power cut would take else, before anybody counts on it. Safe for use
 * by many threads.
 */
public final class DiskSync {

  private static final Logger log = LoggerFactory.getLogger(DiskSync.class);

  private static final AtomicBoolean told = new AtomicBoolean();

  /** Brings onto the disk what is in an open file or folder. */
  @FunctionalInterface
  interface Force {
    void force(FileChannel channel, Path of) throws IOException;
  }

  private static final Force TO_THE_DISK = (channel, of) -> channel.force(true);

  private DiskSync() {}

  /**
   * What is within a file, and its name as far as {@link #folder} can.
   *
   * @throws IOException when it is not there, or the disk fails
   */
  public static void file(Path file) throws IOException {
    file(file, TO_THE_DISK);
  }

  /** By other means. */
  static void file(Path file, Force force) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      force.force(channel, file);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      folder(folder, force);
    }
  }

  /**
   * The names of a folder's files; what is within them has to be there before. Not every file
   * system can: where it does not, a power cut may take what was named last, which is said once.
   */
  public static void folder(Path folder) {
    folder(folder, TO_THE_DISK);
  }

  private static void folder(Path folder, Force force) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      names(channel, folder, force);
    } catch (IOException e) {
      // Windows opens no folders, and writes names through by itself.
      log.debug("The folder {} could not be opened to be synced: {}", folder, e.getMessage());
    }
  }

  private static void names(FileChannel channel, Path folder, Force force) {
    try {
      force.force(channel, folder);
    } catch (IOException e) {
      if (told.compareAndSet(false, true)) {
        log.warn(
            "The folder {} cannot be synced ({}): a power cut may take the names of the latest"
                + " files below it. This is said once.",
            folder,
            e.getMessage());
      }
    }
  }
}
