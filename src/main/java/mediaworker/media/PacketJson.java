package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads ffprobe's JSON packet by packet: that of a long file would fill the memory. */
final class PacketJson {

  /** Reads a value that is followed by others. */
  private static final ObjectReader JSON =
      JsonMapper.shared()
          .readerFor(JsonNode.class)
          .without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .without(StreamReadFeature.AUTO_CLOSE_SOURCE);

  private PacketJson() {}

  /**
   * Reads to the end.
   *
   * @param alive run now and then
   * @return everything but the packets; missing where it is no JSON
   */
  static JsonNode read(InputStream in, PacketListener packets, Runnable alive) throws IOException {
    ObjectNode rest = JsonMapper.shared().createObjectNode();
    try (JsonParser parser = JSON.createParser(in)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return MissingNode.getInstance();
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        if (name.equals("packets")) {
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            packets.accept(packet(parser));
            alive.run();
          }
        } else {
          rest.set(name, JSON.<JsonNode>readValue(parser));
        }
      }
      return rest;
    } catch (JacksonException e) {
      in.transferTo(
          OutputStream.nullOutputStream()); // the process waits until somebody has read it all
      return MissingNode.getInstance();
    }
  }

  private static PacketListener.Packet packet(JsonParser parser) {
    int stream = -1;
    long pts = PacketListener.Packet.NONE;
    long dts = PacketListener.Packet.NONE;
    long duration = 0;
    int size = 0;
    long position = -1;
    boolean discarded = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "stream_index" -> stream = parser.getIntValue();
        case "pts" -> pts = parser.getLongValue();
        case "dts" -> dts = parser.getLongValue();
        case "duration" -> duration = parser.getLongValue();
        case "size" -> size = Integer.parseInt(parser.getString());
        case "pos" -> position = Long.parseLong(parser.getString());
        case "flags" -> discarded = parser.getString().indexOf('D') >= 0;
        default -> parser.skipChildren();
      }
    }
    return new PacketListener.Packet(stream, pts, dts, duration, size, position, discarded);
  }
}
