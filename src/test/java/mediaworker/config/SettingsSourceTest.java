package mediaworker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which source wins, and what a person reads when one of them is wrong. */
class SettingsSourceTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path here;
  private Path home;

  @BeforeEach
  void makeFolders() throws IOException {
    here = Files.createDirectory(folder.resolve("here"));
    home = Files.createDirectory(folder.resolve("home"));
  }

  @Test
  void each_source_wins_over_those_before_it() throws IOException {
    assertThat(jobs()).as("default").isEqualTo(3);
    properties("max-concurrent-jobs = 4");
    assertThat(jobs()).as("worker.properties").isEqualTo(4);
    dotenv("MAX_CONCURRENT_JOBS=5");
    assertThat(jobs()).as(".env").isEqualTo(5);
    environment.put("MAX_CONCURRENT_JOBS", "6");
    assertThat(jobs()).as("environment").isEqualTo(6);
    environment.put("WORKER_MAX_CONCURRENT_JOBS", "7");
    assertThat(jobs()).as("environment, prefixed").isEqualTo(7);
    assertThat(jobs("--max-concurrent-jobs", "8")).as("command line").isEqualTo(8);
    assertThat(jobs("-j", "9")).as("command line, short").isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(strings = {"$$out", "a$b", "${nothing}/out", "${user.home}/$${x}", "$"})
  void dollars_in_a_setting_are_dollars(String name) throws IOException {
    properties("output-dir = " + name);
    assertThat(settings().outputDir().toString()).endsWith(File.separator + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-concurrent-jobs=5",
        "max.concurrent.jobs = 5",
        "MAX_CONCURRENT_JOBS: 5",
        "Max-Concurrent_Jobs 5"
      })
  void a_key_may_be_spelt_in_many_ways(String line) throws IOException {
    properties(line);

    assertThat(jobs()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAX_CONCURRENT_JOBS=5",
        "WORKER_MAX_CONCURRENT_JOBS=5",
        "MAX_CONCURRENT_JOBS = \"5\" # comment",
        "MAX_CONCURRENT_JOBS='5'#comment",
        "MAX_CONCURRENT_JOBS=5 # comment"
      })
  void a_name_in_dotenv_may_have_our_prefix(String line) throws IOException {
    dotenv(line);

    assertThat(jobs()).isEqualTo(5);
  }

  @Test
  void the_settings_file_here_wins_over_that_of_the_installation() throws IOException {
    Files.writeString(home.resolve("worker.properties"), "max-concurrent-jobs = 4");
    assertThat(jobs()).isEqualTo(4);

    properties("log-level = debug");
    assertThat(jobs()).as("one file is read, not two").isEqualTo(3);
  }

  @Test
  void a_settings_file_may_be_named_on_the_command_line_or_in_the_environment() throws IOException {
    properties("max-concurrent-jobs = 4");
    Files.writeString(here.resolve("five.properties"), "max-concurrent-jobs = 5");
    Files.writeString(here.resolve("six.properties"), "max-concurrent-jobs = 6");

    environment.put("WORKER_CONFIG", "five.properties");
    assertThat(jobs()).isEqualTo(5);
    assertThat(jobs("--config", "six.properties")).isEqualTo(6);
    assertThat(jobs("--config=six.properties")).isEqualTo(6);
  }

  @Test
  void the_files_that_were_read_are_known_by_whatever_name() throws IOException {
    Path studio = Files.writeString(here.resolve("studio.txt"), "max-concurrent-jobs = 5");
    Path keys = Files.writeString(here.resolve("keys.txt"), "MAX_CONCURRENT_JOBS=6");
    environment.put("WORKER_CONFIG", "studio.txt");
    environment.put("WORKER_ENV_FILE", "keys.txt");

    assertThat(settings().ownFiles()).containsExactly(studio, keys);
  }

  @Test
  void dotenv_lies_beside_the_settings_file_else_here() throws IOException {
    Files.writeString(here.resolve(".env"), "MAX_CONCURRENT_JOBS=4");
    assertThat(jobs()).isEqualTo(4);

    Files.writeString(home.resolve("worker.properties"), "");
    Files.writeString(home.resolve(".env"), "MAX_CONCURRENT_JOBS=5");
    assertThat(jobs()).isEqualTo(5);

    Files.writeString(here.resolve("other.env"), "MAX_CONCURRENT_JOBS=6");
    environment.put("WORKER_ENV_FILE", "other.env");
    assertThat(jobs()).isEqualTo(6);
  }

  @Test
  void names_of_one_word_are_ours_only_with_the_prefix() throws IOException {
    environment.put("DB", "postgres://another/program");
    dotenv("LEASE=something else\nWORKER_LEASE=7s");

    assertThat(settings().db().getFileName()).hasToString("jobs.db");
    assertThat(settings().queue().lease()).hasSeconds(7);
  }

  @Test
  void what_is_empty_counts_as_not_given() throws IOException {
    properties("max-concurrent-jobs = 4\nbase-dir =\ntemp-dir =\nffmpeg =\ndb = shop/jobs.db");
    dotenv("MAX_CONCURRENT_JOBS=");
    environment.put("WORKER_MAX_CONCURRENT_JOBS", " ");

    Settings settings = settings();

    assertThat(settings.maxConcurrentJobs()).isEqualTo(4);
    assertThat(settings.baseDir()).isEqualTo(settings.db().getParent());
    assertThat(settings.tempDir()).isEqualTo(settings.outputDir().resolve(".tmp"));
    assertThat(settings.ffmpeg()).isNull();
  }

  @Test
  void every_problem_is_told_at_once_with_its_place() throws IOException {
    Path properties = properties("max-concurrent-jobs = many\nlog-level = loud\nstall-timout = 1m");
    Path dotenv = dotenv("SHUTDOWN_GRACE=soon");
    environment.put("WORKER_POLL_INTERVAL", "0s");

    assertThat(problems())
        .isEqualTo(
            String.join(
                "\n  ",
                "5 settings are wrong:",
                "\"log-level\" in "
                    + properties
                    + " is wrong: \"loud\" is not one of error, warn, info, debug, trace.",
                "\"max-concurrent-jobs\" in "
                    + properties
                    + " is wrong: \"many\" is not a whole number from 1 to 64.",
                "\"stall-timout\" in " + properties + " is not a setting; is stall-timeout meant?",
                "SHUTDOWN_GRACE in "
                    + dotenv
                    + " is wrong: \"soon\" is not a time; write 500ms, 30s, 10m, 6h or 1d.",
                "the environment's WORKER_POLL_INTERVAL is wrong: it must be more than zero."));
  }

  @Test
  void a_part_of_a_name_is_told_with_the_only_name_that_has_it() throws IOException {
    Path properties = properties("port = 5001\nprovider = kling");

    assertThat(problems())
        .isEqualTo(
            "2 settings are wrong:\n  \"port\" in "
                + properties
                + " is not a setting; is http-port meant?\n  \"provider\" in "
                + properties
                + " is not a setting.");
  }

  @Test
  void a_key_like_no_other_is_told_without_a_guess() throws IOException {
    Path properties = properties("weather = fine");

    assertThat(problems())
        .isEqualTo("A setting is wrong:\n  \"weather\" in " + properties + " is not a setting.");
  }

  @Test
  void the_value_of_an_unknown_key_is_never_told() throws IOException {
    properties("OPENAI_API_KEY = sk-123\nlog-levle = sk-456");
    dotenv("REPLICATE_API_TOKEN=r8-789\nLOG_LEVLE=r8-000");

    assertThat(problems())
        .contains("\"OPENAI_API_KEY\"", "\"log-levle\"")
        .doesNotContain("sk-", "r8-");
  }

  @Test
  void a_near_miss_in_dotenv_is_a_warning_without_its_value() throws IOException {
    Path dotenv = dotenv("MAX_CONCURENT_JOBS=sk-5\nWORKER_LOG_LEVEL_=sk-6");

    assertThat(load().warnings())
        .containsExactlyInAnyOrder(
            "MAX_CONCURENT_JOBS in " + dotenv + " is not read; is max-concurrent-jobs meant?",
            "WORKER_LOG_LEVEL_ in " + dotenv + " is not read; is log-level meant?");
  }

  @Test
  void a_near_miss_with_our_prefix_in_the_environment_is_a_warning() {
    environment.put("WORKER_MAX_CONCURENT_JOBS", "sk-5");

    assertThat(load().warnings())
        .containsExactly(
            "the environment's WORKER_MAX_CONCURENT_JOBS is not read; is max-concurrent-jobs"
                + " meant?");
  }

  @Test
  void names_of_other_programs_are_passed_over_in_silence() throws IOException {
    dotenv("OPENAI_API_KEY=sk-123\nUSE_S3=1\nFLASK_ENV=x\nCONFIG=other.cfg\nDEBUG=1\nPORT=5001");
    environment.putAll(
        Map.of(
            "PATH", "/bin", "HOME", "/", "CONFIG", "x", "LOGLEVEL", "x", "WORKER_JAVA_OPTS", "-X"));

    assertThat(load().warnings()).isEmpty();
  }

  @Test
  void a_settings_file_that_is_named_must_be_there() {
    assertThat(problems("--config", "missing.properties"))
        .isEqualTo(
            "A setting is wrong:\n  The settings file "
                + here.resolve("missing.properties")
                + " does not exist.");
  }

  @Test
  void a_dotenv_that_is_named_must_be_there() {
    assertThat(problems("--env-file", "missing.env"))
        .isEqualTo(
            "A setting is wrong:\n  The file "
                + here.resolve("missing.env")
                + " named by env-file does not exist.");
  }

  @Test
  void a_broken_line_of_dotenv_is_told_by_its_number_not_by_what_stands_there() throws IOException {
    Path dotenv = dotenv("# keys\nsk-123 is my key\nLOG_LEVEL=debug\n");

    assertThat(load().warnings())
        .containsExactly("Line 2 of " + dotenv + " is not NAME=value and is not read.");
    assertThat(settings().logLevel()).isEqualTo("debug");
  }

  @Test
  void every_broken_line_of_dotenv_is_told() throws Exception {
    Path dotenv =
        dotenv(
            "A B\nKEY_A=1\nexport KEY_B=2\nKEY_C=\"two\nlines\"\n= 5\nKEY_D=it\"\nKEY_E=\"a\"b\"\n");

    List<String> told = new ArrayList<>();
    assertThat(DotenvFile.read(dotenv, told::add)).containsOnlyKeys("KEY_A", "KEY_C");
    assertThat(told)
        .containsExactly(
            "Line 1 of " + dotenv + " is not NAME=value and is not read.",
            "Line 3 of " + dotenv + " is not NAME=value and is not read: leave \"export\" out.",
            "Line 6 of " + dotenv + " is not NAME=value and is not read.",
            "Line 7 of " + dotenv + " has a quote too many or too few and is not read.",
            "Line 8 of " + dotenv + " has a quote too many or too few and is not read.");
  }

  @Test
  void a_quote_in_dotenv_that_is_never_closed_is_told_as_what_it_swallows() throws Exception {
    Path dotenv = dotenv("KEY_A=1\nKEY_B=\"two\nKEY_C=3\n");

    List<String> told = new ArrayList<>();
    assertThat(DotenvFile.read(dotenv, told::add)).containsOnlyKeys("KEY_A");
    assertThat(told)
        .containsExactly(
            "Line 2 of "
                + dotenv
                + " begins a value with a quote that never ends, so nothing is read from there on.");
  }

  @Test
  void a_folder_where_settings_are_looked_for_is_told() throws IOException {
    Path dotenv = Files.createDirectory(here.resolve(".env"));
    Path properties = Files.createDirectory(here.resolve("worker.properties"));

    assertThat(load().warnings())
        .containsExactly(
            properties + " is a folder, so no settings are read there.",
            dotenv + " is a folder, so no settings are read there.");
    assertThat(problems("--config", here.toString(), "--env-file", here.toString()))
        .isEqualTo(
            "2 settings are wrong:\n  The settings file "
                + here
                + " is a folder.\n  The file "
                + here
                + " named by env-file is a folder.");
  }

  @Test
  void a_variable_with_our_prefix_that_is_no_setting_is_told_with_the_likely_one()
      throws IOException {
    Path dotenv =
        dotenv("WORKER_MAX_JOBS=3\nWORKER_PORT=1\nWORKER_WIBBLE=sk-1\nMAX_JOBS=2\nHTTP_TOKEN=\n");
    environment.put("WORKER_MAX_JOBS", "3");
    environment.put("WORKER_PORT", "tcp://10.0.0.1:80"); // of Kubernetes, for a service "worker"

    assertThat(load().warnings())
        .containsExactly(
            "the environment's WORKER_MAX_JOBS is not read; is max-concurrent-jobs meant?",
            "WORKER_MAX_JOBS in " + dotenv + " is not read; is max-concurrent-jobs meant?",
            "WORKER_PORT in " + dotenv + " is not read; is http-port meant?",
            "WORKER_WIBBLE in " + dotenv + " is not read: there is no such setting.");
  }

  @Test
  void quotes_are_no_part_of_a_value_in_dotenv_and_what_is_cut_or_not_read_is_told()
      throws Exception {
    Path dotenv =
        dotenv(
            """
        KEY_A='it # is'
        KEY_B="a#b" # there
        KEY_C=it's # so
        KEY_D=red#
        export KEY_E=1
        KEY_F= # nothing
        """);

    List<String> told = new ArrayList<>();
    Map<String, String> values = DotenvFile.read(dotenv, told::add);

    assertThat(values)
        .containsEntry("KEY_A", "it # is")
        .containsEntry("KEY_B", "a#b")
        .containsEntry("KEY_C", "it's")
        .containsEntry("KEY_D", "red")
        .doesNotContainKey("KEY_E")
        .containsEntry("KEY_F", "");
    assertThat(told)
        .containsExactly(
            "Line 4 of "
                + dotenv
                + " has a # in its value, where the rest is taken for a comment: put the value in"
                + " quotes.",
            "Line 5 of " + dotenv + " is not NAME=value and is not read: leave \"export\" out.");
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_name() throws IOException {
    properties("\uFEFFmax-concurrent-jobs = 5");

    assertThat(jobs()).isEqualTo(5);
  }

  @Test
  void files_in_another_encoding_are_told_as_such() throws IOException {
    Path properties = here.resolve("worker.properties");
    Path dotenv = here.resolve(".env");
    Files.write(properties, "output-dir = Ausgänge\n".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(dotenv, "OUTPUT_DIR=Ausgänge\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(problems())
        .isEqualTo(
            "2 settings are wrong:\n  The settings file "
                + properties
                + " cannot be read: it is not UTF-8 text.\n  The file "
                + dotenv
                + " cannot be read: check that it is UTF-8 text and its rights.");
  }

  @Test
  void names_beyond_ascii_are_read() throws IOException {
    properties("output-dir = Ausgänge");

    assertThat(settings().outputDir().getFileName()).hasToString("Ausgänge");
  }

  @Test
  void a_backslash_that_reads_as_an_escape_is_explained() throws IOException {
    Path properties = properties("output-dir = C:\\users\\me");

    assertThat(problems())
        .isEqualTo(
            "A setting is wrong:\n  The settings file "
                + properties
                + " cannot be read: \\u begins a character's number there; write \\\\ for a"
                + " backslash.");
  }

  @Test
  void where_settings_are_read_cannot_be_set_in_what_is_read() throws IOException {
    Path properties = properties("config = other.properties");
    Path dotenv = dotenv("WORKER_ENV_FILE=other.env");

    assertThat(problems())
        .isEqualTo(
            "2 settings are wrong:\n  \"config\" in "
                + properties
                + " cannot be set there; use --config or WORKER_CONFIG.\n  WORKER_ENV_FILE in "
                + dotenv
                + " cannot be set there; use --env-file or WORKER_ENV_FILE.");
  }

  @Test
  void a_folder_without_any_file_is_fine() {
    assertThatNoException().isThrownBy(this::load);
    assertThatNoException()
        .isThrownBy(() -> SettingsSource.load(List.of(), environment, here, null));
  }

  private Path properties(String text) throws IOException {
    return Files.writeString(here.resolve("worker.properties"), text);
  }

  private Path dotenv(String text) throws IOException {
    return Files.writeString(here.resolve(".env"), text);
  }

  private SettingsSource load(String... arguments) {
    return SettingsSource.load(List.of(arguments), environment, here, home);
  }

  private Settings settings(String... arguments) {
    Settings settings = new Settings();
    CommandLine commandLine = new CommandLine(settings);
    commandLine.setDefaultValueProvider(new OptionDefaults(load(arguments)));
    commandLine.parseArgs(arguments);
    return settings;
  }

  private int jobs(String... arguments) {
    return settings(arguments).maxConcurrentJobs();
  }

  private String problems(String... arguments) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(arguments));
    assertThat(e).as("the refusal").isNotNull();
    return e.getMessage();
  }
}
