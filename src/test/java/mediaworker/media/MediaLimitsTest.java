package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.h264;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MediaLimitsTest {

  @TempDir Path folder;

  private static void probe(Path file, MediaLimits limits) throws Exception {
    FfmpegSettings usual = GeneratedClips.FFMPEG.settings();
    new Ffmpeg(
            new FfmpegSettings(
                usual.ffmpeg(), usual.cacheDir(), 1, usual.timeLimit(), usual.stallLimit(), limits),
            new ProcessRunner())
        .probe(file, new Cancellation());
  }

  @Test
  void a_picture_with_too_many_pixels_is_refused_by_its_size() throws Exception {
    Path file = h264(folder.resolve("a.mp4"), "color=red:s=320x200:d=0.1");
    assertThatThrownBy(() -> probe(file, new MediaLimits(1 << 20, 63_999, Duration.ofHours(1))))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("320 x 200 pixels")
        .hasMessageContaining("max-megapixels");
    probe(file, new MediaLimits(1 << 20, 64_000, Duration.ofHours(1)));
  }

  @Test
  void a_file_that_is_too_large_is_not_looked_into() throws Exception {
    Path file = Files.write(folder.resolve("large.mp4"), new byte[3 << 20]);
    assertThatThrownBy(() -> probe(file, new MediaLimits(2 << 20, 1 << 20, Duration.ofHours(1))))
        .hasMessage(
            "The file large.mp4 is larger than 2 MB, the most that is taken (max-input-mb).");
  }

  @Test
  void a_clip_of_ten_hours_is_refused_however_small_it_is() throws Exception {
    Path file = h264(folder.resolve("slow.mp4"), "color=red:s=64x64:r=1/600:d=36000");
    assertThat(Files.size(file)).isLessThan(100_000);
    assertThatThrownBy(() -> probe(file, MediaLimits.USUAL))
        .hasMessageContaining("plays 10.0 hours, and at most 4.0 are taken (max-input-duration)");
  }

  @Test
  void a_png_that_would_decode_to_forty_gigabytes_gets_a_sentence() throws Exception {
    for (int side : new int[] {100_000, 15_000}) {
      Path file = Files.write(folder.resolve("bomb.png"), png(side));
      assertThat(Files.size(file)).isLessThan(1 << 20);
      assertThatThrownBy(() -> probe(file, MediaLimits.USUAL))
          .isInstanceOfSatisfying(
              MediaException.class,
              e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
          .hasMessageContaining("bomb.png");
    }
  }

  /** A black picture of one bit a pixel, as ISO/IEC 15948 has it, of which a part is there. */
  private static byte[] png(int side) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream fields = new DataOutputStream(header);
    fields.writeInt(side);
    fields.writeInt(side);
    fields.write(new byte[] {1, 0, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    ByteArrayOutputStream rows = new ByteArrayOutputStream();
    try (DeflaterOutputStream packed = new DeflaterOutputStream(rows)) {
      byte[] row = new byte[side / 8 + 1];
      for (int y = 0; y < Math.min(side, 2000); y++) {
        packed.write(row);
      }
    }
    chunk(out, "IDAT", rows.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(data);
    DataOutputStream stream = new DataOutputStream(out);
    stream.writeInt(data.length);
    stream.write(name);
    stream.write(data);
    stream.writeInt((int) sum.getValue());
  }
}
