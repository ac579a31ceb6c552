package mediaworker.assets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import mediaworker.text.PathSpelling;

/**
 * Which file a row's path means, and whether rows may read it: links are resolved first, so that
 * neither {@code ..} nor a link leads out of the allowed folders.
 */
final class PathRules {

  private static final int LONGEST_SHOWN = 120;

  /** Keys and settings, wherever they lie: no medium is called so. */
  private static final Pattern OWN =
      Pattern.compile("(?i)\\.env(\\..*)?|.*\\.env|worker\\.properties");

  private static final Pattern LOG = Pattern.compile("(?i).*\\.log(\\.gz)?");

  private final AssetSettings settings;

  PathRules(AssetSettings settings) {
    this.settings = settings;
  }

  /**
   * The real path of an existing, readable file that is not empty.
   *
   * @throws AssetException when there is none, or it may not be read
   */
  Path existingFile(String reference) throws AssetException, IOException {
    String text = reference.strip();
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw AssetException.refused(
          "A file name in this row has control characters in it: " + shown(text) + ".");
    }
    if (text.regionMatches(true, 0, "file:", 0, 5)) {
      throw AssetException.refused(
          "Write the path " + shown(text) + " without \"file:\", relative to the base folder.");
    }
    boolean anyInside = false;
    for (Path candidate : candidates(text)) {
      if (isInside(candidate.normalize())) {
        anyInside = true;
        if (Files.exists(candidate)) {
          return readable(candidate, text);
        }
      }
    }
    throw anyInside ? missing(text) : outside(text);
  }

  /** What the text can mean, the likeliest first. */
  private Set<Path> candidates(String text) throws AssetException {
    Set<Path> candidates = new LinkedHashSet<>();
    try {
      for (String spelling : PathSpelling.of(text)) {
        addCandidates(spelling, candidates);
      }
    } catch (InvalidPathException e) {
      throw AssetException.refused(shown(text) + " is not a file name.");
    }
    return candidates;
  }

  private void addCandidates(String spelling, Set<Path> candidates) {
    Path path = Path.of(spelling);
    if (path.isAbsolute() && isInside(path.normalize())) {
      candidates.add(path);
    }
    candidates.add(settings.baseDir().resolve(PathSpelling.below(spelling)));
  }

  private Path readable(Path file, String text) throws AssetException, IOException {
    Path real = file.toRealPath();
    if (!isReallyInside(real)) {
      throw outside(text);
    }
    if (Files.isDirectory(real)) {
      throw AssetException.refused(shown(text) + " is a folder, not a file.");
    }
    if (isOffLimits(real)) {
      throw AssetException.refused(
          shown(text)
              + " is the worker's own database or settings file, which no job may read as a file.");
    }
    if (isOwn(real)) {
      throw AssetException.refused(
          shown(text)
              + " is a file of the worker's own (settings, keys, its log, a copy of its database),"
              + " which no job may read.");
    }
    if (!Files.isRegularFile(real) || !Files.isReadable(real)) {
      throw AssetException.refused(
          "The file " + shown(text) + " cannot be read by the user the worker runs as.");
    }
    if (Files.size(real) == 0) {
      throw AssetException.refused("The file " + shown(text) + " is empty.");
    }
    return real;
  }

  /** Told by the file itself, which may have other names (links); it is not opened for that. */
  private boolean isOffLimits(Path real) throws IOException {
    for (Path file : settings.offLimits()) {
      if (Files.exists(file) && Files.isSameFile(real, file)) {
        return true;
      }
    }
    return false;
  }

  /** Files that may tell keys: by their names, and those of the log by their folder. */
  private boolean isOwn(Path real) throws IOException {
    String name = String.valueOf(real.getFileName());
    if (OWN.matcher(name).matches()) {
      return true;
    }
    for (Path own : settings.offLimits()) {
      boolean another =
          Files.isDirectory(own)
              ? LOG.matcher(name).matches() && Files.isSameFile(own, real.getParent())
              : name.startsWith(own.getFileName() + ".") && name.endsWith(".backup");
      if (another) {
        return true;
      }
    }
    return false;
  }

  /** Of a full path it is not told whether it exists, only where it was looked for. */
  private AssetException missing(String text) {
    boolean elsewhere = text.startsWith("/") && !isInside(Path.of(text).normalize());
    return AssetException.refused(
        "The file "
            + shown(text)
            + " does not exist"
            + (elsewhere
                ? " below the base folder "
                    + shown(settings.baseDir().toString())
                    + ". Files elsewhere are read only from the folders in the setting input-dirs."
                : "."));
  }

  private static AssetException outside(String text) {
    return AssetException.refused(
        "The file "
            + shown(text)
            + " lies outside the folders this worker may read. Move it below the base folder, or"
            + " add its folder to the setting input-dirs.");
  }

  private boolean isInside(Path path) {
    return roots().stream().anyMatch(path::startsWith);
  }

  private boolean isReallyInside(Path real) throws IOException {
    for (Path root : roots()) {
      if (Files.exists(root) && real.startsWith(root.toRealPath())) {
        return true;
      }
    }
    return false;
  }

  private List<Path> roots() {
    List<Path> roots =
        new ArrayList<>(
            List.of(
                settings.baseDir(),
                settings.outputDir(),
                settings.libraryDir(),
                settings.animationsDir()));
    roots.addAll(settings.inputDirs());
    return roots;
  }

  /**
   * Fit for a sentence: short, on one line, and without characters that hide others, turn the
   * direction of writing or steer a terminal.
   */
  static String shown(String text) {
    String cut =
        text.length() > LONGEST_SHOWN
            ? text.substring(0, 60) + "…" + text.substring(text.length() - 50)
            : text;
    // After the cut, which may leave half a character.
    return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }
}
