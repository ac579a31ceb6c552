package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One folder a paid call, for what must survive until its output is delivered. */
final class CallFolders {

  private static final Logger log = LoggerFactory.getLogger(CallFolders.class);

  private static final Duration YOUNG = Duration.ofHours(1);

  private final Path root;

  CallFolders(Path root) {
    this.root = root;
  }

  /** The folder of a call; may not exist yet. */
  Path of(String marker) {
    return root.resolve(marker);
  }

  /** Removes the folder of a call that is not made after all. */
  void forget(String marker) {
    try {
      remove(of(marker));
    } catch (IOException e) {
      log.debug("The folder {} stays until it is tidied: {}", of(marker), e.getMessage());
    }
  }

  /** Whether anything may be kept. */
  boolean any() {
    return Files.isDirectory(root);
  }

  /**
   * Removes the folders of calls that are over. A folder that is younger than the list of markers
   * may belong to a call that has just begun, so what has changed within the last hour stays.
   */
  void keepOnly(Set<String> markers) {
    Instant old = Instant.now().minus(YOUNG);
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.toList()) {
        boolean over = !markers.contains(String.valueOf(folder.getFileName()));
        if (over && Files.getLastModifiedTime(folder).toInstant().isBefore(old)) {
          remove(folder);
        }
      }
    } catch (IOException e) {
      log.warn("The folder {} could not be tidied: {}", root, e.getMessage());
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
