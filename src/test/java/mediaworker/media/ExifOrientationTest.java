package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PNG and WebP pictures that say in their Exif data how they are held. */
class ExifOrientationTest {

  private static final int ACROSS = 96;
  private static final int DOWN = 48;

  @TempDir Path dir;

  /** Where the corners come to lie that are at the top of the file, by the standard's figure. */
  @ParameterizedTest
  @CsvSource({
    "1, top left, top right",
    "2, top right, top left",
    "3, bottom right, bottom left",
    "4, bottom left, bottom right",
    "5, top left, bottom left",
    "6, top right, bottom right",
    "7, bottom right, top right",
    "8, bottom left, top left"
  })
  void a_picture_is_shown_as_it_is_held(int orientation, String red, String blue) throws Exception {
    byte[] png = Files.readAllBytes(flat("flat.png"));
    byte[] webp = Files.readAllBytes(flat("flat.webp"));
    List<Path> pictures =
        List.of(
            Files.write(dir.resolve("first.png"), png(png, exif(orientation), 33)),
            Files.write(dir.resolve("last.png"), png(png, exif(orientation), png.length - 12)),
            Files.write(dir.resolve("plain.webp"), webp(webp, exif(orientation))),
            Files.write(
                dir.resolve("prefixed.webp"), webp(webp, joined("Exif\0\0", exif(orientation)))));

    for (Path picture : pictures) {
      MediaInfo.Video seen = probe(picture).picture().orElseThrow();
      boolean upright = orientation > 4;
      assertThat(seen.shownWidth()).as("%s", picture).isEqualTo(upright ? DOWN : ACROSS);
      assertThat(seen.shownHeight()).as("%s", picture).isEqualTo(upright ? ACROSS : DOWN);
      assertThat(corner(picture, seen, red)[0]).as("red of %s", picture).isGreaterThan(200);
      assertThat(corner(picture, seen, blue)[2]).as("blue of %s", picture).isGreaterThan(200);
    }
  }

  @Test
  void what_is_no_exif_data_turns_nothing() throws Exception {
    byte[] png = Files.readAllBytes(flat("flat.png"));
    byte[] cut = Arrays.copyOf(exif(6), 12);
    byte[] afar = exif(6);
    afar[7] = (byte) 0xff;
    byte[] unknown = exif(9);
    for (byte[] exif : List.of(new byte[0], cut, afar, unknown)) {
      Path picture = Files.write(dir.resolve("broken.png"), png(png, exif, 33));
      MediaInfo.Video seen = probe(picture).picture().orElseThrow();
      assertThat(seen.shownWidth()).isEqualTo(ACROSS);
      assertThat(seen.rotation()).isZero();
      assertThat(seen.mirrored()).isFalse();
    }
  }

  /** Red in the upper left corner, blue in the upper right one. */
  private Path flat(String name) throws Exception {
    String boxes = "drawbox=w=24:h=24:c=red:t=fill,drawbox=x=72:w=24:h=24:c=blue:t=fill";
    return make(
        dir.resolve(name),
        lavfi("color=c=gray:s=" + ACROSS + "x" + DOWN + ",format=rgb24," + boxes),
        List.of("-frames:v", "1"));
  }

  private static int[] corner(Path picture, MediaInfo.Video seen, String place) throws Exception {
    int x = place.endsWith("left") ? 8 : seen.shownWidth() - 8;
    int y = place.startsWith("top") ? 8 : seen.shownHeight() - 8;
    return pixels(picture, x, y).get(0);
  }

  /** One directory with the tag of the orientation (0x0112) alone. */
  private static byte[] exif(int orientation) {
    ByteBuffer exif = ByteBuffer.allocate(26);
    exif.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
    exif.putShort((short) 1).putShort((short) 0x0112).putShort((short) 3).putInt(1);
    return exif.putShort((short) orientation).putShort((short) 0).putInt(0).array();
  }

  private static byte[] png(byte[] png, byte[] exif, int at) {
    byte[] data = joined("eXIf", exif);
    CRC32 crc = new CRC32();
    crc.update(data);
    ByteBuffer chunk = ByteBuffer.allocate(8 + data.length);
    chunk.putInt(exif.length).put(data).putInt((int) crc.getValue());
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(png, 0, at);
    all.writeBytes(chunk.array());
    all.write(png, at, png.length - at);
    return all.toByteArray();
  }

  /** A plain WebP in the extended format, which has a place for it. */
  private static byte[] webp(byte[] webp, byte[] exif) {
    byte[] picture = Arrays.copyOfRange(webp, 12, webp.length);
    ByteBuffer all = ByteBuffer.allocate(12 + 18 + picture.length + 8 + exif.length);
    all.order(ByteOrder.LITTLE_ENDIAN);
    all.put(joined("RIFF", new byte[0]))
        .putInt(all.capacity() - 8)
        .put(joined("WEBP", new byte[0]));
    all.put(joined("VP8X", new byte[0])).putInt(10).putInt(8);
    all.putShort((short) (ACROSS - 1)).put((byte) 0).putShort((short) (DOWN - 1)).put((byte) 0);
    all.put(picture).put(joined("EXIF", new byte[0])).putInt(exif.length).put(exif);
    return all.array();
  }

  private static byte[] joined(String word, byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(bytes);
    return all.toByteArray();
  }
}
