package mediaworker.store.sqlite.desk;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.database.SqliteErrors;

/**
 * Runs SQL on a database as a person with the sqlite3 shell does: over a connection of its own,
 * with nothing added.
 */
public final class PlainSql {

  private PlainSql() {}

  /**
   * Runs one statement.
   *
   * @return the rows it answers, values as text, null as an empty text
   */
  public static List<List<String>> run(SqliteDatabase database, String sql) throws StoreException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      List<List<String>> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          int columns = result.getMetaData().getColumnCount();
          while (result.next()) {
            List<String> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
              String value = result.getString(i);
              row.add(value == null ? "" : value);
            }
            rows.add(row);
          }
        }
      }
      return rows;
    } catch (SQLException e) {
      throw SqliteErrors.explain(database.file(), e);
    }
  }
}
