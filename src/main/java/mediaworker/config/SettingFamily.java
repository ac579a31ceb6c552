package mediaworker.config;

import java.util.Map;
import java.util.Set;

/**
 * Settings that several things have alike, each with the thing's name before it: {@code
 * kling.base-url} in worker.properties, {@code KLING_BASE_URL} in the environment.
 *
 * <p>What a value may be is told by the end of its key: {@code -url} is an http(s) URL, {@code
 * -timeout}, {@code -interval} and {@code -limit} are times, {@code in-flight} and the like whole
 * numbers; the rest is text.
 *
 * @param name the thing's name
 * @param defaults keys, without the name, and their defaults
 * @param choices the words that a text may be, by key; of {@code task-timeout} the words that may
 *     have a time of their own
 */
public record SettingFamily(
    String name, Map<String, String> defaults, Map<String, Set<String>> choices) {

  /** With texts that may be anything. */
  public SettingFamily(String name, Map<String, String> defaults) {
    this(name, defaults, Map.of());
  }
}
