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

  /**
   * A disk as it is now.
   *
   * @param identity equal for folders of one disk
   * @param free bytes that the worker may still write
   * @param total bytes in all
   */
  record Disk(Object identity, long free, long total) {}

  /** Finds disks. */
  @FunctionalInterface
  interface Disks {
    /** The disk of a folder that is there. */
    Disk of(Path folder) throws IOException;
  }

  private final long floorBytes;
  private final Disks disks;

  /**
   * Of this machine's disks.
   *
   * @param floorBytes what stays free; 0 for no such rule
   */
  DiskRoom(long floorBytes) {
    this(floorBytes, DiskRoom::mounted);
  }

  /**
   * Of others.
   *
   * @param floorBytes what stays free; 0 for no such rule
   */
  DiskRoom(long floorBytes, Disks disks) {
    this.floorBytes = floorBytes;
    this.disks = disks;
  }

  private static Disk mounted(Path folder) throws IOException {
    FileStore store = Files.getFileStore(folder);
    return new Disk(store, store.getUsableSpace(), store.getTotalSpace());
  }

  /**
   * Looks at the disk of a folder.
   *
   * @param folder may be missing: then its nearest parent that is there
   * @param bytes what will be written there; known, not estimated
   * @throws AssetException when there is too little room, for now or ever
   */
  void require(Path folder, long bytes) throws AssetException, IOException {
    if (floorBytes > 0) {
      require(folder, disk(folder), bytes, true);
    }
  }

  /**
   * Looks at the disks of a job's folders, each for what will be written to it.
   *
   * @param workDir may be missing, as may the other
   * @throws AssetException when there is too little room; for ever only where the need is known
   */
  void require(Path workDir, Path outputDir, DiskNeed need) throws AssetException, IOException {
    if (floorBytes == 0) {
      return;
    }
    Disk work = disk(workDir);
    Disk output = disk(outputDir);
    if (work.identity().equals(output.identity())) {
      require(outputDir, output, need.bytes(), need.known());
    } else {
      require(outputDir, output, need.outputBytes(), need.known());
      require(workDir, work, need.workBytes(), need.known());
    }
  }

  private Disk disk(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return disks.of(existing);
  }

  private void require(Path folder, Disk disk, long bytes, boolean known) throws AssetException {
    if (disk.free() >= bytes && disk.free() - bytes >= floorBytes) {
      return;
    }
    String wanted =
        (bytes > 0 ? "this job needs about " + readable(bytes) + ", and " : "")
            + readable(floorBytes)
            + " are to stay free (min-free-mb)";
    if (known && bytes > disk.total() - floorBytes) {
      throw AssetException.refused(
          "The disk of "
              + folder
              + " can never hold this job: "
              + wanted
              + ", and it is of "
              + readable(disk.total())
              + " in all.");
    }
    throw AssetException.noRoom(
        "waits for room on the disk of "
            + folder
            + ": "
            + readable(disk.free())
            + " are free, "
            + wanted
            + ".");
  }

  private static String readable(long bytes) {
    return String.format(Locale.ROOT, "%.0f MB", bytes / MEGABYTE);
  }
}
