package mediaworker.cli.steer;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import mediaworker.text.PathSpelling;

/** Which of some files are named by texts of rows, however these write their paths. */
final class FilesInTexts {

  private final Path baseDir;
  private final Set<Path> files;
  private final Set<String> names = new HashSet<>();
  private final Set<String> candidates = new HashSet<>();

  /**
   * @param baseDir what relative paths start from
   * @param files real paths
   */
  FilesInTexts(Path baseDir, Set<Path> files) {
    this.baseDir = baseDir;
    this.files = files;
    files.forEach(file -> names.add(String.valueOf(file.getFileName())));
  }

  /**
   * Takes a text of a row, which may be anything. Does not ask the disk: while rows are read a
   * snapshot of the table is open.
   */
  void hear(String text) {
    for (String spelling : PathSpelling.of(text.strip())) {
      if (names.contains(spelling.substring(spelling.lastIndexOf('/') + 1))) {
        candidates.add(spelling);
      }
    }
  }

  /** The files that the texts heard so far name; asks the disk about those of the same names. */
  Set<Path> named() {
    Set<Path> found = new HashSet<>();
    for (String spelling : candidates) {
      for (String path : List.of(spelling, PathSpelling.below(spelling))) {
        find(path, found);
      }
    }
    return found;
  }

  private void find(String path, Set<Path> found) {
    try {
      Path real = baseDir.resolve(path).toRealPath();
      if (files.contains(real)) {
        found.add(real);
      }
    } catch (NoSuchFileException | InvalidPathException e) {
      // No file can be read by this name, so none is needed by it.
    } catch (IOException e) {
      // It may be any of that name: a folder that may not be read, say, or a disk that fails.
      Path name = Path.of(path).getFileName();
      files.stream().filter(file -> Objects.equals(file.getFileName(), name)).forEach(found::add);
    }
  }
}
