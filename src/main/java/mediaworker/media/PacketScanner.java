package mediaworker.media;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through JSON of the form {@code {"packets": [{…}, …], …}} as far as the end of the packets.
 * Each method throws {@link StreamCorruptedException} where the text is not of that form. Used
 * once.
 */
final class PacketScanner {

  /** What of a packet is read; in the order of the numbers below. */
  private static final List<byte[]> FIELDS =
      List.of(
          ascii("stream_index"),
          ascii("pts"),
          ascii("dts"),
          ascii("duration"),
          ascii("size"),
          ascii("pos"));

  private static final int STREAM = 0;
  private static final int PTS = 1;
  private static final int DTS = 2;
  private static final int DURATION = 3;
  private static final int SIZE = 4;
  private static final int POSITION = 5;

  private static final byte[] PACKETS = ascii("packets");
  private static final byte[] FLAGS = ascii("flags");

  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private final byte[] text = new byte[32]; // of the last string, as far as it goes in
  private int length;

  PacketScanner(InputStream in) {
    this.in = in;
  }

  private static byte[] ascii(String name) {
    return name.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Reads all packets.
   *
   * @param alive run at each
   * @return whether there is more in the outer object; {@link #rest} begins with the next name then
   */
  boolean packets(PacketListener listener, Runnable alive) throws IOException {
    expect('{');
    expect('"');
    string();
    if (!is(PACKETS)) {
      throw corrupted();
    }
    expect(':');
    expect('[');
    int next = token();
    while (next != ']') {
      if (next != '{') {
        throw corrupted();
      }
      listener.accept(packet());
      alive.run();
      next = token();
      if (next == ',') {
        next = token();
      }
    }
    next = token();
    if (next != ',' && next != '}') {
      throw corrupted();
    }
    return next == ',';
  }

  /** What has not been read yet. */
  InputStream rest() {
    return new SequenceInputStream(new ByteArrayInputStream(buffer, at, end - at), in);
  }

  private PacketListener.Packet packet() throws IOException {
    long none = PacketListener.Packet.NONE;
    long[] values = {-1, none, none, 0, 0, -1};
    boolean discarded = false;
    for (int next = token(); next != '}'; next = token()) {
      if (next == ',') {
        next = token();
      }
      if (next != '"') {
        throw corrupted();
      }
      string();
      int field = field();
      boolean flags = is(FLAGS);
      expect(':');
      if (field >= 0) {
        values[field] = number();
      } else if (flags) {
        expect('"');
        string();
        discarded = saysDiscarded();
      } else {
        skip(token());
      }
    }
    return new PacketListener.Packet(
        (int) values[STREAM],
        values[PTS],
        values[DTS],
        values[DURATION],
        (int) values[SIZE],
        values[POSITION],
        discarded);
  }

  private boolean saysDiscarded() {
    for (int i = 0; i < length; i++) {
      if (text[i] == 'D') {
        return true;
      }
    }
    return false;
  }

  private int field() {
    for (int i = 0; i < FIELDS.size(); i++) {
      if (is(FIELDS.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private boolean is(byte[] name) {
    return Arrays.equals(text, 0, length, name, 0, name.length);
  }

  /** A whole number, in quotes or not: sizes and positions come as text. */
  private long number() throws IOException {
    int next = token();
    boolean quoted = next == '"';
    if (quoted) {
      next = character();
    }
    boolean negative = next == '-';
    if (negative) {
      next = character();
    }
    if (next < '0' || next > '9') {
      throw corrupted();
    }
    long value = 0;
    for (; next >= '0' && next <= '9'; next = character()) {
      value = 10 * value + next - '0';
    }
    if (!quoted) {
      at--; // belongs to what comes next
    } else if (next != '"') {
      throw corrupted();
    }
    return negative ? -value : value;
  }

  /** Reads a string whose first quote has been read. */
  private void string() throws IOException {
    length = 0;
    for (int next = character(); next != '"'; next = character()) {
      if (next == '\\') {
        next = character();
      }
      if (length < text.length) {
        text[length++] = (byte) next;
      }
    }
  }

  /** Leaves out a value that begins with a character. */
  private void skip(int first) throws IOException {
    int depth = 0;
    for (int next = first; ; next = token()) {
      if (next == '"') {
        string();
      } else if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        if (--depth < 0) {
          at--;
          return; // the end of what the value was in
        }
      } else if (next == ',' && depth == 0) {
        at--;
        return;
      }
      if (depth == 0 && (next == '"' || next == '}' || next == ']')) {
        return;
      }
    }
  }

  private void expect(char wanted) throws IOException {
    if (token() != wanted) {
      throw corrupted();
    }
  }

  /** The next character that is no space. */
  private int token() throws IOException {
    int next = character();
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      next = character();
    }
    return next;
  }

  private int character() throws IOException {
    if (at == end) {
      end = Math.max(0, in.read(buffer));
      at = 0;
      if (end == 0) {
        throw corrupted();
      }
    }
    return buffer[at++];
  }

  private static StreamCorruptedException corrupted() {
    return new StreamCorruptedException("no list of packets");
  }
}
