package mediaworker.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What one transaction of the loop did.
 *
 * @param remote waiting rows that are ours for their next step
 * @param claimed rows that are ours now and show as running, in the order they are to be run
 * @param reserved rows that are ours now but show as waiting until their work begins
 * @param refused endings that were not written, since the row was no longer ours or its table
 *     forbids it
 * @param forbidden those of them that the table forbids: their rows say so, where that is allowed
 */
public record Round(
    List<Claim> remote,
    List<Claim> claimed,
    List<Claim> reserved,
    Set<Claim> refused,
    Set<Claim> forbidden) {

  /**
   * What a round is asked to do.
   *
   * @param endings claims that have run their course
   * @param begun reserved rows whose work has begun
   * @param claim how many rows to claim at the most
   * @param reserve how many further rows to reserve at the most
   * @param remote for how many waiting rows the next step may be taken
   * @param now the time to write
   */
  public record Request(
      List<Ending> endings, List<Claim> begun, int claim, int reserve, int remote, Instant now) {}

  /** Whether rows were taken, so that there may be more. */
  public boolean foundWork() {
    return !remote.isEmpty() || !claimed.isEmpty() || !reserved.isEmpty();
  }
}
