package mediaworker.media.keying.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PngArchiveTest {

  @TempDir Path dir;

  @Test
  void the_archive_takes_pictures_apart_as_they_come() throws Exception {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    stream.writeBytes(png(10));
    stream.writeBytes(png(3000));
    List<Long> heard = new ArrayList<>();
    Path file = dir.resolve("frames.zip");

    new PngArchive(file).write(new ByteArrayInputStream(stream.toByteArray()), heard::add);

    assertThat(heard).containsExactly(1L, 2L);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry second = zip.getEntry("frame_00002.png");
      assertThat(second.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(zip.getInputStream(second).readAllBytes()).isEqualTo(png(3000));
    }
  }

  @Test
  void a_picture_that_breaks_off_is_an_error() {
    byte[] whole = png(100);
    ByteArrayInputStream cut = new ByteArrayInputStream(whole, 0, whole.length - 20);

    assertThatThrownBy(() -> new PngArchive(dir.resolve("a.zip")).write(cut, count -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("broke off");
  }

  /** Something of PNG's outer form. */
  private static byte[] png(int bytes) {
    ByteBuffer png = ByteBuffer.allocate(8 + 12 + bytes + 12);
    png.put(new byte[] {(byte) 137, 'P', 'N', 'G', 13, 10, 26, 10});
    png.putInt(bytes).put("IDAT".getBytes(StandardCharsets.US_ASCII));
    png.position(png.position() + bytes + 4);
    png.putInt(0).put("IEND".getBytes(StandardCharsets.US_ASCII)).putInt(0);
    return png.array();
  }
}
