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

  /**
   * Its row went on meanwhile, or the worker was busy elsewhere: the task goes on all the while.
   */
  @Test
  void of_a_gap_half_of_what_a_task_may_take_counts_at_the_most() {
    pass(setup.pollInterval().plus(longest.multipliedBy(9)));
    waits.begin(setup, call);
    assertThat(waits.isInVain(setup, call)).isFalse();
    pass(
        setup
            .pollInterval()
            .plus(longest.dividedBy(2))
            .minus(setup.pollInterval().multipliedBy(2)));
    waits.begin(setup, call);
    assertThat(waits.isInVain(setup, call)).isTrue();
    assertThat(waits.asked(call)).isEqualTo(longest.multipliedBy(19).dividedBy(2));
  }

  @Test
  void after_one_of_longer_than_a_task_may_take_its_row_is_told_anew() {
    assertThat(waits.isToBeTold(call)).isTrue();
    pass(setup.pollInterval().plus(longest));
    waits.begin(setup, call);
    assertThat(waits.isToBeTold(call)).isFalse();
    pass(setup.pollInterval().plus(longest).plusNanos(1));
    waits.begin(setup, call);
    assertThat(waits.isToBeTold(call)).isTrue();
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
