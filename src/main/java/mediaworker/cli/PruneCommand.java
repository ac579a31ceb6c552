package mediaworker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
final class PruneCommand extends DeskCommand {

  private static final int BATCH = 500;

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
  private long files;
  private long shared;
  private long bytes;
  private final List<String> stuck = new ArrayList<>();

  @Override
  int run(JobDesk desk) throws StoreException, IOException {
    Set<String> words = new LinkedHashSet<>(statuses);
    words.removeAll(JobStatus.OVER);
    if (!words.isEmpty()) {
      throw wrong(
          "--status: \""
              + words.iterator().next()
              + "\" is not one of completed, failed, cancelled, skipped");
    }
    When when = When.here();
    Instant before = when.past(olderThan);
    JobFilter all = JobFilter.ALL.withStatuses(statuses).withTypes(types).withBefore(before);
    JobFilter old = all.withoutNeeded();
    needed = desk.count(all) - desk.count(old);
    Long after = null;
    while (true) {
      List<JobRow> batch = desk.find(old, new JobPage(JobPage.Order.OLDEST, BATCH, after, 0));
      if (batch.isEmpty()) {
        break;
      }
      after = batch.get(batch.size() - 1).id();
      prune(desk, old, batch);
    }
    if (yes) {
      desk.tidy();
    }
    tell(when.shown(before));
    return stuck.isEmpty() ? ExitCodes.OK : ExitCodes.FAULT;
  }

  private void prune(JobDesk desk, JobFilter old, List<JobRow> batch)
      throws StoreException, IOException {
    Set<Long> ids = batch.stream().map(JobRow::id).collect(Collectors.toCollection(HashSet::new));
    if (yes) {
      // Guarded by the filter: what a person has queued again meanwhile stays.
      ids.retainAll(desk.delete(old.withIds(ids), false).done());
    }
    rows += ids.size();
    if (keepFiles) {
      return;
    }
    Set<String> places = new LinkedHashSet<>();
    batch.stream().filter(row -> ids.contains(row.id())).forEach(row -> collect(row, places));
    Set<String> named = desk.stillNamed(places, ids);
    for (String place : places) {
      Path file = file(place);
      if (file != null && named.contains(place)) {
        shared++;
      } else if (file != null) {
        remove(file);
      }
    }
  }

  private static void collect(JobRow row, Set<String> places) {
    add(row.result().result(), places);
    add(row.result().keyedResult(), places);
    String outputs = row.result().outputs();
    if (outputs != null) {
      try {
        JsonNode list = JsonMapper.shared().readTree(outputs);
        list.forEach(one -> add(one.isString() ? one.asString() : null, places));
      } catch (JacksonException e) {
        // Not ours: another program keeps something else there.
      }
    }
  }

  private static void add(@Nullable String place, Set<String> places) {
    if (place != null && !place.isBlank()) {
      places.add(place);
    }
  }

  /** A file of ours; null for texts, URLs, and what lies or leads elsewhere. */
  private @Nullable Path file(String place) throws IOException {
    if (place.length() > 1000 || place.contains("\n") || place.contains("://")) {
      return null;
    }
    try {
      Path file = settings.baseDir().resolve(place.replaceFirst("^/+", "")).normalize();
      if (place.startsWith("/") && Files.isRegularFile(Path.of(place))) {
        file = Path.of(place).normalize();
      }
      if (!Files.isRegularFile(file)) {
        return null;
      }
      Path real = file.toRealPath();
      for (Path folder : List.of(settings.outputDir(), settings.libraryDir())) {
        if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
          return real;
        }
      }
      return null;
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private void remove(Path file) {
    try {
      long size = Files.size(file);
      if (yes) {
        Files.delete(file);
      }
      files++;
      bytes += size;
    } catch (IOException e) {
      stuck.add(file + " could not be removed: " + e.getMessage());
    }
  }

  private void tell(String before) {
    if (json) {
      out()
          .println(
              JobsJson.text(
                  JobsJson.object()
                      .put("done", yes)
                      .put("jobs", rows)
                      .put("files", files)
                      .put("bytes", bytes)
                      .put("files_kept", shared)
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
                          Locale.ROOT, ", and %s (%.1f MB).", files(files), bytes / 1e6)));
      if (shared > 0) {
        out()
            .println(
                files(shared)
                    + (shared == 1
                        ? " stays: another job names it."
                        : " stay: other jobs name them."));
      }
      tellNeeded();
      if (!yes) {
        out().println("Nothing is removed yet: the same with --yes does it.");
      }
    }
    stuck.forEach(err()::println);
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

  private static String files(long count) {
    return count == 1 ? "1 file" : count + " files";
  }
}
