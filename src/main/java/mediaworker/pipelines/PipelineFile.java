package mediaworker.pipelines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.jobs.JobDraft;
import mediaworker.jobs.Pipeline;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.WhenNeedFails;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads a pipeline file (YAML, or JSON, which YAML includes) and checks all of it. Reads one file;
 * not for use by several threads.
 */
public final class PipelineFile {

  /** Looks at one step's input. */
  @FunctionalInterface
  public interface StepCheck {
    /**
     * What is wrong with it.
     *
     * @return a sentence; empty where nothing is
     */
    Optional<String> problem(String jobType, String inputData);
  }

  private static final YAMLMapper YAML = new YAMLMapper();

  private static final Set<String> FIELDS =
      Set.of("name", "parameters", "steps", "result", "priority", "note", "reuse");

  private static final Set<String> STEP_FIELDS =
      Set.of(
          "name",
          "job",
          "input",
          "for_each",
          "needs",
          "on_need_failed",
          "may_fail",
          "note",
          "reuse");

  private final StepCheck check;
  private final List<String> problems = new ArrayList<>();

  private PipelineFile(StepCheck check) {
    this.check = check;
  }

  /**
   * Reads a file.
   *
   * @param arguments values of parameters, as people write them
   * @param check looks at each step's job type and input; what it remarks is said of the step
   * @throws PipelineException naming every problem
   */
  public static Pipeline read(Path file, Map<String, String> arguments, StepCheck check)
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
   * @throws PipelineException naming every problem
   */
  public static Pipeline parse(
      String text, String name, Map<String, String> arguments, StepCheck check)
      throws PipelineException {
    PipelineFile file = new PipelineFile(check);
    Pipeline pipeline = file.pipeline(text, name, arguments);
    if (pipeline == null || !file.problems.isEmpty()) {
      throw new PipelineException(file.problems);
    }
    return pipeline;
  }

