package mediaworker.handlers;

import static mediaworker.handlers.Problems.quote;

import java.util.Optional;
import mediaworker.jobs.JobFailure;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A column of a row that holds a JSON object. */
public final class JsonColumn {

  private static final JsonMapper JSON = JsonMapper.shared();

  private JsonColumn() {}

  /**
   * Loads the JSON parser, which takes a good part of a tenth of a second the first time. May run
   * on any thread, while others do other things.
   */
  public static void loadParser() {
    JSON.readTree("{\"parser\": [1, 1.5, true]}");
  }

  /**
   * Reads one.
   *
   * @param column its name, for the message
   * @return empty when there is nothing in it
   * @throws JobFailure when it is not a JSON object
   */
  static Optional<JsonNode> read(String column, @Nullable String json) throws JobFailure {
    if (json == null || json.isBlank()) {
      return Optional.empty();
    }
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (StreamConstraintsException e) {
      throw JobFailure.input(
          "The column "
              + column
              + " holds JSON that is nested too deep or too large to be read: "
              + quote(json)
              + ".");
    } catch (JacksonException e) {
      throw JobFailure.input(
          "The column " + column + " is not valid JSON" + where(e) + ": " + quote(json) + ".");
    }
    if (!node.isObject()) {
      throw JobFailure.input(
          "The column "
              + column
              + " must be a JSON object like {\"video\": \"in.mp4\"}, not "
              + quote(json)
              + ".");
    }
    return Optional.of(node);
  }

  private static String where(JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    return at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }
}
