package mediaworker.pipelines;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import mediaworker.jobs.NewChild;
import mediaworker.text.Spelling;

/** Brings steps into an order in which each comes after those it needs. */
final class StepOrder {

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, List<String>> loops = new LinkedHashMap<>();
  private final Map<String, Set<String>> needs = new LinkedHashMap<>();
  private final List<NewChild> children = new ArrayList<>();

  /**
   * @param problems gets a sentence for each step that names one that is not there, and for a
   *     circle
   * @throws Expansion.TooLargeException when they need each other too often
   */
  StepOrder(List<Step> all, Expansion expansion, Consumer<String> problems) {
    for (Step step : all) {
      steps.put(step.name(), step);
      loops.computeIfAbsent(step.base(), any -> new ArrayList<>()).add(step.name());
    }
    for (Step step : all) {
      Set<String> needed = resolved(step, problems);
      expansion.addNeeds(needed.size());
      needs.put(step.name(), needed);
    }
    Set<String> done = new LinkedHashSet<>();
    List<Step> left = new ArrayList<>(all);
    while (!left.isEmpty()) {
      int before = left.size();
      left.removeIf(
          step -> {
            Set<String> mine = needs.getOrDefault(step.name(), Set.of());
            boolean ready = done.containsAll(mine);
            if (ready) {
              done.add(step.name());
              children.add(child(step, mine));
            }
            return ready;
          });
      if (left.size() == before) {
        Set<String> names = new TreeSet<>();
        left.forEach(step -> names.add(step.base()));
        problems.accept(
            "Steps need each other in a circle, or need such: " + String.join(", ", names) + ".");
        return;
      }
    }
  }

  private Set<String> resolved(Step step, Consumer<String> problems) {
    Set<String> found = new LinkedHashSet<>();
    for (String name : new TreeSet<>(step.needs().names())) {
      if (steps.containsKey(name)) {
        found.add(name);
      } else if (loops.containsKey(name)) {
        found.addAll(loops.get(name));
      } else {
        problems.accept(
            "Step "
                + step.name()
                + " needs the step "
                + name
                + ", which there is not"
                + Spelling.end(name, loops.keySet()));
      }
    }
    return found;
  }

  private static NewChild child(Step step, Set<String> needs) {
    return new NewChild(
        step.name(),
        step.type(),
        step.input(),
        step.note(),
        List.copyOf(needs),
        step.needs().whenFailed(),
        step.reuse());
  }

  /** Whether there is a step, or a loop, of that name. */
  boolean knows(String name) {
    return steps.containsKey(name) || loops.containsKey(name);
  }

  /** All steps in order; not all of them where there was a problem. */
  List<NewChild> children() {
    return children;
  }
}
