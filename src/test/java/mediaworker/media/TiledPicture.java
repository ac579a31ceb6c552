package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a picture of two by two tiles, as phones write HEIC, with AV1 in place of HEVC, for which
 * there is no encoder here (ISO/IEC 23008-12, 6.6.2.3).
 */
final class TiledPicture {

  private static final int SIDE = 128;

  private TiledPicture() {}

  static Path write(Path folder, String name) throws Exception {
    byte[] tile =
        Files.readAllBytes(
            make(
                folder.resolve("tile.avif"),
                lavfi("color=red:s=" + SIDE + "x" + SIDE),
                List.of("-frames:v", "1", "-c:v", "libaom-av1", "-still-picture", "1")));
    byte[] data = content(tile, 0, "mdat");
    byte[] setup =
        content(content(content(content(tile, 0, "meta"), 4, "iprp"), 0, "ipco"), 0, "av1C");
    byte[] type = box("ftyp", text("avif"), numbers(4, 0), text("mif1avifmiaf"));
    int places = type.length + meta(setup, data.length, 0).length + 8;
    return Files.write(
        folder.resolve(name), joined(type, meta(setup, data.length, places), box("mdat", data)));
  }

  private static byte[] meta(byte[] setup, int length, int places) {
    byte[] grid = joined(numbers(1, 0, 0, 1, 1), numbers(2, 2 * SIDE, 2 * SIDE));
    byte[] locations = joined(numbers(2, 1, 1, 0, 1), numbers(4, 0, grid.length));
    byte[] items = item(1, "grid");
    byte[] properties = joined(numbers(2, 1), numbers(1, 2, 1, 4));
    for (int i = 2; i <= 5; i++) {
      locations = joined(locations, numbers(2, i, 0, 0, 1), numbers(4, places, length));
      items = joined(items, item(i, "av01"));
      properties = joined(properties, numbers(2, i), numbers(1, 3, 2, 0x83, 4));
    }
    byte[] shared =
        box(
            "ipco",
            size(2 * SIDE),
            size(SIDE),
            box("av1C", setup),
            box("pixi", numbers(4, 0), numbers(1, 3, 8, 8, 8)));
    return box(
        "meta",
        numbers(4, 0),
        box("hdlr", numbers(4, 0, 0), text("pict"), numbers(4, 0, 0, 0), numbers(1, 0)),
        box("pitm", numbers(4, 0), numbers(2, 1)),
        box("iloc", numbers(4, 1 << 24), numbers(1, 0x44, 0), numbers(2, 5), locations),
        box("iinf", numbers(4, 0), numbers(2, 5), items),
        box("iref", numbers(4, 0), box("dimg", numbers(2, 1, 4, 2, 3, 4, 5))),
        box("iprp", shared, box("ipma", numbers(4, 0, 5), properties)),
        box("idat", grid));
  }

  private static byte[] item(int number, String type) {
    return box("infe", numbers(4, 2 << 24), numbers(2, number, 0), text(type), numbers(1, 0));
  }

  private static byte[] size(int side) {
    return box("ispe", numbers(4, 0, side, side));
  }

  private static byte[] content(byte[] boxes, int from, String type) {
    ByteBuffer bytes = ByteBuffer.wrap(boxes);
    for (int at = from; at < boxes.length; at += bytes.getInt(at)) {
      if (new String(boxes, at + 4, 4, StandardCharsets.US_ASCII).equals(type)) {
        byte[] found = new byte[bytes.getInt(at) - 8];
        System.arraycopy(boxes, at + 8, found, 0, found.length);
        return found;
      }
    }
    throw new IllegalStateException("no " + type);
  }

  private static byte[] box(String type, byte[]... parts) {
    byte[] content = joined(parts);
    return joined(numbers(4, 8 + content.length), text(type), content);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Numbers of some bytes each, the highest byte first. */
  private static byte[] numbers(int bytes, int... numbers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int number : numbers) {
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(number >>> 8 * i);
      }
    }
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
