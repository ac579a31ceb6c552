package mediaworker.handlers.remote;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.jobs.CallLedger;

/** The providers' limits as they are now: settings may change while a worker runs. Thread-safe. */
final class LimitBook {

  private final Map<String, CallLedger.Limits> limits = new ConcurrentHashMap<>();

  LimitBook(Collection<ProviderSetup> providers) {
    set(providers);
  }

  /** Takes over the limits of these providers. */
  void set(Collection<ProviderSetup> providers) {
    providers.forEach(setup -> limits.put(setup.name(), setup.limits()));
  }

  /** What holds for a provider. */
  CallLedger.Limits of(ProviderSetup setup) {
    return limits.getOrDefault(setup.name(), setup.limits());
  }
}
