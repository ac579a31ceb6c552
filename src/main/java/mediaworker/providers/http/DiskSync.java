package mediaworker.providers.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Brings onto the disk what a power cut would take else, before the ledger counts on it. Safe for
 * use by many threads.
 */
public final class DiskSync {

  private DiskSync() {}

  /**
   * What is within a file, and its name.
   *
   * @throws IOException when it is not there, or the disk fails
   */
  public static void file(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      folder(folder);
    }
  }

  /**
   * The names of a folder's files; what is within them has to be there before.
   *
   * @throws IOException when the disk fails
   */
  public static void folder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      return; // Windows opens no folders, and writes names through by itself
    }
    try (channel) {
      channel.force(true);
    }
  }
}
