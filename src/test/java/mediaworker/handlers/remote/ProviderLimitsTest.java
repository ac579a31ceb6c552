package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mediaworker.jobs.Pause;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a provider refuses or bears, and what that does to its jobs. */
class ProviderLimitsTest extends PaidJobsFixture {

  @Test
  void a_rate_limit_waits_and_costs_no_attempt() throws Exception {
    List<String> refused = new ArrayList<>();
    create =
        body -> {
          if (refused.isEmpty()) {
            refused.add(body);
            return new MockResponse.Builder()
                .code(429)
                .body("{\"class\": \"RATE\", \"message\": \"slow down\"}")
                .build();
          }
          return accept(body);
        };
    start();
    long id = queue("a fox");
    studio.await("SELECT waits_for FROM jobs", "kling");
    assertThat(studio.table.all("SELECT status, attempts, progress_message FROM jobs"))
        .containsExactly("queued|0|Plain: slow down.");
    assertThat(studio.table.one("SELECT not_before IS NOT NULL FROM providers")).isEqualTo("1");

    // Long before the time is up, since a person says so.
    try (SqliteJobDesk desk = queueDesk()) {
      assertThat(desk.resume(Pause.Scope.PROVIDER, "kling")).isTrue();
      assertThat(desk.resume(Pause.Scope.PROVIDER, "kling")).isFalse();
    }
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.awaitStatus(id, "completed");
  }

  @Test
  void a_provider_that_refuses_and_asks_for_no_wait_is_not_hammered() throws Exception {
    create =
        body ->
            creates.size() > 1
                ? accept(body)
                : new MockResponse.Builder()
                    .code(429)
                    .setHeader("Retry-After", "0")
                    .body("{\"class\": \"RATE\"}")
                    .build();
    start();
    queue("a fox");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");

    assertThat(
            studio.table.one(
                "SELECT min((julianday(not_before) - julianday(intended_at)) * 86400 > 0.99)"
                    + " FROM paid_calls, providers WHERE state = 'refused'"))
        .isEqualTo("1");
  }

  /**
   * What a create's refusal does: the row's status, its attempts, how often it was sent, and
   * whether the provider is paused, held off, or has fewer places for a while.
   */
  @ParameterizedTest
  @CsvSource({
    "REFUSED, failed, 3, 3, -",
    "INVALID_INPUT, failed, 1, 1, -",
    "CONTENT_POLICY, failed, 1, 1, -",
    "NO_KEY, failed, 1, 1, -",
    "AUTH, queued, 0, 1, paused",
    "MONEY, queued, 0, 1, paused",
    "RATE, queued, 0, 1, held off",
    "CONCURRENCY, queued, 0, 1, fewer",
    "NOT_READY, queued, 0, 1, -",
    "PROVIDER_FAULT, failed, 1, 1, -"
  })
  void every_class_of_refusal_has_its_own_consequence(
      String kind, String status, int attempts, int sent, String provider) throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(400)
                .setHeader("Retry-After", "500")
                .body("{\"class\": \"" + kind + "\", \"message\": \"not so\"}")
                .build();
    start();
    long id = queue("a fox");
    studio.await("SELECT state FROM paid_calls ORDER BY id DESC LIMIT 1", "refused");
    studio.await(
        "SELECT status || ' ' || attempts || ' ' || (claim IS NULL) FROM jobs WHERE id = " + id,
        status + " " + attempts + " 1");

    assertThat(creates).hasSize(sent);
    assertThat(
            studio.table.one(
                "SELECT COALESCE(max(CASE WHEN paused_until IS NOT NULL THEN 'paused'"
                    + " WHEN not_before IS NOT NULL THEN 'held off'"
                    + " WHEN in_flight IS NOT NULL THEN 'fewer' END), '-') FROM providers"))
        .isEqualTo(provider);
    assertThat(studio.table.one("SELECT COALESCE(error_message, progress_message) FROM jobs"))
        .startsWith("Plain: not so.");
  }

  @Test
  void what_cannot_be_sent_is_tried_again_and_paid_never() throws Exception {
    provider = new PlainProvider("kling", okhttp3.HttpUrl.get("http://127.0.0.1:1/"), false);
    start();
    studio.awaitStatus(queue("a fox"), "failed");

    assertThat(studio.table.one("SELECT error_message FROM jobs"))
        .isEqualTo(
            "Plain: the connection to 127.0.0.1 could not be made or broke. (after 3 attempts)");
    assertThat(studio.table.all("SELECT DISTINCT state FROM paid_calls"))
        .containsExactly("refused");
    assertThat(studio.table.one("SELECT count(*) FROM paid_calls")).isEqualTo("3");
  }

  @Test
  void no_money_pauses_the_provider_and_keeps_its_jobs() throws Exception {
    create =
        body ->
            new MockResponse.Builder()
                .code(402)
                .body("{\"class\": \"MONEY\", \"message\": \"no credit left\"}")
                .build();
    start();
    queue("a fox");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "1");
    queue("an owl");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "2");

    assertThat(creates).hasSize(1);
    assertThat(studio.table.all("SELECT status, attempts FROM jobs"))
        .containsExactly("queued|0", "queued|0");
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = 2"))
        .isEqualTo("kling is paused: Plain: no credit left.");
  }

  @Test
  void never_more_are_under_way_than_allowed_and_the_next_begins_at_once() throws Exception {
    studio.start(List.of(provider.setup(1, 100, "0", 0)));
    queue("a fox");
    queue("an owl");
    studio.await("SELECT count(*) FROM jobs WHERE waits_for = 'kling'", "1");
    studio.await("SELECT group_concat(state) FROM paid_calls", "accepted");
    assertThat(creates).hasSize(1);
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE waits_for = 'kling'"))
        .isEqualTo("waits for a place at kling (1 of 1 in use)");
    succeed("t1");
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "1");
    studio.await("SELECT count(*) FROM paid_calls WHERE state = 'accepted'", "1");
    succeed("t2");
    studio.await("SELECT count(*) FROM jobs WHERE status = 'completed'", "2");
  }

  @Test
  void a_spent_budget_keeps_jobs_until_the_next_day() throws Exception {
    create = body -> json("{\"text\": \"x\", \"cost\": \"5\"}");
    java.nio.file.Files.write(studio.folder.resolve("a.png"), PNG);
    studio.start(List.of(provider.setup(5, 100, "5", 0)));
    String row = "{\"image\": \"a.png\", \"provider\": \"kling\"}";
    studio.awaitStatus(studio.table.insert("style_analysis", row), "completed");
    // Midnight may be now: it counts on the next day as well.
    studio.table.run("UPDATE paid_calls SET intended_at = datetime(intended_at, '+1 day')");
    long second = studio.table.insert("style_analysis", row);
    studio.await("SELECT waits_for FROM jobs WHERE id = " + second, "kling");

    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + second))
        .startsWith("the daily budget of kling is spent (5 USD)");
    assertThat(creates).hasSize(1);
  }
}
