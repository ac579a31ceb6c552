package mediaworker.providers.replicate;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model by its name: {@code owner/name}, {@code owner/name:version}, or a version of 64 hex
 * digits alone.
 *
 * @param owner empty for a version alone
 * @param name empty for a version alone
 * @param version empty for the newest
 */
record ModelName(String owner, String name, String version) {

  private static final Pattern FULL =
      Pattern.compile("([A-Za-z0-9][\\w.-]*)/([A-Za-z0-9][\\w.-]*)(?::([A-Za-z0-9][\\w.-]*))?");
  private static final Pattern VERSION = Pattern.compile("[0-9a-f]{64}");

  static Optional<ModelName> parse(String text) {
    if (VERSION.matcher(text).matches()) {
      return Optional.of(new ModelName("", "", text));
    }
    Matcher full = FULL.matcher(text);
    return full.matches()
        ? Optional.of(
            new ModelName(full.group(1), full.group(2), full.group(3) == null ? "" : full.group(3)))
        : Optional.empty();
  }

  /** {@code owner/name}, as listings have it. */
  String path() {
    return owner + "/" + name;
  }

  /** The name in small letters, to tell the family by. */
  String key() {
    return name.toLowerCase(Locale.ROOT);
  }
}
