package mediaworker.store.sqlite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import mediaworker.jobs.Children.Child;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.Presence;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.JobStoreFixture;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.Test;

/** Databases that are not of this version: brought into shape, copied before, or refused. */
class SqliteSchemaTest extends JobStoreFixture {

  @Test
  void a_missing_database_is_named_with_what_to_do() {
    assertThatThrownBy(
            () ->
                SqliteDatabase.existing(folder.resolve("none.db"), SqliteDatabase.Durability.FULL))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("There is no database at")
        .hasMessageContaining("bin/worker init");
  }

  @Test
  void a_file_that_is_no_database_is_refused() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.db"), "just some notes ".repeat(100));

    assertThatThrownBy(
            () ->
                SqliteJobStore.open(
                    SqliteDatabase.existing(text, SqliteDatabase.Durability.FULL),
                    Clock.systemUTC()))
        .hasMessageContaining("is not a SQLite database");
    assertThat(text).hasContent("just some notes ".repeat(100));
  }

  @Test
  void a_table_that_is_no_job_table_is_refused_unchanged() throws Exception {
    Path path = folder.resolve("other.db");
    try (JobTable other = new JobTable(path)) {
      other.run("CREATE TABLE jobs (id INTEGER PRIMARY KEY, title TEXT, salary INTEGER)");
      assertThatThrownBy(
              () ->
                  SqliteJobStore.open(
                      SqliteDatabase.existing(path, SqliteDatabase.Durability.FULL),
                      Clock.systemUTC()))
          .hasMessageContaining("is not a job table")
          .hasMessageContaining("job_type, status, created_at");
      assertThat(other.all("SELECT name FROM pragma_table_info('jobs')"))
          .containsExactly("id", "title", "salary");
    }
  }

  @Test
  void a_database_of_a_newer_worker_is_refused() throws Exception {
    table.run("UPDATE worker_schema SET version = 99");

    assertThatThrownBy(() -> open("host-3-ccc")).hasMessageContaining("newer worker");
  }

  @Test
  void columns_that_an_older_worker_did_not_have_are_added() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 9", // the first without what keying found
        "DROP TRIGGER jobs_webhook",
        "ALTER TABLE jobs DROP COLUMN findings");

    open("host-3-ccc").close();

    assertThat(table.all("SELECT findings FROM jobs")).isEmpty();
  }

  @Test
  void a_notice_of_an_older_database_gets_a_place_for_what_was_found() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 10",
        "DROP TRIGGER jobs_webhook",
        "ALTER TABLE webhooks DROP COLUMN findings",
        "INSERT INTO webhooks (job_id, job_type, event, next_at, created_at) VALUES"
            + " (7, 'noop', 'failed', '2026-05-04 12:00:00', '2026-05-04 12:00:00')");

    open("host-3-ccc").close();

    assertThat(table.all("SELECT job_id, COALESCE(findings, '-') FROM webhooks"))
        .containsExactly("7|-");
    table.run(
        "INSERT INTO jobs (id, job_type, callback_url) VALUES (8, 'noop', 'https://a.example/')",
        "UPDATE jobs SET status = 'completed', findings = '{}' WHERE id = 8");
    assertThat(table.all("SELECT findings FROM webhooks WHERE job_id = 8")).containsExactly("{}");
  }

  @Test
  void what_writes_the_notices_of_an_older_database_is_made_anew() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 19", // the last whose trigger passed over skipped ones
        "DROP TRIGGER jobs_webhook",
        "CREATE TRIGGER jobs_webhook AFTER UPDATE OF status ON jobs"
            + " WHEN NEW.status = 'completed' AND NEW.callback_url IS NOT NULL BEGIN"
            + " INSERT INTO webhooks (job_id, job_type, event, created_at, callback_url)"
            + " VALUES (NEW.id, NEW.job_type, NEW.status, datetime('now'), NEW.callback_url); END");

    open("host-3-ccc").close();

    table.run(
        "INSERT INTO jobs (id, job_type, callback_url) VALUES (8, 'noop', 'https://a.example/')",
        "UPDATE jobs SET status = 'skipped' WHERE id = 8");
    assertThat(table.all("SELECT event FROM webhooks WHERE job_id = 8")).containsExactly("skipped");
  }

  @Test
  void calls_of_an_older_database_get_a_place_for_times_that_come_once() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = 12",
        "DROP VIEW v_waiting",
        "DROP INDEX paid_calls_starts",
        "ALTER TABLE paid_calls DROP COLUMN intended_ms",
        "ALTER TABLE paid_calls DROP COLUMN accepted_ms",
        "INSERT INTO jobs (id, job_type, status) VALUES (7, 'animation', 'waiting_remote'),"
            + " (8, 'animation', 'waiting_remote')",
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
            + " accepted_at) VALUES (7, 'kling', 'animation', 'mw-7', 'accepted',"
            + " '2026-05-04 12:00:00', datetime('now', 'localtime', '-30 minutes'))");

    open("host-3-ccc").close();

    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
            + " accepted_at, accepted_ms) VALUES (8, 'kling', 'animation', 'mw-8', 'accepted',"
            + " '2026-05-04 12:00:00', '2026-05-04 12:00:00',"
            + " (strftime('%s', 'now') - 90 * 60) * 1000)");
    assertThat(table.all("SELECT id, under_way_for FROM v_waiting ORDER BY id"))
        .containsExactly("7|30 min", "8|90 min");
    assertThat(table.one("SELECT intended_ms IS NULL FROM paid_calls WHERE job_id = 7"))
        .isEqualTo("1");
  }

  @Test
  void the_shape_of_a_database_is_left_alone_while_an_older_worker_is_at_it() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = " + (SqliteSchema.VERSION - 1),
        "DROP VIEW v_counts",
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at)"
            + " VALUES ('old-1', 'machine', 7, 'start', 3, '2026-05-04 12:00:00')");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    SqliteDatabase used =
        database.among(id -> id.name().equals("old-1") ? Presence.ALIVE : Presence.GONE);

    assertThatThrownBy(() -> SqliteJobStore.open(used, Clock.systemUTC()))
        .hasMessageContaining("The worker old-1 is at the database")
        .hasMessageContaining("End it first");
    assertThatThrownBy(() -> SqliteJobDesk.open(used, Clock.systemUTC(), 0))
        .hasMessageContaining("End it first");
    assertThat(table.all("SELECT name FROM sqlite_schema WHERE name = 'v_counts'")).isEmpty();

    SqliteDatabase left = database.among(id -> Presence.GONE);
    try (SqliteJobStore upgraded = SqliteJobStore.open(left, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
  }

  @Test
  void a_worker_elsewhere_counts_as_being_there_while_it_holds_a_row() throws Exception {
    table.run(
        "UPDATE worker_schema SET version = " + (SqliteSchema.VERSION - 1),
        "INSERT INTO workers (name, machine, pid, pid_started, threads, started_at)"
            + " VALUES ('old-1', 'container', 7, 'start', 3, '2026-05-04 12:00:00')",
        "INSERT INTO jobs (job_type, status, worker, claim, lease_until) VALUES ('noop',"
            + " 'processing', 'old-1', 'old-1-1', 4102444800000)");
    SqliteDatabase database =
        SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL)
            .among(id -> Presence.ELSEWHERE);

    assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
        .hasMessageContaining("End it first");
    table.run("UPDATE jobs SET lease_until = 1 WHERE worker = 'old-1'");
    SqliteJobStore.open(database, Clock.systemUTC()).close();
  }

  @Test
  void children_that_had_failed_before_a_parent_was_queued_again_are_known_after_an_upgrade()
      throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, status, started_at) VALUES (71, 'many',"
            + " 'waiting_for_children', '2026-05-04 12:00:00')",
        "INSERT INTO jobs (id, job_type, status, parent_job_id, finished_at) VALUES"
            + " (72, 'noop', 'failed', 71, '2026-05-04 11:00:00'),"
            + " (73, 'noop', 'failed', 71, '2026-05-04 13:00:00')",
        "INSERT INTO job_needs VALUES (71, 72, 1, 1), (71, 73, 1, 1)",
        "UPDATE worker_schema SET version = 7");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.children().of(71))
          .extracting(Child::earlier)
          .containsExactly(true, false);
    }
  }

  @Test
  void pauses_and_workers_of_an_older_version_are_kept_and_lanes_can_be_paused_then()
      throws Exception {
    table.run(
        "DROP VIEW v_pauses",
        "DROP TABLE pauses",
        "CREATE TABLE pauses (scope TEXT NOT NULL CHECK (scope IN ('all', 'type')),"
            + " name TEXT NOT NULL DEFAULT '', since TIMESTAMP NOT NULL, reason TEXT,"
            + " PRIMARY KEY (scope, name))",
        "CREATE VIEW v_pauses AS SELECT scope FROM pauses",
        "INSERT INTO pauses VALUES ('type', 'keying', '2026-05-04 12:00:00', 'lunch')",
        "ALTER TABLE workers DROP COLUMN lanes",
        "ALTER TABLE workers DROP COLUMN seen_at",
        "ALTER TABLE paid_calls DROP COLUMN in_vain",
        "ALTER TABLE paid_calls DROP COLUMN sought_at",
        "ALTER TABLE paid_calls DROP COLUMN missed_at",
        "UPDATE worker_schema SET version = 5");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    table.run("INSERT INTO pauses (scope, name) VALUES ('lane', 'cpu')");
    assertThat(table.all("SELECT scope, name, reason FROM v_pauses ORDER BY scope"))
        .containsExactly("lane|cpu|null", "type|keying|lunch");
    assertThat(table.all("SELECT 1 FROM sqlite_schema WHERE name = 'pauses_before'")).isEmpty();
    assertThat(
            table.one(
                "SELECT count(*) FROM workers WHERE lanes IS NULL"
                    + " AND seen_at >= datetime('now', 'localtime', '-1 minute')"))
        .isEqualTo("1");
    assertThat(table.all("SELECT in_vain, sought_at, missed_at FROM paid_calls")).isEmpty();
  }

  @Test
  void calls_of_an_older_version_that_their_provider_did_not_know_are_noted_as_such()
      throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at, message)"
            + " VALUES (1, 'kling', 'image', 'refused', 'a', '2026-05-04 12:00:00',"
            + " 'kling has never heard of it'),"
            + " (1, 'kling', 'image', 'refused', 'b', '2026-05-04 12:00:00', 'Kling: no')",
        "ALTER TABLE paid_calls DROP COLUMN missed_at",
        "UPDATE worker_schema SET version = 18");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    assertThat(table.all("SELECT marker, missed_at IS NOT NULL FROM paid_calls ORDER BY marker"))
        .containsExactly("a|1", "b|0");
  }

  @Test
  void calls_in_doubt_of_an_older_version_are_taken_for_looked_for() throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, state, marker, intended_at) VALUES"
            + " (1, 'kling', 'image', 'unknown', 'a', '2026-05-04 12:00:00'),"
            + " (1, 'kling', 'image', 'intended', 'b', '2026-05-04 12:00:00')",
        "ALTER TABLE paid_calls DROP COLUMN sought_at",
        "UPDATE worker_schema SET version = 17");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).isNotEmpty();
    }
    assertThat(table.all("SELECT marker, sought_at IS NOT NULL FROM paid_calls ORDER BY marker"))
        .containsExactly("a|1", "b|0");
  }

  @Test
  void a_database_with_rows_is_copied_before_its_shape_changes() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE worker_schema SET version = 1", "CREATE TABLE theirs (word TEXT)");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (SqliteJobStore upgraded = SqliteJobStore.open(database, Clock.systemUTC())) {
      assertThat(upgraded.changes()).anyMatch(line -> line.startsWith("kept a copy of it"));
    }
    List<Path> copies = beside(".backup");
    assertThat(copies).hasSize(1);
    assertThat(copies.get(0).getFileName().toString()).matches("jobs\\.db\\.v1-[0-9-]+\\.backup");
    try (JobTable copy = new JobTable(copies.get(0))) {
      assertThat(copy.one("SELECT version FROM worker_schema")).isEqualTo("1");
      assertThat(copy.one("SELECT count(*) FROM jobs")).isEqualTo("3");
      assertThat(copy.one("PRAGMA integrity_check")).isEqualTo("ok");
      assertThat(copy.all("SELECT word FROM theirs")).isEmpty();
    }
    assertThat(beside(".part")).isEmpty();
  }

  @Test
  void a_database_that_cannot_be_copied_is_not_changed() throws Exception {
    table.insertMany(3, "noop");
    table.run("UPDATE worker_schema SET version = 1", "DROP VIEW v_active");
    SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
    try (JobTable other = new JobTable(file)) {
      // The copy's name is taken by a folder, whenever in the next two minutes it is made.
      for (int second = -1; second < 120; second++) {
        String time =
            other.one(
                "SELECT strftime('%Y%m%d-%H%M%S', 'now', 'localtime', '" + second + " seconds')");
        Files.createDirectories(folder.resolve("jobs.db.v1-" + time + ".backup.part/full"));
      }
      assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Nothing was changed");
      assertThat(other.one("SELECT version FROM worker_schema")).isEqualTo("1");
      assertThat(other.all("SELECT 1 FROM sqlite_schema WHERE name = 'v_active'")).isEmpty();
    }
  }

  private List<Path> beside(String end) throws Exception {
    try (var files = Files.list(folder)) {
      return files.filter(path -> path.toString().endsWith(end)).toList();
    }
  }

  @Test
  void a_damaged_database_is_refused_with_advice() throws Exception {
    Path path = folder.resolve("damaged.db");
    SqliteDatabase database = SqliteDatabase.orNew(path, SqliteDatabase.Durability.FULL);
    SqliteJobStore.open(database, Clock.systemUTC()).close();
    byte[] bytes = Files.readAllBytes(path);
    java.util.Arrays.fill(bytes, 4096, bytes.length, (byte) 0x5a);
    Files.write(path, bytes);

    assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNUSABLE))
        .hasMessageContaining("is damaged")
        .hasMessageContaining(".recover");
  }

  @Test
  void a_dashboards_table_gets_our_columns_and_keeps_everything_else() throws Exception {
    Path path = folder.resolve("dashboard.db");
    try (JobTable other = new JobTable(path)) {
      other.run(
          "CREATE TABLE jobs (id INTEGER PRIMARY KEY AUTOINCREMENT, job_type TEXT NOT NULL,"
              + " status TEXT NOT NULL, created_at TIMESTAMP NOT NULL, prompt TEXT,"
              + " input_data TEXT, result_data TEXT, error_message TEXT, keying_settings TEXT,"
              + " keyed_result_data TEXT, parent_job_id INTEGER)",
          "INSERT INTO jobs (job_type, status, created_at, prompt)"
              + " VALUES ('noop', 'completed', '2025-09-30 11:00:15.447302', 'old')");
      SqliteDatabase database = SqliteDatabase.existing(path, SqliteDatabase.Durability.FULL);
      try (SqliteJobStore dashboard = SqliteJobStore.open(database, Clock.systemUTC())) {
        assertThat(dashboard.changes())
            .anyMatch(line -> line.matches("added the columns .*, priority, .*"));
        dashboard.register(new WorkerId("h-1-x", "m", 1, "s"), 3, LEASE, NOW);
        other.run(
            "INSERT INTO jobs (job_type, status, created_at, prompt, input_data)"
                + " VALUES ('noop', 'queued', '2025-10-01 08:00:00.000001', 'new', '{}')");
        Round round = dashboard.exchange(new Round.Request(List.of(), List.of(), 3, 0, 0, NOW));
        assertThat(ids(round.claimed())).containsExactly(2L);
      }
      assertThat(other.all("SELECT id, status, prompt, priority FROM jobs ORDER BY id"))
          .containsExactly("1|completed|old|0", "2|processing|new|0");
      try (SqliteJobStore again = SqliteJobStore.open(database, Clock.systemUTC())) {
        assertThat(again.changes()).isEmpty();
      }
    }
  }

  @Test
  void the_views_answer() throws Exception {
    table.insertMany(4, "noop");
    claim(1);
    end(claim(1).get(0), new Outcome.Failed("it broke"));

    assertThat(table.all("SELECT id, status, attempt FROM v_active"))
        .containsExactly("1|processing|1/3");
    assertThat(table.all("SELECT id, error_message FROM v_failed")).containsExactly("2|it broke");
    assertThat(table.all("SELECT position, id FROM v_queue")).containsExactly("1|3", "2|4");
    assertThat(table.all("SELECT id, status, took FROM v_recent"))
        .containsExactly("2|failed|0.0 s");
    assertThat(table.all("SELECT status, jobs FROM v_counts"))
        .containsExactlyInAnyOrder("failed|1", "processing|1", "queued|2");
  }

  @Test
  void the_schema_people_see_keeps_its_comments() throws Exception {
    assertThat(table.one("SELECT sql FROM sqlite_schema WHERE name = 'jobs'"))
        .contains("-- higher runs sooner");
  }
}
