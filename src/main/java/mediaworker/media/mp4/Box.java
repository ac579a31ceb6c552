package mediaworker.media.mp4;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A box of an MP4 file (ISO/IEC 14496-12, section 4.2): what it is and what it holds. The buffer is
 * a view with a position of its own; whoever reads it takes a {@link #content} first.
 */
record Box(String type, ByteBuffer body) {

  private static final int HEADER = 8;

  /**
   * The boxes that lie one after the other in a buffer.
   *
   * @throws IllegalArgumentException where a size leads beyond the buffer
   */
  static List<Box> in(ByteBuffer parent) {
    ByteBuffer rest = parent.slice();
    List<Box> boxes = new ArrayList<>();
    while (rest.remaining() >= HEADER) {
      int start = rest.position();
      long size = Integer.toUnsignedLong(rest.getInt());
      byte[] type = new byte[4];
      rest.get(type);
      if (size == 0) {
        size = (long) rest.limit() - start;
      }
      if (size < HEADER || size > rest.limit() - start) {
        throw new IllegalArgumentException("a box does not fit into the one around it");
      }
      boxes.add(
          new Box(
              new String(type, StandardCharsets.ISO_8859_1),
              rest.slice(start + HEADER, (int) size - HEADER)));
      rest.position(start + (int) size);
    }
    return boxes;
  }

  /** The boxes in this one. */
  List<Box> children() {
    return in(content());
  }

  /** The first box of a type in this one. */
  Optional<Box> child(String wanted) {
    return children().stream().filter(box -> box.type.equals(wanted)).findFirst();
  }

  /**
   * The only box of a type in this one.
   *
   * @throws IllegalArgumentException where there is none or more than one
   */
  Box only(String wanted) {
    List<Box> found = children().stream().filter(box -> box.type.equals(wanted)).toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " boxes " + wanted);
    }
    return found.get(0);
  }

  /** What it holds, to be read from its begin. */
  ByteBuffer content() {
    return body.slice();
  }

  /** The same with bytes of its own, so that the boxes around it need not be kept. */
  Box alone() {
    return new Box(type, ByteBuffer.wrap(bytes()));
  }

  /** What it holds. */
  byte[] bytes() {
    byte[] bytes = new byte[body.remaining()];
    content().get(bytes);
    return bytes;
  }
}