  private @Nullable Pipeline pipeline(String text, String name, Map<String, String> arguments) {
    JsonNode tree;
    try {
      tree = YAML.readTree(text);
    } catch (JacksonException e) {
      problems.add(
          "The file is not valid YAML"
              + (e.getLocation() == null ? "" : ": see line " + e.getLocation().getLineNr())
              + ".");
      return null;
    }
    if (!(tree instanceof ObjectNode file)) {
      problems.add("The file must have fields like \"steps\", not be a list or a text.");
      return null;
    }
    unknown(file.propertyNames(), FIELDS, "The file");
    Map<String, JsonNode> values = parameters(file, arguments);
    Set<String> missing = new TreeSet<>();
    Variables variables = new Variables(values, missing::add);
    List<Step> steps = new ArrayList<>();
    if (file.path("steps") instanceof ArrayNode list && !list.isEmpty()) {
      int number = 0;
      for (JsonNode step : list) {
        number++;
        steps(step, number, variables, steps);
      }
    } else {
      problems.add("\"steps\" is missing: a list of steps, each with a name and a job.");
    }
    for (String variable : missing) {
      problems.add(
          "${"
              + variable
              + "} has no value: it is no parameter"
              + Spelling.nearest(variable, values.keySet())
                  .map(near -> "; " + Spelling.question("${" + near + "}"))
                  .orElse("."));
    }
    StepOrder order = new StepOrder(steps, problems::add);
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
            .withPriority(file.path("priority").asInt(0))
            .withReuse(Boolean.TRUE.equals(flag("reuse", file, "The file"))),
        order.children());
  }

  private static void mayFail(List<Step> steps, ObjectNode input) {
    Set<String> optional = new TreeSet<>();
    steps.stream().filter(Step::mayFail).forEach(step -> optional.add(step.base()));
    if (!optional.isEmpty()) {
      input.set("may_fail", JsonMapper.shared().valueToTree(optional));
    }
  }

  private void result(ObjectNode file, StepOrder order, ObjectNode input) {
    String result = file.path("result").asString("");
    if (result.isEmpty()) {
      return;
    }
    if (!order.knows(result)) {
      problems.add("\"result\" names the step " + result + ", which there is not.");
    }
    input.put("result", result);
  }

  private Map<String, JsonNode> parameters(ObjectNode file, Map<String, String> arguments) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    JsonNode declared = file.path("parameters");
    if (!declared.isMissingNode() && !declared.isNull() && !declared.isObject()) {
      problems.add("\"parameters\" must be names with their usual values, like \"copies: 3\".");
    }
    declared.properties().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
    for (Map.Entry<String, String> argument : arguments.entrySet()) {
      if (values.containsKey(argument.getKey())) {
        values.put(argument.getKey(), value(argument.getValue()));
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
        });
    return values;
  }

  /** As YAML, so that lists and numbers can be given; what is no YAML is a text. */
  private static JsonNode value(String text) {
    try {
      JsonNode value = YAML.readTree(text);
      boolean plain = value.isNumber() || value.isBoolean() || value.isArray() || value.isObject();
      return plain ? value : JsonMapper.shared().valueToTree(text);
    } catch (JacksonException e) {
      return JsonMapper.shared().valueToTree(text);
    }
  }

  private void steps(JsonNode node, int number, Variables variables, List<Step> steps) {
    if (!(node instanceof ObjectNode step)) {
      problems.add("Step " + number + " must have fields: name, job, input.");
      return;
    }
    String name = step.path("name").asString("");
    String where = name.isEmpty() ? "Step " + number : "Step " + name;
    unknown(step.propertyNames(), STEP_FIELDS, where);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_-]{0,59}")) {
      problems.add(
          where + " needs a \"name\" of letters, digits, - and _, beginning with a letter.");
    } else if (steps.stream().anyMatch(other -> other.base().equals(name))) {
      problems.add("There are two steps named " + name + ".");
    }
    // What is wrong with the name is no reason to leave the rest unlooked at.
    Manner manner = manner(step, where);
    JsonNode over = step.path("for_each");
    if (over.isMissingNode()) {
      steps.add(step(step, new Names(name, name, where), manner, variables));
      return;
    }
    Optional<List<Map<String, JsonNode>>> turns = Loop.turns(variables.in(over));
    if (turns.isEmpty() || turns.get().isEmpty()) {
      problems.add(
          where + ": \"for_each\" must be a list with elements, or names with such lists.");
      return;
    }
    for (Map<String, JsonNode> turn : turns.get()) {
      String index = Objects.requireNonNull(turn.get("index")).asString();
      Names names =
          new Names(name, name + "." + index, where + (name.isEmpty() ? ", " : ".") + index);
      steps.add(step(step, names, manner, variables.with(turn)));
    }
  }

  /**
   * How a step is called.
   *
   * @param base its name in the file
   * @param name its own: the same, or with a number behind for one of a loop's
   * @param where for a person
   */
  private record Names(String base, String name, String where) {}

  /** What is said of a step that is the same for every turn of a loop. */
  private record Manner(WhenNeedFails whenNeedFails, boolean mayFail, @Nullable Boolean reuse) {}

  private Manner manner(ObjectNode step, String where) {
    Optional<WhenNeedFails> policy = WhenNeedFails.of(step.path("on_need_failed").asString(""));
    if (policy.isEmpty()) {
      problems.add(where + ": \"on_need_failed\" must be fail, skip or run_anyway.");
    }
    return new Manner(
        policy.orElse(WhenNeedFails.FAIL),
        Boolean.TRUE.equals(flag("may_fail", step, where)),
        flag("reuse", step, where));
  }

  /** What is remarked of the turns of a loop is told once, of the step. */
  private void checked(String type, String json, Names names) {
    List<String> sentences;
    try (Remarks remarks = Remarks.listen()) {
      check.problem(type, json).ifPresent(what -> problems.add(names.where() + ": " + what));
      sentences = remarks.sentences();
    }
    String step = names.base().isEmpty() ? names.where() : "Step " + names.base();
    sentences.forEach(sentence -> Remarks.say(step + ": " + sentence));
  }

  private Step step(ObjectNode step, Names names, Manner manner, Variables variables) {
    String where = names.where();
    String type = variables.in(step.path("job")).asString("");
    JsonNode input = variables.in(step.path("input"));
    if (input.isMissingNode() || input.isNull()) {
      input = JsonMapper.shared().createObjectNode();
    }
    String json = input.toString();
    if (type.isEmpty()) {
      problems.add(where + ": \"job\" is missing, its job type.");
    }
    if (!input.isObject()) {
      problems.add(where + ": \"input\" must be fields, as the job type has them.");
    } else if (!type.isEmpty()) {
      checked(type, json, names);
    }
    Set<String> needs = new TreeSet<>(Variables.references(input));
    JsonNode named = variables.in(step.path("needs"));
    if (named.isString()) {
      needs.add(named.asString());
    } else {
      named.forEach(need -> needs.add(need.asString("")));
    }
    JsonNode note = variables.in(step.path("note"));
    return new Step(
        names.base(),
        names.name(),
        type,
        json,
        note.isString() ? note.asString() : null,
        new Step.Needs(needs, manner.whenNeedFails()),
        manner.mayFail(),
        manner.reuse());
  }

  /** Null where it is not said. */
  private @Nullable Boolean flag(String name, ObjectNode fields, String where) {
    JsonNode value = fields.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isBoolean()) {
      problems.add(where + ": \"" + name + "\" must be true or false.");
      return null;
    }
    return value.asBoolean();
  }

  private void unknown(Collection<String> names, Set<String> known, String where) {
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            where
                + " has a field \""
                + name
                + "\", which is not known"
                + Spelling.end(name, known));
      }
    }
  }
}
