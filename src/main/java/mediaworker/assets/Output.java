package mediaworker.assets;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An output file to be: written under a temporary name of this claim beside its place, then
 * published whole. Closing without publishing removes the temporary file.
 */
public interface Output extends AutoCloseable {

  /** The temporary file to write; has the final extension, does not exist yet. */
  Path part();

  /**
   * Moves the file to its place atomically. An existing file is never replaced: the name gets a
   * number instead.
   *
   * @return what goes into the row: the path relative to the base folder with forward slashes, or
   *     the absolute path where it lies elsewhere
   */
  String publish() throws IOException;

  /**
   * As {@link #publish}, but where a file of the same content has the name, that is the output: a
   * step that is repeated after a crash leaves no second file. Where nobody can tell, the same.
   */
  default String publishOnce() throws IOException {
    return publish();
  }

  /** Removes the temporary file when it was not published. */
  @Override
  void close();
}
