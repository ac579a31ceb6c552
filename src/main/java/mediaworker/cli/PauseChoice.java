package mediaworker.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mediaworker.app.JobTypes;
import mediaworker.jobs.Pause.Scope;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is paused or goes on: everything, job types, providers. */
final class PauseChoice {

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Job types or providers; none for everything.")
  List<String> names = new ArrayList<>();

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "A job type, whatever else bears the name.")
  List<String> types = new ArrayList<>();

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
        case PROVIDER -> "the provider " + name;
      };
    }
  }

  /**
   * What was named.
   *
   * @throws IllegalArgumentException with a sentence, for what has two meanings or none
   */
  List<Target> targets(JobTypes known) {
    List<Target> all = new ArrayList<>();
    for (String name : names) {
      all.add(target(name.strip(), known));
    }
    types.forEach(name -> all.add(new Target(Scope.TYPE, name.strip())));
    providers.forEach(
        name -> all.add(new Target(Scope.PROVIDER, name.strip().toLowerCase(Locale.ROOT))));
    return all.isEmpty() ? List.of(new Target(Scope.ALL, "")) : all;
  }

  private static Target target(String name, JobTypes known) {
    Set<String> providers = known.providers();
    String lower = name.toLowerCase(Locale.ROOT);
    boolean provider = providers.contains(lower);
    boolean type = known.names().contains(name);
    if (provider && type) {
      throw new IllegalArgumentException(
          name + " is a job type and a provider: say --type " + name + " or --provider " + name);
    }
    if (!provider && !type) {
      throw new IllegalArgumentException(
          "\""
              + name
              + "\" is neither a job type nor a provider"
              + known.near(name).map(near -> "; is " + near + " meant?").orElse(""));
    }
    return provider ? new Target(Scope.PROVIDER, lower) : new Target(Scope.TYPE, name);
  }
}
