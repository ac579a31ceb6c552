package mediaworker.config;

import java.util.List;
import java.util.Set;

/**
 * What can be set beside {@link Settings}.
 *
 * @param families settings that several things have alike
 * @param open settings of things that people name themselves
 * @param secrets variables of the environment or .env that hold secrets
 */
public record SettingCatalog(
    List<SettingFamily> families, List<OpenFamily> open, Set<String> secrets) {

  /** Nothing else. */
  public static final SettingCatalog NONE = new SettingCatalog(List.of(), List.of(), Set.of());

  public SettingCatalog {
    families = List.copyOf(families);
    open = List.copyOf(open);
    secrets = Set.copyOf(secrets);
  }
}
