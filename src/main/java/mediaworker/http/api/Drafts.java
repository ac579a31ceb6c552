package mediaworker.http.api;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import mediaworker.http.HttpProblem;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.WhenNeedFails;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Reads a job that is to be queued from a request's JSON, and tells all that is wrong at once. */
final class Drafts {

  /** What may be said of a job, and of a pipeline. */
  private static final Set<String> ORDER =
      Set.of(
          "prompt",
          "priority",
          "run_at",
          "max_attempts",
          "unique_key",
          "callback_url",
          "parent_job_id",
          "reuse");

  private static final Set<String> OF_A_JOB =
      with("job_type", "input_data", "keying_settings", "depends_on", "on_need_failed");

  private static final Set<String> OF_A_PIPELINE = with("pipeline", "parameters");

  private final Fields fields;
  private final ZoneId zone;

  private static Set<String> with(String... more) {
    Set<String> all = new HashSet<>(ORDER);
    all.addAll(Set.of(more));
    return Set.copyOf(all);
  }

  private Drafts(ObjectNode body, ZoneId zone) {
    this.fields = new Fields(body);
    this.zone = zone;
  }

  /**
   * The job.
   *
   * @param zone of times that name none
   * @throws HttpProblem naming every wrong field
   */
  static JobDraft read(ObjectNode body, ZoneId zone) throws HttpProblem {
    return new Drafts(body, zone).draft();
  }

  /**
   * Looks whether a request to queue a pipeline has fields that are none.
   *
   * @throws HttpProblem naming them
   */
  static void mustBeOfAPipeline(ObjectNode body) throws HttpProblem {
    Fields fields = new Fields(body);
    fields.expect(OF_A_PIPELINE, "of this request");
    fields.refuse();
  }

  /**
   * A pipeline's parent with what a request says of it beside the file.
   *
   * @param zone of times that name none
   * @throws HttpProblem naming every wrong field
   */
  static JobDraft changed(JobDraft parent, ObjectNode body, ZoneId zone) throws HttpProblem {
    Drafts request = new Drafts(body, zone);
    JobDraft draft = request.ordered(parent);
    request.fields.refuse();
    return draft;
  }

  private JobDraft draft() throws HttpProblem {
    fields.expect(OF_A_JOB, "of a job; what the job works on stands in \"input_data\"");
    String type = fields.text("job_type");
    if (type == null) {
      fields.wrong("\"job_type\" is missing");
    }
    JobDraft draft =
        ordered(JobDraft.of(type == null ? "" : type, fields.object("input_data")))
            .withKeyingSettings(fields.object("keying_settings"))
            .withNeeds(fields.ids("depends_on"), onNeedFailed());
    fields.refuse();
    return draft;
  }

  private @Nullable WhenNeedFails onNeedFailed() {
    String word = fields.text("on_need_failed");
    if (word == null) {
      return null;
    }
    Optional<WhenNeedFails> policy = WhenNeedFails.of(word);
    if (policy.isEmpty()) {
      fields.wrong("\"on_need_failed\" must be fail, skip or run_anyway");
    }
    return policy.orElse(null);
  }

  /** What the request leaves open stays. */
  private JobDraft ordered(JobDraft draft) {
    String prompt = fields.text("prompt");
    return draft
        .withPrompt(prompt == null ? draft.prompt() : prompt)
        .withPriority(
            fields.number("priority", draft.priority(), Integer.MIN_VALUE, Integer.MAX_VALUE))
        .withRunAt(fields.time("run_at", zone))
        .withMaxAttempts(fields.number("max_attempts", 0, 1, JobDraft.MOST_ATTEMPTS))
        .withUniqueKey(fields.text("unique_key"))
        .withParent(fields.id("parent_job_id"))
        .withCallbackUrl(fields.url("callback_url"))
        .withReuse(fields.flag("reuse", draft.reuse()));
  }
}
