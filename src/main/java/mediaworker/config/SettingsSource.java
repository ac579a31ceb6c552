package mediaworker.config;

import io.github.cdimascio.dotenv.DotenvEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * The values of options that are not on the command line: from the environment, else from .env,
 * else from worker.properties; {@link OptionDefaults} hands them on.
 *
 * <p>Everything is checked when it is loaded, so that all problems are told at once. What is empty
 * counts as not given. The value of a name that is no setting is never repeated in a message: it
 * may be another program's secret.
 */
public final class SettingsSource {

  /** A prefix that keeps our names apart in a crowded environment. */
  private static final String PREFIX = "worker-";

  private static final String VARIABLE_PREFIX = "WORKER_";

  /** They say where settings are read, so they cannot stand there themselves. */
  private static final Set<String> PLACES = Set.of("config", "env-file", "set");

  private static final String FILE_NAME = "worker.properties";

  private record Value(String text, String where) {}

  /** What reads the value of each setting. */
  private final Map<String, List<ITypeConverter<?>>> known = new TreeMap<>();

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final SettingCatalog catalog;
  private final List<SettingFamily> families;

  /** Names with dots, for messages: what is known has them as "-". */
  private final Map<String, String> dotted = new TreeMap<>();

  private final Map<String, String> secrets = new TreeMap<>();

