package mediaworker.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is answered.
 *
 * @param status an HTTP status
 * @param headers beside those that every answer has
 * @param length of the body in bytes; 0 for none, {@link #UNKNOWN} where it ends with the stream
 * @param body writes the body
 */
public record Reply(int status, Map<String, String> headers, long length, Body body) {

  /** The length of a body that is not known before it ends. */
  public static final long UNKNOWN = -1;

  /** Writes a body. */
  @FunctionalInterface
  public interface Body {
    /**
     * Writes it all.
     *
     * @throws IOException when the client is gone
     */
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  public Reply {
    headers = Map.copyOf(headers);
  }

  /** JSON. */
  public static Reply json(int status, JsonNode node) {
    return bytes(
        status,
        "application/json",
        JsonMapper.shared().writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
  }

  /** JSON with status 200. */
  public static Reply json(JsonNode node) {
    return json(200, node);
  }

  /** A sentence about what went wrong, in the form of RFC 9457. */
  public static Reply problem(int status, String sentence) {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("status", status);
    node.put("detail", sentence);
    return bytes(
        status,
        "application/problem+json",
        JsonMapper.shared().writeValueAsString(node).getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes of a type. */
  public static Reply bytes(int status, String type, byte[] bytes) {
    return new Reply(status, Map.of("Content-Type", type), bytes.length, out -> out.write(bytes));
  }

  /** A status alone. */
  public static Reply empty(int status) {
    return new Reply(status, Map.of(), 0, out -> {});
  }

  /** The same with another header. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, length, body);
  }
}
