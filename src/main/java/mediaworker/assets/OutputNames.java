package mediaworker.assets;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for {@code output_name}. */
public final class OutputNames {

  private static final int LONGEST = 120;

  /** File systems take 255 bytes; what is left is for "-23" and the extension. */
  private static final int MOST_BYTES = 230;

  private static final Pattern DOTS_AT_END = Pattern.compile("(?<=[^.\\s])[.\\s]+$");

  private OutputNames() {}

  /**
   * What is wrong with a name, before it is known what the job writes.
   *
   * @param requested {@code output_name} as the row has it
   * @return the end of a sentence, "must be …"; empty when nothing is wrong
   */
  public static Optional<String> problem(String requested) {
    return Optional.ofNullable(wrong(withoutExtension(requested, "")));
  }

  /**
   * The file name without its extension. The extension of another kind of media goes as well, for a
   * row cannot always know what a job writes; any other end is part of the name ("take.2").
   *
   * @param requested {@code output_name} as the row has it
   * @param extension what the job writes, without the dot
   * @throws AssetException when it is no plain file name. It is refused rather than mended: a name
   *     that comes out differently would be looked for in vain
   */
  static String stem(String requested, String extension) throws AssetException {
    String stem = withoutExtension(requested, extension);
    String problem = wrong(stem);
    if (problem != null) {
      throw AssetException.refused(
          "\"output_name\" is \"" + PathRules.shown(requested.strip()) + "\" but " + problem + ".");
    }
    return stem;
  }

  /** Nor does a dot at the end belong to it: behind that is an extension of no letters. */
  private static String withoutExtension(String requested, String extension) {
    String name = withoutEnd(requested);
    int dot = name.lastIndexOf('.');
    boolean has =
        dot >= 0
            && (name.substring(dot + 1).equalsIgnoreCase(extension)
                || MediaNames.extension(name).isPresent());
    return has ? withoutEnd(name.substring(0, dot)) : name;
  }

  private static String withoutEnd(String name) {
    return DOTS_AT_END.matcher(name.strip()).replaceFirst("");
  }

  private static @Nullable String wrong(String stem) {
    // Separators and wild cards of Windows and the web; characters that cannot be seen.
    if (stem.matches("(?s).*[/\\\\:*?\"<>|\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}].*")) {
      return "must be a plain file name without folders and special characters";
    }
    if (stem.isEmpty() || stem.startsWith(".") || stem.startsWith("-")) {
      return "must begin with a letter or digit";
    }
    if (stem.length() > LONGEST || stem.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      return "must not be longer than " + LONGEST + " characters or " + MOST_BYTES + " bytes";
    }
    return null;
  }
}
