package mediaworker.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The log files that this worker has for itself in a folder, until it lets go or its process ends.
 * For one thread.
 *
 * @param held keeps others from them; null where the file system knows no locks
 */
record LogPlace(LogName name, @Nullable FileChannel held) implements AutoCloseable {

  /** Takes the first that no other worker has. */
  static LogPlace take(Path folder) {
    for (int number = 1; ; number++) {
      LogName name = new LogName(number);
      try {
        FileChannel channel = lock(folder.resolve(name.lock()));
        if (channel != null) {
          return new LogPlace(name, channel);
        }
      } catch (IOException e) {
        return new LogPlace(new LogName(1), null);
      }
    }
  }

  private static @Nullable FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean mine = false;
    try {
      mine = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Another worker of this process has it.
    } finally {
      if (!mine) {
        channel.close();
      }
    }
    return mine ? channel : null;
  }

  @Override
  public void close() throws IOException {
    if (held != null) {
      held.close();
    }
  }
}
