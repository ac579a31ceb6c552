package mediaworker.http.api;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.http.HttpProblem;
import mediaworker.jobs.JobFilter;
import mediaworker.jobs.Lanes;
import mediaworker.jobs.Pause;
import mediaworker.jobs.QueueState;
import mediaworker.jobs.StoreException;
import mediaworker.text.Spelling;

/**
 * What a request pauses or lets go on.
 *
 * @param name the job type, lane or provider; empty for everything
 */
record PauseTarget(Pause.Scope scope, String name) {

  /** Everything where nothing is said; what is wrong is noted in the fields. */
  static PauseTarget read(Fields fields) {
    String word = fields.textOrNone("scope");
    String given = fields.text("name");
    String name = given == null ? "" : given.strip();
    for (Pause.Scope scope : Pause.Scope.values()) {
      if (scope.name().toLowerCase(Locale.ROOT).equals(word == null ? "all" : word)) {
        if (scope != Pause.Scope.ALL && name.isEmpty()) {
          fields.wrong("\"name\" is missing: the job type, lane or provider");
        } else if (scope == Pause.Scope.ALL && !name.isEmpty()) {
          fields.wrong(
              "\"name\" needs a \"scope\" of type, lane or provider: without one everything is"
                  + " meant");
        }
        boolean provider = scope == Pause.Scope.PROVIDER;
        return new PauseTarget(scope, provider ? name.toLowerCase(Locale.ROOT) : name);
      }
    }
    fields.wrong("\"scope\" must be all, type, lane or provider");
    return new PauseTarget(Pause.Scope.ALL, "");
  }

  /**
   * A pause of what there is not would hold nothing.
   *
   * @throws HttpProblem when nothing bears the name; a type may also be one that only rows have
   */
  void mustBeKnown(Backend backend) throws HttpProblem, StoreException {
    switch (scope) {
      case ALL -> {}
      case TYPE -> {
        Set<String> types = backend.worker().jobTypes();
        if (!types.contains(name)
            && backend.desk().count(JobFilter.ALL.withTypes(Set.of(name))) == 0) {
          throw unknown("job type", types);
        }
      }
      case LANE -> {
        Set<String> lanes = new TreeSet<>();
        for (QueueState.WorkerLine worker : backend.desk().state(0).workers()) {
          worker.lanes().stream().map(Lanes.Limit::lane).forEach(lanes::add);
        }
        mustBeAmong("lane", lanes);
      }
      case PROVIDER -> mustBeAmong("provider", backend.worker().providers());
    }
  }

  private void mustBeAmong(String what, Collection<String> known) throws HttpProblem {
    if (!known.contains(name)) {
      throw unknown(what, known);
    }
  }

  private HttpProblem unknown(String what, Collection<String> known) {
    return HttpProblem.badRequest(
        "There is no %s \"%s\"%s"
            .formatted(
                what,
                name.length() <= 80 ? name : name.substring(0, 79) + "…",
                Spelling.endOrAll(name, known)));
  }
}
