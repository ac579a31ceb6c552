package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import mediaworker.app.Logging;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** The program as it is called: what it prints and with which exit code it ends. */
class CommandLineTest {

  /** The table as the dashboard makes it. */
  private static final String DASHBOARD_TABLE =
      "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, job_type TEXT NOT NULL, status TEXT"
          + " NOT NULL, created_at TIMESTAMP NOT NULL, prompt TEXT, input_data TEXT, result_data"
          + " TEXT, error_message TEXT, keying_settings TEXT, keyed_result_data TEXT, parent_job_id"
          + " INTEGER)";

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path db;

  @BeforeEach
  void nameDatabase() throws IOException {
    folder = folder.toRealPath();
    db = folder.resolve("jobs.db");
    environment.put(
        "WORKER_FFMPEG_CACHE_DIR", Path.of("target/ffmpeg").toAbsolutePath().toString());
  }

  @AfterEach
  void logAsBefore() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
    context.getLogger("mediaworker").setLevel(null);
    new Logging().configure(context);
  }

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
        "service wibble  | The command service takes no \"wibble\"; there is: install. | worker service",
        "service instal  | The command service takes no \"instal\"; is install meant?  | worker service",
        "list --order x  | --order: there is no \"x\"; there are: newest, oldest, claim, recent."
            + " | worker list",
        "list --order newst | --order: there is no \"newst\"; is newest meant?         | worker list",
        "show x          | JOB: \"x\" is not a whole number.                          | worker show",
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

  /** Of the shape that a command has made. */
  private static String version(Path file) throws Exception {
    try (JobTable table = new JobTable(file)) {
      return table.one("SELECT version FROM worker_schema");
    }
  }

  @Test
  void init_makes_a_database_with_its_folder() throws Exception {
    Path fresh = folder.resolve("new/shop/jobs.db");

    assertThat(execute("init", "--db", fresh.toString())).isZero();
    assertThat(lines(out))
        .containsExactly(
            "Made " + fresh,
            "  made the table jobs",
            "  made the indexes, views and tables beside it (version " + version(fresh) + ")");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void init_twice_has_nothing_to_do() {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);

    assertThat(execute("init", "--db", db.toString())).isZero();
    assertThat(lines(out)).containsExactly("Opened " + db, "  nothing to do: it is in shape");
  }

  @Test
  void init_adds_to_a_table_of_the_dashboard_and_leaves_its_rows_alone() throws Exception {
    try (JobTable table = new JobTable(db)) {
      table.run(
          DASHBOARD_TABLE,
          "INSERT INTO jobs (job_type, status, created_at, prompt) VALUES ('animation',"
              + " 'pending_review', '2025-01-01 12:00:00.000000', 'a fox')");

      assertThat(execute("init", "--db", db.toString())).isZero();
      assertThat(lines(out))
          .startsWith("Opened " + db)
          .contains("  added the column attempts", "  added the column lease_until")
          .anyMatch(line -> line.startsWith("  kept a copy of it as it was: " + db + ".v0-"))
          .endsWith("  made the indexes, views and tables beside it (version " + version(db) + ")")
          .noneMatch(line -> line.contains("prompt"));
      assertThat(table.all("SELECT id, status, prompt, attempts, max_attempts FROM jobs"))
          .containsExactly("1|pending_review|a fox|0|3");
    }
  }

  @Test
  void init_refuses_a_database_of_a_newer_worker() throws Exception {
    execute("init", "--db", db.toString());
    String ours = version(db);
    try (JobTable table = new JobTable(db)) {
      table.run("UPDATE worker_schema SET version = 99");
    }

    assertThat(execute("init", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The database "
                + db
                + " was last used by a newer worker (its schema is version 99, this worker knows "
                + ours
                + "). Use that newer worker.");
  }

  @Test
  void init_refuses_a_table_of_another_kind() throws Exception {
    try (JobTable table = new JobTable(db)) {
      table.run("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, salary INTEGER)");
    }

    assertThat(execute("init", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The table jobs in "
                + db
                + " is not a job table: it has no column job_type, status, created_at. Was another"
                + " database meant?");
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
  void check_lists_providers_with_what_they_serve_and_never_a_key() throws IOException {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);
    Files.writeString(folder.resolve(".env"), "KLING_API_KEY=t0p-secret-key-123\n");
    Files.writeString(
        folder.resolve("worker.properties"), "analysis-provider = kling\nimage-provider = fal\n");

    assertThat(execute("check", "--db", db.toString())).isEqualTo(4);
    assertThat(lines(out))
        .contains(
            "ok       kling          KLING_API_KEY is set; serves animation; a lane of 3 at once, from"
                + " kling.in-flight",
            "no key   gemini         put GEMINI_API_KEY into .env, made at aistudio.google.com/apikey;"
                + " would serve animation_prompting, image_generation, palette_analysis,"
                + " style_analysis, video_understanding",
            "PROBLEM  providers      analysis-provider is wrong: \"kling\" is no provider of analysis of"
                + " pictures; there are gemini, openai, or auto.")
        .endsWith("1 problem.");
    assertThat(out.toString()).doesNotContain("t0p");
  }

  @Test
  void resume_guesses_what_a_misspelt_provider_was_meant_for() {
    execute("init", "--db", db.toString());
    assertThat(execute("resume", "openi", "--db", db.toString())).isEqualTo(6);
    assertThat(lines(err))
        .containsExactly("\"openi\" is no job type, lane or provider; is openai meant?");
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

  @Test
  void a_drained_queue_ends_the_run() throws Exception {
    execute("init", "--db", db.toString());
    out.getBuffer().setLength(0);
    try (JobTable table = new JobTable(db)) {
      table.insertMany(5, "noop");

      assertThat(execute("run", "--drain", "--db", db.toString())).isZero();
      assertThat(table.all("SELECT DISTINCT status FROM jobs")).containsExactly("completed");
    }
    assertThat(out.toString() + err).isEmpty();
    assertThat(folder.resolve("logs/worker.log"))
        .content()
        .contains("Submitted job 5 to worker thread pool", "Processing job 5...");
  }

  @Test
  void run_is_what_happens_without_a_command() throws Exception {
    execute("init", "--db", db.toString());
    try (JobTable table = new JobTable(db)) {
      table.insertMany(1, "noop");

      assertThat(execute("--drain", "--db", db.toString())).isZero();
      assertThat(table.one("SELECT status FROM jobs")).isEqualTo("completed");
    }
  }

  @Test
  void run_without_a_database_says_how_to_make_one_and_leaves_nothing_behind() throws IOException {
    Path mistyped = folder.resolve("shpo/jobs.db");

    assertThat(execute("run", "--db", mistyped.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "There is no database at "
                + mistyped
                + ". Make one with: bin/worker init --db "
                + mistyped);
    assertThat(entries(folder)).isEmpty();
  }

  @Test
  void run_refuses_a_base_folder_that_is_not_there_and_makes_none() {
    execute("init", "--db", db.toString());
    Path nowhere = folder.resolve("nope");

    assertThat(execute("run", "--db", db.toString(), "--base-dir", nowhere.toString()))
        .isEqualTo(2);
    assertThat(lines(err))
        .containsExactly(
            "The base folder "
                + nowhere
                + " does not exist or is no folder: correct the setting base-dir.");
    assertThat(nowhere).doesNotExist();
  }

  @Test
  void a_paid_job_without_any_key_names_all_that_would_do() throws Exception {
    execute("init", "--db", db.toString());
    try (JobTable table = new JobTable(db)) {
      table.insert("style_analysis", "{\"image\": \"fox.png\"}");
      table.insert("image_generation", "{\"prompt\": \"fox\", \"provider\": \"openai\"}");
      ImageIO.write(
          new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB),
          "png",
          folder.resolve("fox.png").toFile());

      assertThat(execute("run", "--drain", "--db", db.toString())).isZero();
      assertThat(table.all("SELECT status, error_message FROM jobs ORDER BY id"))
          .containsExactly(
              "failed|The key of openai is missing: put OPENAI_API_KEY=… into .env or the"
                  + " environment and start the worker again; keys are made at"
                  + " platform.openai.com/api-keys. A key of another provider would do as well:"
                  + " GEMINI_API_KEY (aistudio.google.com/apikey).",
              "failed|The key of openai is missing: put OPENAI_API_KEY=… into .env or the"
                  + " environment and start the worker again; keys are made at"
                  + " platform.openai.com/api-keys.");
    }
  }

  @Test
  void run_refuses_an_ffmpeg_that_is_not_there() throws Exception {
    execute("init", "--db", db.toString());
    try (JobTable table = new JobTable(db)) {
      table.insert("keying", "{\"video\": \"in.mp4\"}");

      assertThat(execute("run", "--drain", "--db", db.toString(), "--ffmpeg", "no/ffmpeg"))
          .isEqualTo(2);
      assertThat(table.all("SELECT status, attempts, error_message FROM jobs"))
          .containsExactly("queued|0|null");
    }
    assertThat(err.toString()).contains("no/ffmpeg", "\"ffmpeg\"");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void an_ffmpeg_that_does_not_run_ends_the_worker_and_leaves_rows_as_they_were() throws Exception {
    execute("init", "--db", db.toString());
    for (String name : List.of("ffmpeg", "ffprobe")) {
      Path program = Files.writeString(folder.resolve(name), "#!/bin/sh\nexit 1\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(folder.resolve("in.mp4"), "a film");
    try (JobTable table = new JobTable(db)) {
      table.insert("keying", "{\"video\": \"in.mp4\"}");

      assertThat(execute("run", "--db", db.toString(), "--ffmpeg", "ffmpeg")).isEqualTo(2);
      assertThat(table.all("SELECT status, attempts, error_message, claim FROM jobs"))
          .containsExactly("queued|0|null|null");
    }
    assertThat(err.toString()).contains("does not run on this machine");
  }

  @Test
  void init_refuses_a_database_that_it_cannot_write() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write every file");
    execute("init", "--db", db.toString());
    assertThat(db.toFile().setWritable(false)).isTrue();

    assertThat(execute("init", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The database "
                + db
                + " cannot be written, which even looking at it needs (SQLite keeps its -wal and -shm"
                + " files beside it): check the owner and rights of it and its folder.");
  }

  @Test
  void run_refuses_a_file_that_is_no_database_and_leaves_it_alone() throws IOException {
    String text = "Dear diary, ".repeat(1000);
    Files.writeString(db, text);

    assertThat(execute("run", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The database " + db + " is not a SQLite database; was another file meant?");
    assertThat(db).hasContent(text);
  }

  @Test
  void run_refuses_a_folder_as_its_database() {
    assertThat(execute("run", "--db", folder.toString())).isEqualTo(3);
    assertThat(lines(err)).containsExactly("The database " + folder + " is not a file.");
  }

  @Test
  void run_refuses_a_database_that_it_cannot_write() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write every file");
    execute("init", "--db", db.toString());
    assertThat(db.toFile().setWritable(false)).isTrue();

    assertThat(execute("run", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The database "
                + db
                + " cannot be written, which even looking at it needs (SQLite keeps its -wal and -shm"
                + " files beside it): check the owner and rights of it and its folder.");
  }

  @Test
  void the_demonstration_wants_a_folder_with_a_name() {
    assertThat(execute("demo", "--dir", "/")).isEqualTo(2);
    assertThat(lines(err))
        .containsExactly(
            "--dir: / has no name, and the demonstration needs a folder of its own; name one below"
                + " it.",
            "Help: bin/worker demo --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void a_link_that_leads_nowhere_is_told_as_what_it_is() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertThat(execute("demo", "--dir", link.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The folder "
                + link
                + " cannot be made, since "
                + link
                + " is a link to something that is not there: remove it, or name another with"
                + " --dir.");
    err.getBuffer().setLength(0);
    assertThat(execute("init", "--db", link.resolve("jobs.db").toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The folder of the database "
                + link.resolve("jobs.db")
                + " cannot be made, since "
                + link
                + " is a link to something that is not there.");
  }

  @Test
  void the_demonstration_says_where_its_folder_cannot_be_made() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(execute("demo", "--dir", file.resolve("demo").toString())).isEqualTo(3);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString().lines())
        .containsExactly(
            "The folder "
                + file.resolve("demo")
                + " cannot be made, since "
                + file
                + " is no folder: remove it, or name another with --dir.");
  }

  @Test
  void the_demonstration_leaves_its_outputs_and_a_sheet_in_a_folder_of_its_own() throws Exception {
    Path taken = Files.createDirectory(folder.resolve("demo"));
    Path demo = folder.resolve("demo-2");

    assertThat(execute("demo", "--dir", taken.toString(), "--ffmpeg-cache-dir", "target/ffmpeg"))
        .as(err.toString())
        .isZero();
    assertThat(entries(taken)).isEmpty();
    assertThat(entries(demo.resolve("output")))
        .containsExactlyInAnyOrder(
            "jellyfish.webm", "kite.webm", "kite-on-blue.mp4", "both.webm", ".tmp");
    assertThat(entries(demo.resolve("output/.tmp"))).isEmpty();
    assertThat(demo.resolve("before-after.png")).isNotEmptyFile();
    assertThat(lines(out))
        .startsWith("Drawing two green-screen clips in " + demo + " ...")
        .contains("Queueing, as you would with: sqlite3 " + demo.resolve("jobs.db"))
        .contains("What the table says now:")
        .endsWith(
            "The outputs are in  " + demo.resolve("output"),
            "Before and after:   " + demo.resolve("before-after.png"),
            "Have a look with:   sqlite3 " + demo.resolve("jobs.db") + " 'SELECT * FROM v_recent'");
    assertThat(
            lines(out).stream().filter(line -> line.matches("  \\d  \\w+ +completed +output/.+")))
        .hasSize(4);
    assertThat(err.toString()).isEmpty();
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

  private int execute(String... arguments) {
    return Main.execute(
        arguments,
        environment,
        folder,
        null,
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  private static List<String> lines(StringWriter writer) {
    return writer.toString().lines().toList();
  }

  private static List<String> entries(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toList());
    }
  }
}
