package mediaworker.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.text.Spelling;

/**
 * Settings of things that people add and name themselves: {@code command.upscale4x.run}, where
 * {@code command} is the family, {@code upscale4x} the member and {@code run} the key. Members are
 * found in worker.properties and behind {@code --set}; once found, the environment and .env may
 * change their values like any others ({@code COMMAND_UPSCALE4X_RUN}).
 *
 * @param name the family's name
 * @param defaults all keys, and their defaults
 * @param needed keys without which a member is no use
 * @param variables the key that lists variables of the environment or .env which the member is to
 *     have
 * @param check what is wrong with a value
 */
public record OpenFamily(
    String name,
    Map<String, String> defaults,
    Set<String> needed,
    String variables,
    OpenFamily.Check check) {

  private static final Pattern MEMBER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,59}");
  private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");

  /** Looks at one value. */
  @FunctionalInterface
  public interface Check {
    /**
     * What is wrong with it.
     *
     * @return the end of the sentence "… is wrong: …"; empty where nothing is
     */
    Optional<String> problem(String member, String key, String value);
  }

  /**
   * The members that settings speak of, as families of their own named {@code command.upscale4x}.
   *
   * @param keys names of settings as they were written
   * @param problems gets a sentence for each two members that could not be told apart
   */
  List<SettingFamily> members(Collection<String> keys, List<String> problems) {
    Map<String, String> found = new TreeMap<>();
    for (String key : new TreeSet<>(keys)) {
      Matcher parts = Pattern.compile(Pattern.quote(name) + "\\.(.+)\\.[^.]+").matcher(key.strip());
      if (!parts.matches() || !MEMBER.matcher(parts.group(1)).matches()) {
        continue; // told as unknown, with what hint() says
      }
      String other = found.putIfAbsent(SettingNames.normal(parts.group(1)), parts.group(1));
      if (other != null && !other.equals(parts.group(1))) {
        problems.add(
            name
                + "."
                + other
                + " and "
                + name
                + "."
                + parts.group(1)
                + " are too much alike; give one of them another name.");
      }
    }
    return found.values().stream()
        .map(member -> new SettingFamily(name + "." + member, defaults))
        .toList();
  }

  /** What a name that is no setting may have been meant as, where it looks like one of ours. */
  Optional<String> hint(String key) {
    String[] parts = key.strip().split("\\.", -1);
    if (parts.length < 2 || !Spelling.isNear(parts[0].toLowerCase(Locale.ROOT), name)) {
      return Optional.empty();
    }
    boolean named = parts.length == 3 && MEMBER.matcher(parts[1]).matches();
    String last =
        Spelling.nearest(parts[parts.length - 1], defaults.keySet())
            .orElse(needed.iterator().next());
    return Optional.of(name + "." + (named ? parts[1] : "NAME") + "." + last);
  }

  /** Whether a family is one of ours. */
  boolean has(SettingFamily family) {
    return family.name().startsWith(name + ".");
  }

  /** Whether a member has all it needs, and nothing wrong. */
  public boolean isUsable(String member, Map<String, String> values) {
    return problems(new SettingFamily(name + "." + member, defaults), values).isEmpty();
  }

  /** What is wrong with a member's values, each a sentence. */
  List<String> problems(SettingFamily family, Map<String, String> values) {
    String member = family.name().substring(name.length() + 1);
    List<String> problems = new ArrayList<>();
    for (String key : new TreeSet<>(defaults.keySet())) {
      String value = values.getOrDefault(key, "");
      if (!value.isBlank()) {
        check
            .problem(member, key, value)
            .ifPresent(
                what -> problems.add(family.name() + "." + key + " is wrong: " + what + "."));
      } else if (needed.contains(key)) {
        problems.add(family.name() + "." + key + " is missing.");
      }
    }
    return problems;
  }

  /** Those variables that a member is to have and that are there. */
  Map<String, String> variables(Map<String, String> values, Map<String, String> all) {
    Map<String, String> passed = new LinkedHashMap<>();
    for (String variable : SEPARATORS.split(values.getOrDefault(variables, "").strip())) {
      String value = all.get(variable);
      if (value != null) {
        passed.put(variable, value);
      }
    }
    return passed;
  }
}
