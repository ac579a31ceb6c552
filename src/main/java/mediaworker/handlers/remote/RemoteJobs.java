package mediaworker.handlers.remote;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.assets.AssetLibrary;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Operation;
import mediaworker.providers.Provider;
import mediaworker.providers.http.Transport;

/** Everything for paid jobs, put together. */
public final class RemoteJobs {

  private final RemoteHandler handler;
  private final AbandonedCalls abandoned;
  private final CallFolders folders;
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
    this.folders = new CallFolders(settings.callsDir());
    RemoteCycle cycle =
        new RemoteCycle(
            ledger,
            transport,
            folders,
            clock,
            settings.pause(),
            settings.checkpoint(),
            new CallLog());
    this.handler =
        new RemoteHandler(new ProviderChoice(byName, settings.preferred()), assets, cycle);
    this.abandoned = new AbandonedCalls(cycle, byName);
  }

  /** All paid job types, whether or not there is a provider for them. */
  public static Set<String> jobTypes() {
    return RemoteHandler.OPERATIONS.keySet();
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
      folders.keepOnly(ledger.openMarkers());
    }
  }
}
