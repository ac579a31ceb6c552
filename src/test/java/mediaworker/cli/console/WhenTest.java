package mediaworker.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
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

  @Test
  void times_of_people_are_read_in_their_zone() {
    When when =
        new When(Clock.fixed(Instant.parse("2026-05-04T10:00:00Z"), ZoneId.of("Europe/Berlin")));

    assertThat(when.past("--since", "2h")).isEqualTo("2026-05-04T08:00:00Z");
    assertThat(when.future("--since", "10 min")).isEqualTo("2026-05-04T10:10:00Z");
    assertThat(when.past("--since", "yesterday")).isEqualTo("2026-05-02T22:00:00Z");
    assertThat(when.past("--since", "11:30")).isEqualTo("2026-05-04T09:30:00Z");
    assertThat(when.future("--since", "11:30")).isEqualTo("2026-05-05T09:30:00Z");
    assertThat(when.future("--since", "9:30")).isEqualTo("2026-05-05T07:30:00Z");
    assertThat(when.past("--since", "2026-01-31")).isEqualTo("2026-01-30T23:00:00Z");
    assertThat(when.past("--since", "2026-01-31 18:30")).isEqualTo("2026-01-31T17:30:00Z");
    assertThat(when.past("--since", "2026-01-31T18:30:00Z")).isEqualTo("2026-01-31T18:30:00Z");
    assertThat(When.span(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(When.span(Duration.ofSeconds(125))).isEqualTo("2 min 5 s");
    assertThat(When.span(Duration.ofSeconds(3900))).isEqualTo("1 h 5 min");
    assertThat(When.span(Duration.ofDays(4))).isEqualTo("4 days");
  }
}
