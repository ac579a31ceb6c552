package mediaworker.cli.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.UnknownStatus;

/** Status words that no worker takes rows by: another program's, or a slip of a person. */
public final class UnknownWords {

  private UnknownWords() {}

  /**
   * A sentence for each word.
   *
   * @param between what stands between the number of jobs with the word and where to look
   */
  public static List<String> told(List<JobDesk.Count> counts, String between) {
    Map<String, Long> jobs = new TreeMap<>();
    for (JobDesk.Count count : counts) {
      if (!JobStatus.KNOWN.contains(count.status())) {
        jobs.merge(count.status(), count.jobs(), Long::sum);
      }
    }
    List<String> told = new ArrayList<>();
    jobs.forEach(
        (status, count) ->
            told.add(
                count
                    + (count == 1 ? " job" : " jobs")
                    + " with the status '"
                    + UnknownStatus.readable(status)
                    + "'"
                    + between
                    + ": bin/worker list --status "
                    + quoted(UnknownStatus.readable(status))));
    return told;
  }

  private static String quoted(String word) {
    return word.matches("[\\w.-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
