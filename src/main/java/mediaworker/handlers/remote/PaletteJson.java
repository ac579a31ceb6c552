package mediaworker.handlers.remote;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A palette as JSON: {@code {"colors": [{"hex": "#rrggbb", "name": "…", "share": 0…1, "role":
 * "…"}]}}.
 */
final class PaletteJson {

  /** For models that follow words and no schema. */
  static final String ASKED_FOR =
      "Answer with JSON only: {\"colors\": [{\"hex\": \"#rrggbb\", \"name\": \"…\", \"share\": 0…1,"
          + " \"role\": \"…\"}]}.";

  private PaletteJson() {}

  /** Its JSON Schema, within what strict modes take: every field required, no others. */
  static ObjectNode schema() {
    ObjectNode color = object(List.of("hex", "name", "share", "role"));
    ObjectNode fields = (ObjectNode) color.get("properties");
    for (String name : List.of("hex", "name", "role")) {
      fields.putObject(name).put("type", "string");
    }
    fields.putObject("share").put("type", "number");
    ObjectNode palette = object(List.of("colors"));
    ObjectNode colors = ((ObjectNode) palette.get("properties")).putObject("colors");
    colors.put("type", "array").set("items", color);
    return palette;
  }

  private static ObjectNode object(List<String> required) {
    ObjectNode object = JsonMapper.shared().createObjectNode().put("type", "object");
    object.putObject("properties");
    ArrayNode names = object.putArray("required");
    required.forEach(names::add);
    return object.put("additionalProperties", false);
  }
}
