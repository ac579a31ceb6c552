package mediaworker.pipelines;

import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import mediaworker.text.Spelling;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.io.IOContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads a YAML text into a tree with aliases ({@code *name}) and merge keys ({@code <<}) resolved,
 * which Jackson's own tree leaves as texts and fields of these names. What an alias stands for may
 * be in the tree several times as one object, so the tree must not be changed. Reads one text; not
 * for use by several threads.
 *
 * <p>Source: YAML 1.2.2, 3.2.2.2 "Anchors and Aliases"; "Merge Key Language-Independent Type for
 * YAML Version 1.1".
 */
final class YamlTree {

  /**
   * Of a key that is there twice it would else take the last, and of a number the digits of a
   * double, without a word.
   */
  private static final YAMLMapper YAML =
      YAMLMapper.builder(new AnchorFactory())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final String MERGE = "<<";

  /** Characters that aliases may stand for, all in all: each may name what holds others. */
  private static final int MOST_CHARACTERS = 10_000_000;

  /** What an alias's value that is neither a text nor empty is counted as, at the least. */
  private static final int LEAST_CHARACTERS = 2;

  /** As deep as Jackson reads texts without aliases. */
  private static final int MOST_DEPTH = 500;

  private final AnchorParser parser;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private long characters;

  /** Something about aliases is wrong; the message is a sentence. */
  static final class AliasException extends Exception {
    private static final long serialVersionUID = 1L;

    AliasException(String sentence) {
      super(sentence);
    }

    String sentence() {
      return String.valueOf(getMessage());
    }
  }

  private YamlTree(AnchorParser parser) {
    this.parser = parser;
  }

  /**
   * The first document of a text; a missing node where there is none.
   *
   * @throws JacksonException when it is not YAML, has a key twice or is more than one document
   * @throws AliasException when an alias has no anchor before it, a merge key's value is no map, or
   *     the aliases stand for too much
   */
  static JsonNode read(String text) throws AliasException {
    try (AnchorParser parser = (AnchorParser) YAML.createParser(new StringReader(text))) {
      if (parser.nextToken() == null) {
        return YAML.missingNode();
      }
      JsonNode tree = new YamlTree(parser).value(0);
      if (parser.nextToken() != null) {
        throw new AliasException(
            "The file holds more than one document, the second from line "
                + line(parser)
                + " on: make a file of each.");
      }
      return tree;
    }
  }

  private JsonNode value(int depth) throws AliasException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return object(depth);
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      String anchor = parser.anchor();
      ArrayNode array = JsonMapper.shared().createArrayNode();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(depth + 1));
      }
      return anchored(anchor, array);
    }
    if (parser.isCurrentAlias()) {
      return aliased(depth);
    }
    String anchor = parser.anchor();
    boolean number = parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
    String written = number ? parser.getString() : "";
    JsonNode value = parser.readValueAsTree();
    return anchored(
        anchor, value.isBigDecimal() ? new WrittenNumber(value.decimalValue(), written) : value);
  }

  /** A number that stands in a text as it is written in the file, {@code 1e3} or {@code -0.0}. */
  private static final class WrittenNumber extends DecimalNode {
    private static final long serialVersionUID = 1L;

    private final String written;

    WrittenNumber(BigDecimal value, String written) {
      super(value);
      this.written = written;
    }

    @Override
    public String _asString() {
      return written;
    }

    // Two of one value are equal however they are written, as 1.0 and 1e0 are.
    @Override
    public boolean equals(Object other) {
      return super.equals(other);
    }

    @Override
    public int hashCode() {
      return super.hashCode();
    }
  }

  private JsonNode object(int depth) throws AliasException {
    String anchor = parser.anchor();
    Map<String, JsonNode> own = new LinkedHashMap<>();
    Map<String, JsonNode> merged = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (name.equals(MERGE)) {
        merge(depth, merged);
      } else {
        own.put(name, value(depth + 1));
      }
    }
    ObjectNode object = JsonMapper.shared().createObjectNode();
    merged.forEach(object::set);
    own.forEach(object::set);
    return anchored(anchor, object);
  }

  /** A map, or a list of maps of which the earlier win. */
  private void merge(int depth, Map<String, JsonNode> merged) throws AliasException {
    int line = line(parser);
    JsonNode from = value(depth);
    for (JsonNode map : from instanceof ArrayNode list ? list : List.of(from)) {
      if (!(map instanceof ObjectNode fields)) {
        throw new AliasException(
            "Line "
                + line
                + ": << takes in the fields of a map, or of a list of maps, like \"<<: *name\".");
      }
      fields.properties().forEach(field -> merged.putIfAbsent(field.getKey(), field.getValue()));
    }
  }

  private JsonNode aliased(int depth) throws AliasException {
    String name = parser.getString();
    JsonNode value = anchors.get(name);
    if (value == null) {
      throw new AliasException(
          "Line "
              + line(parser)
              + ": *"
              + name
              + " stands for a value marked &"
              + name
              + " in a line before, which there is not"
              + Spelling.nearest(name, anchors.keySet())
                  .map(near -> "; " + Spelling.question("*" + near))
                  .orElse(".")
              + " A text that begins with * needs quotes.");
    }
    count(value, depth);
    return value;
  }

  private void count(JsonNode value, int depth) throws AliasException {
    characters += Math.max(LEAST_CHARACTERS, value.asString("").length());
    if (characters > MOST_CHARACTERS || depth > MOST_DEPTH) {
      throw new AliasException(
          String.format(
              Locale.ROOT,
              "Line %d: the values that aliases (like *%s) stand for are nested more than %d deep,"
                  + " or longer than %,d characters together. Use fewer of them.",
              line(parser),
              parser.getString(),
              MOST_DEPTH,
              MOST_CHARACTERS));
    }
    if (value instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        characters += field.getKey().length();
        count(field.getValue(), depth + 1);
      }
    } else {
      for (JsonNode element : value) {
        count(element, depth + 1);
      }
    }
  }

  private JsonNode anchored(@Nullable String anchor, JsonNode value) {
    if (anchor != null) {
      anchors.put(anchor, value);
    }
    return value;
  }

  private static int line(YAMLParser parser) {
    return Objects.requireNonNull(parser.currentTokenLocation()).getLineNr();
  }

  /** Tells the anchors of texts and numbers too, which Jackson's own parser passes over. */
  private static final class AnchorParser extends YAMLParser {

    private @Nullable Event last;

    AnchorParser(
        ObjectReadContext context,
        IOContext io,
        int streamFeatures,
        int formatFeatures,
        LoadSettings settings,
        Reader text) {
      super(context, io, io.bufferRecycler(), streamFeatures, formatFeatures, settings, text);
    }

    /** Of the value that begins with the current token. */
    @Nullable String anchor() {
      return last instanceof NodeEvent node
          ? node.getAnchor().map(Anchor::getValue).orElse(null)
          : null;
    }

    @Override
    protected Event nextEvent() {
      Event event = super.nextEvent();
      last = event;
      return event;
    }
  }

  private static final class AnchorFactory extends YAMLFactory {
    private static final long serialVersionUID = 1L;

    @Override
    protected YAMLParser _createParser(ObjectReadContext context, IOContext io, Reader text) {
      return new AnchorParser(
          context,
          io,
          context.getStreamReadFeatures(_streamReadFeatures),
          context.getFormatReadFeatures(_formatReadFeatures),
          _loadSettings,
          text);
    }
  }
}
