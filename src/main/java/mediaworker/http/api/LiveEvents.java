package mediaworker.http.api;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import mediaworker.concurrent.Wakeup;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.QueueWatch;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells subscribers what changes in the queue. Looks at the table only while there are any: when
 * something was committed, a few times a second at the most.
 *
 * <p>Events: {@code queue}, all of {@code GET /api/queue} when anything but progress has changed;
 * {@code progress}, the rows on threads; {@code job}, one that appeared, or went on to another
 * status; {@code looked}, that the table was looked at and the queue is as it was: rows may have
 * changed all the same, for instance the input of one that waits. Where many jobs begin and end
 * within a moment, {@code job} events of some are left out.
 */
final class LiveEvents implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LiveEvents.class);

  private static final int MOST_ROWS = 200;
  private static final int MOST_NEW = 100;
  private static final int BUFFERED = 256;

  /** What comes within this time is told of together. */
  private static final long GATHER_NANOS = 100_000_000;

  /** A commit is seen a moment after its ring, so one more look follows each. */
  private static final Duration AGAIN = Duration.ofMillis(900);

  private static final Duration SAFETY_NET = Duration.ofSeconds(5);
  private static final Duration WITHOUT_WATCH = Duration.ofSeconds(1);

  /** The whole table is counted so rarely, or rarer where that takes long. */
  private static final Duration COUNT_EVERY = Duration.ofSeconds(1);

  private static final int COUNT_SHARE = 20;

  /** One subscriber's events, each ready to be sent. */
  static final class Subscription {
    private final BlockingQueue<String> events = new ArrayBlockingQueue<>(BUFFERED);
    private volatile boolean over;
    private boolean isNew = true; // the hub's thread alone

    private void add(String event) {
      if (!events.offer(event)) {
        over = true; // it is sent away and comes back for the whole state
      }
    }

    private void end() {
      over = true;
      add(""); // for the thread that waits for events
    }

    /** The next text to be sent; empty where there is none yet, or no more. */
    String next(long seconds) throws InterruptedException {
      String event = events.poll(seconds, TimeUnit.SECONDS);
      return event == null ? "" : event;
    }

    /** Whether no more come: it was too slow, or the server ends. */
    boolean isOver() {
      return over;
    }
  }

  private final JobDesk desk;
  private final Wakeup wakeup = new Wakeup();
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private @Nullable Thread thread; // guarded by this
  private boolean closed; // guarded by this

  // What was told last; the hub's thread alone.
  private List<JobDesk.Count> counts = List.of();
  private long countedAt;
  private long countTook;
  private @Nullable JsonNode queue;
  private @Nullable JsonNode running;
  private Map<Long, String> known = new HashMap<>();
  private long newest = -1;

  LiveEvents(JobDesk desk) {
    this.desk = desk;
  }

  /** Something may have changed. Cheap where nobody listens. */
  void ring() {
    if (!subscriptions.isEmpty()) {
      wakeup.ring();
    }
  }

  /** Begins with the queue as it is. */
  synchronized Subscription subscribe() {
    Subscription subscription = new Subscription();
    subscription.over = closed;
    subscriptions.add(subscription);
    boolean runs = thread != null && thread.isAlive();
    if (!runs && !closed) {
      thread = new Thread(this::run, "LiveEvents");
      thread.setDaemon(true);
      thread.start();
    }
    wakeup.ring();
    return subscription;
  }

  void unsubscribe(Subscription subscription) {
    subscriptions.remove(subscription);
    wakeup.ring();
  }

  private synchronized boolean isOver() {
    if (closed || subscriptions.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }

  private void run() {
    try {
      while (!told()) {
        wakeup.await(WITHOUT_WATCH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server ends
    }
  }

  /** Tells until nobody listens; false where it is to begin anew. */
  private boolean told() throws InterruptedException {
    forget();
    try (QueueWatch watch = desk.watch(wakeup::ring)) {
      watch.arm();
      boolean again = true;
      while (!isOver()) {
        try {
          look();
        } catch (StoreException e) {
          log.debug("Events wait: {}", e.sentence());
        } catch (RuntimeException | Error e) { // too little memory now may be enough later
          log.error("An unexpected fault while telling of events; it goes on", e);
          again = false;
        }
        Duration quiet = watch.isReliable() ? SAFETY_NET : WITHOUT_WATCH;
        if (wakeup.await(again ? AGAIN : quiet)) {
          LockSupport.parkNanos(GATHER_NANOS);
          again = true;
        } else {
          again = false;
        }
      }
      return true;
    } catch (RuntimeException | Error e) {
      log.error("An unexpected fault while watching for events; it begins anew", e);
      return false;
    }
  }

  private void forget() {
    queue = null;
    running = null;
    known = new HashMap<>();
    newest = -1;
    countedAt = 0;
  }

  private void look() throws StoreException {
    QueueState state = desk.state(MOST_ROWS);
    tellOfJobs(state);
    count();
    ObjectNode now = QueueJson.of(state, counts);
    JsonNode rows = now.remove("running");
    now.remove("at");
    ObjectNode still = now.deepCopy();
    still.path("kinds").forEach(kind -> ((ObjectNode) kind).remove("latency_seconds"));
    boolean changed = !still.equals(queue);
    queue = still;
    now.put("at", state.at().toString());
    now.set("running", rows);
    String whole = text("queue", now);
    String progress = rows.equals(running) ? "" : text("progress", rows);
    running = rows;
    String looked = text("looked", JsonMapper.shared().createObjectNode());
    for (Subscription subscription : subscriptions) {
      if (changed || subscription.isNew) {
        subscription.isNew = false;
        subscription.add(whole);
        continue;
      }
      if (!progress.isEmpty()) {
        subscription.add(progress);
      }
      subscription.add(looked);
    }
  }

  private void count() throws StoreException {
    long since = System.nanoTime() - countedAt;
    if (countedAt == 0 || since > Math.max(COUNT_EVERY.toNanos(), COUNT_SHARE * countTook)) {
      long begin = System.nanoTime();
      counts = desk.counts();
      countedAt = System.nanoTime();
      countTook = countedAt - begin;
    }
  }

  private void tellOfJobs(QueueState state) throws StoreException {
    Map<Long, String> now = new HashMap<>();
    Set<Long> told = new HashSet<>();
    boolean first = newest < 0;
    state.running().forEach(row -> now.put(row.id(), row.status()));
    state.remote().forEach(remote -> now.put(remote.row().id(), remote.row().status()));
    for (JobRow row : state.running()) {
      if (!first && !row.status().equals(known.get(row.id()))) {
        tell(row);
        told.add(row.id());
      }
    }
    Set<Long> gone = new HashSet<>(known.keySet());
    gone.removeAll(now.keySet());
    if (!gone.isEmpty()) {
      JobPage all = new JobPage(JobPage.Order.OLDEST, gone.size(), null, 0);
      for (JobRow row : desk.list(JobFilter.ids(List.copyOf(gone)), all)) {
        if (told.add(row.id())) {
          tell(row);
        }
      }
    }
    tellOfNew(first, told);
    known = now;
  }

  private void tellOfNew(boolean first, Set<Long> told) throws StoreException {
    List<JobRow> latest = desk.list(JobFilter.ALL, JobPage.newest(1));
    long more = latest.isEmpty() || first ? 0 : latest.get(0).id() - newest;
    if (more > 1) {
      latest = desk.list(JobFilter.ALL, JobPage.newest((int) Math.min(more, MOST_NEW)));
    }
    for (int i = latest.size() - 1; i >= 0; i--) {
      JobRow row = latest.get(i);
      if (!first && row.id() > newest && told.add(row.id())) {
        tell(row);
      }
    }
    newest = latest.isEmpty() ? Math.max(newest, 0) : Math.max(newest, latest.get(0).id());
  }

  private void tell(JobRow row) {
    String text = text("job", JobJson.summary(row));
    subscriptions.forEach(subscription -> subscription.add(text));
  }

  private static String text(String event, JsonNode data) {
    return "event: " + event + "\ndata: " + JsonMapper.shared().writeValueAsString(data) + "\n\n";
  }

  @Override
  public synchronized void close() {
    closed = true;
    subscriptions.forEach(Subscription::end);
    if (thread != null) {
      thread.interrupt();
    }
  }
}
