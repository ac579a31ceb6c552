package mediaworker.providers.http;

import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and joins JSON of which nobody guarantees the shape. */
public final class Json {

  private Json() {}

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /**
   * The text at a place (RFC 6901); numbers and booleans as they are written, anything else as
   * empty text.
   */
  public static String text(JsonNode node, String pointer) {
    return text(node.at(pointer));
  }

  /** A value as text; empty for objects, lists, null and what is not there. */
  public static String text(JsonNode value) {
    return value.isString() || value.isNumber() || value.isBoolean() ? value.asString() : "";
  }

  /** The first text that is not empty. */
  public static String firstText(JsonNode node, String... pointers) {
    for (String pointer : pointers) {
      String text = text(node, pointer);
      if (!text.isBlank()) {
        return text;
      }
    }
    return "";
  }

  /** The number at a place, also where it is written as text. */
  public static Optional<BigDecimal> number(JsonNode node, String pointer) {
    try {
      String text = text(node, pointer).strip();
      return text.length() > 40 ? Optional.empty() : Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /**
   * Lets one object's fields win over another's, as RFC 7396 merges: objects within objects are
   * merged, {@code null} takes a field away, anything else replaces.
   *
   * @param target is changed
   */
  public static void merge(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isNull()) {
        target.remove(name);
      } else if (value instanceof ObjectNode object) {
        ObjectNode below =
            target.get(name) instanceof ObjectNode existing ? existing : target.putObject(name);
        merge(below, object);
      } else {
        target.set(name, value);
      }
    }
  }
}
