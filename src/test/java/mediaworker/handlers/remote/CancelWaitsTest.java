package mediaworker.handlers.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import mediaworker.jobs.PaidCall;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For how long a call has been asked about that nobody waits for. */
class CancelWaitsTest extends StillClocksFixture {

  private CancelWaits waits;
  private PaidCall call;
  private Duration longest;

  @BeforeEach
  void begin() throws Exception {
    waits = new CancelWaits(() -> steady.toNanos());
    call = call(1);
    longest = setup.longestTaskTimeout();
    waits.begin(setup, call);
  }

  /** A worker that is busy elsewhere asks late; the task goes on all the while. */
  @Test
  void a_gap_of_as_long_as_a_task_may_take_counts() {
    pass(setup.pollInterval().plus(longest));
    waits.begin(setup, call);
    assertThat(waits.asked(call)).isEqualTo(setup.pollInterval().plus(longest));
    assertThat(waits.isInVain(setup, call)).isTrue();
  }

  /** Its row went on meanwhile, or the machine slept. */
  @Test
  void after_a_longer_one_it_begins_anew() {
    pass(setup.pollInterval().plus(longest).plusNanos(1));
    waits.begin(setup, call);
    assertThat(waits.asked(call)).isZero();
    assertThat(waits.isInVain(setup, call)).isFalse();
    assertThat(waits.isToBeTold(call)).as("its row is told anew").isTrue();
  }

  /** What a provider asks for is no gap. */
  @Test
  void the_gap_begins_when_it_was_due() {
    waits.putOff(setup, call, longest.multipliedBy(2));
    pass(longest.multipliedBy(3));
    waits.begin(setup, call);
    assertThat(waits.asked(call)).isEqualTo(longest.multipliedBy(3));
  }
}
