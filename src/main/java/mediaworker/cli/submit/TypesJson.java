package mediaworker.cli.submit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.app.JobTypes.Field;
import mediaworker.app.JobTypes.JobType;
import mediaworker.cli.desk.JobsJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Job types for programs: as they are told, and as JSON Schema (draft 2020-12). */
final class TypesJson {

  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

  private TypesJson() {}

  static ArrayNode types(List<JobType> types) {
    ArrayNode all = JobsJson.array();
    types.forEach(type -> all.add(type(type)));
    return all;
  }

  static ObjectNode type(JobType type) {
    ObjectNode node = JobsJson.object();
    node.put("job_type", type.name());
    node.put("summary", type.summary());
    node.set("example", JsonMapper.shared().readTree(type.example()));
    ArrayNode fields = node.putArray("fields");
    for (Field field : type.fields()) {
      ObjectNode one = fields.addObject();
      one.put("name", field.use().name());
      if (!field.use().within().isEmpty()) {
        one.put("within", field.use().within());
      }
      ArrayNode names = one.putArray("also");
      field.use().names().stream().skip(1).forEach(names::add);
      one.put("kind", field.use().kind().name().toLowerCase(java.util.Locale.ROOT));
      one.put("needed", field.use().needed());
      usual(one, field.use().otherwise());
      range(one, field);
      words(one, field);
      one.put("meaning", field.meaning());
    }
    return node;
  }

  static ObjectNode schemas(List<JobType> types) {
    ObjectNode node = JobsJson.object();
    node.put("$schema", DRAFT);
    ObjectNode all = node.putObject("$defs");
    types.forEach(type -> all.set(type.name(), body(type)));
    return node;
  }

  static ObjectNode schema(JobType type) {
    ObjectNode node = JobsJson.object();
    node.put("$schema", DRAFT);
    node.setAll(body(type));
    return node;
  }

  private static ObjectNode body(JobType type) {
    ObjectNode node = JobsJson.object();
    node.put("title", type.name());
    node.put("description", type.summary());
    node.put("type", "object");
    ObjectNode properties = node.putObject("properties");
    ArrayNode needed = JobsJson.array();
    ArrayNode oneOf = JobsJson.array();
    Map<String, ObjectNode> members = new LinkedHashMap<>();
    for (Field field : type.fields()) {
      if (!field.use().within().isEmpty()) {
        members
            .computeIfAbsent(field.use().within(), name -> JobsJson.object())
            .set(field.use().name(), property(field));
        continue;
      }
      for (String name : field.use().names()) {
        properties.set(name, property(field));
      }
      if (field.use().needed() && field.use().names().size() == 1) {
        needed.add(field.use().name());
      } else if (field.use().needed()) {
        ArrayNode any = oneOf.addObject().putArray("anyOf");
        field.use().names().forEach(name -> any.addObject().putArray("required").add(name));
      }
    }
    members.forEach((name, fields) -> addMembers(properties, name, fields));
    if (!needed.isEmpty()) {
      node.set("required", needed);
    }
    if (!oneOf.isEmpty()) {
      node.set("allOf", oneOf);
    }
    node.putArray("examples").add(JsonMapper.shared().readTree(type.example()));
    return node;
  }

  /** A field that may be a text or an object, or a list of such. */
  private static void addMembers(ObjectNode properties, String within, ObjectNode fields) {
    boolean list = within.endsWith("[]");
    if (properties.get(within.replace("[]", "")) instanceof ObjectNode owner) {
      ObjectNode where = list ? owner.put("type", "array").putObject("items") : owner;
      ArrayNode any = where.putArray("anyOf");
      any.addObject().put("type", "string");
      any.addObject().put("type", "object").set("properties", fields);
    }
  }

  private static ObjectNode property(Field field) {
    ObjectNode node = JobsJson.object();
    if (!field.meaning().isEmpty()) {
      node.put("description", field.meaning());
    }
    switch (field.use().kind()) {
      case TEXT, WORD -> node.put("type", "string");
      case SCALAR -> node.putArray("type").add("string").add("number").add("boolean");
      case NUMBER -> node.put("type", "number");
      case INTEGER -> node.put("type", "integer");
      case FLAG -> node.put("type", "boolean");
      case TEXTS -> {
        ArrayNode any = node.putArray("anyOf");
        any.addObject().put("type", "string");
        any.addObject().put("type", "array").putObject("items").put("type", "string");
      }
      case JSON -> {}
    }
    usual(node, field.use().otherwise());
    range(node, field);
    words(node, field);
    return node;
  }

  private static void usual(ObjectNode node, @Nullable Object otherwise) {
    if (otherwise instanceof Double value) {
      number(node, "default", value);
    } else if (otherwise != null) {
      node.set("default", JsonMapper.shared().valueToTree(otherwise));
    }
  }

  /** 1 rather than 1.0. */
  private static void number(ObjectNode node, String name, @Nullable Double value) {
    if (value == null) {
      return;
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      node.put(name, value.longValue());
    } else {
      node.put(name, value);
    }
  }

  private static void range(ObjectNode node, Field field) {
    number(node, "minimum", field.use().least());
    number(node, "maximum", field.use().most());
  }

  private static void words(ObjectNode node, Field field) {
    if (!field.use().words().isEmpty()) {
      ArrayNode words = node.putArray("enum");
      field.use().words().forEach(words::add);
    }
  }
}
