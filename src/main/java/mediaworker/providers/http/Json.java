package mediaworker.providers.http;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reading and joining JSON trees of which nobody promises the shape. */
public final class Json {

  private Json() {}

  /** A new object. */
  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The text, number or boolean at a path, as text; empty where there is none. */
  public static String text(JsonNode node, String... path) {
    JsonNode at = node;
    for (String name : path) {
      at = at.path(name);
    }
    return at.isValueNode() && !at.isNull() ? at.asString() : "";
  }

  /**
   * Writes the fields of one object over those of another. Objects are joined, anything else is
   * replaced; a null takes the field out.
   */
  public static void merge(ObjectNode into, ObjectNode from) {
    for (Map.Entry<String, JsonNode> field : from.properties()) {
      JsonNode old = into.get(field.getKey());
      if (field.getValue().isNull()) {
        into.remove(field.getKey());
      } else if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode more) {
        merge(inner, more);
      } else {
        into.set(field.getKey(), field.getValue().deepCopy());
      }
    }
  }
}
