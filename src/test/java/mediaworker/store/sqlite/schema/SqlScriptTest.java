package mediaworker.store.sqlite.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the scripts that come with the program are cut into statements. */
class SqlScriptTest {

  @Test
  void a_script_is_cut_at_semicolons_that_end_a_line() {
    assertThat(SqlScript.statements("DROP VIEW a;\nCREATE VIEW a AS\nSELECT 1;\n"))
        .containsExactly("DROP VIEW a;", "CREATE VIEW a AS\nSELECT 1;");
  }

  @Test
  void comments_between_statements_go_and_those_within_stay() {
    assertThat(
            SqlScript.statements(
                "-- what it is\n\nCREATE TABLE t (\n  -- a key\n  id INTEGER -- own\n); -- done\n--"
                    + " the end\n"))
        .containsExactly("CREATE TABLE t (\n  -- a key\n  id INTEGER -- own\n); -- done");
  }

  @Test
  void a_semicolon_in_a_comment_or_a_text_ends_nothing() {
    assertThat(SqlScript.statements("SELECT ';' AS a, -- one;\n  ';x' AS b;\n"))
        .containsExactly("SELECT ';' AS a, -- one;\n  ';x' AS b;");
  }

  @Test
  void blank_lines_within_a_statement_do_not_end_it() {
    assertThat(SqlScript.statements("SELECT 1,\n\n  2;")).containsExactly("SELECT 1,\n\n  2;");
  }

  @Test
  void a_last_statement_without_a_semicolon_is_not_lost() {
    assertThat(SqlScript.statements("SELECT 1;\nSELECT 2\n-- end\n"))
        .containsExactly("SELECT 1;", "SELECT 2\n-- end");
  }

  @Test
  void lines_of_windows_are_cut_the_same() {
    assertThat(SqlScript.statements("SELECT 1;\r\nSELECT 2;\r\n"))
        .containsExactly("SELECT 1;", "SELECT 2;");
  }

  @Test
  void nothing_is_no_statement() {
    assertThat(SqlScript.statements("")).isEmpty();
    assertThat(SqlScript.statements("-- only words\n\n")).isEmpty();
  }

  @Test
  void the_file_begins_with_the_table_and_its_columns_explained() throws Exception {
    List<String> statements = SqlScript.statements(resource("/jobs.sql"));

    assertThat(statements.get(0))
        .startsWith("CREATE TABLE IF NOT EXISTS jobs (")
        .contains("-- why it failed, in a sentence")
        .endsWith(");");
  }

  @Test
  void the_file_never_drops_a_table_or_a_column() throws Exception {
    List<String> statements = SqlScript.statements(resource("/jobs.sql"));

    assertThat(statements).hasSizeGreaterThan(5);
    assertThat(statements)
        .allMatch(
            statement ->
                statement.matches(
                    "(?s)(CREATE (TABLE|(UNIQUE )?INDEX) IF NOT EXISTS|(DROP VIEW IF EXISTS|CREATE"
                        + " VIEW) v_|(DROP (INDEX|TRIGGER) IF EXISTS|CREATE (INDEX|TRIGGER)) jobs_)"
                        + " ?\\w+.*;"));
  }

  /** As with sqlite3 jobs.db < jobs.sql. */
  @Test
  void applied_by_hand_it_is_all_that_is_needed(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("jobs.db");
    try (JobTable table = new JobTable(file)) {
      for (int time = 0; time < 2; time++) {
        table.run(SqlScript.statements(resource("/jobs.sql")).toArray(new String[0]));
      }
      table.insert("noop", null);
      assertThat(table.all("SELECT position, id FROM v_queue")).containsExactly("1|1");
      for (String view :
          table.all("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")) {
        table.all("SELECT * FROM " + view);
      }
      List<String> byHand = table.all(OBJECTS);
      SqliteDatabase database = SqliteDatabase.existing(file, SqliteDatabase.Durability.FULL);
      SqliteJobStore.open(database, Clock.systemUTC()).close();

      assertThat(table.all(OBJECTS)).isEqualTo(byHand);
      assertThat(table.one("SELECT count(*) FROM jobs")).isEqualTo("1");
    }
  }

  private static final String OBJECTS =
      "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_schema ORDER BY 1";

  private static String resource(String name) throws Exception {
    try (InputStream in = SqlScriptTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
