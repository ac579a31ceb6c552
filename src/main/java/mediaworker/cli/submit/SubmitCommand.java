package mediaworker.cli.submit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import mediaworker.app.JobTypes;
import mediaworker.cli.console.ExitCodes;
import mediaworker.cli.console.Screen;
import mediaworker.cli.console.When;
import mediaworker.cli.desk.DeskCommand;
import mediaworker.cli.desk.Waiting;
import mediaworker.cli.wiring.JobTypeNames;
import mediaworker.cli.wiring.Wiring;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.StoreException;
import mediaworker.jobs.Submission;
import mediaworker.jobs.WhenNeedFails;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "A pipeline file takes the same options but --json, --keying, --depends-on and --force: --input"
          + " gives its parameters, and none of its steps begins before --run-at.",
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
public final class SubmitCommand extends DeskCommand {

  @Parameters(
      paramLabel = "TYPE",
      completionCandidates = JobTypeNames.class,
      description = "The job type, or a pipeline file.")
  String type = "";

  @Option(
      names = {"--input", "-i", "--param", "-p"},
      paramLabel = "NAME=VALUE",
      description = "A field of input_data, or a parameter; may be given several times.")
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

  @Mixin OrderOptions order = new OrderOptions();

  @Option(
      names = "--depends-on",
      paramLabel = "JOB",
      split = ",",
      description = "A job that must be completed first; may be given several times.")
  List<Long> dependsOn = new ArrayList<>();

  @Option(
      names = "--on-need-failed",
      paramLabel = "WORD",
      description =
          "What becomes of it when one of those is not completed: fail, skip or run_anyway. Default: fail")
  @Nullable String onNeedFailed;

  @Option(
      names = "--force",
      description = "Queue it though its type or fields are not known or wrong.")
  boolean force;

  @Option(
      names = "--dry-run",
      description = "Check it and tell what would be queued; queue nothing.")
  boolean dryRun;

  /** Read where the file is "-". */
  InputStream in = System.in;

  @Override
  protected int run(JobDesk desk) throws StoreException, IOException, InterruptedException {
    When when = When.here();
    Duration most = order.most();
    GivenFields fields = new GivenFields(this::wrong);
    if (PipelineRun.isFile(type)) {
      refuseWhatIsOfOneJob();
      return new PipelineRun(settings, spec, desk)
          .run(Path.of(type), fields.parameters("--input", inputs), order, dryRun);
    }
    List<JobDraft> drafts = drafts(fields, when);
    if (!force) {
      Set<String> problems = new LinkedHashSet<>();
      JobTypes types = Wiring.types(settings, spec);
      Map<String, List<Integer>> remarked = new LinkedHashMap<>();
      for (int i = 0; i < drafts.size(); i++) {
        int number = i + 1;
        try (Remarks remarks = Remarks.listen()) {
          problems.addAll(types.problems(drafts.get(i)));
          remarks
              .sentences()
              .forEach(
                  sentence ->
                      remarked.computeIfAbsent(sentence, any -> new ArrayList<>()).add(number));
        }
      }
      remarked.forEach(
          (sentence, numbers) ->
              err().println((drafts.size() > 1 ? told(numbers) : "") + sentence));
      if (!problems.isEmpty()) {
        problems.forEach(err()::println);
        err()
            .println(
                "Nothing was queued."
                    + (types.names().contains(type) ? " Fields: bin/worker types " + type : ""));
        return ExitCodes.USAGE;
      }
    }
    if (dryRun) {
      return wouldQueue(desk, drafts, when);
    }
    List<Long> ids = new ArrayList<>();
    for (Submission submission : desk.submit(drafts)) {
      OptionalInt refused = order.refused(submission);
      if (refused.isPresent()) {
        return refused.getAsInt();
      }
      if (submission instanceof Submission.Existing existing) {
        ids.add(existing.id());
      } else if (submission instanceof Submission.Queued queued) {
        ids.add(queued.id());
      }
    }
    if (!order.wait) {
      ids.forEach(out()::println);
      return ExitCodes.OK;
    }
    return new Waiting(desk, out(), err(), when).forEnds(ids, most);
  }

  /** Looks at the queue as well: a key may be there, a needed job not. */
  private int wouldQueue(JobDesk desk, List<JobDraft> drafts, When when) throws StoreException {
    List<String> told = new ArrayList<>();
    List<Optional<Submission>> unqueued = desk.unqueued(drafts);
    for (int i = 0; i < drafts.size(); i++) {
      Optional<Submission> answer = unqueued.get(i);
      OptionalInt refused = answer.isEmpty() ? OptionalInt.empty() : order.refused(answer.get());
      if (refused.isPresent()) {
        return refused.getAsInt();
      }
      if (answer.isEmpty()) {
        told.add(told(drafts.get(i), when));
      }
    }
    told.forEach(out()::println);
    out().println(told.size() + (told.size() == 1 ? " job" : " jobs") + " would be queued.");
    return ExitCodes.OK;
  }

  private @Nullable WhenNeedFails onNeedFailed() {
    return onNeedFailed == null
        ? null
        : WhenNeedFails.of(onNeedFailed)
            .orElseThrow(
                () ->
                    wrong(
                        "--on-need-failed: " + onNeedFailed + " is not fail, skip or run_anyway"));
  }

  /** Which jobs of a list a sentence is about: a list of thousands may have the same flaw. */
  private static String told(List<Integer> numbers) {
    int others = numbers.size() - 1;
    return "job "
        + numbers.get(0)
        + (others == 0 ? "" : " and " + others + (others == 1 ? " other" : " others"))
        + ": ";
  }

  private static String told(JobDraft draft, When when) {
    StringBuilder line = new StringBuilder(draft.type());
    tell(line, " ", draft.inputData());
    tell(line, ", keying ", draft.keyingSettings());
    tell(line, ", priority ", draft.priority() == 0 ? null : draft.priority());
    tell(line, ", not before ", draft.runAt() == null ? null : when.shown(draft.runAt()));
    tell(line, ", attempts ", draft.maxAttempts() == 0 ? null : draft.maxAttempts());
    tell(line, ", part of ", draft.parent());
    tell(line, ", after ", draft.dependsOn().isEmpty() ? null : "jobs " + draft.dependsOn());
    tell(line, ", unless one is there already under the key ", draft.uniqueKey());
    tell(line, ", note: ", draft.prompt());
    return Screen.cut(line.toString(), Integer.MAX_VALUE);
  }

  private static void tell(StringBuilder line, String before, @Nullable Object value) {
    if (value != null) {
      line.append(before).append(value);
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
    if (!dependsOn.isEmpty() || onNeedFailed != null) {
      throw wrong(
          "--depends-on and --on-need-failed are for jobs; in a pipeline file steps have \"needs\"");
    }
    if (force) {
      throw wrong(
          "--force is for jobs; a pipeline file is queued only when nothing in it is wrong");
    }
  }

  private List<JobDraft> drafts(GivenFields fields, When when) throws IOException {
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
          order
              .ordered(JobDraft.of(type.strip(), data), when)
              .withKeyingSettings(dials == null ? null : dials.toString())
              .withNeeds(dependsOn, onNeedFailed()));
    }
    if (drafts.size() > 1 && order.unique != null) {
      throw wrong("--unique names one job, and --json holds " + drafts.size());
    }
    return drafts;
  }
}
