package mediaworker.store.sqlite.needs;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import mediaworker.jobs.Outcome;
import mediaworker.store.sqlite.database.Sql;
import mediaworker.store.sqlite.rows.DueRows;
import mediaworker.store.sqlite.rows.LocalTimes;

/**
 * Jobs that need other jobs. Which needs which stands in {@code job_needs}; a row becomes ready in
 * the transaction in which the last of its needs ends. Runs inside the round's transaction.
 *
 * <p>A queue in which nobody needs anybody pays for two looks into empty indexes a round.
 */
public final class Dependencies {

  /** Rows that are looked at for the first time in one round; the rest is for the next ones. */
  private static final int FIRST_LOOKS = 1_000;

  /** Looking at all that waits takes at most this part of the time. */
  private static final int REST = 20;

  /** Word for word the index's condition. */
  public static final String BLOCKED =
      " FROM jobs INDEXED BY jobs_blocked WHERE claim IS NULL"
          + " AND (status = 'waiting_for_jobs' OR status = 'waiting_for_analysis' OR (needs_met IS NULL"
          + " AND (status = 'waiting_for_children' OR status = 'stitching'"
          + " OR (status = 'queued' AND depends_on IS NOT NULL))))";

  /** A person or another program has given it parts while it waits for others. */
  private static final String MORE_PARTS =
      "(status IN ('waiting_for_children', 'stitching') AND EXISTS (SELECT 1 FROM jobs c"
          + " WHERE c.parent_job_id = jobs.id AND c.status NOT IN ('completed', 'failed',"
          + " 'cancelled', 'skipped') AND NOT EXISTS (SELECT 1 FROM job_needs n"
          + " WHERE n.job_id = jobs.id AND n.needs_id = c.id)))";

  private final Sql sql;
  private final LocalTimes times;
  private final Registration registration;
  private final Families families;
  private final Readiness readiness;
  private final Analyses analyses;
  private final NeedEnds ends;

  private long dataVersion = -1;
  private boolean mustLook = true;
  private boolean moreToLookAt;
  private boolean uncommitted;
  private Instant lookNotBefore = Instant.EPOCH;

  /** When that was set: a clock that is before it now was put back, and what it set is void. */
  private Instant lookedAt = Instant.EPOCH;

  private long lookTook;

  /** Over one connection: used by whoever has that, by one thread at a time. */
  public Dependencies(Sql sql, LocalTimes times, DueRows due) {
    this.sql = sql;
    this.times = times;
    this.registration = new Registration(sql);
    this.families = new Families(sql);
    this.readiness = new Readiness(sql, due);
    this.analyses = new Analyses(sql);
    this.ends = new NeedEnds(sql, times, readiness, families, () -> mustLook = true);
  }

  /**
   * Writes the children that a parent waits for.
   *
   * @param anew whether the parent came from the queue
   */
  public void wait(long parent, Outcome.WaitingForChildren wanted, boolean anew, Instant now)
      throws SQLException {
    families.write(parent, wanted, anew, times.text(now));
    ends.hasChanged(parent);
    readiness.of(parent, times.text(now)); // where all of them have ended already
  }

  /** A transaction begins; if it comes to nothing, all that waits is looked at in the next one. */
  public void begin() {
    if (uncommitted) {
      lookAgain();
    }
    readiness.takeAnalysed();
    ends.begin();
    uncommitted = true;
  }

  /** The transaction is on the disk. */
  public void committed() {
    uncommitted = false;
  }

  /** Rows have ended without a round, or their needs may have: all that waits is looked at. */
  public void lookAgain() {
    mustLook = true;
    lookNotBefore = Instant.EPOCH;
  }

  /** When this has to be run again although nothing else has happened; never: {@code MAX}. */
  public Instant next() {
    if (moreToLookAt) {
      return Instant.EPOCH;
    }
    return mustLook ? lookNotBefore : Instant.MAX;
  }

  /** Whether rows were cancelled or deleted here since this was last asked, running ones too. */
  public boolean takeStirred() {
    return families.takeStirred();
  }

  /**
   * Makes ready what can be, and ends what cannot be any more.
   *
   * @param ended rows that have ended in this transaction
   */
  public void settle(Collection<Long> ended, Instant now) throws SQLException {
    List<Long> blocked = sql.query("SELECT id" + BLOCKED + " LIMIT 1", row -> row.getLong(1));
    boolean open =
        !blocked.isEmpty()
            || !sql.query(
                    "SELECT 1 FROM job_needs INDEXED BY job_needs_open WHERE met = 0 LIMIT 1",
                    row -> 1)
                .isEmpty();
    if (!open) {
      moreToLookAt = false;
      mustLook = false;
      return;
    }
    boolean atAll = mayLookAtAll(now);
    if (atAll) {
      registerWaiting(now); // parents before their parts, in which a circle is told best
    }
    register(now);
    for (long id : ended) {
      ends.over(id);
    }
    if (atAll) {
      lookAtAll(now);
    }
    do {
      ends.tell(now);
      mergeTexts(now);
    } while (!ends.areTold());
    ends.showProgress();
  }

