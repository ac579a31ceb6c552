package mediaworker.store.sqlite.rows;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * Times as the table has them: local, {@code YYYY-MM-DD HH:MM:SS.ffffff}, the form the dashboard
 * writes, so that the order of text is the order of time across both programs' rows.
 */
public final class LocalTimes {

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.", Locale.ROOT);

  private final ZoneId zone;
  private volatile Second last = new Second(Long.MIN_VALUE, "");

  /**
   * The text of a whole second, without its fraction: rows of one transaction have the same one.
   */
  private record Second(long epoch, String text) {}

  /** Of a time zone. */
  public LocalTimes(ZoneId zone) {
    this.zone = zone;
  }

  /** As the table has it. */
  public String text(Instant time) {
    Second second = last;
    if (second.epoch != time.getEpochSecond()) {
      String text = SECOND.format(LocalDateTime.ofInstant(time, zone));
      second = new Second(time.getEpochSecond(), text);
      last = second;
    }
    // A million more brings the zeros in front; its own digit is left out.
    String micros = Integer.toString(1_000_000 + time.getNano() / 1000);
    return second.text + micros.substring(1);
  }

  /** The day it is at that moment. */
  public LocalDate date(Instant time) {
    return LocalDate.ofInstant(time, zone);
  }

  /** When a day begins. */
  public Instant midnight(LocalDate day) {
    return day.atStartOfDay(zone).toInstant();
  }

  /**
   * Reads what people and programs write for a time: local time with a blank or a T, seconds and
   * fractions optional; a date alone; an ISO time with Z or an offset; seconds since 1970.
   */
  public Optional<Instant> parse(String written) {
    String text = written.strip();
    if (text.matches("\\d{9,11}(\\.\\d+)?")) {
      return Optional.of(Instant.ofEpochMilli((long) (Double.parseDouble(text) * 1000)));
    }
    String iso = text.replaceFirst("^(\\d{4}-\\d{2}-\\d{2})[ T]+", "$1T");
    if (iso.matches("\\d{4}-\\d{2}-\\d{2}")) {
      iso += "T00:00";
    }
    try {
      return Optional.of(LocalDateTime.parse(iso).atZone(zone).toInstant());
    } catch (DateTimeParseException local) {
      try {
        return Optional.of(OffsetDateTime.parse(iso.replace(" ", "")).toInstant());
      } catch (DateTimeParseException e) {
        return Optional.empty();
      }
    }
  }
}
