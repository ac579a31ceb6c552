package mediaworker.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How the scripts that come with the program are cut into statements. */
class SqliteSchemaTest {

  @Test
  void a_script_is_cut_at_semicolons_that_end_a_line() {
    assertThat(SqliteSchema.statements("DROP VIEW a;\nCREATE VIEW a AS\nSELECT 1;\n"))
        .containsExactly("DROP VIEW a;", "CREATE VIEW a AS\nSELECT 1;");
  }

  @Test
  void comments_between_statements_go_and_those_within_stay() {
    assertThat(
            SqliteSchema.statements(
                "-- what it is\n\nCREATE TABLE t (\n  -- a key\n  id INTEGER -- own\n); -- done\n--"
                    + " the end\n"))
        .containsExactly("CREATE TABLE t (\n  -- a key\n  id INTEGER -- own\n); -- done");
  }

  @Test
  void a_semicolon_in_a_comment_or_a_text_ends_nothing() {
    assertThat(SqliteSchema.statements("SELECT ';' AS a, -- one;\n  ';x' AS b;\n"))
        .containsExactly("SELECT ';' AS a, -- one;\n  ';x' AS b;");
  }

  @Test
  void blank_lines_within_a_statement_do_not_end_it() {
    assertThat(SqliteSchema.statements("SELECT 1,\n\n  2;")).containsExactly("SELECT 1,\n\n  2;");
  }

  @Test
  void a_last_statement_without_a_semicolon_is_not_lost() {
    assertThat(SqliteSchema.statements("SELECT 1;\nSELECT 2\n-- end\n"))
        .containsExactly("SELECT 1;", "SELECT 2\n-- end");
  }

  @Test
  void lines_of_windows_are_cut_the_same() {
    assertThat(SqliteSchema.statements("SELECT 1;\r\nSELECT 2;\r\n"))
        .containsExactly("SELECT 1;", "SELECT 2;");
  }

  @Test
  void nothing_is_no_statement() {
    assertThat(SqliteSchema.statements("")).isEmpty();
    assertThat(SqliteSchema.statements("-- only words\n\n")).isEmpty();
  }

  @Test
  void the_table_is_one_statement_with_its_columns_explained() throws Exception {
    List<String> statements = SqliteSchema.statements(resource("/jobs.sql"));

    assertThat(statements).hasSize(1);
    assertThat(statements.get(0))
        .startsWith("CREATE TABLE IF NOT EXISTS jobs (")
        .contains("-- why it failed, in a sentence")
        .endsWith(");");
  }

  @Test
  void what_stands_beside_the_table_never_drops_a_table_or_a_column() throws Exception {
    List<String> statements =
        SqliteSchema.statements(resource("/mediaworker/store/sqlite/extras.sql"));

    assertThat(statements).hasSizeGreaterThan(5);
    assertThat(statements)
        .allMatch(
            statement ->
                statement.matches(
                    "(?s)(CREATE (TABLE|INDEX) IF NOT EXISTS|(DROP VIEW IF EXISTS|CREATE VIEW)"
                        + " v_|(DROP INDEX IF EXISTS|CREATE INDEX) jobs_) ?\\w+.*;"));
  }

  private static String resource(String name) throws Exception {
    try (InputStream in = SqliteSchemaTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
