package mediaworker.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.http.FileReply;
import mediaworker.jobs.JobRow;
import mediaworker.jobs.TellingFields;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Which media files a row names: the first of its input, its result, its keyed result. Pure. */
final class MediaNames {

  private static final int LONGEST = 2000;

  private MediaNames() {}

  /** The media that a place of the row names; empty where it holds none. */
  static Optional<String> of(JobRow row, String place) {
    return switch (place) {
      case "input" -> input(row);
      case "result" -> media(row.result().result());
      case "keyed" -> media(row.result().keyedResult());
      default -> {
        String number = place.startsWith("output-") ? place.substring("output-".length()) : "";
        List<String> outputs = outputs(row);
        yield number.matches("[0-9]{1,4}") && Integer.parseInt(number) < outputs.size()
            ? media(outputs.get(Integer.parseInt(number)))
            : Optional.empty();
      }
    };
  }

  /** What is best shown small for the row: what it made last, else what it works on. */
  static Optional<String> shown(JobRow row) {
    return of(row, "keyed").or(() -> of(row, "result")).or(() -> of(row, "input"));
  }

  /** All places that hold media, in the order they came into being. */
  static List<String> places(JobRow row) {
    List<String> places = new ArrayList<>();
    for (String place : List.of("input", "result", "keyed")) {
      if (of(row, place).isPresent()) {
        places.add(place);
      }
    }
    List<String> outputs = outputs(row);
    for (int i = 0; i < outputs.size(); i++) {
      if (media(outputs.get(i)).isPresent() && !outputs.get(i).equals(row.result().result())) {
        places.add("output-" + i);
      }
    }
    return places;
  }

  /** A name for people: the note, else the input's file, else the type. */
  static String title(JobRow row) {
    String prompt = row.order().prompt();
    if (prompt != null && !prompt.isBlank()) {
      return cut(prompt);
    }
    return input(row).map(MediaNames::fileName).or(() -> words(row)).orElse(row.type());
  }

  /** The last part of a path or URL; in a path, ? and # are characters as any. */
  static String fileName(String reference) {
    String bare = isElsewhere(reference) ? reference.replaceFirst("[?#].*$", "") : reference;
    String path = bare.replaceFirst("/+$", "");
    return cut(path.substring(path.lastIndexOf('/') + 1));
  }

  /** Whether a text is a URL, so that the file lies elsewhere. */
  static boolean isElsewhere(String reference) {
    return reference.strip().toLowerCase(Locale.ROOT).matches("https?://.*");
  }

  private static Optional<String> input(JobRow row) {
    Optional<JsonNode> input = json(row.order().inputData());
    if (input.isEmpty()) {
      return Optional.empty();
    }
    for (String name : TellingFields.MEDIA) {
      Optional<String> found = media(input.get().path(name).asString(""));
      if (found.isPresent()) {
        return found;
      }
    }
    return anyOf(input.get(), 3);
  }

  private static Optional<String> anyOf(JsonNode node, int depth) {
    if (node.isString()) {
      return media(node.asString());
    }
    if (depth > 0 && node.isContainer()) {
      for (JsonNode child : node) {
        Optional<String> found = anyOf(child, depth - 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> words(JobRow row) {
    return json(row.order().inputData())
        .flatMap(
            input ->
                TellingFields.WORDS.stream()
                    .map(name -> input.path(name).asString(""))
                    .filter(text -> !text.isBlank())
                    .findFirst())
        .map(MediaNames::cut);
  }

  private static List<String> outputs(JobRow row) {
    List<String> outputs = new ArrayList<>();
    json(row.result().outputs())
        .filter(JsonNode::isArray)
        .ifPresent(list -> list.forEach(item -> outputs.add(item.asString(""))));
    return outputs;
  }

  private static Optional<String> media(@Nullable String text) {
    String reference = text == null ? "" : text.strip();
    boolean one =
        !reference.isEmpty() && reference.length() <= LONGEST && !reference.contains("\n");
    return one && FileReply.type(fileName(reference)).isPresent()
        ? Optional.of(reference)
        : Optional.empty();
  }

  /** JSON of a column; empty where it is none. */
  static Optional<JsonNode> json(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonMapper.shared().readTree(text));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  private static String cut(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() <= 160 ? line : line.substring(0, 159) + "…";
  }
}
