package mediaworker.media.mp4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An MP4 file whose boxes (ISO/IEC 14496-12) are changed byte by byte. Boxes are named by a path
 * such as "moov/trak:1/mdia/mdhd": of several of a kind ":1" means the second. Where the tables
 * come last in the file, as FFmpeg writes them, they may grow without moving what they point at.
 */
public final class Mp4Patch {

  private byte[] bytes;

  private Mp4Patch(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The boxes of a file. */
  public static Mp4Patch of(Path file) throws IOException {
    return new Mp4Patch(Files.readAllBytes(file));
  }

  /** Puts a number of 32 bits into a box, counted from behind its type. */
  public Mp4Patch putInt(String path, int offset, int value) {
    ByteBuffer.wrap(bytes).putInt(body(path) + offset, value);
    return this;
  }

  /** Puts a number of 16 bits into a box. */
  public Mp4Patch putShort(String path, int offset, int value) {
    ByteBuffer.wrap(bytes).putShort(body(path) + offset, (short) value);
    return this;
  }

  /** Puts bytes into a box. */
  public Mp4Patch put(String path, int offset, byte... values) {
    System.arraycopy(values, 0, bytes, body(path) + offset, values.length);
    return this;
  }

  /** A number of 32 bits in a box. */
  public int getInt(String path, int offset) {
    return ByteBuffer.wrap(bytes).getInt(body(path) + offset);
  }

  /** A byte in a box. */
  public byte get(String path, int offset) {
    return bytes[body(path) + offset];
  }

  /** Calls a box by another type. */
  public Mp4Patch rename(String path, String type) {
    byte[] letters = type.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(letters, 0, bytes, body(path) - 4, 4);
    return this;
  }

  /** Puts a new box at the end of another one; of the file where the path is empty. */
  public Mp4Patch append(String path, String type, byte... content) {
    ByteBuffer box = ByteBuffer.allocate(8 + content.length);
    box.putInt(8 + content.length).put(type.getBytes(StandardCharsets.ISO_8859_1)).put(content);
    return insert(path, path.isEmpty() ? bytes.length : end(path), box.array());
  }

  /** Puts a copy of a box behind it, beside it. */
  public Mp4Patch twice(String path) {
    byte[] copy = Arrays.copyOfRange(bytes, body(path) - 8, end(path));
    String around = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    return insert(around, end(path), copy);
  }

  /** Puts bytes into a box at an offset from behind its type; at its end where it is -1. */
  public Mp4Patch insert(String path, byte... added) {
    return insert(path, end(path), added);
  }

  private Mp4Patch insert(String path, int at, byte[] added) {
    ByteBuffer grown = ByteBuffer.allocate(bytes.length + added.length);
    grown.put(bytes, 0, at).put(added).put(bytes, at, bytes.length - at);
    List<Integer> headers = path.isEmpty() ? List.of() : headers(path);
    bytes = grown.array();
    for (int header : headers) {
      grown.putInt(header, grown.getInt(header) + added.length);
    }
    return this;
  }

  /** Writes the file. */
  public Path write(Path file) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int body(String path) {
    List<Integer> headers = headers(path);
    return headers.get(headers.size() - 1) + 8;
  }

  private int end(String path) {
    List<Integer> headers = headers(path);
    int header = headers.get(headers.size() - 1);
    return header + ByteBuffer.wrap(bytes).getInt(header);
  }

  /** Where the boxes of a path begin, the outermost first. */
  private List<Integer> headers(String path) {
    List<Integer> headers = new ArrayList<>();
    int from = 0;
    int to = bytes.length;
    for (String step : path.split("/")) {
      String type = step.split(":")[0];
      int left = step.contains(":") ? Integer.parseInt(step.split(":")[1]) : 0;
      int at = from;
      for (; at < to; at += ByteBuffer.wrap(bytes).getInt(at)) {
        if (type.equals(new String(bytes, at + 4, 4, StandardCharsets.ISO_8859_1)) && left-- == 0) {
          break;
        }
      }
      if (at >= to) {
        throw new IllegalArgumentException("no box " + step + " of " + path);
      }
      headers.add(at);
      to = at + ByteBuffer.wrap(bytes).getInt(at);
      from = at + 8 + fields(type);
    }
    return headers;
  }

  /** Bytes of a box before the boxes in it. */
  private static int fields(String type) {
    return switch (type) {
      case "stsd", "dref" -> 8;
      case "avc1", "mp4v" -> 78;
      case "mp4a" -> 28;
      default -> 0;
    };
  }
}
