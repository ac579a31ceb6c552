package mediaworker.http.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.JobDraft;

/** The worker that the server belongs to. Safe for use by many threads. */
public interface WorkerDesk {

  /** The name under which rows show who holds them. */
  String name();

  /** Why it cannot take jobs just now, each a sentence; empty when it can. */
  List<String> problems();

  /** The job types it serves. */
  Set<String> jobTypes();

  /** What is wrong with a job, as far as can be told from its fields; empty when nothing. */
  Optional<String> problem(JobDraft draft);

  /**
   * The log's lines about a job.
   *
   * @param most the last so many
   */
  List<String> log(long jobId, int most) throws IOException;

  /** Bytes of the database's write-ahead log. */
  long walBytes();
}
