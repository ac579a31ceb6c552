package mediaworker.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import mediaworker.cli.CommandLineFixture;
import mediaworker.store.sqlite.JobTable;
import org.junit.jupiter.api.Test;

/** Databases that are made or brought into shape. */
class InitCommandTest extends CommandLineFixture {

  /** The table as the dashboard makes it. */
  private static final String DASHBOARD_TABLE =
      "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, job_type TEXT NOT NULL, status TEXT"
          + " NOT NULL, created_at TIMESTAMP NOT NULL, prompt TEXT, input_data TEXT, result_data"
          + " TEXT, error_message TEXT, keying_settings TEXT, keyed_result_data TEXT, parent_job_id"
          + " INTEGER)";

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
          .anyMatch(line -> line.matches("  added the columns .*, attempts, .*, lease_until"))
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
  void init_refuses_a_database_that_it_cannot_write() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may write every file");
    execute("init", "--db", db.toString());
    assertThat(db.toFile().setWritable(false)).isTrue();

    assertThat(execute("init", "--db", db.toString())).isEqualTo(3);
    assertThat(lines(err))
        .containsExactly(
            "The database "
                + db
                + " cannot be written, which even looking at it needs (SQLite keeps its -wal and"
                + " -shm files beside it): check the owner and rights of it and its folder, or run this"
                + " as their owner.");
  }
}
