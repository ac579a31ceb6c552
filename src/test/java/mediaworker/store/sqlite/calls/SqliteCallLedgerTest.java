package mediaworker.store.sqlite.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import mediaworker.jobs.Budget;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.CallLedger.Intent;
import mediaworker.jobs.CallLedger.Limits;
import mediaworker.jobs.CallLedger.Permit;
import mediaworker.jobs.CallLedger.Price;
import mediaworker.jobs.Claim;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.PaidCall.State;
import mediaworker.jobs.Pause;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.store.sqlite.JobTable;
import mediaworker.store.sqlite.SqliteJobStore;
import mediaworker.store.sqlite.database.SqliteDatabase;
import mediaworker.store.sqlite.desk.SqliteJobDesk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a provider may be called: by limits that are counted in the ledger, at any time. */
class SqliteCallLedgerTest {

  private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
  private static final Clock CLOCK = Clock.system(ZoneId.of("Europe/Berlin"));
  private static final Limits PLENTY = new Limits(50, 1000, Budget.NONE);

  @TempDir Path folder;
  private SqliteJobStore store;
  private JobTable table;
  private CallLedger ledger;
  private Claim claim;
  private int markers;

  @BeforeEach
  void open() throws Exception {
    store = open("host-1-aaa");
    table = new JobTable(folder.resolve("jobs.db"));
    table.run("INSERT INTO jobs (id, job_type) VALUES (1, 'a')");
    claim =
        store.exchange(new Round.Request(List.of(), List.of(), 1, 0, 0, START)).claimed().get(0);
    ledger = store.calls();
  }

