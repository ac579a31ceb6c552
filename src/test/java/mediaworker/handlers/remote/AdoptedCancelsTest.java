package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mediaworker.jobs.Budget;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.PaidCall;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import mediaworker.providers.fal.FalProvider;
import mediaworker.providers.gemini.GeminiProvider;
import mediaworker.store.sqlite.calls.SqliteCallDesk;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tasks that a person has adopted and whose row was cancelled before its first look. At fal a task
 * is asked about by a path that only a look works out.
 */
class AdoptedCancelsTest extends StillClocksFixture {

  private static final String TASK = "/fal-ai/flux/requests/r1";

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String status = "{\"status\": \"IN_QUEUE\"}";
  private volatile int cancels = 202;
  private AbandonedCalls abandoned;

  @BeforeEach
  void adoptAndCancel() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            String path = request.getUrl().encodedPath();
            asked.add(request.getMethod() + " " + path);
            return switch (path) {
              case TASK + "/status" -> new MockResponse.Builder().body(status).build();
              case TASK + "/cancel" ->
                  new MockResponse.Builder()
                      .code(cancels)
                      .body(cancels == 202 ? "{\"status\": \"OK\"}" : "no")
                      .build();
              case TASK ->
                  new MockResponse.Builder()
                      .body("{\"images\": [{\"url\": \"http://localhost/a.png\"}]}")
                      .build();
              default -> new MockResponse.Builder().code(404).body("Not Found").build();
            };
          }
        });
    Map<String, ProviderSetup> setups =
        Map.of(
            "fal",
            setup(
                new FalProvider(
                    settings("fal", FalProvider.DESCRIPTION, FalProvider.DESCRIPTION.defaults()),
                    () -> now)),
            "gemini",
            setup(
                new GeminiProvider(
                    settings(
                        "gemini",
                        GeminiProvider.DESCRIPTION,
                        GeminiProvider.DESCRIPTION.defaults()),
                    () -> now)));
    abandoned = new AbandonedCalls(cycle, setups, new Watching(cycle));
    table.run(
        "UPDATE paid_calls SET provider = 'fal', model = 'fal-ai/flux/dev', state = 'unknown'"
            + " WHERE job_id = 1",
        "UPDATE paid_calls SET provider = 'gemini', model = 'gemini-3', state = 'unknown'"
            + " WHERE job_id = 2",
        "UPDATE jobs SET status = 'needs_decision'");
    adopt(1, "r1");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
  }

  private void adopt(long job, String task) throws Exception {
    SqliteDatabase database =
        SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL);
    try (SqliteCallDesk desk = new SqliteCallDesk(database, Clock.systemUTC())) {
      desk.adopt(job, task);
    }
  }

  private String round() throws Exception {
    abandoned.run();
    return table.one("SELECT state FROM paid_calls WHERE job_id = 1");
  }

  @Test
  void a_task_is_cancelled_where_it_is() throws Exception {
    assertThat(round()).isEqualTo("cancelled");
    assertThat(asked).containsExactly("GET " + TASK + "/status", "PUT " + TASK + "/cancel");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 1"))
        .isEqualTo("the task at fal.ai was cancelled");
  }

  /** Of which an earlier version had written an empty path. */
  @Test
  void so_is_one_that_an_earlier_version_has_seen() throws Exception {
    table.run("UPDATE paid_calls SET task_path = '' WHERE job_id = 1");
    assertThat(round()).isEqualTo("cancelled");
    assertThat(asked).containsExactly("GET " + TASK + "/status", "PUT " + TASK + "/cancel");
  }

  @Test
  void what_it_has_made_meanwhile_is_kept() throws Exception {
    status = "{\"status\": \"COMPLETED\"}";
    assertThat(round()).isEqualTo("succeeded");
    assertThat(asked).containsExactly("GET " + TASK + "/status", "GET " + TASK);
  }

  /** And is looked for where it is once its row is queued again. */
  @Test
  void one_that_cannot_be_cancelled_is_still_to_be_found() throws Exception {
    cancels = 501;
    assertThat(round()).isEqualTo("abandoned");
    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    List<PaidCall> calls = new OpenCalls(cycle).takenUpAgain(1);

    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).state()).isEqualTo(PaidCall.State.ACCEPTED);
    assertThat(calls.get(0).taskPath()).as("its first look works it out").isNull();
  }

  /** There is no task that could be asked about. */
  @Test
  void at_a_provider_without_tasks_it_is_not_known_what_became_of_it() throws Exception {
    adopt(2, "g1");
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 2");
    round();
    assertThat(table.one("SELECT state || ': ' || message FROM paid_calls WHERE job_id = 2"))
        .isEqualTo("unknown: Google Gemini keeps no task of this that could be adopted");
    assertThat(table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .startsWith("it is not known whether gemini has taken this job");
  }

  private ProviderSettings settings(
      String name, ProviderDescription about, Map<String, String> defaults) {
    Map<String, String> values = new HashMap<>(defaults);
    values.put("base-url", server.url("/").toString());
    return new ProviderSettings(
        name, values, Map.of(about.keyVariables().get(0), new Secret("a-secret-key")));
  }

  private ProviderSetup setup(Provider at) {
    return new ProviderSetup(
        at,
        at instanceof FalProvider ? FalProvider.DESCRIPTION : GeminiProvider.DESCRIPTION,
        true,
        new CallLedger.Limits(5, 100, Budget.of("0")),
        Map.of("", Duration.ofMinutes(10)),
        Duration.ofMillis(20),
        0);
  }
}
