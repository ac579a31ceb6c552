package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.cli.console.ExitCodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The command line as a whole: help, commands, options, settings. */
class CommandLineTest extends CommandLineFixture {

  @Test
  void help_lists_commands_options_and_exit_codes() {
    assertThat(execute("--help")).isZero();

    assertThat(out.toString())
        .startsWith("Usage: worker ")
        .contains("Options:", "--db=FILE", "--max-concurrent-jobs=N", "--drain")
        .contains("Commands:", "  run ", "  init ", "  check ", "  demo ", "  help ")
        .contains("Exit codes:", "  0 ", "  1 ", "  2 ", "  3 ", "  4 ", "  5 ")
        .contains("worker.properties", "WORKER_MAX_CONCURRENT_JOBS");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void every_command_has_help_of_its_own() {
    for (String command : List.of("run", "init", "check", "demo")) {
      assertThat(execute(command, "--help")).isZero();
      assertThat(out.toString()).contains("Usage: worker " + command);
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void help_is_given_even_where_the_settings_are_wrong() throws IOException {
    Files.writeString(folder.resolve("worker.properties"), "log-level = loud");

    assertThat(execute("--help")).isZero();
    assertThat(execute("help", "run")).isZero();
    assertThat(execute("check", "-h")).isZero();
    assertThat(err.toString()).isEmpty();
  }

  /**
   * As for a folder that this user may not enter, which a test of the administrator's cannot make.
   */
  @Test
  void a_database_that_cannot_be_reached_is_not_said_to_be_missing() throws IOException {
    Path circle = folder.resolve("circle");
    Files.createSymbolicLink(circle, circle);

    assertThat(execute("list", "--db", circle.resolve("jobs.db").toString()))
        .isEqualTo(ExitCodes.DATABASE);
    assertThat(err.toString()).contains(" cannot be reached: ").doesNotContain("init");
    assertThat(execute("list", "--db", folder.resolve("n".repeat(300)).toString()))
        .isEqualTo(ExitCodes.DATABASE);
    assertThat(err.toString()).contains("File name too long.").doesNotContain("closed");
  }

  @Test
  void the_version_is_told() {
    assertThat(execute("--version")).isZero();
    assertThat(out.toString()).startsWith("Media Worker ").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bogus         | There is no option --bogus.                                | worker",
        "--max-concurrent-job 4 | There is no option --max-concurrent-job; is --max-concurrent-jobs"
            + " meant? | worker",
        "bogus           | There is no command bogus.                                 | worker",
        "chek            | There is no command chek; is check meant?                  | worker",
        "init -x         | There is no option -x.                                     | worker"
            + " init",
        "run extra       | The command run takes no \"extra\".                        | worker run",
        "submit keying video=a.mp4 | The command submit takes no \"video=a.mp4\"; is --input"
            + " video=a.mp4 meant? | worker submit",
        "--db            | Missing required parameter for option '--db' (FILE).       | worker",
        "--port 5001     | There is no option --port; is --http-port meant?           | worker",
        "help wibble     | There is no command wibble.                                | worker",
        "help statsu     | There is no command statsu; is status meant?               | worker",
        "service wibble  | The command service takes no \"wibble\"; there is: install. | worker"
            + " service",
        "service instal  | The command service takes no \"instal\"; is install meant?  | worker"
            + " service",
        "list --order x  | --order: there is no \"x\"; there are: newest, oldest, claim, recent."
            + " | worker list",
        "list --order newst | --order: there is no \"newst\"; is newest meant?         | worker"
            + " list",
        "show x          | JOB: \"x\" is not a whole number.                          | worker"
            + " show",
        "resolve 1       | One of these is needed: --resubmit, --drop, --adopt=TASK_ID. | worker"
            + " resolve",
        "run -j 99       | Invalid value for option '--max-concurrent-jobs': \"99\" is not a whole"
            + " number from 1 to 64. | worker run",
      })
  void a_wrong_command_line_is_told_in_a_line_and_a_hint(
      String arguments, String sentence, String command) {
    assertThat(execute(arguments.split(" "))).isEqualTo(2);
    assertThat(lines(err)).containsExactly(sentence, "Help: bin/" + command + " --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrong_settings_are_all_told_before_anything_is_done() throws IOException {
    Path properties =
        Files.writeString(folder.resolve("worker.properties"), "log-level = loud\nspeed = 11");

    assertThat(execute("init", "--db", db.toString())).isEqualTo(2);
    assertThat(lines(err))
        .containsExactly(
            "2 settings are wrong:",
            "  \"log-level\" in "
                + properties
                + " is wrong: \"loud\" is not one of error, warn, info, debug, trace.",
            "  \"speed\" in " + properties + " is not a setting.");
    assertThat(db).doesNotExist();
  }

  @Test
  void a_wrong_command_line_is_told_together_with_wrong_settings() throws IOException {
    Path properties = Files.writeString(folder.resolve("worker.properties"), "log-level = loud");

    assertThat(execute("run", "-j", "0", "--lease", "soon")).isEqualTo(2);
    assertThat(lines(err))
        .containsExactly(
            "A setting is wrong:",
            "  \"log-level\" in "
                + properties
                + " is wrong: \"loud\" is not one of error, warn, info, debug, trace.",
            "Invalid value for option '--max-concurrent-jobs': \"0\" is not a whole number from 1"
                + " to 64.",
            "Invalid value for option '--lease': \"soon\" is not a time; write 500ms, 30s, 10m,"
                + " 6h or 1d.");
  }

  @Test
  void a_warning_does_not_keep_a_command_from_its_work() {
    environment.put("WORKER_LOG_LEVLE", "debug");

    assertThat(execute("init", "--db", db.toString())).isZero();
    assertThat(lines(err))
        .containsExactly("the environment's WORKER_LOG_LEVLE is not read; is log-level meant?");
    assertThat(db).exists();
  }

  @Test
  void every_command_is_known_by_the_name_it_calls_itself() {
    WorkerCommand.commands()
        .forEach(
            (name, type) ->
                assertThat(type.getAnnotation(CommandLine.Command.class).name()).isEqualTo(name));
    assertThat(WorkerCommand.line().getSubcommands().keySet())
        .isEqualTo(WorkerCommand.commands().keySet());
  }

  @Test
  void only_the_commands_that_arguments_name_are_made() {
    assertThat(WorkerCommand.lineFor("list", "--type", "noop").getSubcommands())
        .containsOnlyKeys("list");
    assertThat(WorkerCommand.lineFor("--db", "x.db", "list").getSubcommands())
        .containsOnlyKeys("list");
    assertThat(WorkerCommand.lineFor().getSubcommands()).isEmpty();
    for (String whole : List.of("--help", "help", "completion")) {
      assertThat(WorkerCommand.lineFor(whole).getSubcommands())
          .hasSameSizeAs(WorkerCommand.commands());
    }
  }

  @Test
  void resume_guesses_what_a_misspelt_provider_was_meant_for() {
    execute("init", "--db", db.toString());
    assertThat(execute("resume", "openi", "--db", db.toString())).isEqualTo(6);
    assertThat(lines(err))
        .containsExactly("\"openi\" is no job type, lane or provider; is openai meant?");
  }

  @Test
  void options_before_a_command_count_as_behind_it() {
    Path other = folder.resolve("other.db");

    assertThat(execute("--db", other.toString(), "init")).isZero();
    assertThat(other).exists();
    assertThat(db).doesNotExist();
    assertThat(execute("--db", other.toString(), "list")).isZero();
    assertThat(out.toString()).contains("No jobs.");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void a_value_that_is_called_like_a_command_is_none() {
    assertThat(execute("--log-dir", "logs", "--db=" + db, "init")).isZero();
    assertThat(db).exists();
  }

  @Test
  void an_option_before_a_command_that_has_none_like_it_is_refused() {
    assertThat(execute("--drain", "list")).isEqualTo(ExitCodes.USAGE);
    assertThat(err.toString()).contains("There is no option --drain");
  }
}
