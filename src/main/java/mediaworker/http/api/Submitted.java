package mediaworker.http.api;

import mediaworker.http.HttpProblem;
import mediaworker.jobs.Submission;

/**
 * A job that stands in the queue.
 *
 * @param existing whether it did before, under the same unique key
 */
record Submitted(long id, boolean existing) {

  /**
   * What came of queuing it.
   *
   * @throws HttpProblem when it was refused
   */
  static Submitted of(Submission submission) throws HttpProblem {
    if (submission instanceof Submission.Full full) {
      throw new HttpProblem(429, full.sentence());
    }
    if (submission instanceof Submission.NotThere missing) {
      throw HttpProblem.badRequest(missing.sentence());
    }
    return submission instanceof Submission.Existing there
        ? new Submitted(there.id(), true)
        : new Submitted(((Submission.Queued) submission).id(), false);
  }
}
