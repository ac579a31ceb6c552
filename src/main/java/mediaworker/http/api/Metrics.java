package mediaworker.http.api;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.jobs.Ending;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Outcome;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * What Prometheus is told. The state of the queue is read from the table when it is asked for, so
 * that an idle worker pays nothing; runs are counted as they end. Safe for use by many threads.
 */
public final class Metrics {

  private static final String PLAIN = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  /** As keying and stitching tell of it: "frame 120 of 153, 31 fps". */
  private static final Pattern FPS = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) fps");

  private static final Duration[] BUCKETS = {
    Duration.ofMillis(100),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1)
  };

  private final Backend backend;
  private @Nullable Meters meters; // guarded by this

  Metrics(Backend backend) {
    this.backend = backend;
  }

  /** Made on first use: its classes take some tenths of a second and some megabytes. */
  private synchronized Meters meters() {
    if (meters == null) {
      meters = new Meters();
    }
    return meters;
  }

  /** Counts runs that have ended. */
  public void ended(List<Ending> endings) {
    for (Ending ending : endings) {
      if (ending.claim().lane() == Lane.THREAD) {
        meters().ended(ending);
      }
    }
  }

  Reply scrape(Request request) throws StoreException {
    boolean open = request.header("Accept").orElse("").contains("application/openmetrics-text");
    String type = open ? OPEN : PLAIN;
    String text =
        meters().scrape(backend.desk().state(200), backend.worker(), backend.desk().counts(), type);
    return Reply.bytes(200, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String outcome(Outcome outcome) {
    if (outcome instanceof Outcome.Completed) {
      return "completed";
    }
    if (outcome instanceof Outcome.Failed) {
      return "failed";
    }
    if (outcome instanceof Outcome.RetryAt) {
      return "retry";
    }
    if (outcome instanceof Outcome.TakenBack) {
      return "cancelled";
    }
    if (outcome instanceof Outcome.Released) {
      return "released";
    }
    return "waiting";
  }

  private static final class Meters {
    private final PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();

    Meters() {
      gauge("jobs", "Jobs by type and state");
      gauge("queue.latency", "Age of the oldest job that could run now", "seconds");
      gauge("rows", "Rows of the table by status");
      gauge("threads", "Jobs that run at once, by worker");
      gauge("threads.busy", "Jobs that run now, by worker");
      gauge("lane.places", "Jobs that may run at once in a lane");
      gauge("lane.busy", "Jobs that run in a lane");
      gauge("lane.ready", "Jobs that could run if their lane had a place");
      gauge("provider.calls.today", "Paid calls since midnight");
      gauge("provider.spend.today", "What they cost, in the provider's unit");
      gauge("provider.in.flight", "Paid calls under way");
      gauge("provider.places", "Paid calls that may be under way at once");
      gauge("provider.waiting", "Jobs that wait for a provider's limit or pause");
      gauge("ffmpeg.fps", "Pictures a second of running jobs");
      gauge("wal", "Size of the database's write-ahead log", "bytes");
      new JvmMemoryMetrics().bindTo(registry);
      new UptimeMetrics().bindTo(registry);
    }

    private void gauge(String name, String description) {
      gauge(name, description, "");
    }

    private void gauge(String name, String description, String unit) {
      MultiGauge.Builder builder = MultiGauge.builder("media.worker." + name);
      builder.description(description);
      if (!unit.isEmpty()) {
        builder.baseUnit(unit);
      }
      gauges.put(name, builder.register(registry));
    }

    void ended(Ending ending) {
      String type = ending.claim().job().kind().replace(' ', '_');
      String outcome = outcome(ending.outcome());
      Timer.builder("media.worker.job.run")
          .description("Time on a thread, by what came of it")
          .tags("job_type", type, "outcome", outcome)
          .serviceLevelObjectives(BUCKETS)
          .register(registry)
          .record(ending.took());
      if (ending.outcome() instanceof Outcome.RetryAt) {
        registry.counter("media.worker.job.retries", "job_type", type).increment();
      }
    }

    synchronized String scrape(
        QueueState state, WorkerDesk worker, List<JobDesk.Count> counts, String type) {
      List<MultiGauge.Row<?>> jobs = new ArrayList<>();
      for (QueueState.Depth depth : state.depths()) {
        jobs.add(row((double) depth.ready(), "job_type", depth.kind(), "state", "ready"));
        jobs.add(row((double) depth.scheduled(), "job_type", depth.kind(), "state", "scheduled"));
        jobs.add(row((double) depth.running(), "job_type", depth.kind(), "state", "running"));
        jobs.add(row((double) depth.remote(), "job_type", depth.kind(), "state", "waiting_remote"));
        jobs.add(row((double) depth.blocked(), "job_type", depth.kind(), "state", "blocked"));
      }
      set("jobs", jobs);
      set(
          "queue.latency",
          state.depths(),
          depth -> row(depth.latency(state.at()).toMillis() / 1e3, "job_type", depth.kind()));
      Map<String, Long> rows = new LinkedHashMap<>();
      counts.forEach(count -> rows.merge(count.status(), count.jobs(), Long::sum));
      set(
          "rows",
          List.copyOf(rows.entrySet()),
          entry -> row(entry.getValue(), "status", entry.getKey()));
      set("threads", state.workers(), line -> row(line.threads(), "worker", line.id().name()));
      set("threads.busy", state.workers(), line -> row(line.busy(), "worker", line.id().name()));
      List<QueueState.LaneUse> lanes = state.lanes(state.workers());
      set("lane.places", lanes, lane -> row(lane.places(), "lane", lane.name()));
      set("lane.busy", lanes, lane -> row(lane.busy(), "lane", lane.name()));
      set("lane.ready", lanes, lane -> row(lane.ready(), "lane", lane.name()));
      set(
          "provider.calls.today",
          state.providers(),
          use -> row(use.today(), "provider", use.name()));
      set("provider.spend.today", spend(state));
      set(
          "provider.in.flight",
          state.providers(),
          use -> row(use.underWay(), "provider", use.name()));
      set(
          "ffmpeg.fps",
          List.copyOf(fps(state).entrySet()),
          entry -> row(entry.getValue(), "job_type", entry.getKey()));
      set("wal", List.of(row((double) worker.walBytes())));
      set(
          "provider.places",
          List.copyOf(worker.providerPlaces().entrySet()),
          entry -> row(entry.getValue(), "provider", entry.getKey()));
      set(
          "provider.waiting",
          List.copyOf(worker.providerPlaces().keySet()),
          name -> row(state.heldBack().getOrDefault(name, 0L), "provider", name));
      return registry.scrape(type);
    }

    private <T> void set(String name, List<T> items, Function<T, MultiGauge.Row<?>> row) {
      List<MultiGauge.Row<?>> rows = new ArrayList<>();
      items.forEach(item -> rows.add(row.apply(item)));
      set(name, rows);
    }

    private void set(String name, List<MultiGauge.Row<?>> rows) {
      MultiGauge gauge = gauges.get(name);
      if (gauge != null) {
        gauge.register(rows, true);
      }
    }

    private static MultiGauge.Row<?> row(Number value, String... tags) {
      return MultiGauge.Row.of(Tags.of(tags), value);
    }

    private static List<MultiGauge.Row<?>> spend(QueueState state) {
      List<MultiGauge.Row<?>> rows = new ArrayList<>();
      state
          .providers()
          .forEach(
              use ->
                  use.spentToday()
                      .forEach(
                          (unit, sum) -> rows.add(row(sum, "provider", use.name(), "unit", unit))));
      return rows;
    }

    private static Map<String, Double> fps(QueueState state) {
      Map<String, Double> fps = new LinkedHashMap<>();
      for (JobRow job : state.running()) {
        String message = job.course().message();
        Matcher told = FPS.matcher(message == null ? "" : message);
        if (told.find()) {
          fps.merge(job.type(), Double.parseDouble(told.group(1)), Double::sum);
        }
      }
      return fps;
    }
  }
}
