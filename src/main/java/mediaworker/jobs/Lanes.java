package mediaworker.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is scarce beside threads: how many jobs of some kinds may run at once on one machine. Limits
 * of providers are not among them; those are counted in the ledger, over all workers.
 *
 * @param limits a job has to keep within all that it falls under
 * @param ageing how long a row has to wait to count as one step of priority higher; zero for never
 */
public record Lanes(List<Limit> limits, Duration ageing) {

  /** No limits, no ageing. */
  public static final Lanes NONE = new Lanes(List.of(), Duration.ZERO);

  public Lanes {
    limits = List.copyOf(limits);
  }

  /**
   * One limit. One of some kinds holds over all workers of a machine that share a database; one of
   * all but some, which is about threads, for each worker.
   *
   * @param lane its name
   * @param places how many at once, at least 1
   * @param kinds job types, and {@link Job#KEYING_LAP}
   * @param allBut whether it is all kinds but these that fall under it
   */
  public record Limit(String lane, int places, Set<String> kinds, boolean allBut) {
    public Limit {
      kinds = Set.copyOf(kinds);
    }

    /** A lane of some kinds. */
    public Limit(String lane, int places, Set<String> kinds) {
      this(lane, places, kinds, false);
    }

    /** Whether it is about one worker's threads, not about the machine. */
    public boolean ofWorker() {
      return allBut;
    }

    /** Whether a job of a kind falls under it. */
    public boolean covers(String kind) {
      return kinds.contains(kind) != allBut;
    }
  }
}
