package mediaworker.assets;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Whether there is room for a job on a disk: what it is expected to write must fit above the floor.
 */
final class DiskRoom {

  private static final double MEGABYTE = 1 << 20;

  private final long floorBytes;

  /**
   * @param floorBytes what stays free; 0 for no such rule
   */
  DiskRoom(long floorBytes) {
    this.floorBytes = floorBytes;
  }

  /**
   * Looks at the disk of a folder.
   *
   * @param folder may be missing: then its nearest parent that is there
   * @param bytes what will be written there, as far as is known
   * @throws AssetException when there is too little room, for now or ever
   */
  void require(Path folder, long bytes) throws AssetException, IOException {
    if (floorBytes == 0) {
      return;
    }
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    FileStore store = Files.getFileStore(existing);
    long free = store.getUsableSpace();
    if (free >= bytes && free - bytes >= floorBytes) {
      return;
    }
    String wanted =
        (bytes > 0 ? "this job needs about " + readable(bytes) + ", and " : "")
            + readable(floorBytes)
            + " are to stay free (min-free-mb)";
    if (bytes > store.getTotalSpace() - floorBytes) {
      throw AssetException.refused(
          "The disk of "
              + folder
              + " can never hold this job: "
              + wanted
              + ", and it is of "
              + readable(store.getTotalSpace())
              + " in all.");
    }
    throw AssetException.noRoom(
        "waits for room on the disk of "
            + folder
            + ": "
            + readable(free)
            + " are free, "
            + wanted
            + ".");
  }

  private static String readable(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / MEGABYTE);
  }
}
