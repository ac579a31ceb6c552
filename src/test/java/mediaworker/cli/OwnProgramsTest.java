package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mediaworker.app.CommandCatalog;
import mediaworker.app.Logging;
import mediaworker.cli.console.ExitCodes;
import mediaworker.config.FamilyValues;
import mediaworker.config.SettingCatalog;
import mediaworker.config.SettingsSource;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Programs of worker.properties, from the command line to the row. */
@DisabledOnOs(OS.WINDOWS) // the program is a shell script
class OwnProgramsTest {

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void logAsBefore() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger("mediaworker").setLevel(null);
    new Logging().configure(context);
  }

  @Test
  void a_row_is_served_by_the_program_of_its_job_type() throws Exception {
    properties(
        "command.upscale4x.run = bin/up {image} {output} {scale:4}\n"
            + "command.upscale4x.output = dir");
    Path program = Files.createDirectory(folder.resolve("bin")).resolve("up");
    Files.writeString(
        program, "#!/bin/sh\ncp \"$1\" \"$2/a.txt\"; echo \"$3\" > \"$2/b.txt\"; echo 99%\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(folder.resolve("in.png"), "picture");
    assertThat(execute("init")).isZero();
    try (JobTable table = new JobTable(folder.resolve("jobs.db"))) {
      long good = table.insert("upscale4x", "{\"image\": \"in.png\", \"scale\": 2}");
      long bad = table.insert("upscale4x", "{}");

      assertThat(execute("run", "--drain")).as(err.toString()).isZero();

      assertThat(table.one("SELECT status || result_data FROM jobs WHERE id = " + good))
          .isEqualTo("completedoutput/upscale4x_1_a.txt");
      assertThat(table.one("SELECT outputs FROM jobs WHERE id = " + good))
          .isEqualTo("[\"output/upscale4x_1_a.txt\",\"output/upscale4x_1_b.txt\"]");
      assertThat(table.one("SELECT error_message FROM jobs WHERE id = " + bad))
          .isEqualTo("The input is not right: \"image\" is missing.");
      assertThat(folder.resolve("output/upscale4x_1_b.txt")).hasContent("2");
      assertThat(folder.resolve("output/.tmp")).isEmptyDirectory();
    }
  }

  @Test
  void check_names_programs_that_are_not_there() throws Exception {
    properties(
        "command.gone.run = no/such/program {output}\ncommand.gone.output = png\n"
            + "command.here.run = sh {output}\ncommand.here.output = png");
    assertThat(execute("init")).isZero();

    assertThat(execute("check")).isEqualTo(ExitCodes.PROBLEMS);

    assertThat(out.toString().lines())
        .anyMatch(line -> line.matches("ok +here +/.*/sh"))
        .contains(
            "PROBLEM  gone           the program no/such/program is not on this machine or may not"
                + " be run: see command.gone.run");
  }

  @Test
  void a_wrong_setting_keeps_the_worker_from_starting() throws Exception {
    properties("command.trim.run = up {output}\ncommand.trim.output = .png");

    assertThat(execute("run")).isEqualTo(ExitCodes.USAGE);

    assertThat(err.toString())
        .contains(
            "2 settings are wrong:",
            "command.trim.run is wrong: \"trim\" is a job type of the worker itself",
            "command.trim.output is wrong: \".png\" is neither an extension");
  }

  @Test
  void the_example_of_the_settings_file_can_be_taken_into_use() throws Exception {
    List<String> example =
        Files.readAllLines(Path.of("worker.properties")).stream()
            .filter(line -> line.startsWith("# command.") && line.contains(" = "))
            .map(line -> line.substring(2))
            .toList();
    assertThat(example).hasSize(3);
    properties(String.join("\n", example));

    FamilyValues values =
        SettingsSource.load(
                List.of(),
                Map.of(),
                folder,
                null,
                new SettingCatalog(List.of(), List.of(CommandCatalog.family()), java.util.Set.of()))
            .families();

    assertThat(values.of("command.upscale4x")).containsEntry("progress", "(\\d+(?:\\.\\d+)?)%");
  }

  private void properties(String text) throws IOException {
    Files.writeString(folder.resolve("worker.properties"), text);
  }

  private int execute(String... arguments) {
    String[] all = new String[arguments.length + 2];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--db";
    all[arguments.length + 1] = folder.resolve("jobs.db").toString();
    return Main.execute(
        all,
        Map.of("WORKER_FFMPEG_CACHE_DIR", Path.of("target/ffmpeg").toAbsolutePath().toString()),
        folder,
        null,
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }
}
