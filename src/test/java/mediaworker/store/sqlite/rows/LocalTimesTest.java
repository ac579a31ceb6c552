package mediaworker.store.sqlite.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as the table has them, and as people write them. */
class LocalTimesTest {

  private final LocalTimes times = new LocalTimes(ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2025-06-01T10:00:00Z, 2025-06-01 12:00:00.000000",
    "2025-01-01T10:00:00.5Z, 2025-01-01 11:00:00.500000",
    "2025-12-31T23:30:00.123456789Z, 2026-01-01 00:30:00.123456"
  })
  void are_written_as_local_time_with_microseconds(Instant time, String text) {
    assertThat(times.text(time)).isEqualTo(text);
  }

  @Test
  void what_is_written_is_read_as_the_same_time() {
    Instant time = Instant.parse("2025-06-01T10:00:00.123456Z");

    assertThat(times.parse(times.text(time))).contains(time);
  }

  @Test
  void the_order_of_the_texts_is_that_of_the_times() {
    Instant time = Instant.parse("2025-06-01T10:00:00Z");

    assertThat(times.text(time)).isLessThan(times.text(time.plusNanos(1000)));
    assertThat(times.text(time)).isLessThan(times.text(time.plusSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-06-01 12:00:00.000000",
        "2025-06-01 12:00:00.0",
        "2025-06-01 12:00:00",
        "2025-06-01 12:00",
        "2025-06-01T12:00:00",
        "2025-06-01T12:00",
        "2025-06-01  12:00",
        " 2025-06-01 12:00:00 ",
        "2025-06-01T10:00:00Z",
        "2025-06-01T10:00Z",
        "2025-06-01 10:00:00Z",
        "2025-06-01T13:00:00+03:00",
        "2025-06-01 13:00:00+03:00",
        "2025-06-01 13:00:00 +03:00",
        "1748772000",
        "1748772000.0"
      })
  void people_may_write_a_time_in_many_ways(String written) {
    assertThat(times.parse(written)).contains(Instant.parse("2025-06-01T10:00:00Z"));
  }

  @Test
  void a_date_alone_is_its_midnight() {
    assertThat(times.parse("2025-06-01")).contains(Instant.parse("2025-05-31T22:00:00Z"));
  }

  @Test
  void fractions_of_a_second_are_kept() {
    assertThat(times.parse("2025-06-01 12:00:00.25"))
        .contains(Instant.parse("2025-06-01T10:00:00.25Z"));
    assertThat(times.parse("1748772000.25")).contains(Instant.parse("2025-06-01T10:00:00.25Z"));
  }

  @Test
  void an_hour_that_the_clock_skips_is_read_as_the_hour_after() {
    assertThat(times.parse("2025-03-30 02:30:00")).contains(Instant.parse("2025-03-30T01:30:00Z"));
  }

  @Test
  void an_hour_that_comes_twice_is_read_as_the_first() {
    assertThat(times.parse("2025-10-26 02:30:00")).contains(Instant.parse("2025-10-26T00:30:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "tomorrow",
        "12:00",
        "01.06.2025",
        "2025-13-01",
        "2025-02-30 12:00",
        "2025-06-01 25:00",
        "12",
        "1748772000000",
        "2025-06-01 12:00 PM",
        "-1748772000"
      })
  void what_is_no_time_is_not_guessed(String written) {
    assertThat(times.parse(written)).isEmpty();
  }
}
