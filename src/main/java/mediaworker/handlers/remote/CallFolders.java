package mediaworker.handlers.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One folder a paid call, for what must survive until its output is delivered. */
final class CallFolders {

  private static final Logger log = LoggerFactory.getLogger(CallFolders.class);

  private final Path root;

  CallFolders(Path root) {
    this.root = root;
  }

  /** The folder of a call; may not exist yet. */
  Path of(String marker) {
    return root.resolve(marker);
  }

  /** Removes the folders of calls that are over. */
  void keepOnly(Set<String> markers) {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.toList()) {
        if (!markers.contains(String.valueOf(folder.getFileName()))) {
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
