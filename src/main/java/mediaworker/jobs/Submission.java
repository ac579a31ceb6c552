package mediaworker.jobs;

import java.util.List;
import java.util.stream.Collectors;

/** What came of queueing a job. */
public sealed interface Submission {

  /** It stands in the table. */
  record Queued(long id) implements Submission {}

  /** A job of the same unique key was there already, and nothing was added. */
  record Existing(long id, String status) implements Submission {}

  /** It names jobs that are not there; nothing was added. */
  sealed interface NotThere extends Submission {

    /** For a person. */
    String sentence();
  }

  /**
   * It is to be a part of a job that is not there.
   *
   * @param id that
   */
  record ParentMissing(long id) implements NotThere {

    @Override
    public String sentence() {
      return "Nothing was queued: it would be a part of job " + id + ", which is not there.";
    }
  }

  /**
   * It is to need jobs that are not there.
   *
   * @param ids those
   */
  record NeedsMissing(List<Long> ids) implements NotThere {

    public NeedsMissing {
      ids = List.copyOf(ids);
    }

    @Override
    public String sentence() {
      return "Nothing was queued: it would need "
          + (ids.size() == 1 ? "job " + ids.get(0) + ", which is" : "jobs that are")
          + " not there"
          + (ids.size() == 1
              ? "."
              : ": "
                  + ids.stream().limit(20).map(String::valueOf).collect(Collectors.joining(", "))
                  + (ids.size() > 20 ? " …" : "."));
    }
  }

  /**
   * The queue has its most; nothing was added.
   *
   * @param waiting jobs that wait for a thread, their time or other jobs
   * @param more jobs that were to come
   * @param limit how many may wait
   */
  record Full(long waiting, long more, long limit) implements Submission {

    /** For a person. */
    public String sentence() {
      return "The queue is full: "
          + waiting
          + (waiting == 1 ? " job waits" : " jobs wait")
          + (more == 1 ? "" : ", " + more + " more would come")
          + ", and max-queue-size is "
          + limit
          + ". Wait until some are done, or raise that setting.";
    }
  }
}
