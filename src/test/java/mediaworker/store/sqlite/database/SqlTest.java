package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlTest {

  @TempDir Path folder;

  /** The driver closes a statement that met this error; max_page_count stands for the full disk. */
  @Test
  void a_statement_that_met_a_full_disk_can_be_used_again() throws Exception {
    SqliteDatabase database =
        SqliteDatabase.orNew(folder.resolve("a.db"), SqliteDatabase.Durability.NORMAL);
    try (Sql sql = new Sql(database.openWriter())) {
      sql.update("CREATE TABLE t (data BLOB)");
      String insert = "INSERT INTO t VALUES (zeroblob(100000)) RETURNING length(data)";
      sql.query(insert, row -> row.getInt(1));
      sql.query("PRAGMA max_page_count = 1", row -> 1); // as many as there are
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> sql.immediately(() -> sql.query(insert, row -> row.getInt(1))))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("full");
      }
      sql.query("PRAGMA max_page_count = 100000", row -> 1);

      assertThat(sql.immediately(() -> sql.query(insert, row -> row.getInt(1))))
          .containsExactly(100_000);
    }
  }
}
