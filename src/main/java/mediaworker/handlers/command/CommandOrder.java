package mediaworker.handlers.command;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a row asks of a program.
 *
 * @param program the one that serves its job type
 * @param values texts and numbers by place, defaults among them
 * @param files paths and URLs by place, as the row has them
 * @param outputName the file name a person wants; null for the worker's own
 */
public record CommandOrder(
    ExternalProgram program,
    Map<String, String> values,
    Map<String, String> files,
    @Nullable String outputName) {

  public CommandOrder {
    values = Map.copyOf(values);
    files = Map.copyOf(files);
  }
}
