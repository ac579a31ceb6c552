package mediaworker.providers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to set for a provider, so that settings, checks and documentation come from one
 * place.
 *
 * @param name the provider's name in rows and settings
 * @param title its name for people, "Kling AI"
 * @param keysAt where keys are made, without "https://"
 * @param keyVariables variables that hold its keys, the usual one first; with any of them set it is
 *     taken to have one
 * @param besides further variables it reads, which are no key of its own
 * @param defaults its settings (without the provider's name) with their defaults, in the order they
 *     are described; "base-url" and one "model" or more among them
 * @param choices the words that a setting may be, by its name; others may be anything of their kind
 */
public record ProviderDescription(
    String name,
    String title,
    String keysAt,
    List<String> keyVariables,
    List<String> besides,
    Map<String, String> defaults,
    Map<String, Set<String>> choices) {

  /** With texts that may be anything. */
  public ProviderDescription(
      String name,
      String title,
      String keysAt,
      List<String> keyVariables,
      List<String> besides,
      Map<String, String> defaults) {
    this(name, title, keysAt, keyVariables, besides, defaults, Map.of());
  }

  /** With no further variables. */
  public ProviderDescription(
      String name,
      String title,
      String keysAt,
      List<String> keyVariables,
      Map<String, String> defaults) {
    this(name, title, keysAt, keyVariables, List.of(), defaults);
  }

  /** Tasks under way at the provider at the same time, at the most. */
  public static final String IN_FLIGHT = "in-flight";

  /** Creates in any minute, at the most. */
  public static final String STARTS_PER_MINUTE = "starts-per-minute";

  /** The same with the words that a setting may be. */
  public ProviderDescription choosing(String setting, String... words) {
    Map<String, Set<String>> all = new LinkedHashMap<>(choices);
    all.put(setting, Set.of(words));
    return new ProviderDescription(name, title, keysAt, keyVariables, besides, defaults, all);
  }

  /**
   * How long a task may take before the job is failed; its id is kept. Job types may have times of
   * their own: "2h, animation 6h".
   */
  public static final String TASK_TIMEOUT = "task-timeout";

  /** The wait before the first poll; later ones grow to six times of it. */
  public static final String POLL_INTERVAL = "poll-interval";

  /** How often a task that the provider itself declares failed is created again. */
  public static final String RECREATE_FAILED = "recreate-failed";

  /** What may be spent in a day, in the provider's unit of cost; 0 for no limit. */
  public static final String DAILY_BUDGET = "daily-budget";

  public ProviderDescription {
    keyVariables = List.copyOf(keyVariables);
    besides = List.copyOf(besides);
    Map<String, String> all = new LinkedHashMap<>(defaults);
    all.putIfAbsent(IN_FLIGHT, "5");
    all.putIfAbsent(STARTS_PER_MINUTE, "60");
    all.putIfAbsent(TASK_TIMEOUT, "2h");
    all.putIfAbsent(POLL_INTERVAL, "5s");
    all.putIfAbsent(RECREATE_FAILED, "0");
    all.putIfAbsent(DAILY_BUDGET, "0");
    defaults = java.util.Collections.unmodifiableMap(all);
    choices = Map.copyOf(choices);
  }
}
