package mediaworker.assets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import mediaworker.disk.DiskSync;
import mediaworker.workspace.Notes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An output on the local disk. Used by one thread.
 *
 * <p>The bytes are on the disk before the name is, and the name before the row says so: a completed
 * row never names a file that a power cut left empty.
 */
final class FileOutput implements Output {

  private static final Logger log = LoggerFactory.getLogger(FileOutput.class);

  /** A folder with so many files of one name has another problem. */
  private static final int MOST_NUMBERS = 10_000;

  private final Path baseDir;
  private final Path folder;
  private final Path part;
  private final String stem;
  private final String extension;
  private final Notes.Note note;

  FileOutput(Path baseDir, Path folder, Path part, String stem, String extension, Notes.Note note) {
    this.baseDir = baseDir;
    this.folder = folder;
    this.part = part;
    this.stem = stem;
    this.extension = extension;
    this.note = note;
  }

  @Override
  public Path part() {
    return part;
  }

  @Override
  public String publish() throws IOException {
    return publish(false);
  }

  @Override
  public String publishOnce() throws IOException {
    return publish(true);
  }

  private String publish(boolean once) throws IOException {
    if (!Files.isRegularFile(part) || Files.size(part) == 0) {
      throw new IOException("Nothing was written to the output " + part + ".");
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Path target = named(once);
    DiskSync.folder(folder);
    close();
    Path path = target.startsWith(baseDir) ? baseDir.relativize(target) : target;
    return path.toString().replace('\\', '/');
  }

  private Path named(boolean once) throws IOException {
    for (int number = 1; number <= MOST_NUMBERS; number++) {
      String name = stem + (number == 1 ? "" : "-" + number) + "." + extension;
      Path target = folder.resolve(name);
      try {
        name(target);
        return target;
      } catch (FileAlreadyExistsException e) {
        if (once && Files.isRegularFile(target) && Files.mismatch(part, target) < 0) {
          return target;
        }
        // Taken: the next number.
      }
    }
    throw new IOException(
        "The folder "
            + folder
            + " has "
            + MOST_NUMBERS
            + " files named "
            + stem
            + "; move some away.");
  }

  private void name(Path target) throws IOException {
    try {
      byLink(part, target);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      log.debug("No hard links at {}: {}", target, e.getMessage());
      byReservation(part, target);
    }
  }

  /** A second name for the file, which fails if it is taken; closing removes the first one. */
  static void byLink(Path part, Path target) throws IOException {
    Files.createLink(target, part);
  }

  /**
   * Where there are no hard links (exFAT, some network drives): takes the name with an empty file,
   * which fails if it is taken, then replaces that file. A crash in between leaves the empty file.
   */
  static void byReservation(Path part, Path target) throws IOException {
    Files.createFile(target);
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(target);
      throw e;
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(part);
      note.close();
    } catch (IOException e) {
      log.warn("The temporary file {} could not be removed: {}", part, e.getMessage());
    }
  }
}