  /** Rows with {@code depends_on} that are still queued: what they need is written down. */
  private void register(Instant now) throws SQLException {
    List<Long> fresh =
        sql.query(
            "SELECT id" + BLOCKED + " AND status = 'queued' ORDER BY id LIMIT ?",
            row -> row.getLong(1),
            FIRST_LOOKS);
    moreToLookAt = fresh.size() == FIRST_LOOKS;
    for (long id : fresh) {
      register(id, now);
    }
  }

  private void register(long id, Instant now) throws SQLException {
    Registration.Answer answer = registration.of(id);
    if (!answer.problem().isEmpty()) {
      ends.fail(id, answer.problem(), now);
      return;
    }
    for (Need need : answer.lost()) {
      ends.lost(id, need, need.id(), now);
    }
    if (!readiness.of(id, times.text(now))) {
      sql.update(
          "UPDATE jobs SET status = 'waiting_for_jobs', progress_message = 'waits for ' ||"
              + " (SELECT CASE count(*) WHEN 1 THEN 'job ' || max(needs_id) ELSE count(*) ||"
              + " ' jobs' END FROM job_needs WHERE job_id = ?1 AND met = 0), updated_at = ?2"
              + " WHERE id = ?1 AND status = 'queued' AND needs_met IS NULL",
          id,
          times.text(now));
    }
  }

  /**
   * Others may have ended rows that are needed here, or written rows that need others. All that
   * waits is looked at when somebody has committed, but not so often that it would take more than a
   * small part of the time.
   */
  private boolean mayLookAtAll(Instant now) throws SQLException {
    long version = sql.query("PRAGMA data_version", row -> row.getLong(1)).get(0);
    mustLook |= version != dataVersion;
    dataVersion = version;
    return mustLook && (!now.isBefore(lookNotBefore) || now.isBefore(lookedAt));
  }

  private record Waiting(long id, boolean ready) {}

  /** Rows that others wrote as waiting already. */
  private void registerWaiting(Instant now) throws SQLException {
    long start = System.nanoTime();
    for (Waiting row :
        sql.query(
            "SELECT id, needs_met IS NOT NULL"
                + BLOCKED
                + " AND status <> 'queued'"
                + " AND (needs_met IS NOT NULL OR NOT EXISTS (SELECT 1 FROM job_needs n"
                + " WHERE n.job_id = jobs.id AND n.met = 0) OR "
                + MORE_PARTS
                + ")"
                + " ORDER BY status, id",
            it -> new Waiting(it.getLong(1), it.getBoolean(2)))) {
      if (row.ready()) { // a person gave it a waiting status
        sql.update("UPDATE jobs SET needs_met = NULL WHERE id = ?", row.id());
      }
      register(row.id(), now);
    }
    lookTook = System.nanoTime() - start;
  }

  private void lookAtAll(Instant now) throws SQLException {
    long start = System.nanoTime() - lookTook;
    mustLook = families.follow(times.text(now)); // which may have ended parents
    analyses.forget();
    for (long id :
        sql.query(
            "SELECT needs_id FROM (SELECT DISTINCT needs_id FROM job_needs WHERE met = 0)"
                + " LEFT JOIN jobs ON id = needs_id WHERE id IS NULL"
                + " OR status IN ('completed', 'failed', 'cancelled', 'skipped')",
            row -> row.getLong(1))) {
      ends.over(id);
    }
    lookedAt = now;
    lookNotBefore = now.plus(Duration.ofNanos(REST * (System.nanoTime() - start)));
  }

  /** Those that need nothing more but texts take these, unless they are not what they were. */
  private void mergeTexts(Instant now) throws SQLException {
    for (long id : readiness.takeAnalysed()) {
      Analyses.Merged merged = analyses.merge(id, times.text(now));
      if (!merged.problem().isEmpty()) {
        ends.fail(id, merged.problem(), now);
      } else if (merged.isToWaitAgain()) {
        sql.update("UPDATE jobs SET needs_met = NULL WHERE id = ?", id);
        register(id, now);
      } else {
        moreToLookAt = true; // it may depend on more
      }
    }
  }
}
