package mediaworker.media.keying;

import java.util.EnumMap;
import java.util.Map;
import mediaworker.media.keying.request.OutputFormat;

/**
 * How fast keying is on this machine, so that the time left can be told before the first picture is
 * there. Learns from each job. Safe for use by many threads.
 */
final class Pace {

  /**
   * Pixels a second and core before anything is known: measured on a small machine, rounded down.
   */
  private static final double UNKNOWN = 20e6;

  /** Weight of the newest job. */
  private static final double NEWEST = 0.5;

  private final Map<OutputFormat, Double> pixels = new EnumMap<>(OutputFormat.class); // by this

  /** Seconds that so many pixels are likely to take. */
  synchronized double seconds(OutputFormat format, double wanted, int cores) {
    return wanted / (pixels.getOrDefault(format, UNKNOWN) * cores);
  }

  /** Takes a job that has ended. */
  synchronized void learn(OutputFormat format, double done, int cores, double seconds) {
    if (done > 0 && seconds > 0) {
      pixels.merge(format, done / (seconds * cores), (old, now) -> old + NEWEST * (now - old));
    }
  }
}
