package mediaworker.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import mediaworker.jobs.StoreException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of rows that a prune is about to delete, on the disk beside the database, so that the
 * next prune finds them where this one is killed between its rows and their files. It may name more
 * than that: whoever reads it removes only what no row names. One prune at a time has it.
 */
final class PruneRecord implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;

  private PruneRecord(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  private static Path beside(Path database) {
    return database.resolveSibling(database.getFileName() + "-prune");
  }

  /**
   * Begins the record of a database.
   *
   * @throws StoreException where another prune is at work on it
   * @throws IOException where the database's folder takes no file
   */
  static PruneRecord open(Path database) throws StoreException, IOException {
    Path file = beside(database);
    while (true) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        lock(channel, database);
        if (Files.exists(file)) {
          channel.position(channel.size());
          return new PruneRecord(file, channel);
        }
        channel.close(); // a prune that has just ended took it away
      } catch (IOException | StoreException e) {
        channel.close();
        throw e;
      }
    }
  }

  private static void lock(FileChannel channel, Path database) throws StoreException, IOException {
    FileLock lock;
    try {
      lock = channel.tryLock(); // until the channel is closed, or its process ends
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new StoreException(
          StoreException.Kind.FOR_NOW,
          "Another prune is at work on "
              + database
              + ": wait until it has ended, and say this again.");
    }
  }

  /**
   * The files that a prune has left which was killed, and those of one that is at work. A file that
   * was written since then is another one.
   */
  static Set<Path> left(Path database) throws IOException {
    Set<Path> left = new LinkedHashSet<>();
    String text;
    try {
      text = new String(Files.readAllBytes(beside(database)), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return left;
    }
    for (String line : text.lines().toList()) {
      try {
        JsonNode entry = JsonMapper.shared().readTree(line);
        Path path = Path.of(entry.path(0).asString(""));
        if (Files.isRegularFile(path) && written(path) == entry.path(1).asLong(-1)) {
          left.add(path);
        }
      } catch (JacksonException | InvalidPathException e) {
        // Cut off by the kill: no row was deleted before the line was whole.
      } catch (NoSuchFileException e) {
        // Somebody has removed it just now.
      }
    }
    return left;
  }

  private static long written(Path path) throws IOException {
    return Files.getLastModifiedTime(path).toMillis();
  }

  /** Adds files that are there; they are on the disk when this returns. */
  void add(Collection<Path> files) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (Path path : files) {
      try {
        long written = written(path);
        lines
            .append(
                JsonMapper.shared().createArrayNode().add(path.toString()).add(written).toString())
            .append('\n');
      } catch (NoSuchFileException e) {
        // Somebody has removed it just now.
      }
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(true);
  }

  /** All of them are decided about. */
  void clear() throws IOException {
    channel.truncate(0);
  }

  /** Lets others have it; takes it away where nothing is left in it. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (channel.isOpen() && channel.size() == 0) {
        Files.deleteIfExists(file);
      }
    }
  }
}
