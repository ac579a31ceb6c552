package mediaworker.jobs;

import org.jspecify.annotations.Nullable;

/**
 * The right to work on one row: every write about it is guarded by its id and this token.
 *
 * @param job the row as it was claimed
 * @param token never used again, also not for the same row; a new claim has a new one
 * @param lane where it is worked on, which decides the status it shows meanwhile
 */
public record Claim(Job job, String token, Lane lane) {

  /** A claim for a thread of the pool. */
  public Claim(Job job, String token) {
    this(job, token, Lane.THREAD);
  }

  /**
   * Claims are the same when row and token are: the loop looks them up for every job, and what the
   * row says can be long.
   */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Claim claim
        && claim.job.id() == job.id()
        && claim.token.equals(token)
        && claim.lane == lane;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(job.id()) + token.hashCode();
  }

  /** A name for files that is this claim's own. */
  public String fileName() {
    return job.id() + "-" + token.replaceAll("[^A-Za-z0-9-]", "-");
  }
}
