package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.config.FamilyValues;
import mediaworker.config.SettingsSource;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.providers.ProviderDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be set for providers, where it is described and what becomes of it. */
class ProviderCatalogTest {

  private static final Pattern SETTING = Pattern.compile("# ([a-z]+)\\.([a-z0-9-]+) =(?: (.*))?");

  @TempDir Path folder;

  @Test
  void worker_properties_names_every_setting_of_every_provider_with_its_default() throws Exception {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("worker.properties"))) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        String value = setting.group(3) == null ? "" : setting.group(3);
        documented.put(setting.group(1) + "." + setting.group(2), value);
      }
    }
    Map<String, String> real = new TreeMap<>();
    for (ProviderDescription description : ProviderCatalog.descriptions()) {
      description
          .defaults()
          .forEach((key, value) -> real.put(description.name() + "." + key, value));
    }

    assertThat(documented).isEqualTo(real);
  }

  @Test
  void every_default_is_a_value_that_its_setting_takes() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (ProviderDescription description : ProviderCatalog.descriptions()) {
      description
          .defaults()
          .forEach(
              (key, value) -> lines.append(description.name() + "." + key + " = " + value + "\n"));
    }
    Files.writeString(folder.resolve("worker.properties"), lines);

    assertThat(load(List.of(), Map.of()).values())
        .isEqualTo(load(List.of(), Map.of(), Path.of("/nowhere")).values());
  }

  @Test
  void settings_come_from_the_environment_and_the_command_line_too() throws Exception {
    FamilyValues values =
        load(
            List.of("run", "--set", "kling.model=kling-2.6"),
            Map.of("KLING_IN_FLIGHT", "7", "OPENAI_BASE_URL", "http://localhost:1/v1"));

    assertThat(values.of("kling"))
        .containsEntry("model", "kling-2.6")
        .containsEntry("in-flight", "7");
    assertThat(values.of("openai")).containsEntry("base-url", "http://localhost:1/v1");
    assertThat(ProviderCatalog.hosts(values)).contains("localhost", "api.replicate.com");
  }

  @Test
  void keys_come_from_dotenv_and_the_environment_and_print_nowhere() throws Exception {
    Files.writeString(
        folder.resolve(".env"), "LEONARDO_API_KEY=from-the-file\nOPENAI_API_KEY=old\n");
    FamilyValues values = load(List.of(), Map.of("OPENAI_API_KEY", "from-outside"));
    List<ProviderSetup> setups = ProviderCatalog.make(values, InstantSource.system());

    assertThat(values.secret("LEONARDO_API_KEY")).contains("from-the-file");
    assertThat(values.secret("OPENAI_API_KEY")).contains("from-outside");
    assertThat(values.toString()).doesNotContain("from-");
    // The key that Replicate may pass on to OpenAI's models is no key of Replicate's.
    assertThat(setups.stream().filter(ProviderSetup::hasKey).map(s -> s.provider().name()))
        .containsExactly("leonardo", "openai");
  }

  private FamilyValues load(List<String> arguments, Map<String, String> environment)
      throws Exception {
    return load(arguments, environment, folder);
  }

  private static FamilyValues load(
      List<String> arguments, Map<String, String> environment, Path here) {
    return SettingsSource.load(
            arguments,
            environment,
            here,
            null,
            ProviderCatalog.families(),
            ProviderCatalog.keyVariables())
        .families();
  }
}
