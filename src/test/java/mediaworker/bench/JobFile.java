package mediaworker.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** The job database as any other program sees it: plain JDBC, nothing of the worker's. */
final class JobFile implements AutoCloseable {

  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final Connection connection;

  JobFile(Path file) throws SQLException {
    this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    execute("PRAGMA busy_timeout = 60000");
  }

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Queues no-op jobs of a length, with about 100 bytes of text each. */
  void queue(int rows, double seconds) throws SQLException {
    insert(
        rows, "job_type, input_data, prompt", "'noop', '{\"seconds\": " + seconds + "}', " + NOTE);
  }

  private static final String NOTE =
      "'clip ' || i || ' of the spring campaign, as it came from the generator; key, then stitch'";

  /** Inserts rows in one transaction; {@code values} may use the number {@code i}. */
  void insert(int rows, String columns, String values) throws SQLException {
    execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + rows
            + ") INSERT INTO jobs ("
            + columns
            + ") SELECT "
            + values
            + " FROM n");
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /**
   * Waits until every row of 1 … {@code rows} can be read as completed.
   *
   * @return when that was seen
   */
  Instant awaitCompleted(int rows, PackagedWorker worker)
      throws SQLException, InterruptedException, IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    // Rows end about in order: the last hundred tell when a count of all is worth its time.
    try (PreparedStatement last = connection.prepareStatement(count("id > " + (rows - 100)));
        PreparedStatement all = connection.prepareStatement(count("TRUE"))) {
      while (number(last) < Math.min(rows, 100) || number(all) < rows) {
        if (!worker.isAlive() || System.nanoTime() > end) {
          throw new IOException("the worker has ended or stands still before its jobs were done");
        }
        Thread.sleep(1);
      }
      return Instant.now();
    }
  }

  private static String count(String which) {
    return "SELECT count(*) FROM jobs WHERE status = 'completed' AND " + which;
  }

  private static long number(PreparedStatement query) throws SQLException {
    try (ResultSet result = query.executeQuery()) {
      return result.getLong(1);
    }
  }

  /** Milliseconds from the first start to the last end. */
  double spanMillis() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT (julianday(max(finished_at)) - julianday(min(started_at))) * 86400000"
                    + " FROM jobs WHERE job_type <> 'pipeline'")) {
      return result.getDouble(1);
    }
  }

  /** When the first job began: the time its claim was asked for, so a little early. */
  Instant firstStart() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT min(started_at) FROM jobs")) {
      return LocalDateTime.parse(result.getString(1).replace(' ', 'T'))
          .atZone(ZoneId.systemDefault())
          .toInstant();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
