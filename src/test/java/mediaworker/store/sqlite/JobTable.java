package mediaworker.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The table as another program sees it: over a connection of its own, with SQL it brings along. */
public final class JobTable implements AutoCloseable {

  private final Connection connection;

  public JobTable(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    run("PRAGMA busy_timeout = 60000");
  }

  /** Runs any statements. */
  public void run(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Inserts a row as people do and answers its id. */
  public long insert(String jobType, String inputData) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "INSERT INTO jobs (job_type, input_data) VALUES (?, ?) RETURNING id")) {
      statement.setString(1, jobType);
      statement.setString(2, inputData);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Inserts many rows in one transaction. */
  public void insertMany(int count, String jobType) throws SQLException {
    run("BEGIN");
    for (int i = 0; i < count; i++) {
      insert(jobType, null);
    }
    run("COMMIT");
  }

  /** The first column of the first row as text; null when there is no row or no value. */
  public String one(String sql) throws SQLException {
    List<String> all = all(sql);
    return all.isEmpty() ? null : all.get(0);
  }

  /** Every row, its columns joined by "|". */
  public List<String> all(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i > 1 ? "|" : "").append(result.getString(i));
        }
        rows.add(columns == 1 ? result.getString(1) : row.toString());
      }
    }
    return rows;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
