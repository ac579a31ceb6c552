package mediaworker.providers.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads JSON from a file into a tree, with base64 texts decoded into files on the way: the parser
 * hands base64 over in small pieces, so a picture of tens of megabytes is never in memory. Data
 * URLs are taken out before the parser sees them ({@link DataUrlStream}).
 */
final class SpoolingJson {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** No provider's text begins so. */
  private static final String MARK = "\u0000spooled:";

  /** A text that turned out not to be base64; reading starts again and leaves it alone. */
  private static final class NotBase64Exception extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int number;

    NotBase64Exception(int number, Throwable cause) {
      super(cause);
      this.number = number;
    }
  }

  private final Set<String> fields;
  private final Path spool;
  private final Set<Integer> texts;
  private int number;

  private SpoolingJson(Set<String> fields, Path spool, Set<Integer> texts) {
    this.fields = fields;
    this.spool = spool;
    this.texts = texts;
  }

  static JsonNode read(Path file, Set<String> fields, Path spool) throws IOException {
    Set<Integer> texts = new HashSet<>();
    Set<Long> brokenUrls = new HashSet<>();
    while (true) {
      DataUrlStream json = new DataUrlStream(Files.newInputStream(file), spool, MARK, brokenUrls);
      try (json;
          JsonParser parser = JSON.createParser(json)) {
        if (parser.nextToken() == null) {
          return MissingNode.getInstance();
        }
        return new SpoolingJson(fields, spool, texts).value(parser, "");
      } catch (NotBase64Exception e) {
        texts.add(e.number);
      } catch (JacksonIOException e) {
        if (!(e.getCause() instanceof DataUrlStream.BrokenException broken)) {
          throw e.getCause();
        }
        brokenUrls.add(broken.place());
      } catch (JacksonException e) {
        return MissingNode.getInstance();
      }
      for (Path again : json.files()) {
        Files.deleteIfExists(again);
      }
    }
  }

  static Optional<Path> file(String text, Path spool) {
    return text.startsWith(MARK)
        ? Optional.of(spool.resolve(text.substring(MARK.length())))
        : Optional.empty();
  }

  private JsonNode value(JsonParser parser, String field) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser, field);
      case VALUE_STRING -> fields.contains(field) ? spooled(parser) : text(parser);
      default -> parser.readValueAsTree();
    };
  }

  private JsonNode object(JsonParser parser) throws IOException {
    ObjectNode object = NODES.objectNode();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.set(name, value(parser, name));
    }
    return object;
  }

  /** The elements of a list count as the field that holds it. */
  private JsonNode array(JsonParser parser, String field) throws IOException {
    ArrayNode array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser, field));
    }
    return array;
  }

  private static JsonNode text(JsonParser parser) {
    return NODES.stringNode(parser.getString());
  }

  private JsonNode spooled(JsonParser parser) throws IOException {
    int mine = number++;
    if (texts.contains(mine)) {
      return text(parser);
    }
    Files.createDirectories(spool);
    Path file = Files.createTempFile(spool, "inline-", ".bin");
    NotedWrites written = new NotedWrites(Files.newOutputStream(file));
    try (OutputStream out = written) {
      parser.readBinaryValue(out);
    } catch (JacksonException e) {
      Files.deleteIfExists(file);
      written.throwIfFailed();
      throw new NotBase64Exception(mine, e);
    }
    return NODES.stringNode(MARK + file.getFileName());
  }
}
