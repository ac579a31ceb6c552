package mediaworker.store.sqlite.database;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the write-ahead log ({@code -wal}) small: what is in it is copied back into the database
 * now and then, and it is cut when nothing is going on. A program that stays within one read
 * transaction keeps that from happening; it is named where the platform tells. Used by the
 * dispatcher's thread.
 */
public final class WalKeeper {

  /** Pages that wait to be copied back from which on somebody is told: 64 MB of the usual ones. */
  static final int MANY_PAGES = 16_000;

  private static final Logger log = LoggerFactory.getLogger(WalKeeper.class);
  private static final Duration TELL_EVERY = Duration.ofMinutes(10);

  private final Sql sql;
  private final Path file;
  private final int manyPages;
  private final LongSupplier steadyNanos;
  private boolean told;
  private long lastTold;

  /** Over one connection to the file; the clock is one that never goes back. */
  public WalKeeper(Sql sql, Path file, LongSupplier steadyNanos) {
    this(sql, file, MANY_PAGES, steadyNanos);
  }

  /**
   * @param manyPages how many waiting pages are told of
   * @param steadyNanos a clock that nobody moves
   */
  public WalKeeper(Sql sql, Path file, int manyPages, LongSupplier steadyNanos) {
    this.sql = sql;
    this.file = file;
    this.manyPages = manyPages;
    this.steadyNanos = steadyNanos;
  }

  private record Progress(boolean busy, int pages, int copied) {
    int left() {
      return pages - copied;
    }
  }

  /**
   * Copies back what can be; waits for nobody.
   *
   * @param idle whether nothing is going on, so that the time does not matter
   */
  public void tidy(boolean idle) throws SQLException {
    Progress progress = checkpoint("PASSIVE");
    if (idle && progress.left() == 0 && hasLength()) {
      cut();
    } else if (progress.left() >= manyPages) {
      tell(progress);
    }
  }

  /**
   * The file is asked, not SQLite: a writer that was killed, or rolled back, right after it began
   * the log anew leaves a long file of no pages.
   */
  private boolean hasLength() {
    return file.resolveSibling(file.getFileName() + "-wal").toFile().length() > 0;
  }

  /** At the end of a worker: whoever comes next starts with an empty log. */
  public void close() throws SQLException {
    cut();
  }

  /** Needs the database for itself for a moment: if that is not so, it is left for another time. */
  private void cut() throws SQLException {
    sql.withoutWaiting(() -> checkpoint("TRUNCATE"));
  }

  private Progress checkpoint(String mode) throws SQLException {
    return sql.query(
            "PRAGMA wal_checkpoint(" + mode + ")",
            row -> new Progress(row.getInt(1) != 0, row.getInt(2), row.getInt(3)))
        .get(0);
  }

  private void tell(Progress progress) {
    long now = steadyNanos.getAsLong();
    if (told && now - lastTold < TELL_EVERY.toNanos()) {
      return;
    }
    told = true;
    lastTold = now;
    Path shared = file.resolveSibling(file.getFileName() + "-shm");
    List<String> readers = Files.exists(shared) ? WalReaders.of(shared) : List.of();
    log.warn(
        "The write-ahead log of {} cannot be emptied: {} pages wait, since a program stays within one"
            + " read transaction. {}. Let it end its transaction (a forgotten sqlite3 shell: .quit);"
            + " until then the file {}-wal grows.",
        file,
        progress.left(),
        readers.isEmpty()
            ? "Which one cannot be told on this platform"
            : "It is " + String.join(", ", readers),
        file.getFileName());
  }
}
