package mediaworker.store.sqlite.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * Which file the database's name stood for when it was opened. Another one under that name leaves
 * this process at work on a file that nobody sees any more, and what it pays for is noted there in
 * vain. Told by the file's key, its device and inode on Unix; where there is none, nothing is told.
 *
 * <p>Only asks for attributes: the file may not be opened here, see {@link SqliteDatabase}. Safe
 * for use by many threads.
 */
public final class FileInUse {

  private final Path file;
  private final Path named;
  private final @Nullable Object key;

  /**
   * Remembers the file that is there now.
   *
   * @param file the database, its links resolved
   * @param named the path that people have given, by which they will look for it
   */
  FileInUse(Path file, Path named) {
    this.file = file;
    this.named = named;
    this.key = key(file, null);
  }

  /**
   * Makes sure that the name still stands for that file.
   *
   * @throws StoreException when another one does, or none
   */
  public void check() throws StoreException {
    if (!isThere()) {
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The database "
              + named
              + " was replaced or taken away while in use: what is written goes into a file that"
              + " nobody finds, so nothing more is begun or paid. Stop whatever else uses it, see"
              + " that the right file stands there, without the -wal and -shm files of another"
              + " one, and start again.");
    }
  }

  /** Whether the name still stands for that file, as far as can be told. */
  public boolean isThere() {
    if (key == null) {
      return true;
    }
    Object there = key(named, key);
    // A link that is away may be on its way to be made anew.
    return key.equals(there == null ? key(file, key) : there);
  }

  /** Of the file that stands there; null for none, or where files have none. */
  private static @Nullable Object key(Path file, @Nullable Object unknown) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return unknown; // it cannot be told now
    }
  }
}
