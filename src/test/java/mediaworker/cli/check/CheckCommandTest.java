package mediaworker.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.cli.CommandLineFixture;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.Test;

/** What is looked at before a worker is started. */
class CheckCommandTest extends CommandLineFixture {

  @Test
  void check_and_doctor_tell_what_is_not_read() throws Exception {
    execute("init", "--db", db.toString());
    Path dotenv = Files.writeString(folder.resolve(".env"), "A B\nWORKER_MAX_JOBS=3\n");
    for (String command : List.of("check", "doctor")) {
      out.getBuffer().setLength(0);
      execute(command, "--db", db.toString());
      assertThat(lines(out))
          .contains(
              "NOTE     settings       Line 1 of " + dotenv + " is not NAME=value and is not read.",
              "NOTE     settings       WORKER_MAX_JOBS in "
                  + dotenv
                  + " is not read; is max-concurrent-jobs meant?");
      assertThat(err.toString()).as(command).isEmpty();
    }
  }

  @Test
  void check_says_that_all_is_well() {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);

    assertThat(execute("check", "--db", db.toString(), "-j", "2")).isZero();
    List<String> lines = lines(out);
    assertThat(lines.get(0)).isEqualTo("ok       database       " + db + ", nothing is waiting");
    assertThat(lines.get(1)).matches("ok       ffmpeg         .*8\\.0\\.1.*");
    assertThat(lines.get(2)).matches("ok       H\\.264          \\S+");
    assertThat(lines.get(3)).matches("ok       jobs           2 at once, sharing \\d+ cores");
    assertThat(lines.get(4))
        .matches("ok       lane cpu       \\d+ at once, from the cores: .*keying.*");
    assertThat(lines.get(5)).isEqualTo("ok       base folder    " + folder);
    assertThat(lines.get(6))
        .matches("ok       output folder  " + folder.resolve("output") + ", [0-9.]+ GB free");
    assertThat(lines.get(lines.size() - 1)).isEqualTo("All is well.");
    assertThat(lines).hasSize(20);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void check_tells_how_much_is_not_over_and_what_needs_a_person() throws Exception {
    execute("init", "--db", db.toString());
    try (JobTable table = new JobTable(db)) {
      table.run(
          "INSERT INTO jobs (job_type, status) VALUES ('noop', 'needs_decision'),"
              + " ('noop', 'completed')",
          "INSERT INTO jobs (job_type, status, depends_on) VALUES"
              + " ('noop', 'waiting_for_jobs', '[1]')",
          "INSERT INTO pauses (scope) VALUES ('all')",
          "INSERT INTO jobs (job_type) VALUES ('noop')");
    }
    out.getBuffer().setLength(0);

    execute("check", "--db", db.toString());
    assertThat(lines(out).get(0))
        .isEqualTo(
            "ok       database       "
                + db
                + ", 2 jobs are not over, 1 job needs a decision: bin/worker list --status decide");
  }

  @Test
  void check_measures_free_space_by_the_setting() {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);

    assertThat(execute("check", "--db", db.toString(), "--min-free-mb", "9000000")).isEqualTo(4);
    assertThat(lines(out))
        .anyMatch(
            line ->
                line.startsWith("PROBLEM  output folder  ")
                    && line.contains("less room than min-free-mb wants, so media jobs wait: "));
  }

  @Test
  void check_lists_providers_with_what_they_serve_and_never_a_key() throws IOException {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);
    Files.writeString(folder.resolve(".env"), "KLING_API_KEY=t0p-secret-key-123\n");
    Files.writeString(
        folder.resolve("worker.properties"), "analysis-provider = kling\nimage-provider = fal\n");

    assertThat(execute("check", "--db", db.toString())).isEqualTo(4);
    assertThat(lines(out))
        .contains(
            "ok       kling          KLING_API_KEY is set; serves animation; a lane of 3 at once,"
                + " from kling.in-flight",
            "no key   gemini         put GEMINI_API_KEY into .env, made at"
                + " aistudio.google.com/apikey; would serve animation_prompting, image_generation,"
                + " palette_analysis, style_analysis, video_understanding",
            "PROBLEM  providers      analysis-provider is wrong: \"kling\" is no provider of"
                + " analysis of pictures; there are gemini, openai, or auto.")
        .endsWith("1 problem.");
    assertThat(out.toString()).doesNotContain("t0p");
  }

  @Test
  void check_tells_of_a_missing_database_and_makes_nothing() throws IOException {
    assertThat(execute("check", "--db", db.toString())).isEqualTo(4);
    assertThat(lines(out))
        .startsWith(
            "PROBLEM  database       There is no database at "
                + db
                + ". Make one with: bin/worker init --db "
                + db)
        .endsWith("1 problem.");
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void check_tells_two_problems_at_once() throws IOException {
    Path file = Files.writeString(folder.resolve("output"), "in the way");
    Path missing = folder.resolve("clips");

    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);
    assertThat(
            execute("check", "--db", db.toString(), "--input-dirs", "clips", "--temp-dir", "tmp"))
        .isEqualTo(4);
    assertThat(lines(out))
        .contains(
            "PROBLEM  input folder   " + missing + " is not a folder",
            "PROBLEM  output folder  " + file + " cannot be written: see " + file)
        .endsWith("2 problems.");
  }

  @Test
  void check_tells_of_wrong_settings_with_all_the_rest() throws IOException {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);
    Path properties =
        Files.writeString(
            folder.resolve("worker.properties"), "log-level = loud\nspeed = 11\noutput-dir = out");
    Files.writeString(folder.resolve("out"), "in the way");

    assertThat(execute("check", "--db", db.toString())).isEqualTo(4);
    assertThat(lines(out))
        .contains("PROBLEM  settings       \"speed\" in " + properties + " is not a setting.")
        .anyMatch(line -> line.startsWith("PROBLEM  settings       \"log-level\""))
        .anyMatch(line -> line.startsWith("PROBLEM  output folder  " + folder.resolve("out")))
        .anyMatch(line -> line.startsWith("ok       ffmpeg"))
        .endsWith("4 problems."); // the temp folder lies in the output folder
  }

  @Test
  void check_tells_of_an_ffmpeg_that_is_not_there() {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);

    assertThat(execute("check", "--db", db.toString(), "--ffmpeg", "no/ffmpeg")).isEqualTo(4);
    assertThat(lines(out))
        .anyMatch(line -> line.startsWith("PROBLEM  ffmpeg         ") && line.contains("no/ffmpeg"))
        .endsWith("1 problem.");
  }
}
