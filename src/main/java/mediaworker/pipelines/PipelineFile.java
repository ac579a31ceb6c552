package mediaworker.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Pipeline;
import mediaworker.text.GivenJson;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a pipeline file (YAML, or JSON, which YAML includes) and checks all of it. Reads one file;
 * not for use by several threads.
 */
public final class PipelineFile {

  private static final Pattern TWICE = Pattern.compile("^Duplicate .*?[\"'](.*)[\"']$");

  private static final Set<String> FIELDS =
      Set.of("name", "parameters", "steps", "result", "priority", "note", "reuse");

  private final StepCheck check;
  private final List<String> problems = new ArrayList<>();

  private PipelineFile(StepCheck check) {
    this.check = check;
  }

  /**
   * Reads a file.
   *
   * @param arguments values of parameters, each of the type that it is to have
   * @param check looks at each step's job type and input; what it remarks is said of the step
   * @throws PipelineException naming every problem
   */
  public static Pipeline read(Path file, Map<String, JsonNode> arguments, StepCheck check)
      throws PipelineException {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new PipelineException(
          List.of(
              Files.exists(file)
                  ? "The file " + file + " cannot be read as text."
                  : "There is no file " + file + "."));
    }
    return parse(text, String.valueOf(file.getFileName()), arguments, check);
  }

  /**
   * Reads a text.
   *
   * @param name stands for a pipeline that has none of its own
   * @param arguments as for {@link #read}
   * @param check the same
   * @throws PipelineException naming every problem
   */
  public static Pipeline parse(
      String text, String name, Map<String, JsonNode> arguments, StepCheck check)
      throws PipelineException {
    PipelineFile file = new PipelineFile(check);
    Pipeline pipeline = null;
    try {
      pipeline = file.pipeline(text, name, arguments);
    } catch (Expansion.TooLargeException e) {
      file.problems.add(e.sentence());
    }
    if (pipeline == null || !file.problems.isEmpty()) {
      throw new PipelineException(file.problems);
    }
    return pipeline;
  }

  private @Nullable Pipeline pipeline(String text, String name, Map<String, JsonNode> arguments) {
    JsonNode tree;
    try {
      tree = YamlTree.read(text);
    } catch (JacksonException e) {
      problems.add(unreadable(e));
      return null;
    } catch (YamlTree.AliasException e) {
      problems.add(e.sentence());
      return null;
    }
    if (!(tree instanceof ObjectNode file)) {
      problems.add("The file must have fields like \"steps\", not be a list or a text.");
      return null;
    }
    FileObject fields = new FileObject(file, "The file", problems::add);
    fields.refuseOthers(FIELDS);
    Map<String, JsonNode> values = parameters(file, arguments);
    Set<String> missing = new TreeSet<>();
    Expansion expansion = new Expansion();
    Variables variables = new Variables(values, expansion, missing::add);
    List<Step> steps =
        new StepReader(check, variables, expansion, problems::add).read(file.path("steps"));
    for (String variable : missing) {
      problems.add(
          "${"
              + variable
              + "} has no value: it is no parameter"
              + Spelling.nearest(variable, values.keySet())
                  .map(near -> "; " + Spelling.question("${" + near + "}"))
                  .orElse("."));
    }
    StepOrder order = new StepOrder(steps, expansion, problems::add);
    ObjectNode input = JsonMapper.shared().createObjectNode();
    String title = variables.in(file.path("name")).asString(name);
    input.put("pipeline", title);
    input.set("parameters", JsonMapper.shared().valueToTree(values));
    result(file, order, input);
    mayFail(steps, input);
    String note = variables.in(file.path("note")).asString(title);
    return new Pipeline(
        JobDraft.of(Pipeline.TYPE, input.toString())
            .withPrompt(note)
            .withPriority(priority(file))
            .withReuse(Boolean.TRUE.equals(fields.flag("reuse"))),
        order.children());
  }

  private static String unreadable(JacksonException e) {
    int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    Matcher twice = TWICE.matcher(String.valueOf(e.getOriginalMessage()));
    if (twice.matches()) {
      return "The file has \""
          + twice.group(1)
          + "\" twice in one place, the second time in line "
          + line
          + ": leave one of them.";
    }
    return "The file is not valid YAML" + (line < 1 ? "" : ": see line " + line) + ".";
  }

  private static void mayFail(List<Step> steps, ObjectNode input) {
    Set<String> optional = new TreeSet<>();
    steps.stream().filter(Step::mayFail).forEach(step -> optional.add(step.base()));
    if (!optional.isEmpty()) {
      input.set("may_fail", JsonMapper.shared().valueToTree(optional));
    }
  }

  private int priority(ObjectNode file) {
    JsonNode priority = file.path("priority");
    if (priority.isMissingNode() || priority.isNull()) {
      return 0;
    }
    if (!priority.canConvertToInt()) {
      problems.add("\"priority\" must be a whole number, like 10; higher goes first.");
      return 0;
    }
    return priority.intValue();
  }

  private void result(ObjectNode file, StepOrder order, ObjectNode input) {
    JsonNode named = file.path("result");
    if (named.isMissingNode() || named.isNull()) {
      return;
    }
    String result = named.asString("");
    if (!named.isString() || result.isEmpty()) {
      problems.add("\"result\" must be the name of one step, as text.");
      return;
    }
    if (!order.knows(result)) {
      problems.add("\"result\" names the step " + result + ", which there is not.");
    }
    input.put("result", result);
  }

  private Map<String, JsonNode> parameters(ObjectNode file, Map<String, JsonNode> arguments) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    JsonNode declared = file.path("parameters");
    if (!declared.isMissingNode() && !declared.isNull() && !declared.isObject()) {
      problems.add("\"parameters\" must be names with their usual values, like \"copies: 3\".");
    }
    declared.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    for (Map.Entry<String, JsonNode> argument : arguments.entrySet()) {
      if (values.containsKey(argument.getKey())) {
        values.put(argument.getKey(), argument.getValue());
      } else {
        problems.add(
            "There is no parameter "
                + argument.getKey()
                + Spelling.end(argument.getKey(), values.keySet()));
      }
    }
    values.forEach(
        (name, value) -> {
          if (value.isNull()) {
            problems.add("The parameter " + name + " must be given: -p " + name + "=…");
          }
          GivenJson.problem(value)
              .ifPresent(problem -> problems.add("The parameter " + name + " " + problem + "."));
        });
    return values;
  }
}
