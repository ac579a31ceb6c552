package mediaworker.store.sqlite.schema;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.database.SqliteDatabase;

/**
 * A copy of a database as it is, made by SQLite itself ({@code VACUUM INTO}): whole, also while
 * others write, and without the file being opened by other means.
 */
final class Backup {

  private final SqliteDatabase database;
  private final Sql sql;

  Backup(SqliteDatabase database, Sql sql) {
    this.database = database;
    this.sql = sql;
  }

  /**
   * Makes a copy beside the database, unless nothing is in it.
   *
   * @param version what its name says of its shape
   * @return the copy, on the disk
   * @throws StoreException when it cannot be made; nothing is left behind then
   */
  Optional<Path> make(int version) throws StoreException, SQLException {
    if (isEmpty()) {
      return Optional.empty();
    }
    String time =
        sql.query("SELECT strftime('%Y%m%d-%H%M%S', 'now', 'localtime')", row -> row.getString(1))
            .get(0);
    Path copy =
        database
            .file()
            .resolveSibling(
                database.file().getFileName() + ".v" + version + "-" + time + ".backup");
    Path part = copy.resolveSibling(copy.getFileName() + ".part");
    try {
      Files.deleteIfExists(part);
      sql.update("VACUUM INTO ?", part.toString());
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true); // SQLite does not sync what it vacuums into
      }
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(copy);
    } catch (IOException | SQLException e) {
      remove(part);
      throw new StoreException(
          StoreException.Kind.UNUSABLE,
          "The database "
              + database.file()
              + " needs new columns or tables, and could not be copied before they are made ("
              + e.getMessage()
              + "). Nothing was changed. Make room in its folder, and start again.",
          e);
    }
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // The next try removes it.
    }
  }

  private boolean isEmpty() throws SQLException {
    List<String> tables =
        sql.query(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
                + " ESCAPE '\\'",
            row -> row.getString(1));
    for (String table : tables) {
      String name = "\"" + table.replace("\"", "\"\"") + "\"";
      if (!sql.query("SELECT 1 FROM " + name + " LIMIT 1", row -> 1).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
