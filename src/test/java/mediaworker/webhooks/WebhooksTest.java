package mediaworker.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mediaworker.jobs.Notice;
import mediaworker.jobs.Outbox;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Word of ended jobs, from the row's end to the receiver's hand. */
class WebhooksTest {

  private static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("thirty-two bytes of some secret!".getBytes());

  @TempDir Path folder;

  private SqliteJobStore store;
  private JobTable table;
  private MockWebServer receiver;
  private Webhooks webhooks;

  @BeforeEach
  void open() throws Exception {
    Path file = folder.resolve("jobs.db");
    store =
        SqliteJobStore.open(
            SqliteDatabase.orNew(file, SqliteDatabase.Durability.FULL),
            Clock.system(ZoneId.systemDefault()));
    table = new JobTable(file);
    receiver = new MockWebServer();
    receiver.start();
  }

  @AfterEach
  void close() throws Exception {
    if (webhooks != null) {
      webhooks.close();
    }
    receiver.close();
    table.close();
    store.close();
  }

  private void send(Optional<String> secret, boolean allowPrivate) {
    webhooks =
        Webhooks.start(
            store.outbox(),
            new WebhookSettings(secret, allowPrivate),
            Clock.system(ZoneId.systemDefault()));
  }

  private long ended(String status, String input, String url) throws Exception {
    long id = table.insert("noop", input);
    if (url != null) {
      table.run("UPDATE jobs SET callback_url = '" + url + "' WHERE id = " + id);
    }
    table.run(
        "UPDATE jobs SET status = '"
            + status
            + "', result_data = 'out.webm', error_message = 'why' WHERE id = "
            + id);
    if (webhooks != null) {
      webhooks.ring();
    }
    return id;
  }

  private static MockResponse answer(int status) {
    return new MockResponse.Builder().code(status).build();
  }

  private String url() {
    return receiver.url("/told").toString();
  }

  private RecordedRequest told() throws InterruptedException {
    RecordedRequest request = receiver.takeRequest(60, TimeUnit.SECONDS);
    assertThat(request).as("a delivery").isNotNull();
    return request;
  }

