package mediaworker.media;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a PNG or WebP picture is held, by its Exif data (CIPA DC-008, tag 0x0112), in which FFmpeg
 * 8.0 looks of JPEG alone.
 *
 * @param rotation degrees counterclockwise by which it is turned for showing
 * @param mirrored whether it is mirrored from side to side before
 */
record ExifOrientation(int rotation, boolean mirrored) {

  private static final Set<String> CODECS = Set.of("png", "webp");

  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  /** An Exif block has at most so many in a JPEG, from which the others come. */
  private static final int MOST_BYTES = 65_536;

  /** Read at once: the head of a chunk, not what it holds, which is skipped. */
  private static final int READ_BYTES = 64;

  private static final byte[] PREFIX = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  /** Whether it is for pictures of this codec that FFmpeg has to be told. */
  static boolean concerns(String codec) {
    return CODECS.contains(codec);
  }

  /**
   * Says in what ffprobe tells of a still how it is held, as ffprobe does of others.
   *
   * @param stream its picture; left as it is where nothing that can be read says so
   * @return whether it is to be turned or mirrored
   */
  static boolean mark(Path file, ObjectNode stream) throws IOException {
    String codec = stream.path("codec_name").asString("");
    Optional<ExifOrientation> found = concerns(codec) ? of(file, codec) : Optional.empty();
    found.ifPresent(
        orientation ->
            stream
                .putArray("side_data_list")
                .addObject()
                .put("rotation", orientation.rotation)
                .put(
                    "displaymatrix",
                    "00000000: %d 0 0\n00000001: 0 1 0".formatted(orientation.mirrored ? -1 : 1)));
    return found.isPresent();
  }

  private static Optional<ExifOrientation> of(Path file, String codec) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), READ_BYTES))) {
      return of(value(codec.equals("png") ? ofPng(in) : ofWebp(in)));
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  private static byte[] ofPng(DataInputStream in) throws IOException {
    in.skipNBytes(8);
    while (true) {
      long size = Integer.toUnsignedLong(in.readInt());
      String chunk = word(in);
      if (chunk.equals("eXIf")) {
        return in.readNBytes((int) Math.min(size, MOST_BYTES));
      }
      if (chunk.equals("IEND")) {
        return new byte[0];
      }
      in.skipNBytes(size + 4);
    }
  }

  private static byte[] ofWebp(DataInputStream in) throws IOException {
    in.skipNBytes(12);
    while (true) {
      String chunk = word(in);
      long size = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      if (chunk.equals("EXIF")) {
        return in.readNBytes((int) Math.min(size, MOST_BYTES));
      }
      in.skipNBytes(size + size % 2);
    }
  }

  private static String word(DataInputStream in) throws IOException {
    byte[] word = new byte[4];
    in.readFully(word);
    return new String(word, StandardCharsets.US_ASCII);
  }

  /** The tag's value in the first directory; 1, the usual one, where there is none. */
  private static int value(byte[] bytes) {
    boolean prefixed =
        bytes.length > PREFIX.length && Arrays.mismatch(bytes, PREFIX) == PREFIX.length;
    int begin = prefixed ? PREFIX.length : 0;
    ByteBuffer exif = ByteBuffer.wrap(Arrays.copyOfRange(bytes, begin, bytes.length));
    if (exif.limit() < 8) {
      return 1;
    }
    exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = exif.getInt(4);
    if (directory < 0 || directory > exif.limit() - 2) {
      return 1;
    }
    int entries = Short.toUnsignedInt(exif.getShort(directory));
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + i * ENTRY_BYTES;
      if (entry > exif.limit() - ENTRY_BYTES) {
        return 1;
      }
      if (Short.toUnsignedInt(exif.getShort(entry)) == TAG) {
        return Short.toUnsignedInt(exif.getShort(entry + 8));
      }
    }
    return 1;
  }

  private static Optional<ExifOrientation> of(int value) {
    return switch (value) {
      case 2 -> Optional.of(new ExifOrientation(0, true));
      case 3 -> Optional.of(new ExifOrientation(180, false));
      case 4 -> Optional.of(new ExifOrientation(180, true));
      case 5 -> Optional.of(new ExifOrientation(-90, true));
      case 6 -> Optional.of(new ExifOrientation(-90, false));
      case 7 -> Optional.of(new ExifOrientation(90, true));
      case 8 -> Optional.of(new ExifOrientation(90, false));
      default -> Optional.empty();
    };
  }
}
