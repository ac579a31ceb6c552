package mediaworker.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the settings of a {@link SettingFamily} may be, which their keys tell. */
final class FamilyKeys {

  private FamilyKeys() {}

  /**
   * What a setting of a family may be, told by its key.
   *
   * @param words what a text may be, or what a time may be given for; empty for anything
   */
  static ITypeConverter<?> converter(String key, Set<String> words) {
    if (key.equals("task-timeout")) {
      return new TimesByWord(words);
    }
    if (!words.isEmpty()) {
      return new Word(words);
    }
    if (key.endsWith("-url")) {
      return new Converters.WebUrl();
    }
    if (isTime(key)) {
      return new Converters.PositiveTime();
    }
    if (key.startsWith("usd-per-")) {
      return new Amount();
    }
    return switch (key) {
      case "in-flight", "starts-per-minute" -> new Count(1, 100_000);
      case "recreate-failed" -> new Count(0, 100_000);
      case "data-url-bytes", "inline-bytes" -> new Count(0, 1_000_000_000);
      case "max-output-tokens" -> new CountOrNone();
      case "daily-budget" -> new DailyBudget();
      default -> text -> text;
    };
  }

  /** Whether a setting of a family is a time. */
  static boolean isTime(String key) {
    return key.equals("ttl")
        || key.endsWith("-timeout")
        || key.endsWith("-interval")
        || key.endsWith("-limit")
        || key.endsWith("-after");
  }

  /** One of some words. */
  private static final class Word implements ITypeConverter<String> {
    private final Set<String> words;

    Word(Set<String> words) {
      this.words = words;
    }

    @Override
    public String convert(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (!words.contains(word)) {
        throw new TypeConversionException(
            "\"" + text + "\" is not one of " + String.join(", ", new TreeSet<>(words)));
      }
      return word;
    }
  }

  /** "2h", or "2h, animation 6h": a time, and others for some words; the first is under "". */
  static final class TimesByWord implements ITypeConverter<Map<String, Duration>> {
    private final Set<String> words;

    /** With words that may have a time of their own; empty for any. */
    TimesByWord(Set<String> words) {
      this.words = words;
    }

    @Override
    public Map<String, Duration> convert(String text) {
      Map<String, Duration> times = new LinkedHashMap<>();
      for (String part : text.split(",", -1)) {
        String[] parts = part.strip().split("\\s+", 2);
        boolean first = times.isEmpty();
        String word = first || parts.length < 2 ? "" : parts[0].toLowerCase(Locale.ROOT);
        if (!first && (word.isEmpty() || (!words.isEmpty() && !words.contains(word)))) {
          throw new TypeConversionException(
              "\""
                  + part.strip()
                  + "\" is not a job type of this provider with its time; write 2h, or 2h, "
                  + (words.isEmpty() ? "animation" : new TreeSet<>(words).first())
                  + " 6h"
                  + (words.isEmpty()
                      ? ""
                      : "; there are " + String.join(", ", new TreeSet<>(words))));
        }
        times.put(word, new Converters.PositiveTime().convert(first ? part : parts[1]));
      }
      return times;
    }
  }

  /** How many of something. */
  private static final class Count extends Converters.WholeNumber {
    Count(int least, int most) {
      super(least, most);
    }
  }

  /** How many of something, or none for no limit. */
  private static final class CountOrNone implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return text.strip().equalsIgnoreCase("none") ? 0 : new Count(1, 1_000_000_000).convert(text);
    }
  }

  /** An amount of money or credits. */
  private static final class Amount implements ITypeConverter<BigDecimal> {
    @Override
    public BigDecimal convert(String text) {
      if (!text.strip().matches("\\d{1,12}(\\.\\d{1,6})?")) {
        throw new TypeConversionException("\"" + text + "\" is not an amount like 25 or 12.50");
      }
      return new BigDecimal(text.strip());
    }
  }

  /** An amount, with the unit that it is counted in or without one. */
  private static final class DailyBudget implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      if (!text.strip().matches("\\d{1,12}(\\.\\d{1,6})?(\\s+\\p{Alpha}{1,20})?")) {
        throw new TypeConversionException("\"" + text + "\" is not an amount like 25 or 12.50 USD");
      }
      return text.strip();
    }
  }
}
