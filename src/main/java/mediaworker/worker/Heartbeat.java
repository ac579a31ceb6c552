package mediaworker.worker;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mediaworker.jobs.JobStore;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.WorkerId;
import mediaworker.workspace.Remains;
import mediaworker.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker does now and then: it renews its leases, takes back what dead workers held and
 * clears up after them. Used by the dispatcher's thread; the clearing up, which may take long, has
 * a thread of its own.
 */
final class Heartbeat {

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** A worker on this machine that is killed is noticed within this and one wake-up of the loop. */
  private static final Duration GLANCE = Duration.ofSeconds(2);

  private final JobStore store;
  private final WorkerId self;
  private final Workspace workspace;
  private final Duration every;
  private final KeptEndings kept;
  private final WorkerLog jobLog;
  private boolean begun;
  private long next = System.nanoTime(); // not by the clock, which people and NTP move
  private long nextGlance = next;
  private @Nullable Thread clearing;

  /** What could not be removed is tried again with each beat and told once. */
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param lease how long a claim holds; it is renewed three times as often
   */
  Heartbeat(
      JobStore store,
      WorkerId self,
      Workspace workspace,
      Duration lease,
      KeptEndings kept,
      WorkerLog jobLog) {
    this.store = store;
    this.kept = kept;
    this.self = self;
    this.workspace = workspace;
    this.every = lease.dividedBy(3);
    this.jobLog = jobLog;
  }

  /** How long until the next beat; negative when it is due. */
  Duration untilNext() {
    return Duration.ofNanos(next - System.nanoTime());
  }

  boolean isDue() {
    return System.nanoTime() - next >= 0;
  }

  /**
   * One beat.
   *
   * @param holding whether there are claims whose leases have to be renewed
   * @return whether rows came back
   */
  boolean beat(boolean holding, Instant now) throws StoreException {
    if (holding) {
      store.renewLeases(now);
    }
    boolean back = glance(now);
    if (begun) {
      store.tidy(!holding);
    }
    begun = true; // the first beat leaves tidying alone: the first claim comes right after it
    next = System.nanoTime() + every.toNanos();
    return back;
  }

  /** Whether it is time to look whether another worker has died. */
  boolean isGlanceDue() {
    return System.nanoTime() - nextGlance >= 0;
  }

  /**
   * Ends what dead workers have left running, takes back what they held, and clears up after them.
   *
   * @return whether rows came back
   */
  boolean glance(Instant now) throws StoreException {
    List<Remains> others = workspace.others();
    Map<Long, String> back = Map.of();
    endChildren(
        others); // which takes its time: a worker that dies meanwhile is seen by what follows
    // What they have kept first: rows that are taken back run again.
    if (kept.takeOver(others, now)) {
      back = store.rescue(other -> ProcessIdentity.presence(self, other), now);
      jobLog.rescued(back);
    }
    clearUp(others);
    nextGlance = System.nanoTime() + GLANCE.toNanos();
    return !back.isEmpty();
  }

  private void endChildren(List<Remains> others) {
    for (Remains other : others) {
      try {
        other.endChildren().forEach(log::warn);
      } catch (IOException e) {
        log.debug("Children of a killed worker could not be looked for: {}", e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void clearUp(List<Remains> others) {
    if (others.isEmpty() || (clearing != null && clearing.isAlive())) {
      return;
    }
    clearing = new Thread(() -> clear(others), "ClearUp");
    clearing.setDaemon(true);
    clearing.start();
  }

  private void clear(List<Remains> others) {
    for (Remains other : others) {
      try {
        other.clear().forEach(log::warn);
      } catch (IOException e) {
        if (told.add(String.valueOf(e.getMessage()))) {
          log.warn("What a killed worker has left could not be removed: {}", e.getMessage());
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        log.error("An unexpected fault while clearing up; it is tried again", e);
      }
    }
  }

  /** Waits a moment for clearing up that is under way. */
  void close() throws InterruptedException {
    if (clearing != null) {
      clearing.join(PATIENCE.toMillis());
    }
  }
}
