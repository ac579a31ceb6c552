package mediaworker.store.sqlite.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Databases of every shape there was, with rows in it: nothing of them is lost or changed. */
class EarlierSchemasTest {

  private static final Pattern MADE =
      Pattern.compile("CREATE (?:UNIQUE )?(?:TABLE|INDEX|VIEW|TRIGGER) (\\w+) .*");

  private static final String TIME = "2026-05-04 12:00:00.000000";

  @TempDir Path folder;

  /**
   * Values as they are written in SQL, by column; those that a shape does not have are left out.
   */
  private static void insert(JobTable table, String name, Map<String, String> values)
      throws SQLException {
    List<String> there = table.all("SELECT name FROM pragma_table_info('" + name + "')");
    Map<String, String> kept = new LinkedHashMap<>(values);
    kept.keySet().retainAll(there);
    if (!there.isEmpty()) {
      table.run(
          "INSERT INTO "
              + name
              + kept.keySet().stream().collect(Collectors.joining(", ", " (", ")"))
              + kept.values().stream().collect(Collectors.joining(", ", " VALUES (", ")")));
    }
  }

  private static void job(JobTable table, int id, String type, String status, String... more)
      throws SQLException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("id", String.valueOf(id));
    values.put("job_type", "'" + type + "'");
    values.put("status", "'" + status + "'");
    values.put("created_at", "'" + TIME + "'");
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    insert(table, "jobs", values);
  }

  private static void call(JobTable table, int job, String state, Map<String, String> more)
      throws SQLException {
    Map<String, String> values = new LinkedHashMap<>(more);
    values.put("job_id", String.valueOf(job));
    values.put("provider", "'replicate'");
    values.put("operation", "'animation'");
    values.put("marker", "'mw-" + job + "'");
    values.put("state", "'" + state + "'");
    values.put("intended_at", "'" + TIME + "'");
    insert(table, "paid_calls", values);
  }

  private void make(int version, JobTable table) throws SQLException {
    Map<String, String> shape = new LinkedHashMap<>();
    int at = 0;
    boolean known = false;
    for (String line :
        SqlScript.read("/mediaworker/store/sqlite/schema/earlier-schemas.sql").split("\n")) {
      Matcher made = MADE.matcher(line);
      if (line.startsWith("-- version ")) {
        at = Integer.parseInt(line.substring("-- version ".length()));
        known |= at == version;
      } else if (at <= version && made.matches()) {
        shape.put(made.group(1), line);
      }
    }
    assertThat(known).as("version " + version + " has a section").isTrue();
    for (String statement : shape.values()) {
      table.run(statement);
    }
    table.run("INSERT INTO worker_schema VALUES (" + version + ")");
  }

  private void fill(JobTable table) throws SQLException {
    String[] held = {
      "worker", "'host-9-zzz'", "claim", "'zzz-1'", "lease_until", "1", "attempts", "1"
    };
    job(table, 1, "noop", "queued", "input_data", "'{\"seconds\": 0}'", "unique_key", "'u'");
    job(table, 2, "noop", "processing", held);
    job(table, 3, "keying", "keying_processing", held);
    job(table, 4, "trim", "keying_queued", "result_data", "'a.mp4'", "keying_settings", "'{}'");
    job(table, 5, "keying", "completed", "result_data", "'b.webm'", "findings", "'{}'");
    job(table, 6, "noop", "failed", "error_message", "'no'", "finished_at", "'" + TIME + "'");
    job(table, 7, "noop", "cancelled");
    job(table, 8, "noop", "skipped", "callback_url", "'https://a.example/'");
    job(table, 9, "animation", "waiting_remote", "attempts", "1");
    job(table, 10, "animation", "needs_decision", "attempts", "1");
    job(table, 11, "noop", "waiting_for_jobs", "depends_on", "'[10]'", "needs_met", "NULL");
    job(table, 12, "pipeline", "waiting_for_children", "started_at", "'" + TIME + "'");
    job(table, 13, "noop", "queued", "parent_job_id", "12", "step", "'a'", "reuse", "1");
    job(table, 14, "noop", "pending", "run_at", "'2999-01-01 00:00:00.000000'");
    job(table, 15, "animation", "processing", held);
    String at = "'" + TIME + "'";
    call(table, 9, "accepted", Map.of("task_id", "'t9'", "accepted_at", at));
    call(table, 10, "unknown", Map.of("asked_at", at, "sought_at", at));
    call(table, 15, "intended", Map.of());
    call(table, 5, "delivered", Map.of("settled_at", at, "cost", "0.5", "cost_unit", "'USD'"));
    insert(table, "job_needs", Map.of("job_id", "11", "needs_id", "10"));
    insert(table, "job_needs", Map.of("job_id", "12", "needs_id", "13", "part", "1"));
    insert(
        table, "job_events", Map.of("job_id", "6", "at", at, "what", "'failed'", "message", "'n'"));
    insert(table, "pauses", Map.of("scope", "'type'", "name", "'trim'", "reason", "'lunch'"));
    insert(table, "providers", Map.of("name", "'kling'", "paused_reason", "'no balance'"));
    insert(table, "reusable_outputs", Map.of("job_id", "5", "fingerprint", "'f'", "made", "'{}'"));
    for (String state : List.of("'pending'", "'delivered'")) {
      Map<String, String> notice = new LinkedHashMap<>();
      notice.put("job_id", "5");
      notice.put("job_type", "'keying'");
      notice.put("event", "'completed'");
      notice.put("state", state);
      notice.put("next_at", at);
      notice.put("created_at", at);
      notice.put("callback_url", "'https://a.example/'");
      insert(table, "webhooks", notice);
    }
  }

  /** All rows of all tables by the columns that they have now, as SQL that reads them again. */
  private static Map<String, List<String>> rows(JobTable table) throws SQLException {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (String name :
        table.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                + " AND name <> 'worker_schema'")) {
      String columns =
          String.join(", ", table.all("SELECT name FROM pragma_table_info('" + name + "')"));
      String select = "SELECT " + columns + " FROM " + name + " ORDER BY 1, 2";
      rows.put(select, table.all(select));
    }
    return rows;
  }

  static IntStream earlier() {
    return IntStream.range(1, SqliteSchema.VERSION);
  }

  @ParameterizedTest
  @MethodSource("earlier")
  void nothing_of_a_database_is_lost_when_it_gets_its_new_shape(int version) throws Exception {
    Path file = folder.resolve("jobs.db");
    try (JobTable table = new JobTable(file)) {
      make(version, table);
      fill(table);
      Map<String, List<String>> before = rows(table);
      SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.NORMAL);

      try (SqliteJobStore store = SqliteJobStore.open(database, Clock.systemUTC())) {
        assertThat(store.changes())
            .anyMatch(line -> line.startsWith("kept a copy of it as it was: "))
            .anyMatch(line -> line.endsWith("(version " + SqliteSchema.VERSION + ")"));
      }

      for (Map.Entry<String, List<String>> rowsBefore : before.entrySet()) {
        assertThat(table.all(rowsBefore.getKey()))
            .as(rowsBefore.getKey())
            .isEqualTo(rowsBefore.getValue());
      }
      assertThat(table.one("SELECT version FROM worker_schema"))
          .isEqualTo(String.valueOf(SqliteSchema.VERSION));
      assertThat(objects(table)).isEqualTo(objectsOfANewOne());
      for (String view : table.all("SELECT name FROM sqlite_schema WHERE type = 'view'")) {
        table.all("SELECT * FROM " + view);
      }
      assertThat(table.one("PRAGMA integrity_check")).isEqualTo("ok");

      table.run("UPDATE worker_schema SET version = " + (SqliteSchema.VERSION + 1));
      assertThatThrownBy(() -> SqliteJobStore.open(database, Clock.systemUTC()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("Use that newer worker.");
    }
  }

  /** Indexes, views and triggers as they are, and tables by the names of their columns. */
  private static List<String> objects(JobTable table) throws SQLException {
    List<String> all = new ArrayList<>();
    for (String sql :
        table.all(
            "SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL"
                + " ORDER BY name")) {
      all.add(sql.replaceAll("--[^\n]*", "").replaceAll("\\s+", " "));
    }
    for (String name :
        table.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                + " ORDER BY 1")) {
      all.add(name + table.all("SELECT name FROM pragma_table_info('" + name + "') ORDER BY 1"));
    }
    return all;
  }

  private List<String> objectsOfANewOne() throws Exception {
    Path file = folder.resolve("new.db");
    SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.NORMAL), Clock.systemUTC())
        .close();
    try (JobTable table = new JobTable(file)) {
      return objects(table);
    }
  }
}
