package mediaworker.jobs;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be spent at a provider from midnight to midnight. Providers tell their costs in units of
 * their own, and some in one or another; amounts in different units are never added up.
 *
 * @param most 0 for any amount
 * @param unit what it is counted in, "USD" or "credits"; empty for whatever the provider tells,
 *     each unit by itself
 */
public record Budget(BigDecimal most, String unit) {

  public static final Budget NONE = new Budget(BigDecimal.ZERO, "");

  private static final Pattern AMOUNT_AND_UNIT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,6})?)(?:\\s+(\\p{Alpha}{1,20}))?");

  /**
   * Reads "5", or "5 USD".
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static Budget of(String text) {
    Matcher matcher = AMOUNT_AND_UNIT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no amount like 5 or 5 USD");
    }
    String unit = matcher.group(2);
    return new Budget(new BigDecimal(matcher.group(1)), unit == null ? "" : unit);
  }

  public boolean isNone() {
    return most.signum() <= 0;
  }

  /**
   * Why nothing more may be spent today.
   *
   * @param spent what today's calls cost, by unit
   */
  public Optional<String> against(String provider, Map<String, BigDecimal> spent) {
    if (isNone()) {
      return Optional.empty();
    }
    for (Map.Entry<String, BigDecimal> one : new TreeMap<>(spent).entrySet()) {
      boolean other =
          !unit.isEmpty() && !one.getKey().isEmpty() && !one.getKey().equalsIgnoreCase(unit);
      if (other) {
        if (one.getValue().signum() > 0) {
          return Optional.of(
              String.format(
                  "%1$s.daily-budget is %2$s, but %1$s told a cost of today in %3$s, which cannot"
                      + " be counted against it: set it in %3$s, or without a unit, by which each"
                      + " unit is counted alone",
                  provider, this, one.getKey()));
        }
      } else if (one.getValue().compareTo(most) >= 0) {
        return Optional.of(
            "the daily budget of "
                + provider
                + " is spent ("
                + most.toPlainString()
                + (one.getKey().isEmpty() ? "" : " " + one.getKey())
                + "); goes on after midnight, or when the setting is raised");
      }
    }
    return Optional.empty();
  }

  /** As it is set. */
  @Override
  public String toString() {
    return most.toPlainString() + (unit.isEmpty() ? "" : " " + unit);
  }
}
