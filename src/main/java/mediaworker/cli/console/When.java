package mediaworker.cli.console;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import mediaworker.config.Settings;
import picocli.CommandLine.TypeConversionException;

/** Times as people write and read them, in a clock's zone. */
public final class When {

  private static final String FORMS =
      "\" is not a time; write 2h, 30d, today, yesterday, 18:30, 2026-01-31 or \"2026-01-31 18:30\"";

  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final DateTimeFormatter CLOCK_TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private final Clock clock;

  When(Clock clock) {
    this.clock = clock;
  }

  /** The time here and now. */
  public static When here() {
    return new When(Clock.system(ZoneId.systemDefault()));
  }

  /** The clock's time. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * A time that has passed: "2h" is two hours ago, "18:30" today.
   *
   * @param option where it is written, for the message
   * @throws TypeConversionException when it is none
   */
  public Instant past(String option, String text) {
    return read(option, text, -1);
  }

  /**
   * A time to come: "2h" is in two hours, "18:30" the next time it is that late.
   *
   * @param option where it is written, for the message
   * @throws TypeConversionException when it is none
   */
  public Instant future(String option, String text) {
    return read(option, text, 1);
  }

  private Instant read(String option, String written, int direction) {
    String text = written.strip().toLowerCase(Locale.ROOT);
    LocalDate today = LocalDate.ofInstant(now(), clock.getZone());
    if (text.equals("now")) {
      return now();
    }
    List<String> days = List.of("yesterday", "today", "tomorrow");
    if (days.contains(text)) {
      return midnight(today.plusDays(days.indexOf(text) - 1L));
    }
    if (text.matches("\\d{1,6}\\s*(ms|s|m|min|h|d)")) {
      return now().plus(Settings.time(text.replaceAll("\\s+|in$", "")).multipliedBy(direction));
    }
    try {
      if (text.matches("\\d{1,2}:\\d{2}(:\\d{2})?")) {
        String full = text.indexOf(':') == 1 ? "0" + text : text;
        LocalDateTime time = today.atTime(LocalTime.parse(full));
        Instant at = time.atZone(clock.getZone()).toInstant();
        boolean over = direction > 0 && at.isBefore(now()); // not every day has 24 hours
        return over ? time.plusDays(1).atZone(clock.getZone()).toInstant() : at;
      }
      if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
        return midnight(LocalDate.parse(text));
      }
      return LocalDateTime.parse(text.replaceFirst("[ t]+", "T"))
          .atZone(clock.getZone())
          .toInstant();
    } catch (DateTimeParseException local) {
      try {
        return OffsetDateTime.parse(written.strip()).toInstant();
      } catch (DateTimeException e) {
        throw new TypeConversionException(option + ": \"" + written + FORMS);
      }
    }
  }

  private Instant midnight(LocalDate day) {
    return day.atStartOfDay(clock.getZone()).toInstant();
  }

  /** "2026-05-04 12:00:01". */
  public String shown(Instant time) {
    return SHOWN.format(LocalDateTime.ofInstant(time, clock.getZone()));
  }

  /** "12:00:01". */
  public String time(Instant time) {
    return CLOCK_TIME.format(LocalDateTime.ofInstant(time, clock.getZone()));
  }

  /** For programs: ISO 8601 with the zone's offset. */
  public String iso(Instant time) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(clock.getZone()));
  }

  /** "8 s", "3 min", "2 h 5 min", "4 days". */
  public static String span(Duration time) {
    long seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60
          + " min"
          + (seconds < 600 && seconds % 60 > 0 ? " " + seconds % 60 + " s" : "");
    }
    if (seconds < 172_800) {
      long minutes = seconds % 3600 / 60;
      return seconds / 3600 + " h" + (minutes > 0 ? " " + minutes + " min" : "");
    }
    return seconds / 86_400 + " days";
  }
}
