package mediaworker.providers.http;

import java.time.Duration;
import java.util.Set;

/**
 * Limits of requests to providers.
 *
 * @param trustedHosts host names of the configured base URLs: keys go to these alone, and they may
 *     lie in private networks
 * @param allowPrivateUrls whether other URLs, which come from answers, may lead there too
 * @param connect limit of connecting
 * @param createRead how long a provider may be silent before it answers a create; synchronous ones
 *     work all that time
 * @param read how long it may be silent otherwise
 * @param mostAnswerBytes a longer answer is broken off
 * @param hold how long the answer to a create that the disk does not take is held in memory
 */
public record TransportSettings(
    Set<String> trustedHosts,
    boolean allowPrivateUrls,
    Duration connect,
    Duration createRead,
    Duration read,
    long mostAnswerBytes,
    Duration hold) {
  public TransportSettings {
    trustedHosts = Set.copyOf(trustedHosts);
  }

  /** Limits that suit the providers there are. */
  public static TransportSettings usual(Set<String> trustedHosts, boolean allowPrivateUrls) {
    return new TransportSettings(
        trustedHosts,
        allowPrivateUrls,
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Duration.ofSeconds(60),
        1L << 30,
        Duration.ofMinutes(10));
  }
}
