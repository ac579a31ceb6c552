package mediaworker.handlers.remote;

import java.time.Duration;
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
 * @param taskTimeout how long a task may take before its job is failed
 * @param pollInterval the wait before the first look; later ones grow to six times of it
 * @param recreateFailed how often a task that the provider declares failed is created again
 */
public record ProviderSetup(
    Provider provider,
    ProviderDescription description,
    boolean hasKey,
    CallLedger.Limits limits,
    Duration taskTimeout,
    Duration pollInterval,
    int recreateFailed) {

  String name() {
    return provider.name();
  }
}
