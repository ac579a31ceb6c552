package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mediaworker.jobs.StoreException;
import org.junit.jupiter.api.Test;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** What SQLite's codes are called. */
class SqliteErrorsTest {

  private static StoreException explained(SQLiteErrorCode code) {
    return SqliteErrors.explain(Path.of("/a/jobs.db"), new SQLiteException("no", code));
  }

  @Test
  void a_disk_that_has_no_room_for_the_shared_memory_either_is_called_full() {
    for (SQLiteErrorCode code :
        new SQLiteErrorCode[] {SQLiteErrorCode.SQLITE_FULL, SQLiteErrorCode.SQLITE_IOERR_SHMSIZE}) {
      StoreException full = explained(code);
      assertThat(full.sentence())
          .isEqualTo("The database /a/jobs.db cannot grow: the disk is full.");
      assertThat(full.kind()).isEqualTo(StoreException.Kind.FOR_NOW);
    }
    assertThat(explained(SQLiteErrorCode.SQLITE_IOERR_READ).sentence())
        .contains("could not be read or written");
  }
}
