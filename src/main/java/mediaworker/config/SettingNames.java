package mediaworker.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import mediaworker.text.Spelling;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The settings that there are: their names in all spellings, what reads their values, and which one
 * a wrong name may be meant for. A name is in its {@linkplain #normal normal} spelling where
 * nothing else is said. Not safe for use by several threads.
 */
final class SettingNames {

  /** A prefix that keeps our names apart in a crowded environment. */
  static final String VARIABLE_PREFIX = "WORKER_";

  private static final String PREFIX = "worker-";

  /** They say where settings are read, so they cannot stand there themselves. */
  private static final Set<String> PLACES = Set.of("config", "env-file", "set");

  /** What reads the value of each setting. */
  private final Map<String, List<ITypeConverter<?>>> known = new TreeMap<>();

  /** Names with dots, for messages: what is known has them as "-". */
  private final Map<String, String> dotted = new TreeMap<>();

  private final List<OpenFamily> open;

  /** The options of {@link Settings}, and the catalogue's families. */
  SettingNames(SettingCatalog catalog) {
    open = new ArrayList<>(catalog.open());
    catalog.families().forEach(this::add);
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Settings()).options()) {
      known.put(normal(option.longestName()), List.of(option.converters()));
    }
  }

  /** Makes a family's settings known. */
  void add(SettingFamily family) {
    for (String key : family.defaults().keySet()) {
      String name = of(family, key);
      dotted.put(name, family.name() + "." + key);
      known.put(
          name, List.of(FamilyKeys.converter(key, family.choices().getOrDefault(key, Set.of()))));
    }
  }

  /** The name of a family's setting. */
  static String of(SettingFamily family, String key) {
    return normal(family.name() + "." + key);
  }

  /** All of them, sorted. */
  Set<String> all() {
    return known.keySet();
  }

  /** Whether there is such a setting. */
  boolean has(String name) {
    return known.containsKey(name);
  }

  /** What reads its value; nothing for an unknown one, or where any text will do. */
  List<ITypeConverter<?>> converters(String name) {
    return known.getOrDefault(name, List.of());
  }

  /** Whether a setting says where settings are read: it stands on the command line alone. */
  static boolean isPlace(String name) {
    return PLACES.contains(name);
  }

  /**
   * The end of a sentence about a key that is no setting.
   *
   * @param key as it was written
   */
  String hint(String key) {
    return open.stream()
        .flatMap(family -> family.hint(key).stream())
        .findFirst()
        .or(() -> nearest(normal(key)))
        .or(() -> wider(normal(key)))
        .map(near -> "; " + Spelling.question(near))
        .orElse(".");
  }

  /** The setting that a misspelt name is probably meant for, as people write it. */
  Optional<String> nearest(String name) {
    return Spelling.nearest(name, known.keySet()).map(near -> dotted.getOrDefault(near, near));
  }

  /**
   * The only setting that has the words of a name among its own: "port" is a part of http-port, and
   * "max-jobs" of max-concurrent-jobs.
   */
  Optional<String> wider(String part) {
    List<String> words = List.of(part.split("-"));
    return only(name -> ("-" + name + "-").contains("-" + part + "-"))
        .or(() -> only(name -> List.of(name.split("-")).containsAll(words)));
  }

  private Optional<String> only(Predicate<String> wanted) {
    List<String> names = known.keySet().stream().filter(wanted).toList();
    return names.size() == 1
        ? Optional.of(dotted.getOrDefault(names.get(0), names.get(0)))
        : Optional.empty();
  }

  /** Names of one word (DB, LEASE) belong to too many programs to be ours without the prefix. */
  static boolean needsPrefix(String name) {
    return isPlace(name) || !name.contains("-");
  }

  /** The variable of a setting, with the prefix. */
  static String variable(String name) {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** The name that a variable has, with the prefix or without. */
  String ofVariable(String variable) {
    String name = normal(variable);
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return has(name) ? name : bare;
  }

  /** One spelling for all that are the same: small letters, "-" between words. */
  static String normal(String name) {
    return (name.startsWith("--") ? name.substring(2) : name)
        .strip()
        .toLowerCase(Locale.ROOT)
        .replace('_', '-')
        .replace('.', '-');
  }
}
