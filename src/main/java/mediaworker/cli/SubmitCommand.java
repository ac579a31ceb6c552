package mediaworker.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
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
      defaultValue = "0",
      description = "Higher runs sooner. Default: ${DEFAULT-VALUE}")
  int priority;

  @Option(
      names = "--run-at",
      paramLabel = "TIME",
      description = "Not before: 10m, 22:00, tomorrow, \"2026-01-31 18:30\".")
  @Nullable String runAt;

  @Option(
      names = "--max-attempts",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often it may be tried. Default: ${DEFAULT-VALUE}")
  int maxAttempts;

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

  /** Of a pipeline file, whose parameters are given like fields. */
  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String input : inputs) {
      int equals = input.indexOf('=');
      if (equals <= 0) {
        throw wrong("--input " + input + " must be NAME=VALUE");
      }
      parameters.put(input.substring(0, equals), input.substring(equals + 1));
    }
    return parameters;
  }

  @Override
  int run(JobDesk desk) throws StoreException, IOException, InterruptedException {
    if (PipelineRun.isFile(type)) {
      return new PipelineRun(settings, spec)
          .run(Path.of(type), parameters(), new PipelineRun.Wishes(wait, false, reuse));
    }
    When when = When.here();
    Duration most = timeout == null ? null : time(timeout);
    List<JobDraft> drafts = drafts(runAt == null ? null : when.future(runAt));
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

  private List<JobDraft> drafts(@Nullable Instant at) throws IOException {
    List<JobDraft> drafts = new ArrayList<>();
    JsonNode dials = keying.isEmpty() ? null : fields("--keying", keying);
    for (ObjectNode object : objects()) {
      object.setAll(fields("--input", inputs));
      String data = object.isEmpty() && json == null ? null : object.toString();
      drafts.add(
          JobDraft.of(type.strip(), data)
              .withKeyingSettings(dials == null ? null : dials.toString())
              .withPrompt(note)
              .withPriority(priority)
              .withRunAt(at)
              .withMaxAttempts(attempts())
              .withUniqueKey(unique)
              .withParent(parent)
              .withReuse(reuse));
    }
    if (drafts.size() > 1 && unique != null) {
      throw wrong("--unique names one job, and --json holds " + drafts.size());
    }
    return drafts;
  }

  private int attempts() {
    if (maxAttempts < 1 || maxAttempts > 100) {
      throw wrong("--max-attempts: " + maxAttempts + " is not a whole number from 1 to 100");
    }
    return maxAttempts;
  }

  private List<ObjectNode> objects() throws IOException {
    if (json == null) {
      return List.of(JsonMapper.shared().createObjectNode());
    }
    String where = json.equals("-") ? "standard input" : json;
    JsonNode node;
    try {
      node = JsonMapper.shared().readTree(text());
    } catch (JacksonException e) {
      throw wrong("--json: " + where + " is not valid JSON: " + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw wrong("--json: there is no file " + where);
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode one : node instanceof ArrayNode list ? list : List.of(node)) {
      if (!(one instanceof ObjectNode object)) {
        throw wrong("--json: " + where + " must hold a JSON object, or a list of objects");
      }
      objects.add(object);
    }
    if (objects.isEmpty()) {
      throw wrong("--json: " + where + " holds an empty list, which is no job");
    }
    return objects;
  }

  private String text() throws IOException {
    return "-".equals(json)
        ? new String(in.readAllBytes(), StandardCharsets.UTF_8)
        : Files.readString(Path.of(String.valueOf(json)));
  }

  private ObjectNode fields(String option, List<String> given) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    for (String pair : given) {
      int at = pair.indexOf('=');
      if (at < 1) {
        throw wrong(option + ": \"" + pair + "\" is not NAME=VALUE");
      }
      String name = pair.substring(0, at).strip();
      JsonNode value = value(pair.substring(at + 1));
      JsonNode before = node.get(name);
      if (before == null) {
        node.set(name, value);
      } else if (before instanceof ArrayNode list) {
        list.add(value);
      } else {
        node.set(name, JsonMapper.shared().createArrayNode().add(before).add(value));
      }
    }
    return node;
  }

  /** What begins like JSON and is JSON; "007" and "in.mp4" are texts. */
  private static JsonNode value(String text) {
    if (text.matches("(?s)\\s*([\\[{\"].*|-?(0|[1-9]\\d*)(\\.\\d+)?|true|false|null)\\s*")) {
      try {
        return JsonMapper.shared().readTree(text);
      } catch (JacksonException e) {
        // A text that happens to begin with a bracket.
      }
    }
    return JsonMapper.shared().getNodeFactory().stringNode(text);
  }
}
