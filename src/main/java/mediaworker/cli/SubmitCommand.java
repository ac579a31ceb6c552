package mediaworker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mediaworker.app.JobTypes;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Queues jobs. */
@Command(
    name = "submit",
    description = {
      "Queue a job and print its id.",
      "",
      "Values of --input that are JSON (numbers, true, lists, objects) are taken as such, others as"
          + " texts; a name given twice makes a list. \"bin/worker types TYPE\" tells the fields.",
      "",
      "A pipeline file takes the same options but --json, --keying and --force: --input gives its"
          + " parameters, and none of its steps begins before --run-at.",
      "",
      "With --wait it shows the progress and ends with the job: the output's path on standard"
          + " output, and an exit code that says how it ended.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  bin/worker submit keying --input video=in.mp4 --input tolerance=1.2",
      "  bin/worker submit stitching --input videos=a.mp4 --input videos=b.mp4 --wait",
      "  bin/worker submit trim --json cut.json --run-at 22:00 --unique night-cut",
      "  bin/worker submit examples/cut-out.yaml --input video=in.mp4 --wait",
      "  jq -c .jobs order.json | bin/worker submit keying --json -     a list makes a job of each"
    })
final class SubmitCommand extends DeskCommand {

  @Parameters(
      paramLabel = "TYPE",
      completionCandidates = JobTypeNames.class,
      description = "The job type, or a pipeline file.")
  String type = "";

  @Option(
      names = {"--input", "-i"},
      paramLabel = "NAME=VALUE",
      description = "A field of input_data; may be given several times.")
  List<String> inputs = new ArrayList<>();

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "input_data from a file, or - for standard input; a list makes a job of each.")
  @Nullable String json;

  @Option(
      names = "--keying",
      paramLabel = "NAME=VALUE",
      description = "A field of keying_settings; may be given several times.")
  List<String> keying = new ArrayList<>();

  @Option(names = "--note", paramLabel = "TEXT", description = "A note for people (prompt).")
  @Nullable String note;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "Higher runs sooner. Default: 0, or what the pipeline file says")
  @Nullable Integer priority;

  @Option(
      names = "--run-at",
      paramLabel = "TIME",
      description = "Not before: 10m, 22:00, tomorrow, \"2026-01-31 18:30\".")
  @Nullable String runAt;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      description = "How often it, or each step, may be tried. Default: 3")
  @Nullable Integer maxAttempts;

  @Option(
      names = "--unique",
      paramLabel = "KEY",
      description = "Queue it only once under this name; later calls print the first one's id.")
  @Nullable String unique;

  @Option(names = "--parent", paramLabel = "JOB", description = "The job it is a part of.")
  @Nullable Long parent;

  @Option(
      names = "--reuse",
      description = "Take what an equal job has made, if one has: docs/pipelines.md, \"Reuse\".")
  boolean reuse;

  @Option(
      names = "--force",
      description = "Queue it though its type or fields are not known or wrong.")
  boolean force;

  @Option(
      names = {"--wait", "-w"},
      description = "Wait for its end.")
  boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Wait no longer; the job goes on. Default: as long as it takes")
  @Nullable String timeout;

  /** Read where the file is "-". */
  InputStream in = System.in;

  @Override
  int run(JobDesk desk) throws StoreException, IOException, InterruptedException {
    When when = When.here();
    Duration most = timeout == null ? null : time(timeout);
    Instant at = runAt == null ? null : when.future(runAt);
    GivenFields fields = new GivenFields(this::wrong);
    if (PipelineRun.isFile(type)) {
      refuseWhatIsOfOneJob();
      return new PipelineRun(settings, spec)
          .run(
              Path.of(type),
              fields.parameters("--input", inputs),
              new PipelineRun.Wishes(wait, most, false, parent -> ordered(parent, at)));
    }
    List<JobDraft> drafts = drafts(fields, at);
    if (!force) {
      Set<String> problems = new LinkedHashSet<>();
      JobTypes types = Wiring.types(settings, spec);
      drafts.forEach(draft -> problems.addAll(types.problems(draft)));
      if (!problems.isEmpty()) {
        problems.forEach(err()::println);
        err()
            .println(
                "Nothing was queued."
                    + (types.names().contains(type) ? " Fields: bin/worker types " + type : ""));
        return ExitCodes.USAGE;
      }
    }
    List<Long> ids = new ArrayList<>();
    for (Submission submission : desk.submit(drafts)) {
      if (submission instanceof Submission.Full full) {
        err().println(full.sentence());
        return ExitCodes.QUEUE_FULL;
      } else if (submission instanceof Submission.Existing existing) {
        ids.add(existing.id());
        err()
            .println(
                "Job "
                    + existing.id()
                    + " has this unique key already ("
                    + existing.status()
                    + ").");
      } else if (submission instanceof Submission.Queued queued) {
        ids.add(queued.id());
      }
    }
    if (!wait) {
      ids.forEach(out()::println);
      return ExitCodes.OK;
    }
    return new Waiting(desk, out(), err(), when).forEnds(ids, most);
  }

  private Duration time(String text) {
    try {
      return Settings.time(text);
    } catch (picocli.CommandLine.TypeConversionException e) {
      throw wrong("--timeout: " + e.getMessage());
    }
  }

  private void refuseWhatIsOfOneJob() {
    if (json != null) {
      throw wrong(
          "--json is for jobs; a pipeline file's parameters are given by --input NAME=VALUE");
    }
    if (!keying.isEmpty()) {
      throw wrong(
          "--keying is for jobs; in a pipeline file the dials stand in the step's \"input\"");
    }
    if (force) {
      throw wrong(
          "--force is for jobs; a pipeline file is queued only when nothing in it is wrong");
    }
  }

  private List<JobDraft> drafts(GivenFields fields, @Nullable Instant at) throws IOException {
    List<JobDraft> drafts = new ArrayList<>();
    JsonNode dials = keying.isEmpty() ? null : fields.object("--keying", keying);
    List<ObjectNode> objects =
        json == null
            ? List.of(JsonMapper.shared().createObjectNode())
            : fields.objects("--json", json, in);
    for (ObjectNode object : objects) {
      object.setAll(fields.object("--input", inputs));
      String data = object.isEmpty() && json == null ? null : object.toString();
      drafts.add(
          ordered(JobDraft.of(type.strip(), data), at)
              .withKeyingSettings(dials == null ? null : dials.toString()));
    }
    if (drafts.size() > 1 && unique != null) {
      throw wrong("--unique names one job, and --json holds " + drafts.size());
    }
    return drafts;
  }

  /** What the options say of a job, or of a pipeline's parent; what they leave open stays. */
  private JobDraft ordered(JobDraft draft, @Nullable Instant at) {
    return draft
        .withPrompt(note == null ? draft.prompt() : note)
        .withPriority(priority == null ? draft.priority() : priority)
        .withRunAt(at)
        .withMaxAttempts(attempts())
        .withUniqueKey(unique)
        .withParent(parent)
        .withReuse(reuse || draft.reuse());
  }

  /** 0 for the usual number. */
  private int attempts() {
    if (maxAttempts == null) {
      return 0;
    }
    if (maxAttempts < 1 || maxAttempts > 100) {
      throw wrong("--max-attempts: " + maxAttempts + " is not a whole number from 1 to 100");
    }
    return maxAttempts;
  }
}
