package mediaworker.worker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.Round;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop. One thread owns the store; each round records what has ended and claims for the threads
 * that are free, in one transaction, then says how long it may sleep.
 *
 * <p>It is woken by a job's end, by the commit of another program, by the first row that falls due
 * and, for safety, by the clock. While jobs are tiny it reserves some ahead, so that one synced
 * commit serves many; a reserved row shows as waiting until its work begins.
 */
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  /** Jobs shorter than this on average are reserved ahead. */
  private static final Duration TINY = Duration.ofMillis(5);

  /** Reservations go back when no job has begun or ended for so long. */
  private static final Duration STUCK = Duration.ofMillis(50);

  /** Where the watch hears nothing, the safety net is this narrow. */
  private static final Duration POLL_WITHOUT_WATCH = Duration.ofMillis(250);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration COMPLAIN_EVERY = Duration.ofMinutes(1);

  /**
   * Steps of waiting jobs that are taken at once: a synchronous provider may hold one for minutes.
   */
  static final int REMOTE_STEPS = 32;

  /** How long killed jobs may take to let go before the worker ends without them. */
  private static final Duration LAST_GRACE = Duration.ofSeconds(15);

  private final JobStore store;
  private final JobPool pool;
  private final RemoteLane remote;
  private final Heartbeat heartbeat;
  private final Drain drain;
  private final QueueWatch watch;
  private final Wakeup wakeup;
  private final DispatcherSettings settings;
  private final Clock clock;
  private final WorkerLog jobLog;

  private final List<Ending> unrecorded = new ArrayList<>();
  private final List<Claim> begun = new ArrayList<>();
  private boolean look = true;
  private boolean othersChanged; // until it has been looked what that means for our rows
  private boolean armed;
  private Duration pause = Duration.ZERO;
  private Instant lastComplaint = Instant.MIN;

  private volatile boolean stopping;
  private volatile boolean stopNow;
  private long stopBegan;
  private long killBegan;

  Dispatcher(
      JobStore store,
      JobPool pool,
      RemoteLane remote,
      Heartbeat heartbeat,
      Drain drain,
      Wakeup wakeup,
      DispatcherSettings settings,
      Clock clock,
      WorkerLog jobLog) {
    this.store = store;
    this.pool = pool;
    this.remote = remote;
    this.heartbeat = heartbeat;
    this.drain = drain;
    this.watch = store.watch(wakeup::ring);
    this.wakeup = wakeup;
    this.settings = settings;
    this.clock = clock;
    this.jobLog = jobLog;
  }

  /** Asks for the end: nothing more is claimed, running jobs have the grace time. */
  void stop() {
    stopping = true;
    wakeup.ring();
  }

  /** Asks for the end at once: running jobs are stopped and given back. */
  void stopNow() {
    stopping = true;
    stopNow = true;
    wakeup.ring();
  }

  /**
   * Runs rounds until asked to stop, or drained.
   *
   * @throws StoreException when the database has become unusable
   */
  void run() throws StoreException, InterruptedException {
    try {
      boolean rung = true;
      while (true) {
        Duration sleep;
        try {
          sleep = stopping ? stoppingRound() : round(rung);
          pause = Duration.ZERO;
        } catch (StoreException e) {
          sleep = complain(e);
        } catch (RuntimeException e) {
          sleep = goOnAfter(e);
        }
        if (sleep.isNegative()) {
          return;
        }
        rung = sleep.isZero() || wakeup.await(sleep);
      }
    } finally {
      watch.close();
    }
  }

  /**
   * One round.
   *
   * @param rung false when only the clock has woken us
   * @return how long to sleep at the most; zero to go on at once, negative when drained
   */
  private Duration round(boolean rung) throws StoreException {
    Instant now = clock.instant();
    beatWhenDue(now);
    pool.cancelOverdue();
    collect();
    giveBackStuckReservations();
    Optional<Instant> due = nextTime();
    boolean somethingDue = due.isPresent() && !due.get().isAfter(now);
    // Where only the clock rang and nobody has committed, there is nothing to look for.
    boolean news = rung || look || somethingDue || haveOthersChanged();
    boolean found = false;
    if (news || !unrecorded.isEmpty() || !begun.isEmpty()) {
      found = exchange(now);
      letGoOfWhatPeopleTook();
    }
    remote.lookAfterAbandoned(store);
    if (!unrecorded.isEmpty()) {
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

  private void collect() {
    JobPool.Batch batch = pool.collect();
    unrecorded.addAll(batch.endings());
    begun.addAll(batch.begun());
    unrecorded.addAll(remote.collect());
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
    int free = Math.max(0, settings.threads() - inFlight);
    int ahead =
        isTinyTime() ? Math.max(0, settings.threads() * JobPool.AHEAD - inFlight - free) : 0;
    List<Ending> endings = List.copyOf(unrecorded);
    Round round =
        store.exchange(
            new Round.Request(endings, List.copyOf(begun), free, ahead, remote.free(), now));
    unrecorded.clear();
    begun.clear();
    for (Ending ending : endings) {
      boolean refused = round.refused().contains(ending.claim());
      if (refused && !(ending.outcome() instanceof Outcome.TakenBack)) {
        jobLog.refused(ending);
      } else {
        jobLog.ended(ending);
      }
      remote.ended(ending);
    }
    round.remote().forEach(remote::submit);
    round.claimed().forEach(pool::submit);
    round.reserved().forEach(pool::submitReserved);
    look = false;
    return round.foundWork() || !endings.isEmpty();
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

  /**
   * Whether others have committed since our rows were last compared. The store tells of each commit
   * once, so it is kept here until then: a round may ask more than once, or fail half way.
   */
  private boolean haveOthersChanged() throws StoreException {
    othersChanged |= store.changedByOthers();
    othersChanged |= pool.takeSuspicion();
    return othersChanged;
  }

  /** Stops the work on rows that a person has cancelled, restarted or deleted. */
  private void letGoOfWhatPeopleTook() throws StoreException {
    if (!haveOthersChanged()) {
      return;
    }
    List<Claim> held = pool.held();
    held.addAll(remote.held());
    Set<Claim> taken = held.isEmpty() ? Set.of() : store.takenBack(held);
    othersChanged = false;
    remote.rowsHaveChanged();
    for (Claim claim : taken) {
      if (claim.lane() == Lane.REMOTE) {
        remote.cancel(claim);
      } else if (pool.takeUnbegun(claim)) {
        unrecorded.add(new Ending(claim, new Outcome.TakenBack(), Duration.ZERO));
      } else {
        pool.cancel(claim, Cancellation.Reason.TAKEN_BACK);
      }
    }
  }

  /** A long job among tiny ones must not keep the rows behind it from other workers. */
  private void giveBackStuckReservations() {
    if (pool.reserved() > 0 && pool.sinceLastMove().compareTo(STUCK) > 0) {
      giveBack(pool.takeReservations());
    }
  }

  private void giveBack(List<Claim> claims) {
    for (Claim claim : claims) {
      unrecorded.add(new Ending(claim, new Outcome.Released(), Duration.ZERO));
    }
  }

  /** Renews the leases and takes back what dead workers held. */
  private void beatWhenDue(Instant now) throws StoreException {
    if (heartbeat.isDue()) {
      remote.rowsHaveChanged(); // what could not be cancelled is tried again
      heartbeat.beat(pool.inFlight() > 0 || !remote.isEmpty(), now);
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
    Duration sleep = watch.isReliable() ? settings.poll() : POLL_WITHOUT_WATCH;
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
  private Duration stoppingRound() throws StoreException {
    long now = System.nanoTime();
    if (stopBegan == 0) {
      stopBegan = now;
      giveBack(pool.takeUnbegun());
      log.info(
          "Stopping: nothing more is claimed; {} running jobs have {} to end",
          pool.inFlight() + remote.inFlight(),
          WorkerLog.readable(settings.grace()));
    }
    boolean patienceIsOver = now - stopBegan > settings.grace().toNanos();
    if (killBegan == 0 && (stopNow || patienceIsOver)) {
      killBegan = now;
      pool.cancelAll(Cancellation.Reason.SHUTDOWN);
      remote.cancelAll(Cancellation.Reason.SHUTDOWN);
    }
    Instant time = clock.instant();
    beatWhenDue(time);
    collect();
    if (!unrecorded.isEmpty()) {
      recordOnly(time);
    }
    letGoOfWhatPeopleTook();
    if (pool.isEmpty() && remote.isEmpty() && unrecorded.isEmpty()) {
      return Duration.ofNanos(-1);
    }
    if (killBegan != 0 && now - killBegan > LAST_GRACE.toNanos()) {
      log.error("{} jobs did not let go; their rows go back when others notice", pool.inFlight());
      return Duration.ofNanos(-1);
    }
    return Duration.ofMillis(200);
  }

  private void recordOnly(Instant now) throws StoreException {
    List<Ending> endings = List.copyOf(unrecorded);
    Round round = store.exchange(new Round.Request(endings, List.of(), 0, 0, 0, now));
    unrecorded.clear();
    for (Ending ending : endings) {
      if (round.refused().contains(ending.claim())) {
        jobLog.refused(ending);
      } else {
        jobLog.ended(ending);
      }
    }
  }

  /** Says once a minute what is wrong; what has ended is kept and written when it can be. */
  private Duration complain(StoreException e) throws StoreException {
    if (e.kind() == StoreException.Kind.UNUSABLE) {
      pool.cancelAll(Cancellation.Reason.SHUTDOWN);
      remote.cancelAll(Cancellation.Reason.SHUTDOWN);
      throw e;
    }
    Instant now = clock.instant();
    if (Duration.between(lastComplaint, now).compareTo(COMPLAIN_EVERY) >= 0) {
      lastComplaint = now;
      log.warn("{} Nothing is lost: it is tried again until it works.", e.sentence());
    }
    if (stopping && System.nanoTime() - stopBegan > settings.grace().plus(LAST_GRACE).toNanos()) {
      log.error("{} endings could not be written before the end", unrecorded.size());
      return Duration.ofNanos(-1);
    }
    return longerPause();
  }

  /** A fault of ours in one round must not end all of them: what has ended is still held. */
  private Duration goOnAfter(RuntimeException fault) {
    log.error("An unexpected fault in the loop; it goes on", fault);
    return longerPause();
  }

  private Duration longerPause() {
    look = true;
    pause = pause.isZero() ? FIRST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    return pause;
  }
}
