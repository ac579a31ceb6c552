package mediaworker.webhooks;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.Notice;
import mediaworker.jobs.Outbox;
import mediaworker.jobs.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Sends notices of ended jobs, again and again until they are taken or too old. Sleeps until a job
 * ends or a notice is due; what was to be sent when the process ended is sent by the next.
 */
public final class Webhooks implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);

  /** Waits after each attempt; behind the last one the notice is given up, after two days. */
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2),
          Duration.ofMinutes(10),
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(14),
          Duration.ofHours(24));

  /** Notices sent at once. */
  private static final int AT_ONCE = 8;

  /** Of them to one receiver, so that one that does not answer keeps no other waiting. */
  private static final int TO_ONE = 2;

  /** While all that is due waits for receivers, others' notices are looked for so often. */
  private static final long LOOK_MILLIS = 200;

  /** What a sender that died has held is taken up after this. */
  private static final Duration HELD = Duration.ofMinutes(2);

  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  /** A clock that is put right by less moves nothing of interest. */
  private static final Duration STEP_BACK = Duration.ofMinutes(1);

  private static final Duration AFTER_FAULT = Duration.ofSeconds(10);

  /** As long as a look at the table may wait for others' locks. */
  private static final Duration LAST_LOOK = Duration.ofSeconds(10);

  private static final Duration KEPT = Duration.ofDays(30);

  /** While tiny jobs end by the thousand, the table is looked at so often. */
  private static final long PAUSE_NANOS = 200_000_000;

  private final Outbox outbox;
  private final Delivery delivery;
  private final Clock clock;
  private final Wakeup wakeup = new Wakeup();
  private final Thread thread;
  private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE, Webhooks::sender);
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Semaphore ends = new Semaphore(0);
  private Instant tidied = Instant.MIN;
  private Instant lastRound = Instant.MAX; // before the first one any time is back
  private volatile boolean closed;

  private Webhooks(Outbox outbox, Delivery delivery, Clock clock) {
    this.outbox = outbox;
    this.delivery = delivery;
    this.clock = clock;
    this.thread = new Thread(this::run, "Webhooks");
    thread.setDaemon(true);
  }

  /** Begins to send. */
  public static Webhooks start(Outbox outbox, WebhookSettings settings, Clock clock) {
    return start(outbox, new Delivery(settings), clock);
  }

  static Webhooks start(Outbox outbox, Delivery delivery, Clock clock) {
    Webhooks webhooks = new Webhooks(outbox, delivery, clock);
    webhooks.thread.start();
    return webhooks;
  }

  /** A job may have ended. Cheap; any thread. */
  public void ring() {
    wakeup.ring();
  }

  /**
   * How long to wait after an attempt, a fifth more or less by chance; empty when there is none.
   *
   * @param attempts those that were made, from 1
   * @param random 0…1
   */
  static Optional<Duration> wait(int attempts, double random) {
    if (attempts > WAITS.size()) {
      return Optional.empty();
    }
    double millis = WAITS.get(attempts - 1).toMillis() * (0.8 + 0.4 * random);
    return Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  private void run() {
    try {
      while (!closed) {
        Duration sleep;
        try {
          sleep = round();
        } catch (StoreException e) {
          log.debug("Notices wait: {}", e.sentence());
          sleep = AFTER_FAULT;
        } catch (RuntimeException e) {
          log.error("An unexpected fault while sending notices; it goes on", e);
          sleep = AFTER_FAULT;
        }
        if (!sleep.isZero() && wakeup.await(sleep) && !closed) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the worker is stopping
    } finally {
      senders.shutdown(); // by the only thread that gives it work
    }
  }

  /** Sends what is due; answers how long to sleep. */
  private Duration round() throws StoreException, InterruptedException {
    Instant now = clock.instant();
    if (now.isBefore(lastRound.minus(STEP_BACK))) {
      hurry(now);
    }
    lastRound = now;
    Optional<Instant> next = outbox.nextDue();
    if (next.isEmpty()) {
      return LONGEST_SLEEP;
    }
    Duration wait = Duration.between(now, next.get());
    if (wait.compareTo(Duration.ZERO) > 0) {
      return wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP;
    }
    if (tidied.isBefore(now.minus(Duration.ofDays(1)))) {
      outbox.tidy(now.minus(KEPT));
      tidied = now;
    }
    ends.drainPermits();
    int free = places.availablePermits();
    List<Notice> notices =
        free == 0 ? List.of() : outbox.take(free, TO_ONE, Map.copyOf(underWay), now, HELD);
    notices.forEach(this::begin);
    if (notices.isEmpty() && places.availablePermits() < AT_ONCE) {
      boolean ended = ends.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      log.trace("Notices wait for others, of which one has ended: {}", ended);
    }
    return Duration.ZERO;
  }

  /** What waits for longer than it ever does was put off by a clock that was ahead. */
  private void hurry(Instant now) throws StoreException {
    for (int attempts = 0; attempts <= WAITS.size(); attempts++) {
      // One that is being sent, or that nobody has tried yet, is held for a moment.
      Duration longest = attempts == 0 ? HELD : wait(attempts, 1.0).orElse(HELD);
      Duration most = longest.compareTo(HELD) > 0 ? longest : HELD;
      outbox.hurry(attempts, now.plus(most).plus(STEP_BACK), now);
    }
  }

  private static Thread sender(Runnable task) {
    Thread sender = new Thread(task, "Webhook");
    sender.setDaemon(true);
    return sender;
  }

  private void begin(Notice notice) {
    String receiver = Outbox.receiver(Message.url(notice).orElse(""));
    places.acquireUninterruptibly(); // only this thread takes them, and it has counted
    underWay.merge(receiver, 1, Integer::sum);
    senders.execute(
        () -> {
          try {
            send(notice);
          } finally {
            underWay.computeIfPresent(receiver, (name, count) -> count == 1 ? null : count - 1);
            places.release();
            ends.release();
          }
        });
  }

  private void send(Notice notice) {
    try (MDC.MDCCloseable context = MDC.putCloseable("job", String.valueOf(notice.jobId()))) {
      Delivery.Outcome outcome = outcome(notice);
      Instant now = clock.instant();
      if (outcome instanceof Delivery.Outcome.Taken taken) {
        outbox.delivered(notice, taken.httpStatus(), now);
        log.info("Told the callback_url that job {} is {}", notice.jobId(), notice.status());
      } else if (outcome instanceof Delivery.Outcome.Refused refused) {
        Optional<Duration> wait =
            refused.forGood()
                ? Optional.empty()
                : wait(notice.attempts(), ThreadLocalRandom.current().nextDouble());
        outbox.refused(
            notice,
            refused.sentence(),
            refused.httpStatus(),
            wait.map(now::plus).orElse(null),
            now);
        log.warn(
            "The callback_url of job {} was not told: {}{}",
            notice.jobId(),
            refused.sentence(),
            wait.isPresent() ? " It is tried again." : " It is given up.");
      }
    } catch (StoreException e) {
      log.debug("What came of a notice was not written: {}", e.sentence());
    }
  }

  private Delivery.Outcome outcome(Notice notice) {
    try {
      return delivery.send(notice, clock.instant());
    } catch (RuntimeException e) {
      log.error("An unexpected fault while sending a notice", e);
      return new Delivery.Outcome.Refused(
          "An unexpected fault in the worker; its log tells more.", null, false);
    }
  }

  /** Ends; what is under way falls due again. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    wakeup.ring();
    try {
      // Else it might open the database once more when the worker has ended.
      thread.join(LAST_LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
