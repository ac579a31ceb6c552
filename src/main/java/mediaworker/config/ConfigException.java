package mediaworker.config;

import java.util.List;

/** Settings that cannot be used; the message names all of them, one a line. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Takes the problems, each a sentence that says where it stands. */
  public ConfigException(List<String> problems) {
    super(
        (problems.size() == 1 ? "A setting is wrong:" : problems.size() + " settings are wrong:")
            + "\n  "
            + String.join("\n  ", problems));
  }
}
