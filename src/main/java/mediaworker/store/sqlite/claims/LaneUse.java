package mediaworker.store.sqlite.claims;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Lanes.Limit;

/**
 * How much of each limit is taken: by jobs that this worker holds, and by those of other workers on
 * the same machine, which share its cores and GPUs.
 */
final class LaneUse {

  private final List<Limit> limits;

  /** Jobs that this worker holds, by kind. */
  private final Map<String, Integer> held;

  /** Of each limit, both counted. */
  private final int[] taken;

  LaneUse(Lanes lanes) {
    this(lanes.limits(), Map.of(), Map.of());
  }

  private LaneUse(List<Limit> limits, Map<String, Integer> held, Map<String, Integer> others) {
    this.limits = limits;
    this.held = new HashMap<>(held);
    this.taken = new int[limits.size()];
    held.forEach(this::count);
    for (int i = 0; i < taken.length; i++) {
      Limit limit = limits.get(i);
      if (!limit.ofWorker()) {
        int at = i;
        others.forEach((kind, jobs) -> taken[at] += limit.covers(kind) ? jobs : 0);
      }
    }
  }

  private LaneUse(LaneUse other) {
    this.limits = other.limits;
    this.held = new HashMap<>(other.held);
    this.taken = other.taken.clone();
  }

  /** For a transaction: takes the place of this one when that is committed. */
  LaneUse copy() {
    return new LaneUse(this);
  }

  /** The same jobs, counted against other limits. */
  LaneUse under(Lanes lanes) {
    return new LaneUse(lanes.limits(), held, Map.of());
  }

  /** Beside these jobs of other workers on this machine, by kind. */
  LaneUse beside(Map<String, Integer> others) {
    return new LaneUse(limits, held, others);
  }

  /** The first limit of a kind that has no place left; empty when it may run. */
  Optional<String> full(String kind) {
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] >= limits.get(i).places() && limits.get(i).covers(kind)) {
        return Optional.of(limits.get(i).lane());
      }
    }
    return Optional.empty();
  }

  /** Whether a lane has a place left; a lane that this worker does not limit has. */
  boolean hasPlace(String lane) {
    for (int i = 0; i < taken.length; i++) {
      if (limits.get(i).lane().equals(lane) && taken[i] >= limits.get(i).places()) {
        return false;
      }
    }
    return true;
  }

  /** Whether a lane of that name limits a kind. */
  boolean isIn(String lane, String kind) {
    return limits.stream().anyMatch(limit -> limit.lane().equals(lane) && limit.covers(kind));
  }

  /** Whether so many jobs, of whatever kinds, could be more than a limit allows. */
  boolean mayFill(int jobs) {
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] + jobs > limits.get(i).places()) {
        return true;
      }
    }
    return false;
  }

  /** Whether what was taken since then breaks a limit; fewer places may have done so before. */
  boolean isBroken(LaneUse before) {
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] > limits.get(i).places() && taken[i] > before.taken[i]) {
        return true;
      }
    }
    return false;
  }

  void take(String kind) {
    add(kind, 1);
  }

  /** A job that was held has ended. */
  void ended(Claim claim) {
    if (claim.lane() == Lane.THREAD) {
      add(claim.job().kind(), -1);
    }
  }

  private void add(String kind, int jobs) {
    held.merge(kind, jobs, Integer::sum);
    count(kind, jobs);
  }

  private void count(String kind, int jobs) {
    for (int i = 0; i < taken.length; i++) {
      if (limits.get(i).covers(kind)) {
        taken[i] += jobs;
      }
    }
  }
}
