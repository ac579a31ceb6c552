package mediaworker.store.sqlite;

import java.util.List;
import java.util.Optional;
import mediaworker.jobs.Claim;
import mediaworker.jobs.Lane;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Lanes.Limit;

/** How much of each limit is taken by jobs that this worker holds. */
final class LaneUse {

  private final List<Limit> limits;
  private final int[] taken;

  LaneUse(Lanes lanes) {
    this(lanes.limits(), new int[lanes.limits().size()]);
  }

  private LaneUse(List<Limit> limits, int[] taken) {
    this.limits = limits;
    this.taken = taken;
  }

  /** For a transaction: takes the place of this one when that is committed. */
  LaneUse copy() {
    return new LaneUse(limits, taken.clone());
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

  /** Whether so many jobs, of whatever kinds, could be more than a limit allows. */
  boolean mayFill(int jobs) {
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] + jobs > limits.get(i).places()) {
        return true;
      }
    }
    return false;
  }

  /** Whether a limit is broken. */
  boolean isBroken() {
    for (int i = 0; i < taken.length; i++) {
      if (taken[i] > limits.get(i).places()) {
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
    for (int i = 0; i < taken.length; i++) {
      if (limits.get(i).covers(kind)) {
        taken[i] += jobs;
      }
    }
  }
}
