package mediaworker.media;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Reads ffprobe's JSON: its packets, which come first, one by one, since those of a long file would
 * fill the memory, and the rest as a tree.
 *
 * <p>The packets are read by hand. They are ten thousands of small flat objects, for which a
 * general reader takes several times as long, as long as a third of what ffprobe takes to write
 * them.
 */
final class PacketJson {

  private static final ObjectReader REST =
      JsonMapper.shared().readerFor(JsonNode.class).without(StreamReadFeature.AUTO_CLOSE_SOURCE);

  private PacketJson() {}

  /**
   * Reads to the end.
   *
   * @param alive run at each packet
   * @return everything but the packets; missing where it is not such JSON
   */
  static JsonNode read(InputStream in, PacketListener packets, Runnable alive) throws IOException {
    try {
      PacketScanner scanner = new PacketScanner(new KeptOpen(in));
      boolean more = scanner.packets(packets, alive);
      String opened = more ? "{" : "{}";
      return REST.readValue(
          new SequenceInputStream(
              new ByteArrayInputStream(opened.getBytes(StandardCharsets.US_ASCII)),
              more ? scanner.rest() : InputStream.nullInputStream()));
    } catch (StreamCorruptedException | JacksonException e) {
      return MissingNode.getInstance();
    } finally {
      in.transferTo(
          OutputStream.nullOutputStream()); // the process waits until somebody has read it all
    }
  }

  /** A sequence of streams closes each that it has read to the end, but this one is another's. */
  private static final class KeptOpen extends FilterInputStream {
    KeptOpen(InputStream in) {
      super(in);
    }

    @Override
    public void close() {}
  }
}
