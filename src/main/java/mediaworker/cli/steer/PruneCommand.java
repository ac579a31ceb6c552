package mediaworker.cli.steer;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.JobsJson;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets old jobs with their outputs. */
@Command(
    name = "prune",
    description = {
      "Remove the rows of jobs that ended long ago, and the files they made. Without --yes nothing"
          + " is removed: it tells what would be. Jobs stay that one which is not over needs, names in"
          + " its input or has as a part.",
      "",
      "A file is removed only when it lies below the output or library folder and no other row"
          + " names it. What paid calls cost (v_spend) stays known, and what was uploaded to a"
          + " bucket stays there.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker prune --older-than 30d",
      "  bin/worker prune --older-than 30d --status cancelled,failed --yes",
      "  bin/worker prune --older-than 90d --keep-files --yes"
    })
public final class PruneCommand extends DeskCommand {

  private static final int BATCH = 500;

  /** Files that are decided about together, since that asks the whole table. */
  private static final int TOGETHER = 20_000;

  @Option(
      names = "--older-than",
      required = true,
      paramLabel = "TIME",
      description = "Jobs that ended before then: 30d (30 days ago), 2026-01-31.")
  String olderThan = "";

  @Option(
      names = "--status",
      paramLabel = "WORD",
      split = ",",
      defaultValue = "completed,failed,cancelled,skipped",
      description = "Only jobs with these statuses. Default: ${DEFAULT-VALUE}")
  List<String> statuses = new ArrayList<>();

  @Option(names = "--type", paramLabel = "TYPE", split = ",", description = "Only of these types.")
  List<String> types = new ArrayList<>();

  @Option(names = "--keep-files", description = "Remove the rows alone; their files stay.")
  boolean keepFiles;

  @Option(
      names = {"--yes", "-y"},
      description = "Remove them; without it they are only counted.")
  boolean yes;

  @Option(names = "--json", description = "What was removed, or would be, as JSON.")
  boolean json;

  private long rows;
  private long needed;

  @Override
  protected int run(JobDesk desk) throws StoreException {
    Set<String> words = new LinkedHashSet<>(statuses);
    words.removeAll(JobStatus.OVER);
    if (!words.isEmpty()) {
      throw wrong(
          "--status: \""
              + words.iterator().next()
              + "\" is not one of completed, failed, cancelled, skipped");
    }
    When when = When.here();
    Instant before = when.past("--older-than", olderThan);
    JobFilter all = JobFilter.ALL.withStatuses(statuses).withTypes(types).withBefore(before);
    JobFilter old = all.withoutNeeded();
    needed = desk.count(all) - desk.count(old);
    OldFiles files = new OldFiles(desk, settings, yes, TOGETHER);
    try (files) {
      forget(desk, old, files);
    }
    if (yes) {
      desk.tidy();
    }
    tell(when.shown(before), files);
    return files.stuck().isEmpty() ? ExitCodes.OK : ExitCodes.FAULT;
  }

  /** Goes through all rows, with the files that they name. */
  private void forget(JobDesk desk, JobFilter old, OldFiles files) throws StoreException {
    Long after = null;
    while (true) {
      List<JobRow> batch = desk.find(old, new JobPage(JobPage.Order.OLDEST, BATCH, after, 0));
      if (batch.isEmpty()) {
        return;
      }
      after = batch.get(batch.size() - 1).id();
      List<JobRow> forgotten = forget(desk, old, batch);
      rows += forgotten.size();
      if (!keepFiles) {
        files.of(forgotten);
      }
    }
  }

  /** Deletes rows, if that is wanted; answers those that are, or would be, gone. */
  private List<JobRow> forget(JobDesk desk, JobFilter old, List<JobRow> batch)
      throws StoreException {
    if (!yes) {
      return batch;
    }
    Set<Long> ids = batch.stream().map(JobRow::id).collect(Collectors.toSet());
    // Guarded by the filter: what a person has queued again meanwhile stays.
    Set<Long> done = Set.copyOf(desk.delete(old.withIds(ids), false).done());
    return batch.stream().filter(row -> done.contains(row.id())).toList();
  }

  private void tell(String before, OldFiles files) {
    if (json) {
      out()
          .println(
              JobsJson.text(
                  JobsJson.object()
                      .put("done", yes)
                      .put("jobs", rows)
                      .put("files", files.count())
                      .put("bytes", files.bytes())
                      .put("files_kept", files.kept())
                      .put("jobs_kept", needed)));
    } else if (rows == 0) {
      out()
          .println(
              "Nothing to remove: no "
                  + (needed == 0 ? "such job" : "other such job")
                  + " ended before "
                  + before
                  + ".");
      tellNeeded();
    } else {
      out()
          .println(
              (yes ? "Removed " : "Would remove ")
                  + (rows == 1 ? "1 job that has" : rows + " jobs that have")
                  + " ended before "
                  + before
                  + (keepFiles
                      ? "; their files stay."
                      : String.format(
                          Locale.ROOT,
                          ", and %s (%.1f MB).",
                          told(files.count()),
                          files.bytes() / 1e6)));
      if (files.kept() > 0) {
        out()
            .println(
                told(files.kept())
                    + (files.kept() == 1
                        ? " stays: another job names it."
                        : " stay: other jobs name them."));
      }
      tellNeeded();
      if (!yes) {
        out().println("Nothing is removed yet: the same with --yes does it.");
      }
    }
    files.stuck().forEach(err()::println);
  }

  private void tellNeeded() {
    if (needed > 0) {
      out()
          .println(
              needed == 1
                  ? "1 job stays: one that is not over needs it, or it is a part of that."
                  : needed
                      + " jobs stay: others that are not over need them or have them as parts.");
    }
  }

  private static String told(long count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
