package mediaworker.providers.http;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mediaworker.filetype.FileKind;
import mediaworker.providers.RemoteOutput;
import tools.jackson.databind.JsonNode;

/**
 * Finds what a model has made in an output of any shape: a URL, a list of them, objects that hold
 * them somewhere, base64 as a data URL, or nothing but text.
 */
public final class Outputs {

  private final Answer answer;

  /** By their text, so that a file that is named twice is brought once. */
  private final Map<String, RemoteOutput> files = new LinkedHashMap<>();

  private final List<String> texts = new ArrayList<>();

  private Outputs(Answer answer) {
    this.answer = answer;
  }

  /**
   * All files of an output in their order; where there are none, its texts as one (models that
   * write send it in pieces); else nothing.
   *
   * @param answer where data URLs were unpacked to as it was read
   */
  public static List<RemoteOutput> in(JsonNode output, Answer answer) throws IOException {
    Outputs found = new Outputs(answer);
    found.look(output);
    if (!found.files.isEmpty()) {
      return List.copyOf(found.files.values());
    }
    String text = String.join("", found.texts);
    return text.isBlank() ? List.of() : List.of(new RemoteOutput.Text(text));
  }

  private void look(JsonNode node) throws IOException {
    if (node.isString()) {
      text(node.asString());
    } else {
      for (JsonNode element : node) {
        look(element);
      }
    }
  }

  private void text(String text) throws IOException {
    if (files.containsKey(text)) {
      return;
    }
    if (text.matches("(?i)https?://[^\\s\"<>]+")) {
      files.put(text, new RemoteOutput.Url(text));
      return;
    }
    Optional<Path> data = answer.spooled(text);
    if (data.isPresent()) {
      files.put(text, new RemoteOutput.Bytes(data.get(), FileKind.extension(data.get(), "bin")));
      return;
    }
    texts.add(text);
  }
}
