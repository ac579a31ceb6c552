package mediaworker.config;

import java.util.Map;
import java.util.Optional;

/**
 * The values of setting families, complete with defaults, and the secrets that were asked for.
 *
 * @param values by family, then by key
 */
public record FamilyValues(Map<String, Map<String, String>> values, Map<String, String> secrets) {

  /** A family's values. */
  public Map<String, String> of(String family) {
    return values.getOrDefault(family, Map.of());
  }

  /** A secret from the environment or .env. */
  public Optional<String> secret(String variable) {
    return Optional.ofNullable(secrets.get(variable));
  }

  /** Secrets are not for printing. */
  @Override
  public String toString() {
    return values.toString();
  }
}