  /** Waits for the row in the table to say so: the receiver answers before it does. */
  private void becomes(long job, String expected) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String state = "";
    while (!expected.equals(state) && System.nanoTime() < end) {
      state =
          table.one(
              "SELECT state || ' ' || attempts || iif(message IS NULL, '', ', told why') FROM webhooks"
                  + " WHERE job_id = "
                  + job);
      LockSupport.parkNanos(2_000_000);
    }
    assertThat(state).isEqualTo(expected);
  }

  @Test
  void of_a_callback_url_that_names_none_nothing_is_made() throws Exception {
    send(Optional.empty(), true);
    for (String input :
        new String[] {
          "{\"callback_url\": null}", "{\"callback_url\": \" \"}",
          "{\"hook\": {\"callback_url\": \"https://a.example\"}}", "{\"callback_url\""
        }) {
      ended("completed", input, null);
    }
    long wrong = ended("completed", "{\"callback_url\": \"nowhere\"}", null);

    becomes(wrong, "given_up 1, told why");
    assertThat(table.all("SELECT job_id FROM webhooks")).containsExactly(String.valueOf(wrong));
  }

  @Test
  void a_job_that_ends_is_told_to_its_callback_url_with_a_signature() throws Exception {
    receiver.enqueue(answer(204));
    send(Optional.of(SECRET), true);

    long id = ended("completed", null, url());

    RecordedRequest request = told();
    assertThat(request.getMethod()).isEqualTo("POST");
    String body = request.getBody().utf8();
    JsonNode message = JsonMapper.shared().readTree(body);
    assertThat(message.path("type").asString()).isEqualTo("job.completed");
    assertThat(message.path("data").path("job_id").asLong()).isEqualTo(id);
    assertThat(message.path("data").path("result_data").asString()).isEqualTo("out.webm");
    String signed =
        request.getHeaders().get("webhook-id")
            + "."
            + request.getHeaders().get("webhook-timestamp")
            + "."
            + body;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            "thirty-two bytes of some secret!".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    assertThat(request.getHeaders().get("webhook-signature"))
        .isEqualTo(
            "v1,"
                + Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    becomes(id, "delivered 1");
  }

  @Test
  void what_a_job_found_is_told_with_its_result() throws Exception {
    receiver.enqueue(answer(204));
    send(Optional.empty(), true);
    long id = table.insert("keying", null);

    table.run(
        "UPDATE jobs SET callback_url = '" + url() + "' WHERE id = " + id,
        "UPDATE jobs SET status = 'completed', findings = '{\"frames\": 60}' WHERE id = " + id);
    webhooks.ring();

    JsonNode data = JsonMapper.shared().readTree(told().getBody().utf8()).path("data");
    assertThat(data.path("findings").path("frames").asInt()).isEqualTo(60);
    assertThat(data.path("outputs").isNull()).isTrue();
    becomes(id, "delivered 1");
  }

  /** The example of the Standard Webhooks specification's libraries. */
  @Test
  void the_signature_is_that_of_the_standard() {
    Signature signature = new Signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    assertThat(signature.of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}"))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void the_url_may_stand_in_the_input_data() throws Exception {
    receiver.enqueue(answer(200));
    send(Optional.empty(), true);

    ended("failed", "{\"callback_url\": \"" + url() + "\"}", null);

    RecordedRequest request = told();
    assertThat(request.getBody().utf8()).contains("\"job.failed\"", "\"why\"");
    assertThat(request.getHeaders().get("webhook-signature")).isNull();
  }

  @Test
  void an_empty_column_leaves_the_url_in_the_input_data_to_be_told() throws Exception {
    receiver.enqueue(answer(200));
    receiver.enqueue(answer(200));
    send(Optional.empty(), true);

    ended("completed", "{\"callback_url\": \"" + url() + "\"}", "");
    assertThat(told().getBody().utf8()).contains("\"job.completed\"");
    long spaces = ended("completed", "{\"callback_url\": \"" + url() + "\"}", "  ");
    told();
    becomes(spaces, "delivered 1");

    long nowhere = ended("completed", "{\"seconds\": 1}", " ");
    assertThat(table.all("SELECT id FROM webhooks WHERE job_id = " + nowhere)).isEmpty();
  }

  @Test
  void a_job_that_is_skipped_has_ended_and_is_told() throws Exception {
    receiver.enqueue(answer(200));
    send(Optional.empty(), true);

    ended("skipped", null, url());

    assertThat(told().getBody().utf8()).contains("\"job.skipped\"");
  }

  @Test
  void the_answer_of_a_receiver_that_refuses_is_kept_with_its_status() throws Exception {
    receiver.enqueue(answer(404));
    send(Optional.empty(), true);
    long id = ended("completed", null, url());
    becomes(id, "pending 1, told why");
    assertThat(table.one("SELECT http_status FROM webhooks")).isEqualTo("404");

    receiver.enqueue(answer(410));
    table.run("UPDATE webhooks SET next_at = '2000-01-01 00:00:00.000000'");
    webhooks.ring();
    becomes(id, "given_up 2, told why");
    assertThat(table.one("SELECT http_status FROM webhooks")).isEqualTo("410");
  }

  @Test
  void while_a_notice_is_being_sent_nothing_stands_there_of_the_attempt_before() throws Exception {
    receiver.enqueue(answer(500));
    send(Optional.empty(), true);
    long id = ended("completed", null, url());
    becomes(id, "pending 1, told why");
    told();

    table.run("UPDATE webhooks SET next_at = '2000-01-01 00:00:00.000000'");
    webhooks.ring();
    told(); // it has come, and is not answered yet
    assertThat(
            table.one(
                "SELECT attempts || ' ' || COALESCE(message, 'none') || ' '"
                    + " || COALESCE(http_status, 'none') FROM webhooks"))
        .isEqualTo("2 none none");

    receiver.enqueue(answer(200));
    becomes(id, "delivered 2");
  }

  @Test
  void of_a_receiver_that_did_not_answer_no_older_status_is_kept() throws Exception {
    receiver.enqueue(answer(500));
    send(Optional.empty(), true);
    long id = ended("completed", null, url());
    becomes(id, "pending 1, told why");

    receiver.close();
    table.run("UPDATE webhooks SET next_at = '2000-01-01 00:00:00.000000', message = NULL");
    webhooks.ring();
    becomes(id, "pending 2, told why");
    assertThat(table.one("SELECT http_status IS NULL FROM webhooks")).isEqualTo("1");
  }

  @Test
  void a_person_who_cancels_by_hand_causes_a_notice_too() throws Exception {
    receiver.enqueue(answer(200));
    send(Optional.empty(), true);

    ended("cancelled", null, url());

    assertThat(told().getBody().utf8()).contains("\"job.cancelled\"");
  }

  @Test
  void rows_without_a_url_and_rows_that_go_on_cause_none() throws Exception {
    ended("completed", null, null);
    long again = ended("failed", null, url());
    table.run("DELETE FROM webhooks", "UPDATE jobs SET status = 'queued' WHERE id = " + again);
    table.run("UPDATE jobs SET status = 'processing' WHERE id = " + again);
    table.run("UPDATE jobs SET progress = 50 WHERE id = " + again);

    assertThat(table.all("SELECT id FROM webhooks")).isEmpty();
  }

  @Test
  void a_receiver_that_fails_is_told_again_under_the_same_id() throws Exception {
    receiver.enqueue(answer(503));
    receiver.enqueue(answer(200));
    send(Optional.empty(), true);
    long id = ended("completed", null, url());
    String first = told().getHeaders().get("webhook-id");
    becomes(id, "pending 1, told why");
    assertThat(table.one("SELECT message FROM webhooks")).contains("503");

    // Its time comes.
    table.run("UPDATE webhooks SET next_at = '2000-01-01 00:00:00.000000'");
    webhooks.ring();

    assertThat(told().getHeaders().get("webhook-id")).isEqualTo(first);
    becomes(id, "delivered 2");
  }

  /** Settings refuse such a secret; whatever else may come, a notice is tried as often as any. */
  @Test
  void a_fault_of_ours_counts_as_an_attempt() throws Exception {
    send(Optional.of("whsec_"), true);
    long id = ended("completed", "{}", url());
    becomes(id, "pending 1, told why");
  }

  @Test
  void a_receiver_that_is_gone_for_good_is_given_up() throws Exception {
    receiver.enqueue(answer(410));
    send(Optional.empty(), true);

    long id = ended("completed", null, url());

    becomes(id, "given_up 1, told why");
  }

  @Test
  void what_was_not_sent_when_the_process_ended_is_sent_by_the_next() throws Exception {
    receiver.enqueue(answer(200));
    long id = ended("completed", null, url());
    assertThat(table.one("SELECT state FROM webhooks")).isEqualTo("pending");
    // One that died with it in hand, a while ago.
    table.run("UPDATE webhooks SET attempts = 1, next_at = '2000-01-01 00:00:00.000000'");

    send(Optional.empty(), true);

    told();
    becomes(id, "delivered 2");
  }

  @Test
  void this_machine_and_private_networks_are_not_told() throws Exception {
    send(Optional.empty(), false);

    long id = ended("completed", null, url());

    becomes(id, "pending 1, told why");
    assertThat(table.one("SELECT message FROM webhooks")).contains("webhook-allow-private");
    assertThat(receiver.getRequestCount()).isZero();
  }

  @Test
  void a_name_that_leads_to_this_machine_is_not_told_either() {
    Delivery delivery =
        new Delivery(
            new WebhookSettings(Optional.empty(), false),
            name -> java.util.List.of(InetAddress.getLoopbackAddress()),
            mediaworker.network.PublicAddresses::contains);

    Delivery.Outcome outcome =
        delivery.send(
            notice("http://innocent.example:" + receiver.getPort() + "/"), java.time.Instant.now());

    assertThat(outcome.toString()).contains("private network");
    assertThat(receiver.getRequestCount()).isZero();
  }

  @Test
  void no_redirect_is_followed() throws Exception {
    receiver.enqueue(
        new MockResponse.Builder().code(302).addHeader("Location", "/elsewhere").build());
    send(Optional.empty(), true);

    long id = ended("completed", null, url());

    becomes(id, "pending 1, told why");
    assertThat(receiver.getRequestCount()).isEqualTo(1);
  }

  /** OkHttp would send it a second time at once, by itself. */
  @Test
  void an_attempt_sends_one_request_whatever_the_receiver_answers() throws Exception {
    Delivery delivery = new Delivery(new WebhookSettings(Optional.empty(), true));
    for (MockResponse busy :
        List.of(
            new MockResponse.Builder().code(503).addHeader("Retry-After", "0").build(),
            answer(408))) {
      receiver.enqueue(busy);
      receiver.enqueue(answer(200));
      int before = receiver.getRequestCount();

      assertThat(delivery.send(notice(url()), java.time.Instant.now()))
          .isEqualTo(
              new Delivery.Outcome.Refused(
                  "The receiver answered with status " + busy.getCode() + ".",
                  busy.getCode(),
                  false));

      assertThat(receiver.getRequestCount() - before).isEqualTo(1);
      assertThat(delivery.send(notice(url()), java.time.Instant.now()))
          .isEqualTo(new Delivery.Outcome.Taken(200));
    }
  }

  private void due(int count, String url) throws Exception {
    table.run(
        "INSERT INTO webhooks (job_id, job_type, event, next_at, created_at, callback_url)"
            + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
            + count
            + ") SELECT i, 'noop', 'completed', '2020-01-01 00:00:00.000000',"
            + " '2020-01-01 00:00:00.000000', '"
            + url
            + "' FROM n");
  }

  private static List<Notice> take(Outbox outbox, Map<String, Integer> underWay) throws Exception {
    return outbox.take(8, 2, underWay, java.time.Instant.now(), java.time.Duration.ofMinutes(2));
  }

  @Test
  void a_look_that_finds_nothing_to_send_waits_for_no_writer() throws Exception {
    due(10, "https://dead.example/x");
    table.run("BEGIN IMMEDIATE");
    try {
      assertThat(take(store.outbox(), Map.of("https://dead.example/", 2))).isEmpty();
    } finally {
      table.run("ROLLBACK");
    }
    assertThat(take(store.outbox(), Map.of("https://dead.example/", 1))).hasSize(1);
  }

  @Test
  void a_receiver_far_behind_the_notices_of_another_gets_its_own() throws Exception {
    due(20_000, "https://dead.example/x");
    ended("completed", null, "https://alive.example/y");
    Outbox outbox = store.outbox();
    Map<String, Integer> dead = Map.of("https://dead.example/", 2);
    List<Notice> taken = take(outbox, dead);
    for (int looks = 1; taken.isEmpty(); looks++) {
      assertThat(looks).isLessThan(4);
      taken = take(outbox, dead);
    }
    assertThat(taken).singleElement().matches(n -> n.callbackUrl().contains("alive"));
    assertThat(take(outbox, Map.of())).hasSize(2);
  }

  /** More of them than are sent at once. */
  @Test
  void a_receiver_that_does_not_answer_keeps_no_other_waiting() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch over = new CountDownLatch(1);
    try (MockWebServer dead = new MockWebServer()) {
      dead.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
              asked.countDown();
              over.await();
              return answer(200);
            }
          });
      dead.start();
      for (int i = 0; i < 20; i++) {
        ended("completed", null, dead.url("/" + i).toString());
      }
      for (int i = 0; i < 4; i++) {
        receiver.enqueue(answer(200));
      }
      long first = ended("completed", null, url());
      long second = ended("completed", "{\"callback_url\": \"" + url() + "\"}", null);
      send(Optional.empty(), true);

      assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
      becomes(first, "delivered 1");
      becomes(second, "delivered 1");
      long third = ended("completed", null, url());
      becomes(third, "delivered 1");
      assertThat(
              Integer.parseInt(
                  table.one(
                      "SELECT count(*) FROM webhooks WHERE state = 'pending' AND attempts > 0"
                          + " AND message IS NULL")))
          .as("under way")
          .isBetween(0, 2);
      over.countDown();
    }
  }

  @Test
  void a_url_that_is_none_is_given_up_with_a_sentence() {
    Delivery delivery = new Delivery(new WebhookSettings(Optional.empty(), true));

    for (String url : new String[] {"ftp://a.example/", "nonsense", "http://u:p@a.example/"}) {
      assertThat(delivery.send(notice(url), java.time.Instant.now()))
          .isInstanceOfSatisfying(
              Delivery.Outcome.Refused.class,
              refused -> {
                assertThat(refused.forGood()).isTrue();
                assertThat(refused.sentence()).contains("callback_url");
              });
    }
  }

  private static mediaworker.jobs.Notice notice(String url) {
    return new mediaworker.jobs.Notice(
        1,
        7,
        "noop",
        "completed",
        url,
        null,
        new mediaworker.jobs.Notice.Result(null, null, null, null, null),
        java.time.Instant.EPOCH,
        1);
  }

  @Test
  void waits_grow_and_end_after_two_days() {
    Duration all = Duration.ZERO;
    int attempt = 1;
    Duration last = Duration.ZERO;
    for (; Webhooks.wait(attempt, 0.5).isPresent(); attempt++) {
      Duration wait = Webhooks.wait(attempt, 0.5).get();
      assertThat(wait).isGreaterThan(last);
      last = wait;
      all = all.plus(wait);
    }
    assertThat(attempt).isEqualTo(10);
    assertThat(all).isBetween(Duration.ofHours(40), Duration.ofHours(60));
  }

  /** Its next attempt would be a day off, since the clock was a day ahead when it was set. */
  @Test
  void a_notice_put_off_by_a_clock_that_was_ahead_is_sent_once_the_clock_is_right()
      throws Exception {
    receiver.enqueue(answer(204));
    long id = ended("completed", null, url());
    table.run("UPDATE webhooks SET next_at = datetime('now', 'localtime', '+1 day')");
    send(Optional.empty(), true);
    told();
    becomes(id, "delivered 1");
  }

  @Test
  void a_notice_that_was_tried_often_waits_for_its_time() throws Exception {
    receiver.enqueue(answer(204));
    long patient = ended("completed", null, url());
    table.run("UPDATE webhooks SET attempts = 9, next_at = datetime('now', 'localtime', '+1 day')");
    send(Optional.empty(), true);
    long id = ended("failed", null, url());
    told();
    becomes(id, "delivered 1");
    becomes(patient, "pending 9");
  }
}
