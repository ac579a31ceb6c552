package mediaworker.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Another program that queues jobs, as a process of its own: the database, and how many rows.
 * Prints each row's id and the monotonic time in nanoseconds at which its commit had returned.
 */
public final class Producer {

  private static final int LEAST_PAUSE_MILLIS = 50;
  private static final int LONGEST_PAUSE_MILLIS = 150;

  private Producer() {}

  /** Inserts the rows. */
  public static void main(String[] args) throws SQLException, InterruptedException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO jobs (job_type, input_data) VALUES ('noop', '{\"seconds\": 0}')");
        PreparedStatement id = connection.prepareStatement("SELECT last_insert_rowid()")) {
      for (int i = 0; i < Integer.parseInt(args[1]); i++) {
        Thread.sleep(
            ThreadLocalRandom.current().nextLong(LEAST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
        insert.executeUpdate(); // commits: synchronous is FULL, SQLite's default
        long committed = System.nanoTime();
        try (ResultSet row = id.executeQuery()) {
          System.out.println(row.getLong(1) + " " + committed);
        }
      }
    }
  }
}
