package mediaworker.cli.look;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.cli.CommandLineCall;
import mediaworker.cli.QueueCommandsFixture;
import org.junit.jupiter.api.Test;

/** What holds for all commands of the queue. */
class QueueCommandsTest extends QueueCommandsFixture {

  @Test
  void reload_without_a_worker_says_so() {
    assertThat(execute("reload")).isEqualTo(6);
    assertThat(err()).containsExactly("No worker runs on this database on this machine.");
  }

  @Test
  void a_missing_database_is_exit_code_3_with_every_command() {
    for (List<String> command :
        List.of(
            List.of("submit", "noop"),
            List.of("list"),
            List.of("show", "1"),
            List.of("logs", "1"),
            List.of("status"),
            List.of("cancel", "1"),
            List.of("pause"),
            List.of("resume"),
            List.of("prune", "--older-than", "1d"),
            List.of("reload"))) {
      StringWriter sentence = new StringWriter();
      List<String> all = new java.util.ArrayList<>(command);
      all.addAll(List.of("--db", folder.resolve("none.db").toString()));
      int code =
          CommandLineCall.execute(
              all.toArray(new String[0]),
              environment,
              folder,
              null,
              new PrintWriter(new StringWriter()),
              new PrintWriter(sentence, true));
      assertThat(code).as(command.toString()).isEqualTo(3);
      assertThat(sentence.toString()).startsWith("There is no database at ").hasLineCount(1);
    }
  }

  @Test
  void every_command_has_help_with_examples() {
    for (String command :
        List.of(
            "submit",
            "list",
            "show",
            "logs",
            "status",
            "top",
            "cancel",
            "retry",
            "priority",
            "delete",
            "pause",
            "resume",
            "prune",
            "types",
            "doctor",
            "service",
            "reload",
            "completion")) {
      assertThat(execute(command, "--help")).isZero();
      assertThat(out.toString())
          .contains("Usage: worker " + command, "Example", "  bin/worker " + command);
    }
  }

  @Test
  void completion_may_be_asked_for_by_the_name_of_the_shell() {
    StringWriter script = new StringWriter();
    assertThat(completion(script)).isZero();
    for (String shell : List.of("bash", "zsh")) {
      StringWriter again = new StringWriter();
      assertThat(completion(again, shell)).isZero();
      assertThat(again).hasToString(script.toString());
    }
    assertThat(completion(script, "fish")).isEqualTo(2);
    assertThat(err().get(0)).isEqualTo("It is for bash and zsh, not for \"fish\".");
  }

  private int completion(StringWriter script, String... shell) {
    List<String> words = new ArrayList<>(List.of("completion"));
    words.addAll(List.of(shell));
    return CommandLineCall.execute(
        words.toArray(String[]::new),
        environment,
        folder,
        null,
        new PrintWriter(script),
        new PrintWriter(err));
  }

  @Test
  void completion_is_a_script_that_bash_can_read() throws Exception {
    StringWriter script = new StringWriter();
    int code = completion(script);
    Path file = Files.writeString(folder.resolve("completion.bash"), script.toString());

    assertThat(code).isZero();
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source \"$0\"; for words in 'subm' 'submit tri' 'list --status dec' 'list --type"
                    + " stitc' 'types no' 'service inst' 'pause --la'; do COMP_WORDS=(worker"
                    + " $words); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMPREPLY=();"
                    + " _complete_worker; echo \"${COMPREPLY[@]}\"; done",
                file.toString())
            .redirectError(
                ProcessBuilder.Redirect.DISCARD) // compopt: we are no completion function
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("submit\ntrim\ndecide\nstitching\nnoop\ninstall\n--lane\n");
  }
}
