package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import mediaworker.disk.DiskSync;
import mediaworker.jobs.CallLedger;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.StoreException;
import mediaworker.providers.Cost;
import mediaworker.providers.Fault;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.TaskRef;
import mediaworker.providers.http.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What every step of a paid call needs. Safe for use by many threads.
 *
 * @param ledger where everything is written before and after it happens
 * @param transport sends requests
 * @param folders where answers are kept
 * @param clock the time of day, which may jump
 * @param steadyNanos a clock that nobody moves, in nanoseconds, for waits within this life
 * @param settings how paid jobs are done
 * @param log the lines about calls
 * @param limits the providers' limits
 */
record RemoteCycle(
    CallLedger ledger,
    Transport transport,
    CallFolders folders,
    Clock clock,
    LongSupplier steadyNanos,
    RemoteSettings settings,
    CallLog log,
    LimitBook limits) {

  Duration pause() {
    return settings.pause();
  }

  Consumer<String> checkpoint() {
    return settings.checkpoint();
  }

  Instant now() {
    return clock.instant();
  }

  /** The provider has taken a call: the ledger has its task's id before anything else is done. */
  void accepted(PaidCall call, TaskRef task, @Nullable Cost cost) throws StoreException {
    checkpoint().accept("before the task id is kept");
    ledger.accepted(call, task.id(), task.path(), Faults.price(cost), now());
    log.accepted(call, task.id());
    checkpoint().accept("after the task id is kept");
  }

  /**
   * A call has outputs; where they are is in the ledger before they are fetched.
   *
   * @throws IOException when the disk does not take what came within the answer
   */
  void succeeded(PaidCall call, List<RemoteOutput> outputs, @Nullable Cost cost)
      throws StoreException, IOException {
    sync(outputs);
    ledger.succeeded(call, OutputsJson.write(outputs), Faults.price(cost), now());
    log.succeeded(call, outputs.size(), cost);
  }

  /** The ledger outlives a power cut, and so must what it names. */
  static void sync(List<RemoteOutput> outputs) throws IOException {
    for (RemoteOutput output : outputs) {
      if (output instanceof RemoteOutput.Bytes bytes) {
        DiskSync.file(bytes.file());
      }
    }
  }

  /** What a call has made is here, also where that could not be fetched before. */
  void fetched(PaidCall call) throws StoreException {
    if (PaidCall.NOT_FETCHED.equals(call.message())) {
      ledger.noted(call, null);
    }
  }

  /** The provider took a call and gave it up. */
  void failed(ProviderSetup setup, PaidCall call, Fault fault, @Nullable Cost cost)
      throws StoreException {
    ledger.failed(
        call,
        Faults.sentence(setup, fault),
        fault.requestId(),
        Faults.price(cost),
        Faults.isInVain(fault),
        now());
  }
}
