package mediaworker.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which files settings are read from: those that the command line or the environment names, else
 * those at their usual places.
 *
 * @param here the current folder
 * @param problems gets a sentence for each file that is named but not there
 * @param warnings gets a sentence for each folder that has the name of a file that is looked for
 */
record SettingsFiles(
    EarlyArguments arguments,
    Map<String, String> environment,
    Path here,
    Consumer<String> problems,
    Consumer<String> warnings) {

  private static final String PROPERTIES = "worker.properties";
  private static final String DOTENV = ".env";

  /**
   * The settings file.
   *
   * @param home where the program is installed, with its own one; null when unknown
   */
  Optional<Path> properties(@Nullable Path home) {
    Optional<Path> named = named("config");
    if (named.isPresent()) {
      if (!Files.isRegularFile(named.get())) {
        problems.accept("The settings file " + named.get() + whyNot(named.get()));
        return Optional.empty();
      }
      return named;
    }
    List<Path> places = new ArrayList<>(List.of(here.resolve(PROPERTIES)));
    if (home != null) {
      places.add(home.resolve(PROPERTIES));
    }
    return firstOf(places);
  }

  /**
   * The file of variables, absolute.
   *
   * @param properties the settings file, beside which it is looked for first
   */
  Optional<Path> dotenv(Optional<Path> properties) {
    Optional<Path> named = named("env-file");
    if (named.isPresent() && !Files.isRegularFile(named.get())) {
      problems.accept("The file " + named.get() + " named by env-file" + whyNot(named.get()));
      return Optional.empty();
    }
    List<Path> places = new ArrayList<>();
    properties.ifPresent(file -> places.add(file.resolveSibling(DOTENV)));
    places.add(here.resolve(DOTENV));
    return named.or(() -> firstOf(places)).map(Path::toAbsolutePath);
  }

  /** What the command line names, else the environment. */
  private Optional<Path> named(String place) {
    return arguments
        .value("--" + place)
        .or(
            () ->
                Optional.ofNullable(environment.get(SettingNames.variable(place)))
                    .filter(value -> !value.isBlank()))
        .map(here::resolve);
  }

  private static String whyNot(Path file) {
    return Files.isDirectory(file) ? " is a folder." : " does not exist.";
  }

  /** Docker makes a folder where a file was to be mounted that is not there. */
  private Optional<Path> firstOf(List<Path> places) {
    Optional<Path> first = places.stream().filter(Files::isRegularFile).findFirst();
    if (first.isEmpty()) {
      places.stream()
          .filter(Files::isDirectory)
          .findFirst()
          .ifPresent(
              folder -> warnings.accept(folder + " is a folder, so no settings are read there."));
    }
    return first;
  }
}
