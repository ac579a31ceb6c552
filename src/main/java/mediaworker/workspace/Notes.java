package mediaworker.workspace;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Notes what would be left behind if this worker were killed now, so that another one can clear it
 * up. Safe for use by many threads.
 */
public interface Notes {

  /** One thing that is there for now; closing it says that it is gone. */
  interface Note extends AutoCloseable {
    @Override
    void close();
  }

  /** For programs that are no worker: nothing is noted. */
  Notes NONE =
      new Notes() {
        @Override
        public Note child(long pid) {
          return () -> {};
        }

        @Override
        public Note output(Path part) {
          return () -> {};
        }
      };

  /** A child process has been started. */
  Note child(long pid);

  /**
   * An output is about to be written under a temporary name.
   *
   * @param part a hidden name with {@code .part.} in it
   * @throws IOException when it cannot be noted
   */
  Note output(Path part) throws IOException;
}
