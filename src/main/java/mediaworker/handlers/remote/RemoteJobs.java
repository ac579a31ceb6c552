package mediaworker.handlers.remote;

import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.assets.AssetLibrary;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Operation;
import mediaworker.providers.Provider;
import mediaworker.providers.http.Transport;

/** Everything for paid jobs, put together. */
public final class RemoteJobs {

  private final List<ProviderSetup> providers;
  private final RemoteHandler handler;
  private final AbandonedCalls abandoned;
  private final CallFolders folders;
  private final LimitBook limits;
  private final CallLedger ledger;

  public RemoteJobs(
      Collection<ProviderSetup> providers,
      RemoteSettings settings,
      CallLedger ledger,
      AssetLibrary assets,
      Transport transport,
      Clock clock) {
    Map<String, ProviderSetup> byName = new TreeMap<>();
    providers.forEach(setup -> byName.put(setup.name(), setup));
    this.ledger = ledger;
    this.providers = List.copyOf(providers);
    this.folders = new CallFolders(settings.callsDir());
    this.limits = new LimitBook(providers);
    RemoteCycle cycle =
        new RemoteCycle(
            ledger, transport, folders, clock, System::nanoTime, settings, new CallLog(), limits);
    this.handler =
        new RemoteHandler(new ProviderChoice(byName, settings.preferred()), assets, cycle);
    this.abandoned = new AbandonedCalls(cycle, byName, handler.watching());
  }

  /** Takes over the limits of these providers for the calls to come. */
  public void limit(Collection<ProviderSetup> providers) {
    limits.set(providers);
  }

  /** How many calls each provider that has a key may work on at once, by its name. */
  public Map<String, Integer> places() {
    Map<String, Integer> places = new TreeMap<>();
    providers.stream()
        .filter(ProviderSetup::hasKey)
        .forEach(setup -> places.put(setup.name(), limits.of(setup).inFlight()));
    return places;
  }

  /** All paid job types, whether or not there is a provider for them. */
  public static Set<String> jobTypes() {
    return RemoteHandler.OPERATIONS.keySet();
  }

  /**
   * Looks at a row's fields as the handler will, without anything that a run needs.
   *
   * @throws JobFailure naming every missing or wrong field
   */
  public static void check(
      Job job, Collection<ProviderSetup> providers, Map<Operation, String> preferred)
      throws JobFailure {
    Map<String, ProviderSetup> byName = new TreeMap<>();
    providers.forEach(setup -> byName.put(setup.name(), setup));
    new RemoteFields(job, Objects.requireNonNull(RemoteHandler.OPERATIONS.get(job.type())))
        .read(new ProviderChoice(byName, preferred));
  }

  /** The job types that a provider can serve, in alphabetical order. */
  public static Set<String> jobTypes(Provider provider) {
    Set<String> types = new TreeSet<>();
    RemoteHandler.OPERATIONS.forEach(
        (type, operation) -> {
          boolean video =
              operation == Operation.IMAGE_BACKGROUND_REMOVAL
                  && provider.operations().contains(Operation.VIDEO_BACKGROUND_REMOVAL);
          boolean its = operation != Operation.ANY_MODEL || type.equals(provider.name());
          if (video || (its && provider.operations().contains(operation))) {
            types.add(type);
          }
        });
    return types;
  }

  /** Serves the job types. */
  public RemoteHandler handler() {
    return handler;
  }

  /** Cancels tasks of rows that were given up; takes as long as the requests. */
  public Runnable cancelAbandoned() {
    return abandoned;
  }

  /** Removes what earlier lives have kept of calls that are over. */
  public void tidy() throws StoreException {
    if (folders.any()) {
      folders.keepOnly(ledger.openMarkers(), ledger::knows);
    }
  }
}
