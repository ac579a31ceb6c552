package mediaworker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of things that people name themselves, from every source. */
class OpenFamilyTest {

  private static final OpenFamily TOOL =
      new OpenFamily(
          "tool",
          Map.of("run", "", "time-limit", "6h", "progress", "%", "env", ""),
          Set.of("run"),
          "env",
          (member, key, value) ->
              key.equals("run") && value.contains("!")
                  ? Optional.of("no \"!\"")
                  : Optional.empty());

  private static final SettingFamily KLING = new SettingFamily("kling", Map.of("model", "v1"));

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();

  @Test
  void members_are_found_in_the_file_with_defaults_for_the_rest() throws IOException {
    properties("tool.up_4x.run = up {output}\ntool.Matte.run = matte\nkling.model = v2");

    FamilyValues values = load().families();

    assertThat(values.members("tool")).containsExactlyInAnyOrder("up_4x", "Matte");
    assertThat(values.of("tool.up_4x"))
        .containsEntry("run", "up {output}")
        .containsEntry("time-limit", "6h");
    assertThat(values.of("kling")).containsEntry("model", "v2");
  }

  @Test
  void each_source_wins_over_those_before_it() throws IOException {
    properties("tool.up.run = file");
    assertThat(run()).isEqualTo("file");
    Files.writeString(folder.resolve(".env"), "TOOL_UP_RUN=dotenv");
    assertThat(run()).isEqualTo("dotenv");
    environment.put("TOOL_UP_RUN", "environment");
    assertThat(run()).isEqualTo("environment");
    assertThat(run("--set", "tool.up.run=a b=c")).isEqualTo("a b=c");
  }

  @Test
  void a_member_may_be_on_the_command_line_alone() {
    assertThat(load("--set=tool.new.run=x").families().members("tool")).containsExactly("new");
  }

  @Test
  void the_environment_makes_no_members() {
    environment.put("TOOL_UP_RUN", "another program's");

    assertThat(load().families().members("tool")).isEmpty();
  }

  @Test
  void backslashes_of_a_pattern_stay() throws IOException {
    properties(
        "tool.a.run = x\ntool.a.progress = (\\d+(?:\\.\\d+)?)%\ntool.b.run = x\n"
            + "tool.b.progress = (\\\\d+)%\\\n  \\w");

    FamilyValues values = load().families();

    assertThat(values.of("tool.a")).containsEntry("progress", "(\\d+(?:\\.\\d+)?)%");
    assertThat(values.of("tool.b")).containsEntry("progress", "(\\d+)%\\w");
  }

  @Test
  void only_the_variables_that_a_member_lists_are_given_out() throws IOException {
    properties("tool.up.run = x\ntool.up.env = HF_TOKEN, CUDA_VISIBLE_DEVICES GONE");
    environment.put("HF_TOKEN", "hf_1");
    environment.put("OPENAI_API_KEY", "sk-1");
    Files.writeString(folder.resolve(".env"), "CUDA_VISIBLE_DEVICES=1");

    FamilyValues values = load().families();

    assertThat(values.secret("HF_TOKEN")).contains("hf_1");
    assertThat(values.secret("CUDA_VISIBLE_DEVICES")).contains("1");
    assertThat(values.secret("OPENAI_API_KEY")).isEmpty();
    assertThat(values.secret("GONE")).isEmpty();
  }

  @Test
  void everything_wrong_is_told_at_once() throws IOException {
    Path file =
        properties(
            "tool.up.rum = x\ntool.e.tiem-limit = 1s\ntool.up.time-limit = soon\ntool.b.run = y!\ntool.x_y.run = 1\n"
                + "tool.x-y.run = 2\ntool.run = z\ntoll.c.run = z\nother.c.run = z");

    assertThat(problems("--set", "tool.d.what=1"))
        .contains("\"tool.up.rum\" in " + file + " is not a setting; is tool.up.run meant?")
        .contains("\"tool.up.time-limit\" in " + file + " is wrong: \"soon\" is not a time")
        .contains("is not a setting; is tool.e.time-limit meant?")
        .contains("tool.up.run is missing.")
        .contains("tool.b.run is wrong: no \"!\".")
        .contains("tool.x-y and tool.x_y are too much alike; give one of them another name.")
        .contains("\"tool.run\" in " + file + " is not a setting; is tool.NAME.run meant?")
        .contains("\"toll.c.run\" in " + file + " is not a setting; is tool.c.run meant?")
        .contains("\"other.c.run\" in " + file + " is not a setting.")
        .contains("--set tool.d.what is not a setting")
        .contains("tool.d.run is missing.");
  }

  private Path properties(String text) throws IOException {
    return Files.writeString(folder.resolve("worker.properties"), text);
  }

  private String run(String... arguments) {
    return load(arguments).families().of("tool.up").getOrDefault("run", "");
  }

  private SettingsSource load(String... arguments) {
    return SettingsSource.load(
        List.of(arguments),
        environment,
        folder,
        null,
        new SettingCatalog(List.of(KLING), List.of(TOOL), Set.of()));
  }

  private String problems(String... arguments) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(arguments));
    assertThat(e).as("the refusal").isNotNull();
    return e.getMessage();
  }
}
