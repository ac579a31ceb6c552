package mediaworker.cli.steer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobLines;
import mediaworker.cli.desk.JobSelector;
import mediaworker.cli.desk.JobsJson;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands share that change jobs: which are meant, and what came of it. */
abstract class SteeringCommand extends DeskCommand {

  private static final int SHOWN = 20;

  @Parameters(paramLabel = "JOB", arity = "0..*", description = "Ids of jobs.")
  List<Long> ids = new ArrayList<>();

  @Mixin JobSelector selector = new JobSelector();

  @Option(names = "--dry-run", description = "Only list what would be changed.")
  boolean dryRun;

  @Option(names = "--json", description = "What was done and what was not, as JSON.")
  boolean json;

  @Override
  protected final int run(JobDesk desk) throws StoreException {
    if (ids.isEmpty() == selector.isEmpty()) {
      throw wrong(
          ids.isEmpty()
              ? "Name jobs by their ids, or say which with --status, --type, --since and the like"
              : "Either ids or --status, --type and the like, not both");
    }
    selector.mustHaveKnownWords(desk, this::types, this::wrong);
    JobFilter filter =
        ids.isEmpty() ? selector.filter(When.here()) : JobFilter.ids(new LinkedHashSet<>(ids));
    if (dryRun || needsConsent()) {
      return list(desk, filter);
    }
    JobDesk.Changed changed = change(desk, filter);
    if (json) {
      out().println(JobsJson.text(new JobsJson(When.here()).changed(changed)));
    } else {
      tell(changed);
    }
    return (changed.done().isEmpty() && changed.sooner().isEmpty()) || !changed.refused().isEmpty()
        ? ExitCodes.NOTHING_TO_DO
        : ExitCodes.OK;
  }

  /** Does it. */
  abstract JobDesk.Changed change(JobDesk desk, JobFilter filter) throws StoreException;

  /** "cancelled": what was done, for "Job 7 is …" and "3 jobs are …". */
  abstract String done();

  /** "cannot be cancelled": for "Job 7 is completed and …". */
  abstract String cannot();

  /** Which of those that are meant would be changed at all. */
  abstract JobFilter possible(JobDesk desk, JobFilter filter) throws StoreException;

  /** Whether it is only listed for want of an option that says yes. */
  boolean needsConsent() {
    return false;
  }

  private int list(JobDesk desk, JobFilter filter) throws StoreException {
    JobFilter possible = possible(desk, filter);
    long all = desk.count(possible);
    Map<Long, String> left = ids.isEmpty() ? Map.of() : left(desk, filter, possible);
    tellRefused(left);
    if (all == 0) {
      return left.isEmpty() ? nothing("No such jobs.") : ExitCodes.NOTHING_TO_DO;
    }
    int code = left.isEmpty() ? ExitCodes.OK : ExitCodes.NOTHING_TO_DO;
    List<JobRow> rows = desk.find(possible, new JobPage(JobPage.Order.OLDEST, SHOWN, null, 0));
    if (json) {
      out().println(JobsJson.text(new JobsJson(When.here()).rows(rows)));
      return code;
    }
    JobLines.of(rows, When.here(), Screen.width(System.getenv())).forEach(out()::println);
    if (all > rows.size()) {
      out().println("… and " + (all - rows.size()) + " more");
    }
    out()
        .println(
            (all == 1 ? "1 job" : all + " jobs")
                + " would be "
                + done()
                + (dryRun ? "." : "; do it with --yes."));
    return code;
  }

  /** Named jobs that would stay as they are, with their status; empty for those that are not. */
  private static Map<Long, String> left(JobDesk desk, JobFilter named, JobFilter possible)
      throws StoreException {
    JobPage all = new JobPage(JobPage.Order.OLDEST, named.ids().size(), null, 0);
    Map<Long, String> left = new TreeMap<>();
    named.ids().forEach(id -> left.put(id, ""));
    desk.find(named, all).forEach(row -> left.put(row.id(), row.status()));
    desk.find(possible, all).forEach(row -> left.remove(row.id()));
    return left;
  }

  private static String names(List<Long> ids) {
    return ids.size() <= SHOWN
        ? ": " + ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
        : "";
  }

  private void tell(JobDesk.Changed changed) {
    List<Long> done = changed.done();
    if (done.size() == 1) {
      out().println("Job " + done.get(0) + " is " + done() + ".");
    } else if (done.size() > 1) {
      out().println(done.size() + " jobs are " + done() + names(done) + ".");
    } else if (changed.refused().isEmpty() && changed.sooner().isEmpty()) {
      err().println("No such jobs.");
    }
    for (long id : changed.sooner()) {
      out().println("Job " + id + " waits for its time no more.");
    }
    List<Long> along = changed.along();
    if (!along.isEmpty()) {
      out()
          .println(
              (along.size() == 1
                      ? "So is job " + along.get(0)
                      : "So are " + along.size() + " jobs" + names(along))
                  + ", given up for its sake.");
    }
    tellRefused(changed.refused());
  }

  private void tellRefused(Map<Long, String> jobs) {
    for (Map.Entry<Long, String> refused : new TreeMap<>(jobs).entrySet()) {
      err()
          .println(
              refused.getValue().isEmpty()
                  ? "There is no job " + refused.getKey() + "."
                  : "Job "
                      + refused.getKey()
                      + " is "
                      + refused.getValue()
                      + " and "
                      + cannot()
                      + ".");
    }
  }
}
