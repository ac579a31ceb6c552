package mediaworker.cli.submit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mediaworker.text.GivenJson;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads fields that are given as NAME=VALUE, or as JSON in a file. */
final class GivenFields {

  private final Function<String, ParameterException> wrong;

  /**
   * @param wrong makes an error of a sentence without its full stop
   */
  GivenFields(Function<String, ParameterException> wrong) {
    this.wrong = wrong;
  }

  /**
   * A pipeline's parameters, taken as fields are; those of a name given twice as one list.
   *
   * @param option its name, for errors
   */
  Map<String, JsonNode> parameters(String option, List<String> given) {
    Map<String, JsonNode> parameters = new LinkedHashMap<>();
    object(option, given)
        .properties()
        .forEach(field -> parameters.put(field.getKey(), field.getValue()));
    return parameters;
  }

  /**
   * The objects of a file: one, or those of a list.
   *
   * @param option its name, for errors
   * @param file its path, or "-" for the standard input
   */
  List<ObjectNode> objects(String option, String file, InputStream in) throws IOException {
    String where = file.equals("-") ? "standard input" : file;
    if (!file.equals("-") && Files.isDirectory(Path.of(file))) {
      throw wrong.apply(option + ": " + where + " is a folder, not a file");
    }
    JsonNode node;
    try { // of bytes, Jackson tells the forms of Unicode apart
      node =
          GivenJson.read(file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file)));
    } catch (JacksonException e) {
      Optional<String> twice = GivenJson.twice(e);
      if (twice.isPresent()) {
        throw wrong.apply(
            option
                + ": "
                + where
                + " has the field \""
                + twice.get()
                + "\" twice, the second time in line "
                + e.getLocation().getLineNr()
                + ": leave one of them");
      }
      throw wrong.apply(option + ": " + where + " is not valid JSON: " + e.getOriginalMessage());
    } catch (NoSuchFileException e) {
      throw wrong.apply(option + ": there is no file " + where);
    }
    Optional<String> problem = GivenJson.problem(node);
    if (problem.isPresent()) {
      throw wrong.apply(option + ": " + where + " " + problem.get());
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode one : node instanceof ArrayNode list ? list : List.of(node)) {
      if (!(one instanceof ObjectNode object)) {
        throw wrong.apply(option + ": " + where + " must hold a JSON object, or a list of objects");
      }
      objects.add(object);
    }
    if (objects.isEmpty()) {
      throw wrong.apply(option + ": " + where + " holds an empty list, which is no job");
    }
    return objects;
  }

  /**
   * All of them; a name given twice makes a list.
   *
   * @param option its name, for errors
   */
  ObjectNode object(String option, List<String> given) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    for (String pair : given) {
      int at = pair.indexOf('=');
      if (at < 1) {
        throw wrong.apply(option + ": \"" + pair + "\" is not NAME=VALUE");
      }
      String name = pair.substring(0, at).strip();
      JsonNode value = value(option, name, pair.substring(at + 1));
      JsonNode before = node.get(name);
      if (before == null) {
        node.set(name, value);
      } else if (before instanceof ArrayNode list) {
        list.add(value);
      } else {
        node.set(name, JsonMapper.shared().createArrayNode().add(before).add(value));
      }
    }
    return node;
  }

  /** What begins like JSON and is JSON; "007" and "in.mp4" are texts. */
  private JsonNode value(String option, String name, String text) {
    JsonNode value = null;
    if (text.matches("(?s)\\s*([\\[{\"].*|-?(0|[1-9]\\d*)(\\.\\d+)?|true|false|null)\\s*")) {
      try {
        value = GivenJson.read(text);
      } catch (JacksonException e) {
        Optional<String> twice = GivenJson.twice(e);
        if (twice.isPresent()) {
          throw wrong.apply(
              option
                  + ": "
                  + name
                  + " has the field \""
                  + twice.get()
                  + "\" twice: leave one of them");
        }
        // A text that happens to begin with a bracket.
      }
    }
    Optional<String> problem = value == null ? Optional.empty() : GivenJson.problem(value);
    if (problem.isPresent()) {
      throw wrong.apply(option + ": " + name + " " + problem.get());
    }
    return value == null ? JsonMapper.shared().getNodeFactory().stringNode(text) : value;
  }
}
