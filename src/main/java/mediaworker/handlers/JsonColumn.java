package mediaworker.handlers;

import static mediaworker.handlers.Problems.quote;

import java.util.Optional;
import java.util.function.Function;
import mediaworker.jobs.JobFailure;
import mediaworker.text.GivenJson;
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
   * @throws JobFailure when it is not a JSON object, or is one that would not be taken as written
   */
  static Optional<JsonNode> read(String column, @Nullable String json) throws JobFailure {
    String text = text(json);
    Optional<JsonNode> node = parsed(column, text, GivenJson::read);
    Optional<String> problem = node.flatMap(GivenJson::problem);
    if (problem.isPresent()) {
      throw JobFailure.input(
          "The column " + column + " " + problem.get() + ": " + quote(text) + ".");
    }
    return node;
  }

  /**
   * Reads one of a job that may have begun: it is taken as it was when it did, so that what is made
   * or paid for is not lost to a rule. Of a field that is there twice the last counts.
   *
   * @throws JobFailure when it is not a JSON object
   */
  static Optional<JsonNode> readBegun(String column, @Nullable String json) throws JobFailure {
    String text = text(json);
    Optional<JsonNode> node = parsed(column, text, GivenJson::readTheLast);
    return node.flatMap(GivenJson::problem).isPresent()
        ? parsed(column, text, JSON::readTree)
        : node;
  }

  /**
   * Before anything of a job is made or paid for.
   *
   * @throws JobFailure when its column would not be taken as written
   */
  public static void check(String column, @Nullable String json) throws JobFailure {
    read(column, json);
  }

  /** Without the byte order mark that some editors write. */
  private static String text(@Nullable String json) {
    return json == null ? "" : json.startsWith("\ufeff") ? json.substring(1) : json;
  }

  private static Optional<JsonNode> parsed(
      String column, String json, Function<String, JsonNode> parser) throws JobFailure {
    if (json.isBlank()) {
      return Optional.empty();
    }
    JsonNode node;
    try {
      node = parser.apply(json);
    } catch (StreamConstraintsException e) {
      throw JobFailure.input(
          "The column "
              + column
              + " holds JSON that is nested too deep or too large to be read: "
              + quote(json)
              + ".");
    } catch (JacksonException e) {
      Optional<String> twice = GivenJson.twice(e);
      throw JobFailure.input(
          "The column "
              + column
              + (twice.isPresent()
                  ? " has the field \""
                      + quote(twice.get())
                      + "\" twice, the second time in line "
                      + e.getLocation().getLineNr()
                      + ": leave one of them"
                  : " is not valid JSON" + where(e))
              + ": "
              + quote(json)
              + ".");
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
