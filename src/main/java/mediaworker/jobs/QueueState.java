package mediaworker.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
   */
  public record Depth(
      String kind,
      long ready,
      @Nullable Instant oldestReady,
      long scheduled,
      long running,
      long remote) {

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
   */
  public record WorkerLine(WorkerId id, int threads, int busy, @Nullable Instant since) {}

  /**
   * How a provider is used.
   *
   * @param underWay calls that are being made or worked on
   * @param today calls since midnight
   * @param spentToday what those cost, as far as it is known
   * @param unit of the cost; null where none is known
   * @param notBefore it asked to be called later; null when it did not
   */
  public record ProviderUse(
      String name,
      int underWay,
      int today,
      double spentToday,
      @Nullable String unit,
      @Nullable Instant notBefore) {}

  /** Rows that could run now. */
  public long ready() {
    return depths.stream().mapToLong(Depth::ready).sum();
  }

  /** Rows that wait for their time. */
  public long scheduled() {
    return depths.stream().mapToLong(Depth::scheduled).sum();
  }
}
