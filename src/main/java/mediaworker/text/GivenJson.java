package mediaworker.text;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON that people and their programs give us: every digit of a number stays, and what would be
 * changed without a word is refused. Safe for use by many threads.
 */
public final class GivenJson {

  private static final JsonMapper LENIENT =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** Of a field that is there twice the last would count, and decide what is paid for. */
  private static final JsonMapper STRICT =
      LENIENT.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final Pattern TWICE =
      Pattern.compile("(?s)Duplicate (?:Object property|field) [\"'](.*)[\"']");

  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  /** More digits after the point than any number has; it bounds what calculating takes. */
  private static final int MOST_SCALE = 1000;

  private GivenJson() {}

  /**
   * Reads a text.
   *
   * @throws JacksonException when it is not JSON, or has a field twice: see {@link #twice}
   */
  public static JsonNode read(String text) {
    return STRICT.readTree(text);
  }

  /** The same of bytes, of which Jackson tells the forms of Unicode apart. */
  public static JsonNode read(byte[] bytes) {
    return STRICT.readTree(bytes);
  }

  /**
   * The same, but of a field that is there twice the last counts.
   *
   * @throws JacksonException when it is not JSON
   */
  public static JsonNode readTheLast(String text) {
    return LENIENT.readTree(text);
  }

  /** The field that is there twice, where that is what an exception of {@link #read} tells. */
  public static Optional<String> twice(JacksonException e) {
    Matcher matcher = TWICE.matcher(String.valueOf(e.getOriginalMessage()));
    return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * What cannot be kept or passed on as it is: a number that is none to most programs, or half a
   * character.
   *
   * @return the end of a sentence, without its full stop
   */
  public static Optional<String> problem(JsonNode node) {
    if (node.isNumber()) {
      return number(node);
    }
    if (node.isString()) {
      return text(node.asString());
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Optional<String> problem = text(field.getKey()).or(() -> problem(field.getValue()));
      if (problem.isPresent()) {
        return problem;
      }
    }
    for (JsonNode element : node.isArray() ? node : LENIENT.createArrayNode()) {
      Optional<String> problem = problem(element);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return Optional.empty();
    }
    BigDecimal value = node.decimalValue();
    double near = value.doubleValue();
    boolean fits =
        Math.abs((long) value.scale()) <= MOST_SCALE
            && Double.isFinite(near)
            && (near != 0 || value.signum() == 0);
    return fits
        ? Optional.empty()
        : Optional.of(
            "has the number " + node.asString() + ", which is too large or too small for programs");
  }

  private static Optional<String> text(String text) {
    // Of a pair the pattern sees the character that it stands for.
    return LONE_SURROGATE.matcher(text).find()
        ? Optional.of("has half a character in a text, \\ud800 to \\udfff alone: write all of it")
        : Optional.empty();
  }
}
