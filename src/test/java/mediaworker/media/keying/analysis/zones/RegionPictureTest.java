package mediaworker.media.keying.analysis.zones;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On pictures of 256 by 8 pixels. */
class RegionPictureTest {

  private static final int WIDTH = 256;
  private static final int HEIGHT = 8;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_INT_ARGB
      })
  void a_painting_of_the_clips_size_keeps_its_levels_and_its_ends_are_wholly_so(int type)
      throws Exception {
    byte[] levels = drawn(List.of(), Optional.of(ramp(type, "png"))).orElseThrow();

    for (int x = 0; x < WIDTH; x++) {
      int level = levels[3 * WIDTH + x] & 0xff;
      if (x < 2 || x > 253) {
        assertThat(level).as("%d", x).isEqualTo(x < 2 ? 0 : 255);
      } else {
        assertThat(level).as("%d", x).isBetween(x - 3, x + 2);
      }
    }
  }

  @Test
  void a_jpeg_is_wholly_black_and_white_where_it_is_about_that() throws Exception {
    BufferedImage halves = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      halves.setRGB(i % WIDTH, i / WIDTH, i % WIDTH < 128 ? 0x000000 : 0xffffff);
    }
    byte[] levels = drawn(List.of(), Optional.of(written(halves, "jpg"))).orElseThrow();

    for (int x = 0; x < WIDTH; x++) {
      assertThat(levels[x] & 0xff).as("%d", x).isEqualTo(x < 128 ? 0 : 255);
    }
  }

  @Test
  void what_is_drawn_and_what_is_painted_are_joined() throws Exception {
    byte[] levels =
        drawn(
                List.of(Region.box(0.25, 0.5, 0.5, 1)),
                Optional.of(ramp(BufferedImage.TYPE_INT_RGB, "png")))
            .orElseThrow();

    assertThat(levels[3 * WIDTH + 100] & 0xff).isBetween(99, 101);
    assertThat(levels[4 * WIDTH + 63] & 0xff).isBetween(62, 64);
    assertThat(levels[4 * WIDTH + 64] & 0xff).isEqualTo(255);
    assertThat(levels[4 * WIDTH + 127] & 0xff).isEqualTo(255);
    assertThat(levels[4 * WIDTH + 128] & 0xff).isBetween(127, 129);
  }

  @Test
  void where_no_pixel_is_meant_there_is_no_picture() throws Exception {
    assertThat(drawn(List.of(), Optional.empty())).isEmpty();
    assertThat(drawn(List.of(Region.box(0, 0, 1, 0)), Optional.empty())).isEmpty();
    try (var files = Files.list(dir)) {
      assertThat(files).isEmpty();
    }
  }

  private Optional<byte[]> drawn(List<Region> regions, Optional<MediaInfo> painted)
      throws Exception {
    Optional<Path> file =
        new RegionPicture(FFMPEG, dir, WIDTH, HEIGHT).draw(regions, painted, new Cancellation());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    byte[] levels = Files.readAllBytes(file.get());
    assertThat(levels).hasSize(WIDTH * HEIGHT);
    return Optional.of(levels);
  }

  private MediaInfo ramp(int type, String format) throws Exception {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, type);
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      int x = i % WIDTH;
      if (type == BufferedImage.TYPE_BYTE_GRAY) {
        picture.getRaster().setSample(x, i / WIDTH, 0, x);
      } else if (type == BufferedImage.TYPE_INT_ARGB) {
        picture.setRGB(x, i / WIDTH, x << 24 | 0xffffff); // what is transparent counts as black
      } else {
        picture.setRGB(x, i / WIDTH, 0x010101 * x);
      }
    }
    return written(picture, format);
  }

  private MediaInfo written(BufferedImage picture, String format) throws Exception {
    Path file = dir.resolve("painted." + format);
    ImageIO.write(picture, format, file.toFile());
    return probe(file);
  }
}
