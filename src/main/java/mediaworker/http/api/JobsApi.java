package mediaworker.http.api;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.JobStory;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.StoreException;
import mediaworker.text.Spelling;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Jobs: listed, looked at and steered. */
final class JobsApi {

  private static final int MOST_ROWS = 500;
  private static final int MOST_LINES = 5000;

  private static final Set<String> AGAIN = JobStatus.OVER;

  private final Backend backend;
  private final JobDesk desk;
  private final Changes changes;

  JobsApi(Backend backend, Changes changes) {
    this.backend = backend;
    this.desk = backend.desk();
    this.changes = changes;
  }

  void addTo(Router router) {
    router.add("GET", "/api/jobs", this::list);
    router.add("POST", "/api/jobs/retry", this::retryAll);
    router.add("GET", "/api/jobs/{id}", this::show);
    router.add("DELETE", "/api/jobs/{id}", this::delete);
    router.add("POST", "/api/jobs/{id}/cancel", this::cancel);
    router.add("POST", "/api/jobs/{id}/retry", this::retry);
    router.add("POST", "/api/jobs/{id}/priority", this::prioritize);
    router.add("POST", "/api/jobs/{id}/decide", this::decide);
    router.add("GET", "/api/jobs/{id}/log", this::log);
  }

  private Reply list(Request request) throws HttpProblem, StoreException {
    JobFilter filter = JobFilter.ALL;
    Set<String> statuses = words(request, "status");
    mustBeKnown(statuses);
    Set<String> types = words(request, "type");
    String text = request.query("q").orElse("");
    filter = filter.withStatuses(statuses).withTypes(types).withText(text);
    int limit = (int) request.number("limit", 50, 1, MOST_ROWS);
    int offset = (int) request.number("offset", 0, 0, Integer.MAX_VALUE);
    JobPage.Order order = order(request);
    List<JobRow> rows = desk.list(filter, new JobPage(order, limit, null, offset));
    ObjectNode node = JsonMapper.shared().createObjectNode();
    ArrayNode jobs = node.putArray("jobs");
    boolean whole =
        order == JobPage.Order.CLAIM
            && JobStatus.WAITING.equals(statuses)
            && types.isEmpty()
            && text.isEmpty();
    for (int i = 0; i < rows.size(); i++) {
      ObjectNode job = JobJson.summary(rows.get(i));
      if (whole) {
        job.put("position", offset + i + 1);
      }
      jobs.add(job);
    }
    node.put("total", desk.count(filter));
    node.put("offset", offset);
    node.put("limit", limit);
    return Reply.json(node);
  }

  /** A word that this worker does not know and that no row has is misspelt. */
  private void mustBeKnown(Set<String> statuses) throws HttpProblem, StoreException {
    for (String word : statuses) {
      if (!JobStatus.KNOWN.contains(word)
          && desk.count(JobFilter.ALL.withStatuses(Set.of(word))) == 0) {
        String shown = word.length() <= 80 ? word : word.substring(0, 79) + "…";
        throw HttpProblem.badRequest(
            "No job has the status \""
                + shown
                + "\", which is no word known here; "
                + Spelling.question(word, JobStatus.KNOWN)
                    .orElse(
                        "known are: " + String.join(", ", new TreeSet<>(JobStatus.KNOWN)) + "."));
      }
    }
  }

  private static Set<String> words(Request request, String name) {
    return Set.copyOf(
        Arrays.stream(request.query(name).orElse("").split(","))
            .map(String::strip)
            .filter(word -> !word.isEmpty())
            .distinct()
            .toList());
  }

  private static JobPage.Order order(Request request) throws HttpProblem {
    String word = request.query("order").orElse("newest").toUpperCase(Locale.ROOT);
    for (JobPage.Order order : JobPage.Order.values()) {
      if (order.name().equals(word)) {
        return order;
      }
    }
    throw HttpProblem.badRequest("\"order\" must be newest, oldest, claim or recent.");
  }

  private JobRow row(long id) throws HttpProblem, StoreException {
    return desk.row(id).orElseThrow(() -> gone(id));
  }

  static HttpProblem gone(long id) {
    return HttpProblem.notFound("There is no job " + id + ".");
  }

  private Reply show(Request request) throws HttpProblem, StoreException {
    long id = request.id("id");
    boolean wholeHistory = request.query("history").orElse("").equals("all");
    JobStory story = desk.show(id, wholeHistory).orElseThrow(() -> gone(id));
    ObjectNode node = JobJson.story(story);
    remarked(story.row()).forEach(node.putArray("remarks")::add);
    return Reply.json(node);
  }

