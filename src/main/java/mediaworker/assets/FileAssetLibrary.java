package mediaworker.assets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import mediaworker.concurrent.Cancellation;
import org.jspecify.annotations.Nullable;

/** Assets as files of this machine. */
public final class FileAssetLibrary implements AssetLibrary {

  private static final Pattern URL = Pattern.compile("(?i)https?://.*", Pattern.DOTALL);
  private static final Pattern SCHEME =
      Pattern.compile("(?i)[a-z][a-z0-9+.-]+://.*", Pattern.DOTALL);
  private static final int LONGEST_NAME = 120;

  private final AssetSettings settings;
  private final PathRules paths;
  private final Downloader downloader;

  public FileAssetLibrary(AssetSettings settings) {
    this.settings = settings;
    this.paths = new PathRules(settings);
    this.downloader = new Downloader(settings);
  }

  @Override
  public Path fetch(String reference, Path workDir, Cancellation cancellation)
      throws AssetException, IOException {
    String text = reference.strip();
    if (URL.matcher(text).matches()) {
      return downloader.fetch(text, workDir, cancellation);
    }
    if (SCHEME.matcher(text).matches()) {
      throw AssetException.refused(
          PathRules.shown(text) + " is neither a file nor an http(s) URL.");
    }
    return paths.existingFile(text);
  }

  @Override
  public Output newOutput(
      Shelf shelf, String stem, String extension, @Nullable String requestedName, String claimName)
      throws AssetException, IOException {
    Path folder = folder(shelf);
    String name = requestedName == null ? stem : checkedStem(requestedName, extension);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw unwritable(folder);
    }
    if (!Files.isWritable(folder)) {
      throw unwritable(folder);
    }
    return new FileOutput(settings.baseDir(), folder, name, extension, claimName);
  }

  private Path folder(Shelf shelf) {
    return switch (shelf) {
      case OUTPUT -> settings.outputDir();
      case LIBRARY -> settings.libraryDir();
      case KEYED -> settings.libraryDir().resolve("transparent_videos");
    };
  }

  private static AssetException unwritable(Path folder) {
    return AssetException.refused(
        "The output folder " + folder + " cannot be written by the user the worker runs as.");
  }

  /** Refused rather than mended: a name that comes out differently would be looked for in vain. */
  private static String checkedStem(String requested, String extension) throws AssetException {
    String name = requested.strip();
    String suffix = "." + extension;
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(suffix)
            ? name.substring(0, name.length() - suffix.length())
            : name;
    String what = "\"output_name\" " + PathRules.shown(name);
    if (stem.isBlank() || stem.startsWith(".") || stem.startsWith("-")) {
      throw AssetException.refused(what + " must begin with a letter or digit.");
    }
    if (stem.matches("(?s).*[/\\\\:*?\"<>|\\p{Cntrl}].*")) {
      throw AssetException.refused(what + " must be a plain file name without folders.");
    }
    if (stem.length() > LONGEST_NAME) {
      throw AssetException.refused(what + " is longer than " + LONGEST_NAME + " characters.");
    }
    return stem;
  }
}