  private SqliteDatabase database() throws Exception {
    return SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL);
  }

  private SqliteJobStore open(String name) throws Exception {
    SqliteJobStore opened = SqliteJobStore.open(database(), CLOCK);
    opened.register(new WorkerId(name, "machine", 1, "start"), 8, Duration.ofMinutes(1), START);
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    table.close();
    store.close();
  }

  private Permit intend(Limits limits, Instant now) throws Exception {
    String marker = "mw-" + markers++;
    return ledger.intend(
        claim, new Intent(markers, "kling", "m", "animation", marker), limits, now);
  }

  private PaidCall granted(Limits limits, Instant now) throws Exception {
    Permit permit = intend(limits, now);
    assertThat(permit).isInstanceOf(Permit.Granted.class);
    return ((Permit.Granted) permit).call();
  }

  private Permit.Denied denied(Limits limits, Instant now) throws Exception {
    Permit permit = intend(limits, now);
    assertThat(permit).isInstanceOf(Permit.Denied.class);
    assertThat(ledger.wouldDeny("kling", limits, now)).contains((Permit.Denied) permit);
    return (Permit.Denied) permit;
  }

  private static Instant after(long seconds) {
    return START.plusSeconds(seconds);
  }

  private void over(PaidCall call, Instant now) throws Exception {
    ledger.ended(call, State.CANCELLED, "over", "", null, now);
  }

  @Test
  void starts_are_counted_over_any_minute_and_over_restarts() throws Exception {
    Limits two = new Limits(50, 2, Budget.NONE);
    granted(two, after(0));
    granted(two, after(20));
    assertThat(denied(two, after(59)))
        .isEqualTo(new Permit.Denied(after(60), "waits for kling: 2 starts a minute"));

    store.close();
    store = open("host-1-bbb");
    ledger = store.calls();
    assertThat(denied(two, after(59)).until()).isEqualTo(after(60));
    granted(two, after(60));
    assertThat(denied(two, after(61)).until()).isEqualTo(after(80));
  }

  @Test
  void calls_under_way_have_places_and_ended_ones_give_them_back() throws Exception {
    Limits two = new Limits(2, 1000, Budget.NONE);
    PaidCall first = granted(two, after(0));
    PaidCall second = granted(two, after(1));
    ledger.accepted(second, "t2", "", null, after(1));
    assertThat(denied(two, after(2)).reason())
        .isEqualTo("waits for a place at kling (2 of 2 in use)");

    over(first, after(3));
    granted(two, after(3));
  }

  @Test
  void after_too_many_at_once_there_are_fewer_places_for_a_while_and_then_all_again()
      throws Exception {
    Limits five = new Limits(5, 1000, Budget.NONE);
    granted(five, after(0));
    granted(five, after(0));
    over(granted(five, after(0)), after(1)); // the one that was refused
    ledger.lowerInFlight("kling", Duration.ofMinutes(5), after(1));

    assertThat(denied(five, after(300)).reason()).contains("2 of 2 in use");
    granted(five, after(301));
    granted(five, after(301));
    granted(five, after(301));
    assertThat(denied(five, after(301)).reason()).contains("5 of 5 in use");
  }

  @Test
  void one_place_is_left_however_often_too_many_are_refused() throws Exception {
    ledger.lowerInFlight("kling", Duration.ofMinutes(5), after(0));
    granted(PLENTY, after(1));
    assertThat(denied(PLENTY, after(2)).reason()).contains("1 of 1 in use");
    Limits none = new Limits(1, 1000, Budget.NONE);
    assertThat(denied(none, after(400)).reason()).contains("1 of 1 in use");
  }

  @Test
  void a_later_shorter_wait_does_not_cut_an_earlier_longer_one() throws Exception {
    ledger.holdOff("kling", after(90));
    ledger.holdOff("kling", after(10));
    assertThat(denied(PLENTY, after(89)))
        .isEqualTo(new Permit.Denied(after(90), "kling asked to be called less often"));
    granted(PLENTY, after(90));
  }

  @Test
  void a_pause_ends_by_itself_or_by_a_person_and_a_look_alone_changes_nothing() throws Exception {
    ledger.pause("kling", after(60), "no credit left");
    assertThat(denied(PLENTY, after(59)))
        .isEqualTo(new Permit.Denied(after(60), "kling is paused: no credit left"));
    assertThat(ledger.wouldDeny("kling", PLENTY, after(60))).isEmpty();
    assertThat(table.one("SELECT paused_reason FROM providers")).isEqualTo("no credit left");
    granted(PLENTY, after(60));
    assertThat(table.one("SELECT paused_until FROM providers")).isNull();

    ledger.pause("kling", after(900), "no credit left");
    try (SqliteJobDesk desk = SqliteJobDesk.open(database(), CLOCK, 0)) {
      assertThat(desk.resume(Pause.Scope.PROVIDER, "kling")).isTrue();
    }
    granted(PLENTY, after(61));
  }

  @Test
  void the_next_in_line_is_woken_by_an_end_but_not_into_a_pause() throws Exception {
    table.run(
        "INSERT INTO jobs (id, job_type, run_at, waits_for) VALUES (2, 'a', '2099-01-01 00:00:00',"
            + " 'kling'), (3, 'a', '2099-01-01 00:00:00', 'kling')");
    PaidCall first = granted(PLENTY, after(0));
    PaidCall second = granted(PLENTY, after(0));
    ledger.pause("kling", after(60), "no credit left");
    over(first, after(59));
    assertThat(table.one("SELECT count(*) FROM jobs WHERE waits_for = 'kling'")).isEqualTo("2");

    over(second, after(61)); // the pause is over, though nobody has looked yet
    assertThat(table.all("SELECT id FROM jobs WHERE waits_for = 'kling'")).containsExactly("3");
  }

  @Test
  void a_budget_counts_the_day_of_the_local_clock_and_of_its_provider_alone() throws Exception {
    Limits five = new Limits(50, 1000, Budget.of("5"));
    Instant evening = Instant.parse("2026-05-04T21:59:00Z"); // 23:59 in Berlin
    PaidCall dear = granted(five, evening);
    ledger.accepted(dear, "t", "", new Price(new BigDecimal("4.99"), "USD"), evening);
    PaidCall more = granted(five, evening);
    ledger.ended(
        more, State.FAILED, "broke", "", new Price(new BigDecimal("0.01"), "USD"), evening);

    Permit.Denied spent = denied(five, evening);
    assertThat(spent.until()).isEqualTo(Instant.parse("2026-05-04T22:00:00Z"));
    assertThat(spent.reason()).startsWith("the daily budget of kling is spent (5 USD)");
    assertThat(ledger.wouldDeny("fal", five, evening)).isEmpty();
    granted(five, Instant.parse("2026-05-04T22:00:00Z"));
  }

  @Test
  void amounts_in_different_units_are_not_added_up() throws Exception {
    Limits five = new Limits(50, 1000, Budget.of("5"));
    ended(granted(five, after(0)), "4", "USD");
    ended(granted(five, after(0)), "4", "credits");
    ended(granted(five, after(0)), "1", "credits");
    assertThat(denied(five, after(0)).reason())
        .startsWith("the daily budget of kling is spent (5 credits)");
  }

  @Test
  void a_budget_in_one_unit_is_not_spent_by_another_but_nothing_is_spent_uncounted()
      throws Exception {
    Limits dollars = new Limits(50, 1000, Budget.of("5 usd"));
    ended(granted(dollars, after(0)), "4.5", "USD");
    ended(granted(dollars, after(0)), "0", "credits");
    ended(granted(dollars, after(0)), "40", "credits");
    assertThat(denied(dollars, after(0)).reason())
        .isEqualTo(
            "kling.daily-budget is 5 usd, but kling told a cost of today in credits, which cannot"
                + " be counted against it: set it in credits, or without a unit, by which each"
                + " unit is counted alone");
    granted(new Limits(50, 1000, Budget.of("50")), after(0));
  }

  private void ended(PaidCall call, String amount, String unit) throws StoreException {
    ledger.ended(
        call, State.FAILED, "broke", "", new Price(new BigDecimal(amount), unit), after(0));
  }

  /** Else a lost call would take it for its own. */
  @Test
  void a_task_is_known_however_wrong_the_clock_was_when_it_was_taken() throws Exception {
    for (String time : new String[] {"1970-01-01T00:01:00Z", "2046-05-04T10:00:00Z"}) {
      Instant then = Instant.parse(time);
      ledger.accepted(granted(PLENTY, then), "t-" + time, "", null, then);
    }
    assertThat(ledger.tasksOfOthers(granted(PLENTY, START)))
        .containsExactlyInAnyOrder("t-1970-01-01T00:01:00Z", "t-2046-05-04T10:00:00Z");
  }

  @Test
  void a_row_that_is_no_longer_ours_gets_no_leave() throws Exception {
    table.run("UPDATE jobs SET status = 'cancelled', claim = NULL WHERE id = 1");
    assertThat(intend(PLENTY, after(0))).isEqualTo(new Permit.Lost());
    assertThat(Objects.requireNonNull(table.one("SELECT count(*) FROM paid_calls"))).isEqualTo("0");
  }

  @Test
  void a_row_that_a_person_has_cancelled_gets_no_leave_though_the_claim_is_still_ours()
      throws Exception {
    table.run("UPDATE jobs SET status = 'cancelled' WHERE id = 1");
    assertThat(intend(PLENTY, after(0))).isEqualTo(new Permit.Lost());
    assertThat(table.one("SELECT count(*) FROM paid_calls")).isEqualTo("0");
  }

  /** On this night the clocks in Berlin go from 3:00 back to 2:00. */
  private static final Instant TWICE = Instant.parse("2026-10-25T01:30:00Z");

  private PaidCall read(CallLedger from, PaidCall call) throws Exception {
    return from.of(call.jobId()).stream()
        .filter(each -> each.id() == call.id())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void times_in_the_hour_that_comes_twice_are_read_as_they_were_and_in_any_zone() throws Exception {
    for (Instant time : List.of(TWICE.minusSeconds(3600), TWICE)) {
      PaidCall call = granted(PLENTY, time);
      assertThat(call.intendedAt()).isEqualTo(time);
      ledger.accepted(call, "t", "", null, time.plusMillis(5250));

      assertThat(read(ledger, call).intendedAt()).isEqualTo(time);
      assertThat(read(ledger, call).acceptedAt()).isEqualTo(time.plusMillis(5250));
      try (SqliteJobStore elsewhere =
          SqliteJobStore.open(
              SqliteDatabase.orNew(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
              Clock.systemUTC())) {
        assertThat(read(elsewhere.calls(), call).intendedAt()).isEqualTo(time);
        assertThat(read(elsewhere.calls(), call).acceptedAt()).isEqualTo(time.plusMillis(5250));
      }
    }
    assertThat(table.all("SELECT intended_at, accepted_at FROM paid_calls"))
        .containsOnly("2026-10-25 02:30:00.000000|2026-10-25 02:30:05.250000");
    assertThat(table.all("SELECT day, calls FROM v_spend")).containsExactly("2026-10-25|2");
  }

  @Test
  void starts_in_the_hour_before_are_not_counted_in_the_one_that_repeats_it() throws Exception {
    Limits two = new Limits(50, 2, Budget.NONE);
    Instant lastMinute = TWICE.minusSeconds(31 * 60); // 02:59 in summer time
    granted(two, lastMinute);
    granted(two, lastMinute);
    assertThat(denied(two, lastMinute.plusSeconds(10)).until())
        .isEqualTo(lastMinute.plusSeconds(60));
    granted(two, lastMinute.plusSeconds(120)); // 02:01 in winter time
    granted(two, lastMinute.plusSeconds(121));
    assertThat(denied(two, lastMinute.plusSeconds(122)).until())
        .isEqualTo(lastMinute.plusSeconds(180));
  }

  @Test
  void starts_of_a_clock_that_was_ahead_are_not_counted_once_it_is_right() throws Exception {
    Limits two = new Limits(50, 2, Budget.NONE);
    granted(two, after(86_400));
    granted(two, after(86_400));
    granted(two, after(0));
    granted(two, after(1));
    assertThat(denied(two, after(2)).until()).isEqualTo(after(60));
  }

  @Test
  void starts_that_an_older_worker_has_noted_are_counted_by_their_local_time() throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at) VALUES"
            + " (1, 'kling', 'animation', 'mw-old', 'failed', '2026-05-04 12:00:00.000000')");
    Limits one = new Limits(50, 1, Budget.NONE);
    assertThat(denied(one, after(5)).until()).isEqualTo(after(60));
    granted(one, after(60));
  }

  @Test
  void what_is_denied_is_not_asked_for_again_at_once() throws Exception {
    Limits one = new Limits(50, 1, Budget.NONE);
    granted(one, after(0));
    Instant late = after(60).minusMillis(1);
    assertThat(denied(one, late).until()).isEqualTo(late.plusSeconds(1));
    ledger.holdOff("kling", after(200));
    assertThat(denied(PLENTY, after(200).minusMillis(1)).until())
        .isEqualTo(after(201).minusMillis(1));
  }

  @Test
  void what_a_clock_that_was_far_ahead_held_off_is_forgotten_once_it_is_right() throws Exception {
    Instant ahead = START.plus(Duration.ofDays(365));
    ledger.holdOff("kling", ahead.plusSeconds(60));
    ledger.lowerInFlight("kling", Duration.ofMinutes(5), ahead);
    granted(PLENTY, after(0));
    granted(PLENTY, after(0));

    ledger.holdOff("kling", after(30)); // no longer cut off by the one that never comes
    denied(PLENTY, after(29));
    granted(PLENTY, after(30));
  }

  @Test
  void a_task_that_a_person_adopts_in_that_hour_is_as_young_as_it_is() throws Exception {
    PaidCall call = granted(PLENTY, START);
    ledger.ended(call, State.UNKNOWN, "lost", "", null, START);
    table.run("UPDATE jobs SET status = 'needs_decision', claim = NULL, worker = NULL");
    try (SqliteCallDesk desk =
        new SqliteCallDesk(
            SqliteDatabase.existing(folder.resolve("jobs.db"), SqliteDatabase.Durability.NORMAL),
            Clock.fixed(TWICE, ZoneId.of("Europe/Berlin")))) {
      desk.adopt(1, "t1");
    }
    assertThat(read(ledger, call).acceptedAt()).isEqualTo(TWICE);
  }

  @Test
  void rows_of_older_workers_have_their_local_times_alone() throws Exception {
    table.run(
        "INSERT INTO paid_calls (job_id, provider, operation, marker, state, intended_at,"
            + " accepted_at) VALUES (1, 'kling', 'animation', 'mw-old', 'accepted',"
            + " '2026-05-04 12:00:00.000000', '2026-05-04 12:00:05.250000')");
    PaidCall call = ledger.of(1).get(0);
    assertThat(call.intendedAt()).isEqualTo(START);
    assertThat(call.acceptedAt()).isEqualTo(START.plusMillis(5250));
  }

  @ParameterizedTest
  @ValueSource(strings = {"on_hold", "waiting_for_jobs", "waiting_for_analysis", "keying_queued"})
  void a_row_that_is_set_aside_holds_no_place_and_gives_nothing_up(String word) throws Exception {
    Limits one = new Limits(1, 1000, Budget.NONE);
    ledger.accepted(granted(one, after(0)), "t1", "", null, after(1));
    denied(one, after(2));

    table.run("UPDATE jobs SET status = '" + word + "', claim = NULL WHERE id = 1");
    assertThat(ledger.abandoned()).isEmpty();
    assertThat(ledger.wouldDeny("kling", one, after(2))).isEmpty();

    table.run("UPDATE jobs SET status = 'queued' WHERE id = 1");
    assertThat(ledger.wouldDeny("kling", one, after(2))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ABORT, 'asleep'", "FAIL, 'asleep'", "IGNORE"})
  void a_row_that_a_trigger_keeps_asleep_keeps_no_paid_result_out_and_the_next_one_wakes(
      String raise) throws Exception {
    PaidCall first = granted(PLENTY, after(0));
    PaidCall second = granted(PLENTY, after(0));
    table.run(
        "INSERT INTO jobs (id, job_type, run_at, waits_for, priority) VALUES"
            + " (2, 'a', '2026-05-05 12:00:00', 'kling', 5),"
            + " (3, 'a', '2026-05-05 12:00:00', 'kling', 1),"
            + " (4, 'a', '2026-05-05 12:00:00', 'kling', 0)",
        "CREATE TRIGGER asleep BEFORE UPDATE ON jobs WHEN NEW.id = 2 BEGIN SELECT RAISE("
            + raise
            + "); END");

    ledger.succeeded(first, "[]", null, after(1));
    assertThat(table.all("SELECT id, run_at FROM jobs WHERE id > 1"))
        .containsExactly("2|2026-05-05 12:00:00", "3|null", "4|2026-05-05 12:00:00");
    over(second, after(2));

    assertThat(table.all("SELECT id, run_at FROM jobs WHERE id > 1"))
        .containsExactly("2|2026-05-05 12:00:00", "3|null", "4|null");
    assertThat(table.all("SELECT state FROM paid_calls ORDER BY id"))
        .containsExactly("succeeded", "cancelled");
  }

  /** Its trigger undoes all that the note's transaction has done. */
  @Test
  void a_row_whose_trigger_rolls_all_back_keeps_no_note_of_a_paid_call_out_of_the_ledger()
      throws Exception {
    PaidCall made = granted(PLENTY, after(0));
    PaidCall lost = granted(PLENTY, after(0));
    PaidCall failed = granted(PLENTY, after(0));
    PaidCall missed = granted(PLENTY, after(0));
    PaidCall undecided = granted(PLENTY, after(0));
    table.run(
        "INSERT INTO jobs (id, job_type, run_at, waits_for) VALUES"
            + " (2, 'a', '2026-05-05 12:00:00', 'kling')",
        "UPDATE jobs SET status = 'needs_decision', claim = NULL, worker = NULL WHERE id = 1",
        "CREATE TRIGGER back BEFORE UPDATE ON jobs BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END");

    ledger.succeeded(made, "[]", null, after(1));
    ledger.untold(lost, "nobody knows", after(1));
    ledger.failed(failed, "no", "", null, true, after(1));
    ledger.missed(missed, "not there", after(1));
    ledger.accepted(undecided, "t1", "", null, after(1));

    assertThat(table.all("SELECT state, task_id FROM paid_calls ORDER BY id"))
        .containsExactly(
            "succeeded|null", "unknown|null", "failed|null", "refused|null", "accepted|t1");
    assertThat(table.all("SELECT status, run_at FROM jobs ORDER BY id"))
        .containsExactly("needs_decision|null", "queued|2026-05-05 12:00:00");
  }

  /** It could not be known after a crash. */
  @Test
  void no_leave_is_given_for_a_call_whose_intent_is_rolled_back() throws Exception {
    table.run(
        "CREATE TRIGGER back AFTER INSERT ON paid_calls"
            + " BEGIN SELECT RAISE(ROLLBACK, 'all of it'); END");
    assertThatThrownBy(() -> intend(PLENTY, after(0)))
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FOR_NOW));
    assertThat(table.all("SELECT state FROM paid_calls")).isEmpty();
  }

  @Test
  void a_row_that_a_trigger_keeps_undecided_keeps_no_late_answer_out_of_the_ledger()
      throws Exception {
    PaidCall call = granted(PLENTY, after(0));
    table.run(
        "UPDATE jobs SET status = 'needs_decision', claim = NULL, worker = NULL WHERE id = 1",
        "CREATE TRIGGER undecided BEFORE UPDATE OF status ON jobs"
            + " BEGIN SELECT RAISE(ABORT, 'undecided'); END");

    ledger.accepted(call, "t1", "", null, after(1));
    ledger.succeeded(call, "[]", null, after(2));

    assertThat(table.one("SELECT state || ' ' || task_id FROM paid_calls"))
        .isEqualTo("succeeded t1");
    assertThat(table.one("SELECT status FROM jobs")).isEqualTo("needs_decision");
  }
}
