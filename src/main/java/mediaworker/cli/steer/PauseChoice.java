package mediaworker.cli.steer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import mediaworker.app.JobTypes;
import mediaworker.cli.wiring.Wiring;
import mediaworker.config.Settings;
import mediaworker.jobs.JobDesk;
import mediaworker.jobs.Pause;
import mediaworker.jobs.Pause.Scope;
import mediaworker.jobs.StoreException;
import mediaworker.text.Spelling;
import picocli.CommandLine.Model.CommandSpec;
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

    String word() {
      return scope.name().toLowerCase(Locale.ROOT);
    }

    /** As it is told from others of the name. */
    String option() {
      return "--" + word() + " " + name;
    }

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
   * What may be meant.
   *
   * @param inRows whether rows have a job type: the table belongs to others too
   * @param lanes of this installation and of the workers of the database
   */
  record Known(JobTypes types, Set<String> inRows, Set<String> lanes) {}

  /** What may be meant in an installation. */
  static Known known(Settings settings, CommandSpec spec, JobDesk desk) throws StoreException {
    Set<String> inRows = new TreeSet<>();
    desk.counts().forEach(count -> inRows.add(count.type()));
    return new Known(Wiring.types(settings, spec), inRows, Wiring.lanes(settings, spec, desk));
  }

  /**
   * What was named, to be paused.
   *
   * @throws IllegalArgumentException for what has two meanings, with a sentence without its stop
   * @throws NoSuchElementException for what has none, with a sentence
   */
  List<Target> targets(Known known) {
    return targets(known, List.of());
  }

  /**
   * What was named, to go on: what stands among the pauses, whatever it is called, before what else
   * bears the name.
   *
   * @throws IllegalArgumentException for what has two meanings, with a sentence without its stop
   * @throws NoSuchElementException for what has none, with a sentence
   */
  List<Target> targets(Known known, List<Pause> pauses) {
    List<Target> all = new ArrayList<>();
    for (String name : names) {
      Map<String, Target> held = new TreeMap<>();
      for (Pause pause : pauses) {
        if (pause.scope() != Scope.ALL && pause.name().equalsIgnoreCase(name.strip())) {
          Target target = new Target(pause.scope(), pause.name());
          held.put(target.option(), target);
        }
      }
      all.add(held.isEmpty() ? target(name.strip(), known) : only(name, held));
    }
    for (String name : lanes) {
      all.add(named(new Target(Scope.LANE, name.strip()), known.lanes(), pauses));
    }
    for (String name : types) {
      Set<String> there = known.types().names();
      there.addAll(known.inRows());
      all.add(named(new Target(Scope.TYPE, name.strip()), there, pauses));
    }
    for (String name : providers) {
      Target target = new Target(Scope.PROVIDER, name.strip().toLowerCase(Locale.ROOT));
      all.add(named(target, known.types().providers(), pauses));
    }
    return all.isEmpty() ? List.of(new Target(Scope.ALL, "")) : all;
  }

  private static Target named(Target target, Set<String> known, List<Pause> pauses) {
    boolean there =
        known.contains(target.name())
            || pauses.stream()
                .anyMatch(
                    pause -> pause.scope() == target.scope() && pause.name().equals(target.name()));
    if (there) {
      return target;
    }
    throw new NoSuchElementException(
        "There is no %s \"%s\"%s"
            .formatted(
                target.scope() == Scope.TYPE ? "job type" : target.word(),
                target.name(),
                Spelling.endOrAll(target.name(), known)));
  }

  private static Target target(String name, Known all) {
    JobTypes known = all.types();
    String lower = name.toLowerCase(Locale.ROOT);
    Map<String, Target> meanings = new TreeMap<>();
    List<Target> targets = new ArrayList<>();
    if (known.names().contains(name) || all.inRows().contains(name)) {
      targets.add(new Target(Scope.TYPE, name));
    }
    if (all.lanes().contains(name)) {
      targets.add(new Target(Scope.LANE, name));
    }
    if (known.providers().contains(lower)) {
      targets.add(new Target(Scope.PROVIDER, lower));
    }
    targets.forEach(target -> meanings.put(target.option(), target));
    if (meanings.isEmpty()) {
      throw new NoSuchElementException(
          "\""
              + name
              + "\" is no job type, lane or provider"
              + known.near(name).map(near -> "; is " + near + " meant?").orElse("."));
    }
    return only(name, meanings);
  }

  private static Target only(String name, Map<String, Target> meanings) {
    if (meanings.size() > 1) {
      throw new IllegalArgumentException(
          name + " means several things: say " + String.join(" or ", meanings.keySet()));
    }
    return meanings.values().iterator().next();
  }
}
