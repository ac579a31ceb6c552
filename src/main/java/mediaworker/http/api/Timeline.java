package mediaworker.http.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import mediaworker.jobs.JobEvent;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStory;
import org.jspecify.annotations.Nullable;

/** A job's life in the order of time: what its row, its history and the ledger tell. Pure. */
final class Timeline {

  private Timeline() {}

  /** What happened, the first first. */
  static List<JobEvent> of(JobStory story) {
    JobRow row = story.row();
    List<JobEvent> entries = new ArrayList<>(story.events());
    add(entries, row, row.times().created(), "queued", null);
    int attempt = row.course().attempts();
    if (row.times().started() != null) {
      entries.add(
          new JobEvent(
              row.id(),
              row.times().started(),
              "started",
              attempt,
              false,
              attempt > 1 ? "attempt " + attempt + " of " + row.course().maxAttempts() : null));
    }
    for (JobStory.Call call : story.calls()) {
      String name = call.what().provider();
      String model = call.what().model() == null ? "" : " (" + call.what().model() + ")";
      add(entries, row, call.times().intended(), "sent", "to " + name + model);
      add(entries, row, call.times().accepted(), "accepted", "by " + name);
      add(entries, row, call.times().ended(), "call " + call.state(), call.message());
    }
    Instant finished = row.times().finished();
    boolean told = entries.stream().anyMatch(entry -> entry.what().equals(row.status()));
    if (finished != null && !told) {
      String message = row.result().error();
      add(entries, row, finished, row.status(), message == null ? row.course().message() : message);
    }
    entries.sort(Comparator.comparing(JobEvent::at));
    return entries;
  }

  private static void add(
      List<JobEvent> entries,
      JobRow row,
      @Nullable Instant at,
      String what,
      @Nullable String message) {
    if (at != null) {
      entries.add(new JobEvent(row.id(), at, what, 0, false, message));
    }
  }
}
