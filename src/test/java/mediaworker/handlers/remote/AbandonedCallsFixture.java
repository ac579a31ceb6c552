package mediaworker.handlers.remote;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mediaworker.providers.Operation;
import mediaworker.providers.TaskRef;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;

/** The task of a cancelled row, asked about round by round, with clocks that stand still. */
abstract class AbandonedCallsFixture extends StillClocksFixture {

  static final MockResponse NOT_KNOWN =
      new MockResponse.Builder().code(404).body("{\"message\": \"no such task\"}").build();

  static final MockResponse BUSY =
      new MockResponse.Builder().body("{\"status\": \"busy\"}").build();

  /** Between two rounds in which a task is asked about. */
  static final Duration POLL = Duration.ofMillis(20);

  final List<String> asked = new CopyOnWriteArrayList<>();
  Watching watching;
  private AbandonedCalls abandoned;

  /** The answers to cancels; those to looks are all others. */
  volatile MockResponse toCancels = new MockResponse.Builder().build();

  @BeforeEach
  void cancelJob1() throws Exception {
    doing("nothing", () -> {});
    cycle.accepted(call(1), new TaskRef("t1", Operation.IMAGE_GENERATION, ""), null);
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    watching = new Watching(cycle);
    abandoned = new AbandonedCalls(cycle, Map.of("kling", setup), watching);
  }

  /** Looks after the calls of all rows that were given up; how that of job 1 stands then. */
  String round() throws Exception {
    abandoned.run();
    return table.one("SELECT state FROM paid_calls WHERE job_id = 1");
  }

  /** What others do. */
  @FunctionalInterface
  interface Deed {
    void run() throws Exception;
  }

  /** While a request of this method is on its way. */
  void doing(String method, Deed deed) {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getMethod());
            if (request.getMethod().equals(method)) {
              try {
                deed.run();
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            }
            return request.getMethod().equals("DELETE") ? toCancels : answer;
          }
        });
  }

  /** How the call of job 2 stands. */
  String second() throws Exception {
    return table.one(
        "SELECT state || ' ' || COALESCE(task_id, '-') FROM paid_calls WHERE job_id = 2");
  }
}
