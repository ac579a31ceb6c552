package mediaworker.handlers.remote;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobFailure;
import mediaworker.jobs.JobResult;
import mediaworker.jobs.PaidCall;
import mediaworker.jobs.StoreException;
import mediaworker.providers.CreateCall;
import mediaworker.providers.MediaRequest;
import mediaworker.providers.ProviderException;
import mediaworker.providers.Recovery;
import mediaworker.providers.UnreadableListException;

/** Finds out, where the provider can tell, what became of a call whose answer nobody has. */
final class Lookup {

  private static final Duration ASK_AGAIN = Duration.ofSeconds(30);

  /** Of so many calls it is known at most since when they are asked about. */
  private static final int MOST_KNOWN = 10_000;

  /**
   * What came of asking.
   *
   * @param notThere whether the provider has never had the call: nothing was paid
   * @param instead how the job goes on; empty when the ledger now says what became of the call
   */
  record Finding(boolean notThere, Optional<JobResult> instead) {

    /**
     * How the job goes on after a call that came to nothing.
     *
     * @throws JobFailure when it was not made after all: another attempt may do
     */
    Optional<JobResult> orTryAgain(String why) throws JobFailure {
      if (notThere) {
        throw JobFailure.transientFault(
            Faults.ended(why) + " Nothing was created there, so it may be sent again.", null);
      }
      return instead;
    }
  }

  private final RemoteCycle cycle;
  private final OnTheirWay onTheirWay;

  /** One call at a time takes its task out of a list, so that no two take the same. */
  private final ReentrantLock choosing = new ReentrantLock();

  /**
   * Since when calls are not known at their providers, by the steady clock; another life waits its
   * time again.
   */
  private final Map<Long, Long> missedSince = new ConcurrentHashMap<>();

  /** Since when calls are asked about, by the steady clock. */
  private final Map<Long, Long> askedSince = new ConcurrentHashMap<>();

  /**
   * Answers that cannot be read, one after the other, by the steady clock.
   *
   * @param since when the first of them came, in nanoseconds
   * @param last when the last one did
   */
  private record Unread(long since, long last) {}

  private final Map<Long, Unread> unread = new ConcurrentHashMap<>();

  Lookup(RemoteCycle cycle, OnTheirWay onTheirWay) {
    this.cycle = cycle;
    this.onTheirWay = onTheirWay;
  }

  /**
   * Asks. While the provider cannot be asked the call stays as intended, and is asked about again.
   * One that it has never had is written down as such.
   *
   * @param why what is known of the loss, for a person
   */
  Finding ask(
      ProviderSetup setup,
      MediaRequest request,
      CreateCall call,
      PaidCall paid,
      String why,
      Cancellation cancellation)
      throws InterruptedException, StoreException {
    Finding finding = look(setup, request, call, paid, why, cancellation);
    if (finding.notThere()) {
      cycle.ledger().missed(paid, setup.name() + " has never heard of it", cycle.now());
    }
    return finding;
  }

  /**
   * The same, but that nothing is written of a call that is not there: it ends as the caller says.
   */
  Finding look(
      ProviderSetup setup,
      MediaRequest request,
      CreateCall call,
      PaidCall paid,
      String why,
      Cancellation cancellation)
      throws InterruptedException, StoreException {
    if (!why.equals(paid.message())) {
      cycle.ledger().noted(paid, why); // it may be asked for a long time, and by other lives
    }
    forgetEnded();
    askedSince.putIfAbsent(paid.id(), cycle.steadyNanos().getAsLong());
    Recovery recovery;
    try {
      recovery =
          AnswerReading.recovery(
              setup,
              request,
              call,
              cycle.transport().free(cycle.folders().of(paid.marker()).resolve("recovery")),
              cancellation);
      if (!(recovery instanceof Recovery.Found)) {
        recovery = asNoted(recovery, paid, request);
      }
    } catch (UnreadableListException e) {
      cycle.log().cannotAsk(paid, String.valueOf(e.getMessage()));
      return unreadable(setup, paid, String.valueOf(e.getMessage()), why);
    } catch (ProviderException | IOException e) {
      unread.remove(paid.id());
      cycle.log().cannotAsk(paid, String.valueOf(e.getMessage()));
      return instead(
          waiting(paid, cycle.now().plus(ASK_AGAIN), "; it could not be asked: " + e.getMessage()));
    }
    unread.remove(paid.id());
    if (!(recovery instanceof Recovery.Candidates candidates)) {
      return concluded(setup, paid, recovery, why);
    }
    choosing.lock();
    try {
      // Tasks of calls that are being made have no id here yet and would be taken for this call's.
      // Calls that are lost as well have none either, but waiting for those would never end.
      if (onTheirWay.anyBut(paid) || cycle.ledger().othersOnTheirWay(paid)) {
        return instead(waiting(paid, soon(), ", once others have their answer"));
      }
      return concluded(setup, paid, candidates.without(ofOthers(paid)), why);
    } finally {
      choosing.unlock();
    }
  }

