package mediaworker.http.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The worker that the server belongs to. Safe for use by many threads. */
public interface WorkerDesk {

  /** The name under which rows show who holds them. */
  String name();

  /** Why it cannot take jobs just now, each a sentence; empty when it can. */
  List<String> problems();

  /** The job types it serves. */
  Set<String> jobTypes();

  /** The providers that there are, with a key or without. */
  Set<String> providers();

  /** What is wrong with a job, as far as can be told from its fields; empty when nothing. */
  Optional<String> problem(JobDraft draft);

  /**
   * A pipeline file as it was understood.
   *
   * @param pipeline null where anything is wrong with it
   * @param problems what is wrong, a sentence each
   */
  record PipelineText(@Nullable Pipeline pipeline, List<String> problems) {
    public PipelineText {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads a pipeline file and checks it whole; queues nothing.
   *
   * @param parameters as people write them
   */
  PipelineText pipeline(String text, Map<String, JsonNode> parameters);

  /** Queues a pipeline, unless the queue would hold too many then. */
  Submission submit(Pipeline pipeline) throws StoreException;

  /**
   * The log's lines about a job.
   *
   * @param most the last so many
   */
  List<String> log(long jobId, int most) throws IOException;

  /** How many calls each provider that has a key may work on at once, by its name. */
  Map<String, Integer> providerPlaces();

  /** Bytes of the database's write-ahead log. */
  long walBytes();
}
