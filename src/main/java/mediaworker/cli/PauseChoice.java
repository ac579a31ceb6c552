package mediaworker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import mediaworker.app.JobTypes;
import mediaworker.jobs.Pause.Scope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is paused or goes on: everything, job types, lanes, providers. */
final class PauseChoice {

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Job types, lanes or providers; none for everything.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "A job type, whatever else bears the name.")
  List<String> types = new ArrayList<>();

  @Option(
      names = "--lane",
      paramLabel = "NAME",
      description = "A lane, whatever else bears the name: cpu, gpu; bin/worker check shows them.")
  List<String> lanes = new ArrayList<>();

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "A provider, whatever else bears the name.")
  List<String> providers = new ArrayList<>();

  /** One thing. */
  record Target(Scope scope, String name) {

    String what() {
      return switch (scope) {
        case ALL -> "everything";
        case TYPE -> "jobs of type " + name;
        case LANE -> "the lane " + name;
        case PROVIDER -> "the provider " + name;
      };
    }
  }

  /**
   * What was named.
   *
   * @throws IllegalArgumentException for what has two meanings, with a sentence without its stop
   * @throws NoSuchElementException for what has none, with a sentence
   */
  List<Target> targets(JobTypes known, Set<String> knownLanes) {
    List<Target> all = new ArrayList<>();
    for (String name : names) {
      all.add(target(name.strip(), known, knownLanes));
    }
    for (String name : lanes) {
      if (!knownLanes.contains(name.strip())) {
        throw new NoSuchElementException(
            "There is no lane \""
                + name.strip()
                + (knownLanes.size() == 1 ? "\"; there is: " : "\"; there are: ")
                + String.join(", ", knownLanes)
                + ".");
      }
      all.add(new Target(Scope.LANE, name.strip()));
    }
    types.forEach(name -> all.add(new Target(Scope.TYPE, name.strip())));
    providers.forEach(
        name -> all.add(new Target(Scope.PROVIDER, name.strip().toLowerCase(Locale.ROOT))));
    return all.isEmpty() ? List.of(new Target(Scope.ALL, "")) : all;
  }

  private static Target target(String name, JobTypes known, Set<String> lanes) {
    String lower = name.toLowerCase(Locale.ROOT);
    Map<String, Target> meanings = new TreeMap<>();
    if (known.names().contains(name)) {
      meanings.put("--type " + name, new Target(Scope.TYPE, name));
    }
    if (lanes.contains(name)) {
      meanings.put("--lane " + name, new Target(Scope.LANE, name));
    }
    if (known.providers().contains(lower)) {
      meanings.put("--provider " + name, new Target(Scope.PROVIDER, lower));
    }
    if (meanings.isEmpty()) {
      throw new NoSuchElementException(
          "\""
              + name
              + "\" is no job type, lane or provider"
              + known.near(name).map(near -> "; is " + near + " meant?").orElse("."));
    }
    if (meanings.size() > 1) {
      throw new IllegalArgumentException(
          name + " means several things: say " + String.join(" or ", meanings.keySet()));
    }
    return meanings.values().iterator().next();
  }
}
