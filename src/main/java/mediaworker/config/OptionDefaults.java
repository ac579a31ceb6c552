package mediaworker.config;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives options that are not on the command line their values from the settings.
 *
 * <p>A type of its own because picocli's classes are too old for the JVM's class archive, and keep
 * what implements them out of it too, so that {@link SettingsSource} would take longer to load. No
 * record, since picocli asks for its hash code, and a record's is linked at run time.
 */
public final class OptionDefaults implements IDefaultValueProvider {

  private final SettingsSource source;

  /** Hands on what is set there. */
  public OptionDefaults(SettingsSource source) {
    this.source = source;
  }

  /** Where the values come from. */
  public SettingsSource source() {
    return source;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    String value =
        argument instanceof OptionSpec option ? source.value(option.longestName()) : null;
    // picocli looks for its own variables in defaults, and takes two dollars for one.
    return value == null ? null : value.replace("$", "$$");
  }
}
