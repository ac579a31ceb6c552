package mediaworker.providers.runpod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mediaworker.filetype.FileKind;
import mediaworker.providers.RemoteOutput;
import mediaworker.providers.http.Answer;
import mediaworker.providers.http.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the media in what a handler has returned, which may have any shape: URLs wherever they
 * stand, and base64 in fields that are read as such. Where there is none, the output is a text, or
 * nothing.
 */
final class RunpodOutput {

  /** Short words like "done" are base64 too; what is as short and no media was a word. */
  private static final long LEAST_MEDIA_BYTES = 1024;

  private static final Pattern URL = Pattern.compile("(?i)https?://\\S+");
  private final Answer answer;
  private final List<RemoteOutput> media = new ArrayList<>();

  private RunpodOutput(Answer answer) {
    this.answer = answer;
  }

  static List<RemoteOutput> in(JsonNode output, Answer answer) throws IOException {
    RunpodOutput reader = new RunpodOutput(answer);
    JsonNode restored = reader.restored(output);
    reader.look(restored);
    if (!reader.media.isEmpty()) {
      return reader.media;
    }
    String text = restored.isContainer() ? restored.toString() : Json.text(restored);
    return text.isBlank() ? List.of() : List.of(new RemoteOutput.Text(text));
  }

  /** Gives words back that were taken for base64. */
  private JsonNode restored(JsonNode node) throws IOException {
    if (node instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      for (var field : object.properties()) {
        copy.set(field.getKey(), restored(field.getValue()));
      }
      return copy;
    }
    if (node instanceof ArrayNode array) {
      ArrayNode copy = JsonNodeFactory.instance.arrayNode();
      for (JsonNode element : array) {
        copy.add(restored(element));
      }
      return copy;
    }
    Optional<Path> file = answer.spooled(Json.text(node));
    if (file.isEmpty() || Answer.isOfDataUrl(file.get()) || isMedia(file.get())) {
      return node;
    }
    byte[] bytes = Files.readAllBytes(file.get());
    Files.delete(file.get());
    return JsonNodeFactory.instance.stringNode(Base64.getEncoder().encodeToString(bytes));
  }

  private static boolean isMedia(Path file) throws IOException {
    return Files.size(file) >= LEAST_MEDIA_BYTES || FileKind.of(file).isPresent();
  }

  private void look(JsonNode node) throws IOException {
    if (node.isContainer()) {
      for (JsonNode element : node) {
        look(element);
      }
      return;
    }
    String text = Json.text(node);
    Optional<Path> file = answer.spooled(text);
    if (file.isPresent()) {
      add(file.get());
    } else if (URL.matcher(text).matches()) {
      media.add(new RemoteOutput.Url(text));
    }
  }

  private void add(Path file) throws IOException {
    media.add(new RemoteOutput.Bytes(file, FileKind.extension(file, "bin")));
  }
}
