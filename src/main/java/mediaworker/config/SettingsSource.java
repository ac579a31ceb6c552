package mediaworker.config;

import static mediaworker.config.SettingNames.VARIABLE_PREFIX;
import static mediaworker.config.SettingNames.normal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
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

  private record Value(String text, String where) {}

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final SettingCatalog catalog;
  private final List<SettingFamily> families;
  private final SettingNames names;

  private final Map<String, String> secrets = new TreeMap<>();

  /** The environment and .env; whatever of it is not ours stays here. */
  private final Map<String, String> variables = new TreeMap<>();

  /** Where variables of .env stand that have our prefix and are no settings. */
  private final Map<String, String> unread = new TreeMap<>();

  private final List<String> problems = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private SettingsSource(SettingCatalog catalog) {
    this.catalog = catalog;
    this.families = new ArrayList<>(catalog.families());
    this.names = new SettingNames(catalog);
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
    EarlyArguments early = new EarlyArguments(arguments);
    SettingsFiles files =
        new SettingsFiles(early, environment, here, source.problems::add, source.warnings::add);
    Optional<Path> file = files.properties(home);
    Properties properties =
        file.map(path -> PropertiesFile.read(path, source.problems::add))
            .orElseGet(Properties::new);
    source.findMembers(properties.stringPropertyNames(), early.set());
    file.ifPresent(path -> source.readProperties(path, properties));
    Optional<Path> dotenv = files.dotenv(file);
    dotenv.ifPresent(source::readDotenv);
    file.ifPresent(path -> source.readFrom("config", path));
    dotenv.ifPresent(path -> source.readFrom("env-file", path));
    source.readEnvironment(environment);
    source.readSetOptions(early.set());
    source.checkMembers();
    source.warnOfUnread();
    if (!source.problems.isEmpty()) {
      throw new ConfigException(source.problems, source);
    }
    return source;
  }

  /** Which file it was in the end, wherever it was named: no job may read it. */
  private void readFrom(String place, Path file) {
    values.put(place, new Value(file.toAbsolutePath().toString(), "its place"));
  }

  /** Things that are not wrong but probably not meant. */
  public List<String> warnings() {
    return warnings;
  }

  /** The names of all settings, as worker.properties has them. */
  public static Set<String> names() {
    return new SettingNames(SettingCatalog.NONE).all();
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
      Value value = values.get(SettingNames.of(family, key));
      if (value != null) {
        mine.put(key, value.text());
      }
    }
    return mine;
  }

  /** Open families have the members that the file and the command line speak of. */
  private void findMembers(Set<String> fileKeys, List<String> setOptions) {
    Set<String> keys = new TreeSet<>(fileKeys);
    for (String set : setOptions) {
      keys.add(set.replaceFirst("(?s)=.*", ""));
    }
    for (OpenFamily open : catalog.open()) {
      List<SettingFamily> members = open.members(keys, problems);
      members.forEach(names::add);
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

  private void readProperties(Path file, Properties properties) {
    for (String key : new TreeSet<>(properties.stringPropertyNames())) {
      String where = "\"" + key + "\" in " + file;
      if (names.has(normal(key))) {
        take(normal(key), properties.getProperty(key), where);
      } else {
        problems.add(where + " is not a setting" + names.hint(key));
      }
    }
  }

  private void readDotenv(Path path) {
    Map<String, String> entries;
    try {
      entries = DotenvFile.read(path, warnings::add);
    } catch (DotenvFile.UnreadableException e) {
      problems.add(String.valueOf(e.getMessage()));
      return;
    }
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      variables.put(entry.getKey(), entry.getValue());
      if (catalog.secrets().contains(entry.getKey())) {
        if (!entry.getValue().isBlank()) {
          secrets.put(entry.getKey(), entry.getValue().strip());
        }
        continue;
      }
      String where = entry.getKey() + " in " + path;
      String key = names.ofVariable(entry.getKey());
      if (!entry.getKey().startsWith(VARIABLE_PREFIX) && SettingNames.needsPrefix(key)) {
        continue; // another program's CONFIG or DB
      }
      if (names.has(key)) {
        take(key, entry.getValue(), where);
      } else if (entry.getKey().startsWith(VARIABLE_PREFIX)) {
        unread.put(entry.getKey(), where);
      } else {
        // Other programs keep their own names here: only a near miss is worth a word.
        warn(names.nearest(key), where);
      }
    }
  }

  /** {@code --set kling.model=…}: settings of families on the command line. */
  private void readSetOptions(List<String> setOptions) {
    for (String set : setOptions) {
      int equals = set.indexOf('=');
      String key = equals < 0 ? set : set.substring(0, equals);
      if (equals < 0 || !names.has(normal(key))) {
        problems.add("--set " + key + " is not a setting" + names.hint(key));
      } else {
        take(normal(key), set.substring(equals + 1), "--set " + key);
      }
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    variables.putAll(environment);
    for (String name : catalog.secrets()) {
      String secret = environment.getOrDefault(name, "");
      if (!secret.isBlank()) {
        secrets.put(name, secret.strip());
      }
    }
    for (String name : names.all()) {
      if (SettingNames.isPlace(name)) {
        continue; // read before all others
      }
      String prefixed = SettingNames.variable(name);
      String plain =
          SettingNames.needsPrefix(name) ? prefixed : prefixed.substring(VARIABLE_PREFIX.length());
      for (String variable : plain.equals(prefixed) ? List.of(plain) : List.of(plain, prefixed)) {
        String value = environment.get(variable);
        if (value != null) {
          take(name, value, "the environment's " + variable);
        }
      }
    }
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith(VARIABLE_PREFIX) && !names.has(names.ofVariable(variable))) {
        String name = names.ofVariable(variable);
        // Kubernetes has a WORKER_PORT for a service "worker": a single word says too little.
        Optional<String> near =
            names.nearest(name).or(() -> name.contains("-") ? names.wider(name) : Optional.empty());
        warn(near, "the environment's " + variable);
      }
    }
  }

  private void warn(Optional<String> near, String where) {
    near.ifPresent(name -> warnings.add(where + " is not read; " + Spelling.question(name)));
  }

  /** What has our prefix in .env and is neither a setting nor handed to a program. */
  private void warnOfUnread() {
    Set<String> handed = unread.isEmpty() ? Set.of() : families().secrets().keySet();
    unread.forEach(
        (variable, where) -> {
          if (!handed.contains(variable)) {
            String hint = names.hint(names.ofVariable(variable));
            warnings.add(
                where + " is not read" + (hint.equals(".") ? ": there is no such setting." : hint));
          }
        });
  }

  /** Keeps a value that its option can take; what is wrong with any other is kept instead. */
  private void take(String name, String text, String where) {
    if (text.isBlank()) {
      return;
    }
    if (SettingNames.isPlace(name)) {
      problems.add(
          where
              + " cannot be set there; use --"
              + name
              + " or "
              + SettingNames.variable(name)
              + ".");
      return;
    }
    for (ITypeConverter<?> converter : names.converters(name)) {
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
}
