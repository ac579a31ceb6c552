package mediaworker.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The queue at a glance. Costs the same however many rows have ended: it is read from the indexes
 * of what waits and runs.
 *
 * @param at when it was read
 * @param depths what waits and runs, a line each kind of work, by name
 * @param running rows on threads, the longest first
 * @param remote rows that are under way at providers, by their next look
 * @param workers who takes jobs, the longest first
 * @param pauses what is paused
 * @param providers who was called today or is held back, by name
 * @param heldBack how many rows wait for what they name in {@code waits_for}
 */
public record QueueState(
    Instant at,
    List<Depth> depths,
    List<JobRow> running,
    List<Remote> remote,
    List<WorkerLine> workers,
    List<Pause> pauses,
    List<ProviderUse> providers,
    Map<String, Long> heldBack) {

  public QueueState {
    depths = List.copyOf(depths);
    running = List.copyOf(running);
    remote = List.copyOf(remote);
    workers = List.copyOf(workers);
    pauses = List.copyOf(pauses);
    providers = List.copyOf(providers);
    heldBack = Map.copyOf(heldBack);
  }

  /**
   * What waits and runs of one kind of work.
   *
   * @param kind the job type; {@code keying} for keying laps of any type
   * @param ready rows that could run now
   * @param oldestReady since when the first of them could; null when there is none
   * @param scheduled rows that wait for their time
   * @param running rows on threads
   * @param remote rows under way at providers
   * @param blocked rows that wait for other jobs: those that they need, their parts, their analyses
   */
  public record Depth(
      String kind,
      long ready,
      @Nullable Instant oldestReady,
      long scheduled,
      long running,
      long remote,
      long blocked) {

    /** The age of the oldest ready row; zero when there is none. */
    public Duration latency(Instant now) {
      return oldestReady == null || oldestReady.isAfter(now)
          ? Duration.ZERO
          : Duration.between(oldestReady, now);
    }
  }

  /**
   * A row that is under way at a provider.
   *
   * @param row the row; its {@code runAt} is the next look
   * @param provider who works on it; null before that is known
   * @param since when the provider took it
   */
  public record Remote(
      JobRow row,
      @Nullable String provider,
      @Nullable String model,
      @Nullable String taskId,
      @Nullable Instant since) {}

  /**
   * A worker.
   *
   * @param id who it is
   * @param threads jobs it runs at once
   * @param busy rows it holds
   * @param since when it started
   * @param lanes what it limits
   */
  public record WorkerLine(
      WorkerId id, int threads, int busy, @Nullable Instant since, List<Lanes.Limit> lanes) {
    public WorkerLine {
      lanes = List.copyOf(lanes);
    }
  }

  /**
   * How a lane is used.
   *
   * @param places how many may run at once in it
   * @param busy how many do
   * @param ready rows that could run now if it had a place
   */
  public record LaneUse(String name, int places, long busy, long ready, boolean paused) {

    /** Whether what is ready has to wait for a place, or for a person. */
    public boolean isShut() {
      return paused || busy >= places;
    }
  }

  /**
   * How a provider is used.
   *
   * @param underWay calls that are being made or worked on
   * @param today calls since midnight
   * @param spentToday what those cost by unit, as far as it is known
   * @param notBefore it asked to be called later; null when it did not
   */
  public record ProviderUse(
      String name,
      int underWay,
      int today,
      Map<String, Double> spentToday,
      @Nullable Instant notBefore) {
    public ProviderUse {
      spentToday = Collections.unmodifiableMap(new TreeMap<>(spentToday));
    }
  }

  /** Rows that could run now. */
  public long ready() {
    return depths.stream().mapToLong(Depth::ready).sum();
  }

  /** The lanes of some workers taken together, by name. */
  public List<LaneUse> lanes(Collection<WorkerLine> some) {
    Map<String, List<Lanes.Limit>> byName = new TreeMap<>();
    Map<String, Map<String, Integer>> places = new TreeMap<>();
    for (WorkerLine worker : some) {
      for (Lanes.Limit lane : worker.lanes()) {
        byName.computeIfAbsent(lane.lane(), any -> new ArrayList<>()).add(lane);
        // Workers of one machine share its lanes, but not their threads.
        String whose = lane.ofWorker() ? worker.id().name() : worker.id().machine();
        places
            .computeIfAbsent(lane.lane(), any -> new TreeMap<>())
            .merge(whose, lane.places(), Math::max);
      }
    }
    List<LaneUse> uses = new ArrayList<>();
    byName.forEach(
        (name, limits) ->
            uses.add(
                use(
                    name,
                    limits,
                    places.getOrDefault(name, Map.of()).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())));
    return uses;
  }

  private LaneUse use(String name, List<Lanes.Limit> limits, int places) {
    List<Depth> within =
        depths.stream()
            .filter(depth -> limits.stream().anyMatch(limit -> limit.covers(depth.kind())))
            .toList();
    return new LaneUse(
        name,
        places,
        within.stream().mapToLong(Depth::running).sum(),
        within.stream().mapToLong(Depth::ready).sum(),
        isPaused(Pause.Scope.LANE, name));
  }

  /** The lanes of some workers that a kind of work is in. */
  public List<LaneUse> lanesOf(String kind, Collection<WorkerLine> some) {
    Set<String> names =
        some.stream()
            .flatMap(worker -> worker.lanes().stream())
            .filter(lane -> lane.covers(kind))
            .map(Lanes.Limit::lane)
            .collect(Collectors.toSet());
    return lanes(some).stream().filter(lane -> names.contains(lane.name())).toList();
  }

  /** Whether nothing new of a kind of work is begun: all is paused, or its type. */
  public boolean isPaused(String kind) {
    return isPaused(Pause.Scope.ALL, "") || isPaused(Pause.Scope.TYPE, kind);
  }

  private boolean isPaused(Pause.Scope scope, String name) {
    return pauses.stream().anyMatch(one -> one.scope() == scope && one.name().equals(name));
  }

  /** Rows that wait for other jobs. */
  public long blocked() {
    return depths.stream().mapToLong(Depth::blocked).sum();
  }

  /** Rows that wait for their time. */
  public long scheduled() {
    return depths.stream().mapToLong(Depth::scheduled).sum();
  }
}
