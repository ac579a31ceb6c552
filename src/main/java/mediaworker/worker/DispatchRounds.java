package mediaworker.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rounds of the loop. Each records what has ended and claims for the threads that are free, in
 * one transaction, then says how long the loop may sleep. Used by the dispatcher's thread.
 *
 * <p>While jobs are tiny some are reserved ahead, so that one synced commit serves many; a reserved
 * row shows as waiting until its work begins.
 */
final class DispatchRounds implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** Jobs shorter than this on average are reserved ahead. */
  private static final Duration TINY = Duration.ofMillis(5);

  /** Reservations go back when no job has begun or ended for so long. */
  private static final Duration STUCK = Duration.ofMillis(50);

  /** Where the watch hears nothing, the safety net is this narrow. */
  private static final Duration POLL_WITHOUT_WATCH = Duration.ofMillis(250);

  /** A clock that is put right by so much has put rows off that are due. */
  private static final Duration STEP_BACK = Duration.ofMinutes(1);

  private final JobStore store;
  private final JobPool pool;
  private final RemoteLane remote;
  private final Endings endings;
  private final Heartbeat heartbeat;
  private final Drain drain;
  private final Shutdown shutdown;
  private final QueueWatch watch;
  private final Duration poll;
  private final Clock clock;
  private final TakenRows taken;
  private final LeftAlone leftAlone;

  /** Whether rows are looked for in the next round whatever has woken it. */
  private boolean look = true;

  private boolean armed;
  private Instant lastRound = Instant.MIN;

  /**
   * What it works with.
   *
   * @param pool the threads
   * @param remote the lane beside them
   * @param endings what is still to be written
   * @param heartbeat what is done now and then
   * @param drain when nothing is left to do
   */
  record Parts(
      JobPool pool, RemoteLane remote, Endings endings, Heartbeat heartbeat, Drain drain) {}

  /**
   * @param watch hears of other programs' commits; closed with this
   * @param poll the safety net where the watch can be relied on
   */
  DispatchRounds(
      JobStore store,
      Parts parts,
      Shutdown shutdown,
      QueueWatch watch,
      Duration poll,
      Clock clock) {
    this.store = store;
    this.pool = parts.pool();
    this.remote = parts.remote();
    this.endings = parts.endings();
    this.heartbeat = parts.heartbeat();
    this.drain = parts.drain();
    this.shutdown = shutdown;
    this.watch = watch;
    this.poll = poll;
    this.clock = clock;
    this.taken = new TakenRows(store, pool, remote, endings);
    this.leftAlone = new LeftAlone(store);
  }

  /** The next round looks for rows whatever has woken it. */
  void lookAgain() {
    look = true;
  }

  /**
   * Makes a round.
   *
   * @param rung false when only the clock has woken us
   * @return how long to sleep at the most; zero to go on at once, negative when drained
   */
  Duration make(boolean rung) throws StoreException {
    beatWhenDue(clock.instant());
    Instant now = clock.instant(); // a beat may take a while, which is no part of a job's time
    pool.cancelOverdue();
    endings.collect();
    giveBackStuckReservations();
    Optional<Instant> due = nextTime();
    boolean somethingDue = due.isPresent() && !due.get().isAfter(now);
    // Where only the clock rang and nobody has committed, there is nothing to look for.
    boolean clockBack = now.plus(STEP_BACK).isBefore(lastRound);
    lastRound = now;
    boolean news = rung || look || somethingDue || clockBack || taken.haveOthersChanged();
    boolean found = false;
    if (news || !endings.isEmpty()) {
      found = exchange(now);
      if (taken.letGo()) {
        leftAlone.tell();
      }
    }
    remote.lookAfterAbandoned(store);
    if (endings.hasUnrecorded()) {
      return Duration.ZERO;
    }
    if (found) {
      return afterWork();
    }
    if (pool.isEmpty() && remote.isEmpty() && drain.isDone(now)) {
      return Duration.ofNanos(-1);
    }
    return beforeSleep(now);
  }

  /** When a row falls due that could then be taken. */
  private Optional<Instant> nextTime() throws StoreException {
    Optional<Instant> due = store.nextDue();
    if (remote.free() == 0) {
      return due; // a step's end will ring
    }
    Optional<Instant> step = store.nextStep();
    return due.isPresent() && (step.isEmpty() || due.get().isBefore(step.get())) ? due : step;
  }

  /** Records and claims; answers whether there was anything to do. */
  private boolean exchange(Instant now) throws StoreException {
    int inFlight = pool.inFlight();
    int free = Math.max(0, pool.threads() - inFlight);
    int ahead = isTinyTime() ? Math.max(0, pool.threads() * pool.ahead() - inFlight - free) : 0;
    boolean found = endings.exchange(new Endings.Wanted(free, ahead, remote.free()), now);
    look = false;
    return found;
  }

  /**
   * Either every thread is busy now or the queue is empty, so there is nothing to do before the
   * next end or commit. While jobs are tiny the watch is off, since each own write would ring it.
   */
  private Duration afterWork() {
    if (isTinyTime()) {
      watch.disarm();
      armed = false;
      return TINY;
    }
    return Duration.ZERO;
  }

  private boolean isTinyTime() {
    return pool.average().compareTo(TINY) < 0 && pool.sinceLastMove().compareTo(STUCK) < 0;
  }

  /** A long job among tiny ones must not keep the rows behind it from other workers. */
  private void giveBackStuckReservations() {
    if (pool.reserved() > 0 && pool.sinceLastMove().compareTo(STUCK) > 0) {
      endings.giveBack(pool.takeReservations());
    }
  }

  /** Renews the leases and takes back what dead workers held. */
  private void beatWhenDue(Instant now) throws StoreException {
    if (heartbeat.isDue()) {
      remote.rowsHaveChanged(); // what could not be cancelled is tried again
      look |= heartbeat.beat(pool.inFlight() > 0 || !remote.isEmpty(), now);
    } else if (heartbeat.isGlanceDue()) {
      look |= heartbeat.glance(now);
    }
  }

  private Duration beforeSleep(Instant now) throws StoreException {
    if (pool.reserved() > 0) {
      return STUCK;
    }
    if (!armed && pool.inFlight() > 0 && isTinyTime()) {
      return TINY;
    }
    if (!armed) {
      watch.arm();
      armed = true;
      look = true;
      return Duration.ZERO; // what came before the watch was set has to be looked for
    }
    Duration sleep = watch.isReliable() ? poll : POLL_WITHOUT_WATCH;
    sleep = shorter(sleep, heartbeat.untilNext());
    Optional<Instant> due = nextTime();
    if (due.isPresent()) {
      sleep = shorter(sleep, Duration.between(now, due.get()));
    }
    return sleep.isNegative() ? Duration.ZERO : sleep;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /**
   * One round on the way out.
   *
   * @return how long to sleep at the most; negative when all is recorded
   */
  Duration stopping() throws StoreException {
    if (shutdown.begins()) {
      endings.giveBack(pool.takeUnbegun());
      log.info(
          "Stopping: nothing more is claimed; {} running jobs have {} to end",
          pool.inFlight() + remote.inFlight(),
          WorkerLog.readable(shutdown.grace()));
    }
    if (shutdown.isTimeToKill()) {
      pool.cancelAll(Cancellation.Reason.SHUTDOWN);
      remote.cancelAll(Cancellation.Reason.SHUTDOWN);
    }
    Instant time = clock.instant();
    beatWhenDue(time);
    endings.collect();
    if (endings.hasUnrecorded()) {
      endings.exchange(Endings.Wanted.NOTHING, time);
    }
    taken.letGo();
    if (pool.isEmpty() && remote.isEmpty() && !endings.hasUnrecorded()) {
      return Duration.ofNanos(-1);
    }
    if (shutdown.isHopeless()) {
      log.error("{} jobs did not let go; their rows go back when others notice", pool.inFlight());
      return Duration.ofNanos(-1);
    }
    return Duration.ofMillis(200);
  }

  @Override
  public void close() {
    watch.close();
  }
}
