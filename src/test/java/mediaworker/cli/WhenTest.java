package mediaworker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class WhenTest {

  /** The night has 23 hours. */
  @Test
  void a_time_of_day_that_is_over_means_that_of_tomorrow_also_when_the_clock_is_put_forward() {
    When when =
        new When(Clock.fixed(Instant.parse("2026-03-28T21:30:00Z"), ZoneId.of("Europe/Berlin")));
    assertThat(when.future("--run-at", "22:00")).isEqualTo(Instant.parse("2026-03-29T20:00:00Z"));
    assertThat(when.future("--run-at", "23:00")).isEqualTo(Instant.parse("2026-03-28T22:00:00Z"));
  }
}
