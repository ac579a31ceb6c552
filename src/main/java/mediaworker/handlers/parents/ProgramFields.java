package mediaworker.handlers.parents;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mediaworker.handlers.command.ExternalProgram;

/**
 * Which fields the installation's programs have places for. A parent gives a program only those: a
 * field that only the parent knows would be called unknown in a row that nobody has written.
 */
public final class ProgramFields {

  private final Map<String, Set<String>> ofTypes;

  private ProgramFields(Map<String, Set<String>> ofTypes) {
    this.ofTypes = ofTypes;
  }

  /** Those of an installation. */
  public static ProgramFields of(List<ExternalProgram> programs) {
    return new ProgramFields(
        programs.stream()
            .collect(
                toUnmodifiableMap(
                    ExternalProgram::jobType, program -> program.template().fields())));
  }

  /** The job types that are programs. */
  Set<String> types() {
    return ofTypes.keySet();
  }

  /** Whether a job type has a use for a field; what is no program takes all. */
  boolean takes(String jobType, String field) {
    Set<String> fields = ofTypes.get(jobType);
    return fields == null || fields.contains(field);
  }
}
