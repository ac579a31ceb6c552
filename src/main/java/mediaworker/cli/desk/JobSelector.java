package mediaworker.cli.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import mediaworker.cli.console.When;
import mediaworker.cli.wiring.JobTypeNames;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.JobPage;
import mediaworker.jobs.JobStatus;
import mediaworker.jobs.StoreException;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options that say which rows are meant. */
public final class JobSelector {

  /** What people say, and the table's words for it. */
  private static final Map<String, Set<String>> WORDS =
      Map.of(
          "queued", JobStatus.WAITING,
          "busy", JobStatus.RUNNING,
          "running", JobStatus.RUNNING,
          "waiting", Set.of(JobStatus.WAITING_REMOTE),
          "blocked", JobStatus.BLOCKED,
          "decide", Set.of(JobStatus.NEEDS_DECISION),
          "done", Set.of(JobStatus.COMPLETED),
          "over", JobStatus.OVER);

  /** For the shell: the words above, and those that are the table's own. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Set<String> words = new TreeSet<>(WORDS.keySet());
      words.addAll(List.of(JobStatus.FAILED, JobStatus.CANCELLED, JobStatus.SKIPPED));
      return words.iterator();
    }
  }

  @Option(
      names = "--status",
      paramLabel = "WORD",
      split = ",",
      completionCandidates = Words.class,
      description =
          "Only rows of these: queued, busy, waiting, blocked, decide, done, failed, cancelled, over, or any"
              + " word of the table.")
  List<String> statuses = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      split = ",",
      completionCandidates = JobTypeNames.class,
      description = "Only rows of these job types.")
  List<String> types = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only where something happened since: 2h, yesterday, 18:30, 2026-01-31.")
  @Nullable String since;

  @Option(
      names = "--before",
      paramLabel = "TIME",
      description = "Only where nothing has happened since then: 30d, 2026-01-31.")
  @Nullable String before;

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Only with this in note, input, result or error.")
  String text = "";

  @Option(names = "--parent", paramLabel = "JOB", description = "Only parts of this job.")
  @Nullable Long parent;

  /** Whether nothing was said, which would mean every row. */
  public boolean isEmpty() {
    return statuses.isEmpty()
        && types.isEmpty()
        && since == null
        && before == null
        && text.isBlank()
        && parent == null;
  }

  /**
   * Refuses a status word or a job type that this worker does not know and that no row has: it is
   * misspelt. Others may write words of their own.
   *
   * @param knownTypes the job types of this installation; asked only where no row is of a type
   * @param wrong makes an error of a sentence without its full stop
   */
  public void mustHaveKnownWords(
      JobDesk desk,
      Supplier<Collection<String>> knownTypes,
      Function<String, ParameterException> wrong)
      throws StoreException {
    Set<String> known = new TreeSet<>(WORDS.keySet());
    known.addAll(JobStatus.KNOWN);
    for (String status : statuses) {
      String word = word(status);
      if (!known.contains(word) && desk.count(JobFilter.ALL.withStatuses(Set.of(word))) == 0) {
        throw wrong.apply(
            "--status: no job is \""
                + word
                + "\", which is no word known here; "
                + Spelling.question(word, known).orElse("known are: " + String.join(", ", known)));
      }
    }
    for (String type : strippedTypes()) {
      JobFilter ofType = JobFilter.ALL.withTypes(List.of(type));
      if (desk.find(ofType, new JobPage(JobPage.Order.NEWEST, 1, null, 0)).isEmpty()) {
        Collection<String> names = knownTypes.get();
        if (!names.contains(type)) {
          throw wrong.apply(
              "--type: no job is of the type \""
                  + type
                  + "\", which is not known here; "
                  + Spelling.question(type, names).orElse("bin/worker types lists those that are"));
        }
      }
    }
  }

  private List<String> strippedTypes() {
    return types.stream().map(String::strip).toList();
  }

  /** Ours in small letters; those of others as they are. */
  private static String word(String status) {
    String small = status.strip().toLowerCase(Locale.ROOT);
    return WORDS.containsKey(small) || JobStatus.KNOWN.contains(small) ? small : status.strip();
  }

  /** As the desk takes it. */
  public JobFilter filter(When when) {
    Set<String> words = new LinkedHashSet<>();
    for (String status : statuses) {
      String word = word(status);
      words.addAll(WORDS.getOrDefault(word, Set.of(word)));
    }
    return JobFilter.ALL
        .withStatuses(words)
        .withTypes(strippedTypes())
        .withSince(since == null ? null : when.past("--since", since))
        .withBefore(before == null ? null : when.past("--before", before))
        .withText(text)
        .withParent(parent);
  }
}
