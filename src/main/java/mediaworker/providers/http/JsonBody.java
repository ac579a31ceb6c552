package mediaworker.providers.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import mediaworker.providers.MediaInput;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON request body whose pictures are read from their files while it is sent, so that a request
 * with tens of megabytes of base64 needs no memory for them.
 *
 * <p>{@link #dataUrl} and {@link #base64} make texts that stand for a file's content; put them into
 * the tree wherever a text may stand. The file must not change until the body is sent.
 */
public final class JsonBody extends RequestBody {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final MediaType TYPE = MediaType.get("application/json");

  /** No text of a row begins so: rows' control characters are refused. */
  private static final String MARK = "\u0000file:";

  /** A number that JSON cannot hold. */
  public static final class NotFiniteException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NotFiniteException(String message) {
      super(message);
    }
  }

  private final JsonNode tree;
  private long length = -1;

  private JsonBody(JsonNode tree) {
    this.tree = tree;
  }

  /**
   * A body of that tree.
   *
   * @throws NotFiniteException for a number that JSON cannot hold, in whose place a text would be
   *     sent
   */
  public static JsonBody of(JsonNode tree) {
    requireNumbers(tree, "");
    return new JsonBody(tree);
  }

  private static void requireNumbers(JsonNode node, String place) {
    if ((node.isDouble() || node.isFloat()) && !Double.isFinite(node.doubleValue())) {
      throw new NotFiniteException("the number at " + place + " of the request is not finite");
    }
    for (var field : node.properties()) {
      requireNumbers(field.getValue(), place + "/" + field.getKey());
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        requireNumbers(node.get(i), place + "/" + i);
      }
    }
  }

  /** Stands for {@code data:image/png;base64,…} of the file (RFC 2397). */
  public static String dataUrl(MediaInput.LocalFile file) {
    return MARK + "data:" + file.mediaType() + ";base64,\u0000" + file.file().toAbsolutePath();
  }

  /** Stands for the file's base64 (RFC 4648 §4, padded, no line feeds) alone. */
  public static String base64(MediaInput.LocalFile file) {
    return MARK + "\u0000" + file.file().toAbsolutePath();
  }

  @Override
  public MediaType contentType() {
    return TYPE;
  }

  /** Counted by writing once into nothing: some servers refuse bodies of unknown length. */
  @Override
  public synchronized long contentLength() throws IOException {
    if (length < 0) {
      Counter counter = new Counter();
      write(counter);
      length = counter.bytes;
    }
    return length;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    write(sink.outputStream());
  }

  private void write(OutputStream out) throws IOException {
    JsonGenerator generator = JSON.createGenerator(out);
    node(generator, tree);
    generator.flush();
  }

  private static void node(JsonGenerator generator, JsonNode node) throws IOException {
    if (node.isObject()) {
      generator.writeStartObject();
      for (var field : node.properties()) {
        generator.writeName(field.getKey());
        node(generator, field.getValue());
      }
      generator.writeEndObject();
    } else if (node.isArray()) {
      generator.writeStartArray();
      for (JsonNode element : node) {
        node(generator, element);
      }
      generator.writeEndArray();
    } else if (node.isString() && node.asString().startsWith(MARK)) {
      String text = node.asString().substring(MARK.length());
      int end = text.indexOf('\u0000');
      try (Reader content =
          new Base64Reader(text.substring(0, end), Path.of(text.substring(end + 1)))) {
        generator.writeString(content, -1);
      }
    } else {
      generator.writeTree(node);
    }
  }

  /** A prefix, then the base64 of a file, read a piece at a time. */
  private static final class Base64Reader extends Reader {

    /** A multiple of 3, so that only the last piece is padded. */
    private static final int PIECE_BYTES = 3 * 8192;

    private final InputStream in;
    private String piece;
    private int at;

    Base64Reader(String prefix, Path file) throws IOException {
      this.in = Files.newInputStream(file);
      this.piece = prefix;
    }

    @Override
    public int read(char[] target, int offset, int count) throws IOException {
      if (at == piece.length()) {
        byte[] bytes = in.readNBytes(PIECE_BYTES);
        if (bytes.length == 0) {
          return -1;
        }
        piece = new String(Base64.getEncoder().encode(bytes), StandardCharsets.ISO_8859_1);
        at = 0;
      }
      int taken = Math.min(count, piece.length() - at);
      piece.getChars(at, at + taken, target, offset);
      at += taken;
      return taken;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  private static final class Counter extends OutputStream {
    long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] all, int offset, int count) {
      bytes += count;
    }
  }
}
