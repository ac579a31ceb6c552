package mediaworker.handlers.remote;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.jobs.PaidCall;

/** The calls that this process is making just now. Safe for use by many threads. */
final class OnTheirWay {

  private final Map<String, Set<Long>> calls = new ConcurrentHashMap<>();

  /** A call is sent. */
  void add(PaidCall call) {
    calls.computeIfAbsent(call.provider(), name -> ConcurrentHashMap.newKeySet()).add(call.id());
  }

  /** Its answer is in the ledger, or lost. */
  void remove(PaidCall call) {
    calls.getOrDefault(call.provider(), Set.of()).remove(call.id());
  }

  /** Whether another call to the same provider has no answer yet. */
  boolean anyBut(PaidCall call) {
    return calls.getOrDefault(call.provider(), Set.of()).stream().anyMatch(id -> id != call.id());
  }
}
