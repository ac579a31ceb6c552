package mediaworker.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds programs as a shell would. */
public final class Programs {

  private Programs() {}

  /**
   * The file of a program.
   *
   * @param name a path, absolute or from the folder; a name alone is looked for in PATH
   * @param folder where relative paths begin
   * @return empty where there is no such file, or it may not be run
   */
  public static Optional<Path> find(String name, Path folder) {
    return find(name, folder, Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  static Optional<Path> find(String name, Path folder, String searchPath) {
    List<Path> candidates = new ArrayList<>();
    try {
      if (name.contains("/") || name.contains(File.separator)) {
        candidates.add(folder.resolve(name).normalize());
      } else {
        for (String entry : searchPath.split(Pattern.quote(File.pathSeparator))) {
          if (!entry.isEmpty()) {
            candidates.add(Path.of(entry).resolve(name));
            candidates.add(Path.of(entry).resolve(name + ".exe")); // Windows
          }
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return candidates.stream()
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .map(Path::toAbsolutePath)
        .findFirst();
  }
}
