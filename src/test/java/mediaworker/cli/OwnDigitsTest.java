package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mediaworker.process.ChildProcesses;
import mediaworker.process.JavaCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program where the system's language has digits of its own, as Persian: in a JVM of its own.
 */
class OwnDigitsTest {

  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  private String run(String... arguments) throws Exception {
    List<String> command =
        JavaCommand.line(List.of("-Duser.language=fa", "-Duser.country=IR"), Main.class, arguments);
    Path said = Files.createTempFile(folder, "said", ".txt");
    Process process =
        ChildProcesses.start(
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile()));
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    String text = Files.readString(said);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  @Test
  void numbers_for_other_programs_and_for_people_are_written_with_usual_digits() throws Exception {
    run("init");
    run("submit", "noop", "--note", "@home");
    assertThat(run("show", "1")).contains("@home").doesNotContainPattern("[\\u06f0-\\u06f9]");
    assertThat(run("status")).contains("noop").doesNotContainPattern("[\\u06f0-\\u06f9]");
  }
}
