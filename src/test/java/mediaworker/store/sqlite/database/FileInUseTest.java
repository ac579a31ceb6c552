package mediaworker.store.sqlite.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import mediaworker.jobs.Budget;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Presence;
import mediaworker.jobs.StoreException;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.StoreFixture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A database whose file is replaced or taken away under a running worker. */
@DisabledOnOs(OS.WINDOWS) // where no file can be that is open
class FileInUseTest extends StoreFixture {

  private static final CallLedger.Limits LIMITS = new CallLedger.Limits(5, 100, Budget.NONE);

  private Claim claim;

  @BeforeEach
  void claim() throws Exception {
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'animation')");
    claim = exchange(1).claimed().get(0);
  }

  private Path database() {
    return folder.resolve("jobs.db");
  }

  /** As a person does: mv copy.db jobs.db. */
  private void replace() throws Exception {
    table.run("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    Files.move(folder.resolve("copy.db"), database(), StandardCopyOption.REPLACE_EXISTING);
  }

  private CallLedger.Permit intend() throws StoreException {
    CallLedger.Intent intent = new CallLedger.Intent(0, "kling", "m", "animation", "mw-1");
    return store.calls().intend(claim, intent, LIMITS, now);
  }

  @Test
  void the_next_look_for_dead_workers_ends_it_with_a_sentence() throws Exception {
    assertThat(store.rescue(any -> Presence.ALIVE, now)).isEmpty();
    replace();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.rescue(any -> Presence.ALIVE, now))
        .withMessageStartingWith(
            "The database " + database().toRealPath() + " was replaced or taken away while in use")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNUSABLE));
  }

  @Test
  void so_does_its_heartbeat() throws Exception {
    store.renewLeases(now);
    replace();
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.renewLeases(now));
    assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.tidy(true));
  }

  @Test
  void a_file_that_is_gone_ends_it_too() throws Exception {
    Files.move(database(), folder.resolve("elsewhere.db"));
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> store.rescue(any -> Presence.ALIVE, now))
        .withMessageContaining("while in use");
  }

  @Test
  void nothing_is_paid_that_would_be_noted_in_a_file_which_is_gone() throws Exception {
    assertThat(store.calls().of(1)).isEmpty(); // its connection is open already
    replace();
    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(this::intend)
        .withMessageContaining("while in use");
    assertThat(table.all("SELECT marker FROM paid_calls")).isEmpty();
    try (JobTable there = new JobTable(database())) {
      assertThat(there.all("SELECT marker FROM paid_calls")).isEmpty();
    }
  }

  /** As a person does who keeps several states: ln -sfn copy.db current.db. */
  @Test
  void a_link_that_is_pointed_elsewhere_ends_it_and_lets_nothing_be_paid() throws Exception {
    table.run("VACUUM INTO '" + folder.resolve("copy.db") + "'");
    Path link = Files.createSymbolicLink(folder.resolve("current.db"), database());
    SqliteDatabase named = SqliteDatabase.existing(link, SqliteDatabase.Durability.NORMAL);
    try (SqliteJobStore linked =
        SqliteJobStore.open(named.among(any -> Presence.ALIVE), Clock.systemUTC())) {
      assertThat(linked.rescue(any -> Presence.ALIVE, now)).isEmpty();
      assertThat(linked.calls().of(1)).isEmpty();

      Files.delete(link);
      assertThat(linked.rescue(any -> Presence.ALIVE, now)).as("the file is there").isEmpty();
      Files.createSymbolicLink(link, folder.resolve("copy.db"));
      CallLedger.Intent intent = new CallLedger.Intent(0, "kling", "m", "animation", "mw-1");
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> linked.calls().intend(claim, intent, LIMITS, now))
          .withMessageStartingWith("The database " + link.toAbsolutePath());
      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> linked.rescue(any -> Presence.ALIVE, now))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNUSABLE));
      assertThat(table.all("SELECT marker FROM paid_calls")).isEmpty();
    }
  }

  @Test
  void what_is_written_in_place_is_the_same_file() throws Exception {
    table.run("VACUUM");
    assertThat(store.rescue(any -> Presence.ALIVE, now)).isEmpty();
    assertThat(intend()).isInstanceOf(CallLedger.Permit.Granted.class);
    assertThat(List.of(table.one("SELECT marker FROM paid_calls"))).containsExactly("mw-1");
  }
}
