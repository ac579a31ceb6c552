package mediaworker.providers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * What is configured for one provider.
 *
 * @param name the provider's name
 * @param values settings by their name without the provider's ("base-url", "model"), complete with
 *     defaults
 * @param keys secrets by the name of their variable ("KLING_API_KEY"); those that are not set are
 *     not in it
 */
public record ProviderSettings(String name, Map<String, String> values, Map<String, Secret> keys) {

  private static final Pattern TIME = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  public ProviderSettings {
    values = Map.copyOf(values);
    keys = Map.copyOf(keys);
  }

  /** A setting; empty text where it is not set, or set to "none". */
  public String value(String key) {
    String value = values.getOrDefault(key, "");
    return value.strip().equalsIgnoreCase("none") ? "" : value;
  }

  /**
   * A setting that is a whole number.
   *
   * @throws IllegalArgumentException when it is none, naming it
   */
  public long number(String key) {
    try {
      return Long.parseLong(value(key).strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "The setting " + name + "." + key + " has to be a whole number, not " + value(key) + ".",
          e);
    }
  }

  /** A setting that is a list, separated by commas; empty parts are left out. */
  public List<String> list(String key) {
    return Stream.of(value(key).split(",", -1))
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .toList();
  }

  /**
   * A time, written 500ms, 30s, 10m, 6h or 1d.
   *
   * @throws IllegalArgumentException when it is none; the settings are checked before
   */
  public Duration time(String key) {
    Matcher parts = TIME.matcher(value(key));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "The setting " + name + "." + key + " has to be a time like 30s, 10m or 6h.");
    }
    long amount = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  /**
   * A base URL, {@code key} is "base-url" or another setting that holds one.
   *
   * @throws IllegalArgumentException when it is no URL; the settings are checked before
   */
  public HttpUrl url(String key) {
    return HttpUrl.get(value(key));
  }

  /**
   * Those of some settings that are not as they are by default, as "name=value".
   *
   * @param usual the defaults
   */
  public List<String> unusual(Map<String, String> usual, String... names) {
    return Stream.of(names)
        .filter(key -> !value(key).equals(usual.getOrDefault(key, "")))
        .map(key -> key + "=" + value(key))
        .toList();
  }

  /** A secret. */
  public Optional<Secret> key(String variable) {
    return Optional.ofNullable(keys.get(variable));
  }

  /**
   * A secret that has to be there, the first of the variables that is set.
   *
   * @param whereToGetIt a page of the provider, for the sentence
   * @throws ProviderException of {@link FailureClass#NO_KEY}, naming the first variable
   */
  public Secret needKey(String whereToGetIt, String... variables) throws ProviderException {
    for (String variable : variables) {
      Secret secret = keys.get(variable);
      if (secret != null) {
        return secret;
      }
    }
    throw new ProviderException(
        Fault.of(
            FailureClass.NO_KEY,
            "The key of "
                + name
                + " is missing: put "
                + variables[0]
                + "=… into .env or the environment and start the worker again; keys are made at "
                + whereToGetIt
                + "."));
  }
}
