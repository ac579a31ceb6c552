package mediaworker.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings file that comes with the program says what is true of it. */
class WorkerPropertiesTest {

  private static final Path FILE = Path.of("worker.properties");
  private static final Pattern SETTING = Pattern.compile("(?:# )?([a-z][a-z0-9-]*) =(?: (.*))?");

  @TempDir Path folder;

  @Test
  void it_documents_every_setting_and_nothing_else() throws IOException {
    assertThat(documented().keySet()).isEqualTo(SettingsSource.names());
  }

  @Test
  void it_documents_the_real_defaults() throws IOException {
    Map<String, String> real = new TreeMap<>();
    for (OptionSpec option : CommandSpec.forAnnotatedObject(new Settings()).options()) {
      String value = option.defaultValue() == null ? "" : option.defaultValue();
      real.put(option.longestName().substring(2), value);
    }

    assertThat(documented()).isEqualTo(real);
  }

  @Test
  void it_changes_nothing_as_it_comes() throws IOException {
    assertThat(Files.readAllLines(FILE)).allMatch(line -> line.isBlank() || line.startsWith("#"));
  }

  @Test
  void every_line_may_be_taken_into_use_as_it_stands() throws IOException {
    StringBuilder lines = new StringBuilder();
    documented()
        .forEach((name, value) -> lines.append(name).append(" = ").append(value).append('\n'));
    Files.writeString(folder.resolve("worker.properties"), lines);

    SettingsSource source = SettingsSource.load(List.of(), Map.of(), folder, null);
    Settings settings = new Settings();
    CommandLine commandLine = new CommandLine(settings);
    commandLine.setDefaultValueProvider(new OptionDefaults(source));
    commandLine.parseArgs();

    assertThat(source.warnings()).isEmpty();
    assertThat(settings)
        .usingRecursiveComparison()
        .ignoringFields("config") // where they were read from, which is no line of the file
        .isEqualTo(Settings.of(Path.of("jobs.db"), null, null));
  }

  /** Settings and their values, from lines like "# log-level = info". */
  private static Map<String, String> documented() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(FILE)) {
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        String value = setting.group(2) == null ? "" : setting.group(2).strip();
        assertThat(documented.put(setting.group(1), value)).as(line).isNull();
      }
    }
    return documented;
  }
}
