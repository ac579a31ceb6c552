package mediaworker.media;

import java.util.Locale;

/**
 * A rate as FFmpeg writes it, "30000/1001".
 *
 * @param numerator above the line
 * @param denominator below the line
 */
public record Rational(long numerator, long denominator) {

  /** Not known. */
  public static final Rational UNKNOWN = new Rational(0, 0);

  /** Reads "30000/1001" or "25"; anything else is {@link #UNKNOWN}. */
  public static Rational parse(String text) {
    String[] parts = text.split("/", -1);
    try {
      return switch (parts.length) {
        case 1 -> new Rational(Long.parseLong(parts[0].trim()), 1);
        case 2 -> new Rational(Long.parseLong(parts[0].trim()), Long.parseLong(parts[1].trim()));
        default -> UNKNOWN;
      };
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** Whether it is a usable rate. */
  public boolean isPositive() {
    return numerator > 0 && denominator > 0;
  }

  /** As a number; 0 where not known. */
  public double value() {
    return denominator == 0 ? 0 : (double) numerator / denominator;
  }

  /** As FFmpeg takes it. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%d/%d", numerator, denominator);
  }
}
