package mediaworker.handlers.remote;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import mediaworker.jobs.CallLedger;
import mediaworker.providers.http.Transport;

/**
 * What every step of a paid call needs. Safe for use by many threads.
 *
 * @param ledger where everything is written before and after it happens
 * @param transport sends requests
 * @param folders where answers are kept
 * @param clock the time
 * @param pause how long a provider is left alone after it refused the key or the money
 * @param checkpoint hears of each step by name
 * @param log the lines about calls
 */
record RemoteCycle(
    CallLedger ledger,
    Transport transport,
    CallFolders folders,
    Clock clock,
    Duration pause,
    Consumer<String> checkpoint,
    CallLog log) {

  Instant now() {
    return clock.instant();
  }
}
