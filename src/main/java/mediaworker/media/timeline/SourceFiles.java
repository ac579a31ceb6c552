package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mediaworker.media.MediaException;
import org.jspecify.annotations.Nullable;

/**
 * How files were before they were read: what is planned by one content must not be made of another.
 * Immutable.
 */
public final class SourceFiles {

  /**
   * What tells a file from the one that lay there before, without reading it.
   *
   * @param key the file itself, whatever its name; null where the file system has none
   */
  private record State(long bytes, FileTime modified, @Nullable Object key) {}

  private final Map<Path, Optional<State>> states;

  private SourceFiles(Map<Path, Optional<State>> states) {
    this.states = states;
  }

  /** How files are now. */
  public static SourceFiles of(Collection<Path> files) throws IOException {
    Map<Path, Optional<State>> states = new LinkedHashMap<>();
    for (Path file : files) {
      if (!states.containsKey(file)) {
        states.put(file, state(file));
      }
    }
    return new SourceFiles(states);
  }

  private static Optional<State> state(Path file) throws IOException {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(new State(now.size(), now.lastModifiedTime(), now.fileKey()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Looks again.
   *
   * @param doing what is done with them, as "stitched"
   * @throws MediaException naming the file that was changed, as far as its size and time tell
   */
  public void requireUnchanged(String doing) throws MediaException, IOException {
    for (Map.Entry<Path, Optional<State>> one : states.entrySet()) {
      if (!state(one.getKey()).equals(one.getValue())) {
        throw MediaException.fault(
            "The file "
                + one.getKey().getFileName()
                + " was changed while it was "
                + doing
                + ": run the job again.");
      }
    }
  }
}
