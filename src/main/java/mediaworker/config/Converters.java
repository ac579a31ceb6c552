package mediaworker.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the text of a setting becomes its value; the messages are the end of "… is wrong: …". */
final class Converters {

  private Converters() {}

  /** "500ms", "30s", "10m", "6h", "1d"; a number alone means seconds. */
  static final class Time implements ITypeConverter<Duration> {
    private static final Pattern FORM =
        Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)\\s*(ms|s|m|min|h|d)?");

    @Override
    public Duration convert(String text) {
      Matcher match = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!match.matches()) {
        throw new TypeConversionException(
            "\"" + text + "\" is not a time; write 500ms, 30s, 10m, 6h or 1d");
      }
      String unit = match.group(2) == null ? "s" : match.group(2);
      double millis =
          switch (unit) {
            case "ms" -> 1;
            case "m", "min" -> 60_000;
            case "h" -> 3_600_000;
            case "d" -> 86_400_000;
            default -> 1_000;
          };
      return Duration.ofMillis(Math.round(Double.parseDouble(match.group(1)) * millis));
    }
  }

  /** A time that is not zero. */
  static final class PositiveTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      Duration time = new Time().convert(text);
      if (time.isZero()) {
        throw new TypeConversionException("it must be more than zero");
      }
      return time;
    }
  }

  /** A whole number in a range. */
  abstract static class WholeNumber implements ITypeConverter<Integer> {
    private final int least;
    private final int most;

    WholeNumber(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    public Integer convert(String text) {
      try {
        int value = Integer.parseInt(text.strip());
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below, in the same words as for a number out of range.
      }
      throw new TypeConversionException(
          "\"" + text + "\" is not a whole number from " + least + " to " + most);
    }
  }

  /** How many jobs run at once. */
  static final class Jobs extends WholeNumber {
    Jobs() {
      super(1, 64);
    }
  }

  /** A TCP port; 0 for none. */
  static final class Port extends WholeNumber {
    Port() {
      super(0, 65_535);
    }
  }

  /** Cores of a job; 0 leaves the choice to the worker. */
  static final class Cores extends WholeNumber {
    Cores() {
      super(0, 256);
    }
  }

  /** Gigabytes that one job takes of a GPU. */
  static final class GpuGigabytes extends WholeNumber {
    GpuGigabytes() {
      super(1, 1000);
    }
  }

  /** Gigabytes of a GPU that stay free; 0 for none. */
  static final class FreeGpuGigabytes extends WholeNumber {
    FreeGpuGigabytes() {
      super(0, 1000);
    }
  }

  /** Threads that are kept for something; 0 for none. */
  static final class KeptThreads extends WholeNumber {
    KeptThreads() {
      super(0, 64);
    }
  }

  /** Seconds of work for each second of sound. */
  static final class Pace extends WholeNumber {
    Pace() {
      super(1, 100_000);
    }
  }

  /** How many of something; "auto" leaves it to the worker. */
  static final class AutoCount implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      String word = text.strip().toLowerCase(Locale.ROOT);
      if (!word.equals("auto") && !word.matches("[1-9]\\d{0,2}")) {
        throw new TypeConversionException("\"" + text + "\" is not auto or a number from 1 to 999");
      }
      return word;
    }
  }

  /** Rows that may wait; 0 for any number. */
  static final class QueueSize extends WholeNumber {
    QueueSize() {
      super(0, 10_000_000);
    }
  }

  /** Megabytes. */
  static final class Megabytes extends WholeNumber {
    Megabytes() {
      super(1, 1_000_000);
    }
  }

  /** Megabytes that stay free; 0 for none. */
  static final class Free extends WholeNumber {
    Free() {
      super(0, 10_000_000);
    }
  }

  /** As nice(1) takes it. */
  static final class Niceness extends WholeNumber {
    Niceness() {
      super(0, 19);
    }
  }

  /** Kilobytes of a column; more is not even read. */
  static final class RowKilobytes extends WholeNumber {
    RowKilobytes() {
      super(1, 1024);
    }
  }

  /** Nested objects and lists. */
  static final class Depth extends WholeNumber {
    Depth() {
      super(2, 400);
    }
  }

  /** Millions of pixels. */
  static final class Megapixels extends WholeNumber {
    Megapixels() {
      super(1, 250);
    }
  }

  /** Yes or no in the usual spellings. */
  static final class YesNo implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String text) {
      return switch (text.strip().toLowerCase(Locale.ROOT)) {
        case "true", "yes", "on", "1" -> true;
        case "false", "no", "off", "0" -> false;
        default -> throw new TypeConversionException("\"" + text + "\" is not true or false");
      };
    }
  }

  /** A file or folder. */
  static final class FilePath implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      String path = text.strip();
      if (path.isEmpty()) {
        throw new TypeConversionException("it names no file or folder");
      }
      String home = System.getProperty("user.home", "");
      try {
        return Path.of(path.startsWith("~/") && !home.isEmpty() ? home + path.substring(1) : path);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("\"" + text + "\" is not a path");
      }
    }
  }

  /** A level of the log. */
  static final class LogLevel implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      String level = text.strip().toLowerCase(Locale.ROOT);
      return switch (level) {
        case "error", "warn", "info", "debug", "trace" -> level;
        default ->
            throw new TypeConversionException(
                "\"" + text + "\" is not one of error, warn, info, debug, trace");
      };
    }
  }

  /** How durable a commit is. */
  static final class Synchronous implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      String word = text.strip().toUpperCase(Locale.ROOT);
      if (!word.equals("FULL") && !word.equals("NORMAL")) {
        throw new TypeConversionException("\"" + text + "\" is not FULL or NORMAL");
      }
      return word;
    }
  }

  /** Where something is seen from outside; a host alone is meant with https. */
  static final class PublicUrl implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      String url = text.strip().replaceFirst("/+$", "");
      return new WebUrl().convert(url.contains("://") ? url : "https://" + url);
    }
  }

  /** The address of a server. */
  static final class WebUrl implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      try {
        URI uri = new URI(text.strip());
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (web && uri.getHost() != null && uri.getUserInfo() == null) {
          return text.strip();
        }
      } catch (URISyntaxException e) {
        // Said below.
      }
      throw new TypeConversionException("it is not an http(s) URL");
    }
  }
}
