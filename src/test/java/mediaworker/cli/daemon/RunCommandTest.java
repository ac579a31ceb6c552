package mediaworker.cli.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import mediaworker.cli.CommandLineFixture;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The worker itself, and the demonstration. */
class RunCommandTest extends CommandLineFixture {

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
  @DisabledOnOs(OS.WINDOWS)
  void a_log_folder_with_a_sign_that_rolling_cannot_take_is_refused() {
    execute("init", "--db", db.toString());
    for (String name : List.of("100% mine", "a%d", "back\\slash")) {
      err.getBuffer().setLength(0);
      out.getBuffer().setLength(0);
      Path logs = folder.resolve(name);
      String why =
          "The log folder "
              + logs
              + " has a "
              + (name.contains("%") ? "%" : "\\")
              + " in its path, with which its files could not be rolled: name another with"
              + " log-dir.";

      assertThat(execute("--drain", "--db", db.toString(), "--log-dir", logs.toString()))
          .isEqualTo(2);
      assertThat(lines(err)).containsExactly(why);
      assertThat(execute("check", "--db", db.toString(), "--log-dir", logs.toString()))
          .isEqualTo(4);
      assertThat(lines(out)).contains("PROBLEM  log folder     " + why);
      assertThat(execute("demo", "--dir", logs.toString())).isEqualTo(2);
      assertThat(logs).doesNotExist();
    }
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
                + " cannot be written, which even looking at it needs (SQLite keeps its -wal and"
                + " -shm files beside it): check the owner and rights of it and its folder, or run this"
                + " as their owner.");
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
}
