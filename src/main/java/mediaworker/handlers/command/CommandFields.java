package mediaworker.handlers.command;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mediaworker.handlers.InputFields;
import mediaworker.jobs.JobFailure;
import tools.jackson.databind.JsonNode;

/** Reads from a row what a program's command line has places for. For one row. */
final class CommandFields {

  /** Linux takes 128 KiB an argument. */
  private static final int MOST_BYTES = 100_000;

  private final ExternalProgram program;
  private final InputFields fields;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> files = new LinkedHashMap<>();

  CommandFields(ExternalProgram program, InputFields fields) {
    this.program = program;
    this.fields = fields;
  }

  /**
   * Reads everything.
   *
   * @throws JobFailure naming every missing or wrong field
   */
  CommandOrder read() throws JobFailure {
    for (String place : program.template().places()) {
      if (!place.equals(CommandTemplate.OUTPUT)) {
        readPlace(place);
      }
    }
    for (String place : program.template().leading(values)) {
      refuseOption(place);
    }
    String outputName = fields.outputName().orElse(null);
    fields.done();
    return new CommandOrder(program, values, files, outputName);
  }

  private void readPlace(String place) {
    Optional<String> otherwise = program.template().otherwise(place);
    if (program.fields().files().contains(place)) {
      Optional<String> file =
          otherwise.isPresent()
              ? fields.optionalText(place)
              : Optional.of(fields.text(place)).filter(text -> !text.isEmpty());
      file.ifPresentOrElse(
          reference -> files.put(place, reference), () -> values.put(place, otherwise.orElse("")));
      return;
    }
    Optional<String> given =
        otherwise.isPresent() ? fields.optionalScalar(place) : Optional.of(fields.scalar(place));
    String value = given.or(() -> otherwise).orElse("");
    if (value.indexOf('\0') >= 0) {
      fields.problem("\"" + place + "\" has a NUL character in it");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      fields.problem("\"" + place + "\" is longer than " + MOST_BYTES + " bytes");
    }
    values.put(place, value);
  }

  /** A text of the row must not steer the program; numbers and defaults are what they are. */
  private void refuseOption(String place) {
    boolean text = fields.json(place).filter(JsonNode::isString).isPresent();
    boolean ours = files.containsKey(place) || program.fields().dashes().contains(place);
    if (text && !ours && values.getOrDefault(place, "").startsWith("-")) {
      fields.problem(
          "\""
              + place
              + "\" begins with \"-\", so the program could take it for an option (the setting "
              + program.setting()
              + ".dashes names fields that may)");
    }
  }
}