  /** Calls that ended in another way are still there; all others only wait their time again. */
  private void forgetEnded() {
    if (askedSince.size() >= MOST_KNOWN) {
      askedSince.clear();
      missedSince.clear();
      unread.clear();
    }
  }

  /** What was found by the words of the row, which may be others than those of the call. */
  private Recovery asNoted(Recovery recovery, PaidCall paid, MediaRequest request) {
    return switch (cycle.folders().asked(paid.marker(), request)) {
      case SAME -> recovery;
      case ANOTHER ->
          new Recovery.CannotTell("It cannot be looked for, since the row was changed.");
      case UNREADABLE ->
          new Recovery.CannotTell(
              "It cannot be looked for, since the note of what was asked for in "
                  + cycle.folders().of(paid.marker())
                  + " cannot be read, and the row may have been changed.");
    };
  }

  /** An answer that is none: any machine on the way may give one, and the provider for good. */
  private Finding unreadable(ProviderSetup setup, PaidCall paid, String what, String why)
      throws StoreException {
    long nanos = cycle.steadyNanos().getAsLong();
    Duration most = cycle.settings().settling().multipliedBy(UnknownTasks.BARE);
    Unread before = unread.get(paid.id());
    // While its row was set aside nobody asked.
    long since = before != null && nanos - before.last() <= most.toNanos() ? before.since() : nanos;
    unread.put(paid.id(), new Unread(since, nanos));
    if (Duration.ofNanos(nanos - since).compareTo(most) < 0) {
      return instead(waiting(paid, cycle.now().plus(ASK_AGAIN), "; " + what));
    }
    unread.remove(paid.id());
    return concluded(setup, paid, new Recovery.CannotTell(Faults.ended(what)), why);
  }

  /** Not all at once. */
  private Instant soon() {
    return cycle.now().plusMillis(ThreadLocalRandom.current().nextLong(1000, 4000));
  }

  private Finding concluded(ProviderSetup setup, PaidCall paid, Recovery recovery, String why)
      throws StoreException {
    if (!(recovery instanceof Recovery.Absent)) {
      missedSince.remove(paid.id());
    }
    if (recovery instanceof Recovery.Found found) {
      askedSince.remove(paid.id());
      cycle.log().found(paid);
      cycle.accepted(paid, found.task(), null);
      return new Finding(false, Optional.empty());
    }
    if (recovery instanceof Recovery.Absent) {
      // Its request may have taken long, and ended only just before it was first missed.
      long nanos = cycle.steadyNanos().getAsLong();
      long missed = missedSince.computeIfAbsent(paid.id(), id -> nanos);
      long asked = Objects.requireNonNullElse(askedSince.get(paid.id()), nanos);
      Duration settling = cycle.settings().settling().minusNanos(nanos - missed);
      // A clock that was set back meanwhile tells too early that the task should be listed.
      Duration listing = setup.provider().absentAfter().minusNanos(nanos - asked);
      Duration left = listing.compareTo(settling) > 0 ? listing : settling;
      if (left.compareTo(Duration.ZERO) > 0) {
        return instead(waiting(paid, cycle.now().plus(left), ""));
      }
      missedSince.remove(paid.id());
      askedSince.remove(paid.id());
      return new Finding(true, Optional.empty());
    }
    askedSince.remove(paid.id());
    String reason =
        recovery instanceof Recovery.CannotTell cannot
            ? Faults.ended(why) + " " + cannot.why()
            : why;
    cycle.ledger().untold(paid, reason, cycle.now());
    cycle
        .ledger()
        .tell(paid.jobId(), Faults.mayBeTaken(paid, true)); // where it was given up meanwhile
    return instead(Faults.undecided(setup, paid, reason));
  }

  /** Which of a provider's tasks belong to any other call of ours. */
  private Predicate<String> ofOthers(PaidCall call) throws StoreException {
    Set<String> ids = cycle.ledger().tasksOfOthers(call);
    return ids::contains;
  }

  private static Finding instead(JobResult result) {
    return new Finding(false, Optional.of(result));
  }

  private static JobResult waiting(PaidCall paid, Instant at, String more) {
    return new JobResult.Waiting(
        at, Double.NaN, "asks " + paid.provider() + " whether it has the job" + more);
  }
}
