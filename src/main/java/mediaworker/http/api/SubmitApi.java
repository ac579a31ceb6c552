package mediaworker.http.api;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import mediaworker.http.HttpProblem;
import mediaworker.http.Reply;
import mediaworker.http.Request;
import mediaworker.http.Router;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.StoreException;
import tools.jackson.databind.node.ObjectNode;

/** A job that is queued and, where that is asked, waited for. */
final class SubmitApi {

  private static final int MOST_SECONDS = 300;

  /** Requests that wait for a job's end at once: each holds a thread. */
  private static final int MOST_WAITING = 24;

  private final Backend backend;
  private final JobDesk desk;
  private final Changes changes;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  SubmitApi(Backend backend, Changes changes) {
    this.backend = backend;
    this.desk = backend.desk();
    this.changes = changes;
  }

  void addTo(Router router) {
    router.add("POST", "/api/jobs", this::submit);
  }

  private Reply submit(Request request)
      throws HttpProblem, StoreException, IOException, InterruptedException {
    long seconds = request.number("wait", 0, 0, MOST_SECONDS);
    JobDraft draft = Drafts.read(request.json(), backend.clock().getZone());
    List<String> remarked = checked(draft);
    Submitted submitted = Submitted.of(desk.submit(draft));
    long id = submitted.id();
    changes.ring();
    JobRow row = seconds > 0 ? waitFor(id, Duration.ofSeconds(seconds)) : row(id);
    ObjectNode node = JobJson.full(row);
    node.put("existing", submitted.existing());
    remarked.forEach(node.putArray("remarks")::add);
    return Reply.json(submitted.existing() || row.isOver() ? 200 : 202, node)
        .with("Location", "/api/jobs/" + id);
  }

  /** What there is to say of a job in which nothing is wrong. */
  private List<String> checked(JobDraft draft) throws HttpProblem {
    try (Remarks remarks = Remarks.listen()) {
      Optional<String> wrong = backend.worker().problem(draft);
      if (wrong.isPresent()) {
        throw HttpProblem.badRequest(remarks.after(wrong.get()));
      }
      return remarks.sentences();
    }
  }

  private JobRow waitFor(long id, Duration most)
      throws HttpProblem, StoreException, InterruptedException {
    if (!waiting.tryAcquire()) {
      throw HttpProblem.unavailable(
          "Job " + id + " is queued, but too many requests wait already: ask for it later.");
    }
    try {
      long end = System.nanoTime() + most.toNanos();
      long seen = changes.seen();
      JobRow row = row(id);
      while (!isSettled(row) && System.nanoTime() < end && !changes.isClosed()) {
        seen = changes.await(seen, Duration.ofNanos(end - System.nanoTime()));
        row = row(id);
      }
      return row;
    } finally {
      waiting.release();
    }
  }

  private static boolean isSettled(JobRow row) {
    return row.isOver() || row.status().equals(JobStatus.NEEDS_DECISION);
  }

  private JobRow row(long id) throws HttpProblem, StoreException {
    return desk.row(id).orElseThrow(() -> JobsApi.gone(id));
  }
}
