package mediaworker.handlers.remote;

import java.util.Objects;
import mediaworker.jobs.Job;
import mediaworker.jobs.JobFailure;

/** What a person is told of outputs that are neither in a call's folder nor where they belong. */
final class GoneOutputs {

  private GoneOutputs() {}

  /** How outputs are named where the row does not say it. */
  static String name(Job job) {
    return job.type() + "_" + job.id();
  }

  /** What came within the answer went with it when it was published, and was taken away there. */
  static JobFailure takenAway(String place, String title, Job row) {
    return JobFailure.input(
        place
            + " is not there any more, and "
            + title
            + " sent it only once. Put it back there and set the status to 'queued', or have it "
            + again(row));
  }

  /** What came within the answer is published, and nobody can tell where. */
  static JobFailure notedNowhere(int number, String title, RemoteJob job, Job row) {
    return JobFailure.input(
        title
            + " sent output "
            + number
            + " only once, and where it was published is noted nowhere that could be read. "
            + lookFor(job, row));
  }

  /** Where what was published may be found. */
  static String lookFor(RemoteJob job, Job row) {
    return "Look for "
        + Objects.requireNonNullElse(job.outputName(), name(row))
        + " among the outputs, or have it "
        + again(row);
  }

  private static String again(Job row) {
    return "made again and pay again: bin/worker resolve " + row.id() + " --resubmit.";
  }
}
