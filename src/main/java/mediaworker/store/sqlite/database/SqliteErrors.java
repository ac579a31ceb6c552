package mediaworker.store.sqlite.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import mediaworker.jobs.StoreException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Says in a sentence what SQLite's error codes mean for the person who runs the worker. */
public final class SqliteErrors {

  private SqliteErrors() {}

  /** What went wrong at a database, as a sentence that says what to do. */
  public static StoreException explain(Path file, SQLException e) {
    SQLiteErrorCode code =
        e instanceof SQLiteException sqlite
            ? sqlite.getResultCode()
            : SQLiteErrorCode.UNKNOWN_ERROR;
    // Extended codes carry the primary one in their low byte: https://sqlite.org/rescode.html
    return switch (SQLiteErrorCode.getErrorCode(code.code & 0xff)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
          forNow(file, "is locked by another program that does not let go.", e);
      case SQLITE_FULL -> full(file, e);
      case SQLITE_IOERR ->
          code == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE // its -shm file found no room
              ? full(file, e)
              : forNow(file, "could not be read or written (" + code + ").", e);
      case SQLITE_NOMEM -> forNow(file, "could not be used: too little memory.", e);
      case SQLITE_NOTADB -> unusable(file, "is not a SQLite database; was another file meant?", e);
      case SQLITE_CORRUPT ->
          unusable(
              file,
              "is damaged. Stop everything that uses it, keep a copy, and try: sqlite3 "
                  + file
                  + " \".recover\" | sqlite3 recovered.db",
              e);
      case SQLITE_READONLY, SQLITE_PERM -> unusable(file, SqliteDatabase.UNWRITABLE, e);
      case SQLITE_CANTOPEN ->
          mayBeOpened(file)
              ? forNow(
                  file,
                  "or a temporary file of it cannot be opened for now: too many files may be open,"
                      + " or the temporary folder be missing.",
                  e)
              : unusable(
                  file, "cannot be opened: check that its folder exists and can be written.", e);
      case SQLITE_CONSTRAINT ->
          forNow(
              file,
              "refuses a change ("
                  + e.getMessage()
                  + "): a check, a unique index or a trigger of a table forbids it. See \".schema\".",
              e);
      default -> unusable(file, "gave an unexpected error: " + e.getMessage() + ".", e);
    };
  }

  private static boolean mayBeOpened(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return Files.isWritable(file) && folder != null && Files.isWritable(folder);
  }

  /** Whether another program held a lock. */
  public static boolean isBusy(StoreException e) {
    return e.getCause() instanceof SQLiteException sqlite
        && (sqlite.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  /** Whether a check, a unique index or a trigger has refused it. */
  public static boolean isRefusal(StoreException e) {
    return e.getCause() instanceof SQLException cause && Refusals.isOne(cause);
  }

  private static StoreException full(Path file, SQLException e) {
    return forNow(file, "cannot grow: the disk is full.", e);
  }

  private static StoreException forNow(Path file, String what, SQLException e) {
    return new StoreException(StoreException.Kind.FOR_NOW, "The database " + file + " " + what, e);
  }

  private static StoreException unusable(Path file, String what, SQLException e) {
    return new StoreException(StoreException.Kind.UNUSABLE, "The database " + file + " " + what, e);
  }
}
