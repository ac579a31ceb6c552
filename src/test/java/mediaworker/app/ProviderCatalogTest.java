package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.app.ProviderCatalog.Preference;
import mediaworker.config.ConfigException;
import mediaworker.config.FamilyValues;
import mediaworker.config.SettingCatalog;
import mediaworker.config.SettingsSource;
import mediaworker.handlers.remote.ProviderSetup;
import mediaworker.handlers.remote.RemoteJobs;
import mediaworker.providers.Operation;
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

  @Test
  void a_wrong_word_time_or_number_is_named_with_what_may_stand_there() {
    assertThat(problems("openai.image-route=pictures"))
        .containsExactly(
            "--set openai.image-route is wrong: \"pictures\" is not one of images, responses.");
    assertThat(problems("bytedance.safety-identifier=yes").get(0))
        .endsWith("\"yes\" is not one of marker, off.");
    assertThat(problems("gemini.max-output-tokens=many").get(0)).contains("whole number from 1");
    assertThat(problems("fal.data-url-bytes=1MB").get(0)).contains("whole number from 0");
    assertThat(problems("runpod.ttl=long").get(0)).contains("write 500ms, 30s, 10m, 6h or 1d");
    assertThat(problems("bytedance.usd-per-image=cheap").get(0)).contains("an amount like 25");
    assertThat(problems("kling.task-timeout=2h, keying 3h"))
        .containsExactly(
            "--set kling.task-timeout is wrong: \"keying 3h\" is not a job type of this provider with"
                + " its time; write 2h, or 2h, animation 6h; there are animation.");
    assertThat(problems("openai.image-route=Responses", "gemini.max-output-tokens=none")).isEmpty();
  }

  private List<String> problems(String... settings) {
    List<String> arguments = new ArrayList<>();
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    try {
      load(arguments, Map.of(), folder);
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @Test
  void a_job_type_may_have_a_patience_of_its_own_and_times_may_be_written_in_any_way()
      throws Exception {
    FamilyValues values =
        load(
            List.of(
                "--set",
                "replicate.task-timeout=50m, animation 6h",
                "--set",
                "kling.absent-after=90"),
            Map.of());
    ProviderSetup replicate =
        ProviderCatalog.make(values, InstantSource.system()).stream()
            .filter(setup -> setup.provider().name().equals("replicate"))
            .findFirst()
            .orElseThrow();

    assertThat(replicate.taskTimeout("animation")).isEqualTo(Duration.ofHours(6));
    assertThat(replicate.taskTimeout("image_generation")).isEqualTo(Duration.ofMinutes(50));
    assertThat(RemoteJobs.jobTypes(replicate.provider()))
        .containsExactly("animation", "background_removal", "image_generation", "replicate");
  }

  @Test
  void a_preferred_provider_has_to_be_able_to_do_it() throws Exception {
    List<ProviderSetup> all =
        ProviderCatalog.make(load(List.of(), Map.of()), InstantSource.system());

    assertThat(
            ProviderCatalog.problems(
                Map.of("analysis-provider", new Preference("kling", Operation.IMAGE_ANALYSIS)),
                all))
        .containsExactly(
            "analysis-provider is wrong: \"kling\" is no provider of analysis of pictures; there are"
                + " gemini, openai, or auto.");
    assertThat(
            ProviderCatalog.problems(
                Map.of("animation-provider", new Preference("fal", Operation.ANIMATION)), all))
        .isEmpty();
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
            new SettingCatalog(
                ProviderCatalog.families(), List.of(), ProviderCatalog.keyVariables()))
        .families();
  }
}
