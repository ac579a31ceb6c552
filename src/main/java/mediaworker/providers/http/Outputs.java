package mediaworker.providers.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mediaworker.filetype.FileKind;
import mediaworker.providers.RemoteOutput;
import tools.jackson.databind.JsonNode;

/**
 * Finds what a model has made in an output of any shape: a URL, a list of them, objects that hold
 * them somewhere, base64 as a data URL, or nothing but text.
 */
public final class Outputs {

  private static final Pattern DATA_URL =
      Pattern.compile("data:([\\w.+/-]*)((?:;[\\w.=-]+)*),(.*)", Pattern.DOTALL);

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
   * @param answer where data URLs are unpacked to
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
    if (text.startsWith("data:")) {
      Matcher data = DATA_URL.matcher(text);
      if (data.matches() && data.group(2).contains(";base64")) {
        files.put(text, save(data.group(1), data.group(3)));
        return;
      }
    }
    texts.add(text);
  }

  private RemoteOutput save(String mediaType, String base64) throws IOException {
    Files.createDirectories(answer.spool());
    Path file = Files.createTempFile(answer.spool(), "inline-", ".bin");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      throw new IOException("a data URL in the answer is no base64", e);
    }
    return new RemoteOutput.Bytes(file, FileKind.extension(file, FormUpload.extension(mediaType)));
  }
}
