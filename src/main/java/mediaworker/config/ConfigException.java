package mediaworker.config;

import java.util.List;

/** Settings that cannot be used; the message names all of them, one a line. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;
  private final transient SettingsSource readable;

  /**
   * Takes the problems, each a sentence that says where it stands.
   *
   * @param readable the settings that can be used
   */
  ConfigException(List<String> problems, SettingsSource readable) {
    super(
        (problems.size() == 1 ? "A setting is wrong:" : problems.size() + " settings are wrong:")
            + "\n  "
            + String.join("\n  ", problems));
    this.problems = List.copyOf(problems);
    this.readable = readable;
  }

  /** What is wrong, each a sentence that says where it stands. */
  public List<String> problems() {
    return problems;
  }

  /** The settings that can be used; those that are wrong have their defaults. */
  public SettingsSource readable() {
    return readable;
  }
}