  /** The environment and .env; whatever of it is not ours stays here. */
  private final Map<String, String> variables = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private SettingsSource(SettingCatalog catalog) {
    this.catalog = catalog;
    this.families = new ArrayList<>(catalog.families());
    families.forEach(this::know);
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Settings()).options()) {
      known.put(normal(option.longestName()), List.of(option.converters()));
    }
  }

  private void know(SettingFamily family) {
    for (String key : family.defaults().keySet()) {
      String name = normal(family.name() + "." + key);
      dotted.put(name, family.name() + "." + key);
      known.put(
          name, List.of(Converters.forKey(key, family.choices().getOrDefault(key, Set.of()))));
    }
  }

  /**
   * Loads all sources; those that come later win.
   *
   * @param arguments the command line, of which {@code --config} and {@code --env-file} are read
   * @param environment the environment
   * @param here the current folder
   * @param home where the program is installed, with its own worker.properties; null when unknown
   * @throws ConfigException naming every problem
   */
  public static SettingsSource load(
      List<String> arguments, Map<String, String> environment, Path here, @Nullable Path home) {
    return load(arguments, environment, here, home, SettingCatalog.NONE);
  }

  /**
   * Loads all sources for further settings as well.
   *
   * @throws ConfigException naming every problem
   */
  public static SettingsSource load(
      List<String> arguments,
      Map<String, String> environment,
      Path here,
      @Nullable Path home,
      SettingCatalog catalog) {
    SettingsSource source = new SettingsSource(catalog);
    Optional<Path> file = source.propertiesFile(arguments, environment, here, home);
    Properties properties =
        file.map(path -> PropertiesFile.read(path, source.problems::add))
            .orElseGet(Properties::new);
    source.findMembers(properties.stringPropertyNames(), arguments);
    file.ifPresent(path -> source.readProperties(path, properties));
    source.readDotenv(arguments, environment, here, file.orElse(null));
    source.readEnvironment(environment);
    source.readSetOptions(arguments);
    source.checkMembers();
    if (!source.problems.isEmpty()) {
      throw new ConfigException(source.problems, source);
    }
    return source;
  }

  /** Things that are not wrong but probably not meant. */
  public List<String> warnings() {
    return warnings;
  }

  /** The names of all settings, as worker.properties has them. */
  public static Set<String> names() {
    return new SettingsSource(SettingCatalog.NONE).known.keySet();
  }

  /** The values of the families, and the secrets. */
  public FamilyValues families() {
    Map<String, Map<String, String>> all = new TreeMap<>();
    Map<String, String> revealed = new TreeMap<>(secrets);
    for (SettingFamily family : families) {
      Map<String, String> mine = valuesOf(family);
      all.put(family.name(), mine);
      for (OpenFamily open : catalog.open()) {
        if (open.has(family)) {
          revealed.putAll(open.variables(mine, variables));
        }
      }
    }
    return new FamilyValues(all, revealed);
  }

  private Map<String, String> valuesOf(SettingFamily family) {
    Map<String, String> mine = new LinkedHashMap<>(family.defaults());
    for (String key : family.defaults().keySet()) {
      Value value = values.get(normal(family.name() + "." + key));
      if (value != null) {
        mine.put(key, value.text());
      }
    }
    return mine;
  }

  /** Open families have the members that the file and the command line speak of. */
  private void findMembers(Set<String> fileKeys, List<String> arguments) {
    Set<String> keys = new TreeSet<>(fileKeys);
    for (String set : setOptions(arguments)) {
      keys.add(set.replaceFirst("(?s)=.*", ""));
    }
    for (OpenFamily open : catalog.open()) {
      List<SettingFamily> members = open.members(keys, problems);
      members.forEach(this::know);
      families.addAll(members);
    }
  }

  private void checkMembers() {
    for (SettingFamily family : families) {
      for (OpenFamily open : catalog.open()) {
        if (open.has(family)) {
          problems.addAll(open.problems(family, valuesOf(family)));
        }
      }
    }
  }

  /** What is set for an option, as it was written; null for nothing. */
  @Nullable String value(String option) {
    Value value = values.get(normal(option));
    return value == null ? null : value.text();
  }

  private Optional<Path> propertiesFile(
      List<String> arguments, Map<String, String> environment, Path here, @Nullable Path home) {
    Optional<Path> named =
        onCommandLine(arguments, "--config")
            .or(() -> variable("config", environment))
            .map(here::resolve);
    if (named.isPresent()) {
      if (!Files.isRegularFile(named.get())) {
        problems.add("The settings file " + named.get() + " does not exist.");
        return Optional.empty();
      }
      return named;
    }
    List<Path> places = new ArrayList<>(List.of(here.resolve(FILE_NAME)));
    if (home != null) {
      places.add(home.resolve(FILE_NAME));
    }
    return places.stream().filter(Files::isRegularFile).findFirst();
  }

  private static Optional<String> onCommandLine(List<String> arguments, String option) {
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(option + "=")) {
        return Optional.of(argument.substring(option.length() + 1));
      }
      if (argument.equals(option) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> variable(String name, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(variable(name))).filter(value -> !value.isBlank());
  }

  private void readProperties(Path file, Properties properties) {
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      String where = "\"" + key + "\" in " + file;
      if (known.containsKey(normal(key))) {
        take(normal(key), properties.getProperty(key), where);
      } else {
        problems.add(where + " is not a setting" + hint(key));
      }
    }
  }

  private String hint(String key) {
    return catalog.open().stream()
        .flatMap(open -> open.hint(key).stream())
        .findFirst()
        .or(() -> nearest(normal(key)))
        .or(() -> longer(normal(key)))
        .map(near -> "; " + Spelling.question(near))
        .orElse(".");
  }

  private void readDotenv(
      List<String> arguments,
      Map<String, String> environment,
      Path here,
      @Nullable Path properties) {
    Optional<Path> named =
        onCommandLine(arguments, "--env-file")
            .or(() -> variable("env-file", environment))
            .map(here::resolve);
    if (named.isPresent() && !Files.isRegularFile(named.get())) {
      problems.add("The file " + named.get() + " named by env-file does not exist.");
      return;
    }
    List<Path> places = new ArrayList<>();
    if (properties != null) {
      places.add(properties.resolveSibling(".env"));
    }
    places.add(here.resolve(".env"));
    Optional<Path> file = named.or(() -> places.stream().filter(Files::isRegularFile).findFirst());
    if (file.isEmpty()) {
      return;
    }
    Path path = file.get().toAbsolutePath();
    Collection<DotenvEntry> entries;
    try {
      entries = DotenvFile.read(path, warnings::add);
    } catch (DotenvFile.UnreadableException e) {
      problems.add(String.valueOf(e.getMessage()));
      return;
    }
    for (DotenvEntry entry : entries) {
      variables.put(entry.getKey(), entry.getValue());
      if (catalog.secrets().contains(entry.getKey()) && !entry.getValue().isBlank()) {
        secrets.put(entry.getKey(), entry.getValue().strip());
        continue;
      }
      String where = entry.getKey() + " in " + path;
      String key = unprefixed(entry.getKey());
      if (!entry.getKey().startsWith(VARIABLE_PREFIX) && needsPrefix(key)) {
        continue; // another program's CONFIG or DB
      }
      if (known.containsKey(key)) {
        take(key, entry.getValue(), where);
      } else {
        // Other programs keep their own names here: only a near miss is worth a word.
        warnOfNearMiss(key, where);
      }
    }
  }

  /** Names of one word (DB, LEASE) belong to too many programs to be ours without the prefix. */
  private static boolean needsPrefix(String name) {
    return PLACES.contains(name) || !name.contains("-");
  }

  /** {@code --set kling.model=…}: settings of families on the command line. */
  private void readSetOptions(List<String> arguments) {
    for (String set : setOptions(arguments)) {
      int equals = set.indexOf('=');
      String key = equals < 0 ? set : set.substring(0, equals);
      if (equals < 0 || !known.containsKey(normal(key))) {
        problems.add("--set " + key + " is not a setting" + hint(key));
      } else {
        take(normal(key), set.substring(equals + 1), "--set " + key);
      }
    }
  }

  private static List<String> setOptions(List<String> arguments) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith("--set=")) {
        found.add(argument.substring("--set=".length()));
      } else if (argument.equals("--set") && i + 1 < arguments.size()) {
        found.add(arguments.get(i + 1));
      }
    }
    return found;
  }

  private void readEnvironment(Map<String, String> environment) {
    variables.putAll(environment);
    for (String name : catalog.secrets()) {
      String secret = environment.getOrDefault(name, "");
      if (!secret.isBlank()) {
        secrets.put(name, secret.strip());
      }
    }
    for (String name : known.keySet()) {
      if (PLACES.contains(name)) {
        continue; // read before all others
      }
      String prefixed = variable(name);
      String plain = needsPrefix(name) ? prefixed : prefixed.substring(VARIABLE_PREFIX.length());
      for (String variable : plain.equals(prefixed) ? List.of(plain) : List.of(plain, prefixed)) {
        String value = environment.get(variable);
        if (value != null) {
          take(name, value, "the environment's " + variable);
        }
      }
    }
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(VARIABLE_PREFIX) && !known.containsKey(unprefixed(variable))) {
        warnOfNearMiss(unprefixed(variable), "the environment's " + variable);
      }
    }
  }

  private void warnOfNearMiss(String key, String where) {
    nearest(key)
        .ifPresent(near -> warnings.add(where + " is not read; " + Spelling.question(near)));
  }

  /** Keeps a value that its option can take; what is wrong with any other is kept instead. */
  private void take(String name, String text, String where) {
    List<ITypeConverter<?>> converters = known.get(name);
    if (converters == null || text.isBlank()) {
      return;
    }
    if (PLACES.contains(name)) {
      problems.add(where + " cannot be set there; use --" + name + " or " + variable(name) + ".");
      return;
    }
    for (ITypeConverter<?> converter : converters) {
      try {
        converter.convert(text);
      } catch (TypeConversionException e) {
        problems.add(where + " is wrong: " + e.getMessage() + ".");
        return;
      } catch (Exception e) {
        problems.add(where + " is wrong.");
        return;
      }
    }
    values.put(name, new Value(text.strip(), where));
  }

  private Optional<String> nearest(String key) {
    return Spelling.nearest(key, known.keySet()).map(name -> dotted.getOrDefault(name, name));
  }

  /** The only setting that has the words of a key among its own: "port" is a part of http-port. */
  private Optional<String> longer(String key) {
    List<String> names =
        known.keySet().stream()
            .filter(name -> ("-" + name + "-").contains("-" + key + "-"))
            .toList();
    return names.size() == 1
        ? Optional.of(dotted.getOrDefault(names.get(0), names.get(0)))
        : Optional.empty();
  }

  private static String variable(String name) {
    return VARIABLE_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private String unprefixed(String variable) {
    String name = normal(variable);
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return known.containsKey(name) ? name : bare;
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
