package mediaworker.handlers;

import mediaworker.assets.AssetException;
import mediaworker.jobs.JobFailure;
import mediaworker.media.MediaException;

/** The only translation of file and media errors into a job's failure. */
public final class Failures {

  private Failures() {}

  /** What it means to the row. */
  public static JobFailure of(AssetException e) {
    if (e.isForRoom()) {
      return JobFailure.noRoom(e.sentence());
    }
    return e.worthRetrying()
        ? JobFailure.transientFault(e.sentence(), e)
        : JobFailure.input(e.sentence());
  }

  /** What it means to the row. */
  public static JobFailure of(MediaException e) {
    return switch (e.kind()) {
      case BAD_INPUT -> JobFailure.input(e.sentence());
      case MISSING -> JobFailure.worker(e.sentence());
      case KILLED -> JobFailure.killed(e.sentence(), e);
      case UNAVAILABLE, FAULT -> JobFailure.transientFault(e.sentence(), e);
    };
  }
}
