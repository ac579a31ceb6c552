package mediaworker.handlers.remote;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import mediaworker.jobs.CallLedger;
import mediaworker.providers.Provider;
import mediaworker.providers.ProviderDescription;

/**
 * A provider and how it is used.
 *
 * @param provider its requests and answers
 * @param description what there is to set for it
 * @param hasKey whether any of its keys is set
 * @param limits how much may be under way, begun and spent
 * @param taskTimeouts how long a task may take before its job is failed, by job type; under the
 *     empty word for all others
 * @param pollInterval the wait before the first look; later ones grow to six times of it
 * @param recreateFailed how often a task that the provider declares failed is created again
 */
public record ProviderSetup(
    Provider provider,
    ProviderDescription description,
    boolean hasKey,
    CallLedger.Limits limits,
    Map<String, Duration> taskTimeouts,
    Duration pollInterval,
    int recreateFailed) {

  /** How long a task of a job type may take before its job is failed. */
  public Duration taskTimeout(String jobType) {
    Duration usual = taskTimeouts.getOrDefault("", Duration.ofHours(2));
    return taskTimeouts.getOrDefault(jobType, usual);
  }

  /** How long a task of any job type may take. */
  Duration longestTaskTimeout() {
    return Stream.concat(Stream.of(taskTimeout("")), taskTimeouts.values().stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  String name() {
    return provider.name();
  }
}