  /** What there is to say of a row as it stands; what is wrong with it the row itself will tell. */
  private List<String> remarked(JobRow row) {
    try (Remarks remarks = Remarks.listen()) {
      Optional<String> ignored =
          backend
              .worker()
              .problem(
                  JobDraft.of(row.type(), row.order().inputData())
                      .withKeyingSettings(row.order().keyingSettings()));
      return remarks.sentences();
    }
  }

  private Reply cancel(Request request) throws HttpProblem, StoreException {
    long id = request.id("id");
    return changed(id, desk.cancel(JobFilter.ids(List.of(id))), "cancelled");
  }

  private Reply retry(Request request) throws HttpProblem, StoreException {
    long id = request.id("id");
    return changed(id, desk.retry(JobFilter.ids(List.of(id)), AGAIN), "queued again");
  }

  private Reply prioritize(Request request) throws HttpProblem, StoreException, IOException {
    long id = request.id("id");
    ObjectNode body = request.json();
    Fields.only(body, "priority");
    JsonNode priority = body.path("priority");
    if (!priority.isIntegralNumber() || !priority.canConvertToInt()) {
      throw HttpProblem.badRequest("\"priority\" must be a whole number; higher runs sooner.");
    }
    return changed(
        id,
        desk.prioritize(JobFilter.ids(List.of(id)), priority.asInt()),
        "given another priority");
  }

  private Reply delete(Request request) throws HttpProblem, StoreException {
    long id = request.id("id");
    JobDesk.Changed done = desk.delete(JobFilter.ids(List.of(id)), request.flag("force"));
    refuse(id, done, "deleted (it runs: cancel it first, or say force=1)");
    changes.ring();
    return Reply.empty(204);
  }

  private Reply retryAll(Request request) throws HttpProblem, StoreException, IOException {
    // A misspelt or wrong field must not mean all failed jobs: there may be paid ones among them.
    Fields fields = Fields.only(request.json(), "job_type");
    String type = fields.textOrNone("job_type");
    fields.refuse();
    JobFilter failed = JobFilter.ALL.withStatuses(Set.of(JobStatus.FAILED));
    if (type != null) {
      failed = failed.withTypes(Set.of(type.strip()));
    }
    JobDesk.Changed done = desk.retry(failed, Set.of(JobStatus.FAILED));
    changes.ring();
    ObjectNode node = JsonMapper.shared().createObjectNode();
    ArrayNode ids = node.putArray("job_ids");
    done.done().forEach(ids::add);
    done.along().forEach(ids::add);
    return Reply.json(node);
  }

  private Reply changed(long id, JobDesk.Changed done, String what)
      throws HttpProblem, StoreException {
    refuse(id, done, what);
    changes.ring();
    return Reply.json(JobJson.full(row(id)));
  }

  private static void refuse(long id, JobDesk.Changed done, String what) throws HttpProblem {
    for (Map.Entry<Long, String> refused : done.refused().entrySet()) {
      if (refused.getValue().isEmpty()) {
        throw gone(refused.getKey());
      }
      throw HttpProblem.conflict(
          "Job " + id + " is " + refused.getValue() + ", so it cannot be " + what + ".");
    }
    if (!done.done().contains(id) && !done.sooner().contains(id)) {
      throw gone(id);
    }
  }

  private Reply decide(Request request) throws HttpProblem, StoreException, IOException {
    long id = request.id("id");
    Fields fields = Fields.only(request.json(), "action", "task_id");
    String action = fields.text("action");
    String given = fields.text("task_id");
    fields.refuse();
    String task = given == null ? "" : given.strip();
    if ("adopt".equals(action) && task.isEmpty()) {
      throw HttpProblem.badRequest("\"task_id\" is missing: the provider's id of the task.");
    }
    var answer =
        switch (action == null ? "" : action) {
          case "adopt" -> backend.calls().adopt(id, task);
          case "resubmit" -> backend.calls().resubmit(id);
          case "drop" -> backend.calls().drop(id);
          default -> throw HttpProblem.badRequest("\"action\" must be adopt, resubmit or drop.");
        };
    switch (answer) {
      case DONE -> changes.ring();
      case NO_JOB -> throw gone(id);
      case NOTHING_OPEN ->
          throw HttpProblem.conflict("Job " + id + " has no call that is open to a decision.");
      case BUSY -> throw HttpProblem.conflict("A worker is working on job " + id + ".");
    }
    return Reply.json(JobJson.full(row(id)));
  }

  private Reply log(Request request) throws HttpProblem, StoreException, IOException {
    long id = request.id("id");
    row(id);
    int most = (int) request.number("lines", 500, 1, MOST_LINES);
    ObjectNode node = JsonMapper.shared().createObjectNode();
    ArrayNode lines = node.putArray("lines");
    backend.worker().log(id, most).forEach(lines::add);
    return Reply.json(node);
  }
}
