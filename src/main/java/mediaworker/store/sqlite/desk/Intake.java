package mediaworker.store.sqlite.desk;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Submission;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.needs.NeedList;
import mediaworker.store.sqlite.queue.JobRows;
import mediaworker.store.sqlite.queue.QueueDepths;
import mediaworker.store.sqlite.rows.LocalTimes;
import org.jspecify.annotations.Nullable;

/** Takes jobs into the queue, or tells why not. Runs inside one transaction. */
final class Intake {

  private static final String INSERT =
      "INSERT INTO jobs (job_type, status, created_at, prompt, input_data, keying_settings,"
          + " parent_job_id, unique_key, priority, run_at, max_attempts, callback_url,"
          + " reuse, depends_on, on_need_failed)"
          + " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id";

  private static final int USUAL_ATTEMPTS = 3;

  private final Sql sql;
  private final LocalTimes times;
  private final long mostWaiting;

  /**
   * @param mostWaiting how many rows may wait; 0 for any number
   */
  Intake(Sql sql, LocalTimes times, long mostWaiting) {
    this.sql = sql;
    this.times = times;
    this.mostWaiting = mostWaiting;
  }

  /** Queues all of them or, where they are refused, none that is not there. */
  List<Submission> take(List<JobDraft> drafts, String now) throws SQLException {
    Optional<Submission> refusal = refusal(drafts);
    List<Submission> all = new ArrayList<>();
    for (JobDraft draft : drafts) {
      Optional<Submission> known = existing(draft.uniqueKey()).or(() -> refusal);
      all.add(known.isPresent() ? known.get() : insert(draft, now));
    }
    return all;
  }

  /** What would be answered of each that would not be queued. */
  List<Optional<Submission>> unqueued(List<JobDraft> drafts) throws SQLException {
    Optional<Submission> refusal = refusal(drafts);
    List<Optional<Submission>> all = new ArrayList<>();
    for (JobDraft draft : drafts) {
      all.add(existing(draft.uniqueKey()).or(() -> refusal));
    }
    return all;
  }

  /**
   * Why none of these may be queued. Who asks again for a job that is there is answered that one
   * all the same.
   */
  private Optional<Submission> refusal(List<JobDraft> drafts) throws SQLException {
    // What would be new costs a look at each key.
    Optional<Submission> full = mostWaiting == 0 ? Optional.empty() : full(fresh(drafts));
    if (full.isPresent()) {
      return full;
    }
    for (JobDraft draft : drafts) {
      Optional<Submission> orphan = orphan(draft);
      if (orphan.isPresent()) {
        return orphan;
      }
    }
    List<Long> missing = missing(drafts);
    return missing.isEmpty() ? Optional.empty() : Optional.of(new Submission.NeedsMissing(missing));
  }

  /** How many of them would be new rows. */
  private int fresh(List<JobDraft> drafts) throws SQLException {
    Set<String> keys = new HashSet<>();
    int fresh = 0;
    for (JobDraft draft : drafts) {
      String key = draft.uniqueKey();
      if (key == null || (keys.add(key) && existing(key).isEmpty())) {
        fresh++;
      }
    }
    return fresh;
  }

  /** Whether so many more would be too many. */
  Optional<Submission> full(int more) throws SQLException {
    if (mostWaiting == 0) {
      return Optional.empty();
    }
    long waiting = QueueDepths.waiting(sql);
    return waiting + more > mostWaiting
        ? Optional.of(new Submission.Full(waiting, more, mostWaiting))
        : Optional.empty();
  }

  /** Whether a new job is to be a part of one that is not there. */
  Optional<Submission> orphan(JobDraft draft) throws SQLException {
    Long parent = draft.parent();
    return parent == null
            || existing(draft.uniqueKey()).isPresent()
            || !sql.query("SELECT 1 FROM jobs WHERE id = ?", row -> 1, parent).isEmpty()
        ? Optional.empty()
        : Optional.of(new Submission.ParentMissing(parent));
  }

  /** Jobs that new ones are to need, and that are not there. */
  private List<Long> missing(List<JobDraft> drafts) throws SQLException {
    Set<Long> needs = new TreeSet<>();
    for (JobDraft draft : drafts) {
      if (!draft.dependsOn().isEmpty() && existing(draft.uniqueKey()).isEmpty()) {
        needs.addAll(draft.dependsOn());
      }
    }
    return needs.isEmpty()
        ? List.of()
        : sql.query(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM jobs)",
            row -> row.getLong(1),
            JobRows.json(needs));
  }

  /** The job that has a unique key already. */
  Optional<Submission> existing(@Nullable String key) throws SQLException {
    if (key == null) {
      return Optional.empty();
    }
    return sql
        .<Submission>query(
            "SELECT id, status FROM jobs WHERE unique_key = ?",
            row -> new Submission.Existing(row.getLong(1), row.getString(2)),
            key)
        .stream()
        .findFirst();
  }

  private Submission insert(JobDraft draft, String now) throws SQLException {
    List<Long> id =
        sql.query(
            INSERT,
            row -> row.getLong(1),
            draft.type(),
            now,
            draft.prompt(),
            draft.inputData(),
            draft.keyingSettings(),
            draft.parent(),
            draft.uniqueKey(),
            draft.priority(),
            draft.runAt() == null ? null : times.text(draft.runAt()),
            attempts(draft),
            draft.callbackUrl(),
            draft.reuse() ? 1 : 0,
            NeedList.write(draft.dependsOn()),
            draft.onNeedFailed() == null ? null : draft.onNeedFailed().word());
    return new Submission.Queued(id.get(0));
  }

  /** How often it may be tried. */
  static int attempts(JobDraft draft) {
    return draft.maxAttempts() > 0 ? draft.maxAttempts() : USUAL_ATTEMPTS;
  }
}
