package mediaworker.keyinglab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder for what keying writes beside its result; gone with it when closed. The worker does that
 * for its jobs.
 */
record Scratch(Path folder) implements AutoCloseable {

  /** Makes one within a folder that is there. */
  static Scratch in(Path parent) throws IOException {
    return new Scratch(Files.createTempDirectory(parent, "scratch"));
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
