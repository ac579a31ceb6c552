package mediaworker.handlers.remote;

import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.assets.AssetLibrary;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.StoreException;
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
    folders.keepOnly(ledger.openMarkers());
  }
}
