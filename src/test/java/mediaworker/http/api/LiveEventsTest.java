package mediaworker.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.jobs.JobDesk;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveEventsTest {

  private static final int PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void events_come_again_after_a_look_for_which_the_memory_was_too_small() throws Exception {
    assertToldAfterFaultOf("state");
  }

  @Test
  void events_come_though_the_table_could_not_be_watched_at_first() throws Exception {
    assertToldAfterFaultOf("watch");
  }

  private void assertToldAfterFaultOf(String method) throws Exception {
    try (JobDesk desk =
            SqliteJobDesk.open(
                SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
                Clock.systemDefaultZone(),
                0);
        LiveEvents events = new LiveEvents(failingOnce(desk, method))) {
      LiveEvents.Subscription first = events.subscribe();
      String told = first.next(PATIENCE_SECONDS);
      if (first.isOver()) { // a page comes back for more
        told = events.subscribe().next(PATIENCE_SECONDS);
      }

      assertThat(told).startsWith("event: queue\n");
    }
  }

  private static JobDesk failingOnce(JobDesk desk, String name) {
    AtomicInteger calls = new AtomicInteger();
    return (JobDesk)
        Proxy.newProxyInstance(
            JobDesk.class.getClassLoader(),
            new Class<?>[] {JobDesk.class},
            (proxy, method, values) -> {
              if (method.getName().equals(name) && calls.getAndIncrement() == 0) {
                throw new OutOfMemoryError("as the test wants it");
              }
              try {
                return method.invoke(desk, values);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
