package mediaworker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.PlainSql;
import mediaworker.store.sqlite.SqliteDatabase;
import mediaworker.store.sqlite.SqliteDatabase.Durability;

/**
 * Run once by {@code bin/worker} after a build: unpacks SQLite's library, which would else be
 * unpacked at every start, and walks through a worker's start, so that the JVM can archive the
 * classes it needs ({@code -XX:ArchiveClassesAtExit}).
 */
public final class Prepare {

  private static final int ROWS = 3;

  private Prepare() {}

  /**
   * Unpacks and walks through a start.
   *
   * @param args the folder for the library; an empty folder that the caller removes
   */
  public static void main(String[] args) throws IOException, StoreException {
    unpackSqlite(Path.of(args[0]));
    Path folder = Path.of(args[1]);
    Path database = folder.resolve("jobs.db");
    run(folder, "init", "--db", database.toString());
    // Longer than a second, so that progress is written and its classes are archived too.
    for (int i = 0; i < ROWS; i++) {
      PlainSql.run(
          SqliteDatabase.existing(database, Durability.NORMAL),
          "INSERT INTO jobs (job_type, input_data) VALUES ('noop', '{\"seconds\": 1.1}')");
    }
    run(folder, "run", "--drain", "--db", database.toString());
  }

  private static void run(Path folder, String... arguments) {
    int code =
        Main.execute(
            arguments,
            Map.of(),
            folder,
            null,
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()));
    if (code != ExitCodes.OK) {
      throw new IllegalStateException("exit code " + code);
    }
  }

  private static void unpackSqlite(Path folder) throws IOException {
    String library = System.mapLibraryName("sqlitejdbc");
    String resource =
        "/org/sqlite/native/"
            + org.sqlite.util.OSInfo.getNativeLibFolderPathForCurrentOS()
            + "/"
            + library;
    try (InputStream in = Prepare.class.getResourceAsStream(resource)) {
      if (in != null) {
        Files.copy(in, folder.resolve(library), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
