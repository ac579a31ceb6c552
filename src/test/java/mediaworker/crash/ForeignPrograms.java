package mediaworker.crash;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.store.sqlite.JobTable;

/** Programs of others on the same database, in a process of their own. */
final class ForeignPrograms {

  private ForeignPrograms() {}

  /** Write without a pause, from as many connections as are asked for, until their input ends. */
  static final class Writers {
    private Writers() {}

    public static void main(String[] arguments) throws Exception {
      AtomicBoolean over = new AtomicBoolean();
      try (JobTable table = new JobTable(Path.of(arguments[0]))) {
        table.run("CREATE TABLE IF NOT EXISTS noise (n INTEGER PRIMARY KEY, word TEXT)");
      }
      for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
        new Thread(() -> write(Path.of(arguments[0]), over)).start();
      }
      System.out.println("WRITES");
      System.out.flush();
      System.in.read();
      over.set(true);
    }

    private static void write(Path file, AtomicBoolean over) {
      while (!over.get()) {
        try (JobTable table = new JobTable(file)) {
          while (!over.get()) {
            table.run(
                "BEGIN IMMEDIATE",
                "INSERT INTO noise (word) VALUES (hex(randomblob(200)))",
                "DELETE FROM noise WHERE n < (SELECT max(n) FROM noise) - 1000",
                "COMMIT");
          }
        } catch (SQLException e) {
          // Locked out for a while by the others: a new connection.
        }
      }
    }
  }

  /** Begins a read transaction and stays in it until its input ends. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws Exception {
      try (JobTable table = new JobTable(Path.of(arguments[0]))) {
        table.run("BEGIN");
        table.one("SELECT count(*) FROM jobs");
        System.out.println("READS");
        System.out.flush();
        System.in.read();
      }
    }
  }
}
