package mediaworker.pipelines;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import mediaworker.jobs.Remarks;
import mediaworker.jobs.WhenNeedFails;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the steps of one pipeline file and lays out its loops. Not for use by several threads. */
final class StepReader {

  private static final Set<String> FIELDS =
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
  private final Variables variables;
  private final Expansion expansion;
  private final Consumer<String> problems;
  private final List<Step> steps = new ArrayList<>();

  /**
   * For one file.
   *
   * @param check looks at each step's job type and input
   * @param variables the file's parameters
   * @param expansion counts the steps
   * @param problems is told what is wrong
   */
  StepReader(StepCheck check, Variables variables, Expansion expansion, Consumer<String> problems) {
    this.check = check;
    this.variables = variables;
    this.expansion = expansion;
    this.problems = problems;
  }

  /**
   * Reads all steps.
   *
   * @param list what the file has for them
   * @return those that could be read, in the file's order, each turn of a loop by itself
   * @throws Expansion.TooLargeException when they are too many
   */
  List<Step> read(JsonNode list) {
    if (!(list instanceof ArrayNode) || list.isEmpty()) {
      problems.accept("\"steps\" is missing: a list of steps, each with a name and a job.");
      return steps;
    }
    int number = 0;
    for (JsonNode step : list) {
      number++;
      read(step, number);
    }
    return steps;
  }

  private void read(JsonNode node, int number) {
    if (!(node instanceof ObjectNode step)) {
      problems.accept("Step " + number + " must have fields: name, job, input.");
      return;
    }
    String name = step.path("name").asString("");
    String where = name.isEmpty() ? "Step " + number : "Step " + name;
    FileObject fields = new FileObject(step, where, problems);
    fields.refuseOthers(FIELDS);
    if (!name.matches("[A-Za-z_][A-Za-z0-9_-]{0,59}")) {
      problems.accept(
          where + " needs a \"name\" of letters, digits, - and _, beginning with a letter.");
    } else if (steps.stream().anyMatch(other -> other.base().equals(name))) {
      problems.accept("There are two steps named " + name + ".");
    }
    // What is wrong with the name is no reason to leave the rest unlooked at.
    Manner manner = manner(fields);
    JsonNode over = step.path("for_each");
    if (over.isMissingNode()) {
      expansion.addSteps(where, 1);
      steps.add(step(step, new Names(name, name, where), manner, variables));
      return;
    }
    JsonNode lists = variables.in(over);
    expansion.addSteps(where, Loop.count(lists));
    Optional<List<Map<String, JsonNode>>> turns = Loop.turns(lists);
    if (turns.isEmpty() || turns.get().isEmpty()) {
      problems.accept(
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

  private Manner manner(FileObject step) {
    Optional<WhenNeedFails> policy =
        WhenNeedFails.of(step.fields().path("on_need_failed").asString(""));
    if (policy.isEmpty()) {
      problems.accept(step.where() + ": \"on_need_failed\" must be fail, skip or run_anyway.");
    }
    return new Manner(
        policy.orElse(WhenNeedFails.FAIL),
        Boolean.TRUE.equals(step.flag("may_fail")),
        step.flag("reuse"));
  }

  /** What is remarked of the turns of a loop is told once, of the step. */
  private void checked(String type, String json, Names names) {
    List<String> sentences;
    try (Remarks remarks = Remarks.listen()) {
      check.problem(type, json).ifPresent(what -> problems.accept(names.where() + ": " + what));
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
      problems.accept(where + ": \"job\" is missing, its job type.");
    }
    if (!input.isObject()) {
      problems.accept(where + ": \"input\" must be fields, as the job type has them.");
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
}
