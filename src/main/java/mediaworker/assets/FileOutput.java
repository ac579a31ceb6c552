package mediaworker.assets;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An output in a folder of this machine. */
final class FileOutput implements Output {

  private static final Logger log = LoggerFactory.getLogger(FileOutput.class);

  private final Path baseDir;
  private final Path folder;
  private final String stem;
  private final String extension;
  private final Path part;

  FileOutput(Path baseDir, Path folder, String stem, String extension, String claimName) {
    this.baseDir = baseDir;
    this.folder = folder;
    this.stem = stem;
    this.extension = extension;
    this.part = folder.resolve("." + stem + "." + claimName + ".part." + extension);
  }

  @Override
  public Path part() {
    return part;
  }

  @Override
  public String publish() throws IOException {
    // A row that says "completed" must not point to a hole after a power cut.
    force(part);
    for (int number = 1; ; number++) {
      String name = stem + (number == 1 ? "" : "-" + number) + "." + extension;
      Path target = folder.resolve(name);
      try {
        moveTo(target);
        return reference(target);
      } catch (FileAlreadyExistsException e) {
        log.debug("{} is there already", target);
      }
    }
  }

  /** A hard link appears at once and never replaces; a plain move would replace. */
  private void moveTo(Path target) throws IOException {
    try {
      Files.createLink(target, part);
      Files.delete(part);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (UnsupportedOperationException | IOException e) {
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private String reference(Path target) {
    return target.startsWith(baseDir)
        ? baseDir.relativize(target).toString().replace('\\', '/')
        : target.toString();
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      log.warn("The unfinished output {} could not be removed: {}", part, e.getMessage());
    }
  }
}
