package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cards of pale colours before a screen that throws no light on them, or an even one. */
class PaleColorsTest {

  private static final int SCREEN = 0x00b140;
  private static final int MINT = 0xb0e0be;
  private static final int CREAM = 0xf0ebbe;
  private static final int SAGE = 0x96a582;
  private static final int WHITE = 0xf4f4f4;

  @TempDir Path dir;

  @Test
  void pale_colours_stay_beside_white_where_the_screen_throws_no_light() throws Exception {
    KeyingClips.Picture keyed = keyed(MINT, CREAM, SAGE, WHITE);

    assertThat(keyed.distance(90, 180, MINT)).as("mint").isLessThanOrEqualTo(6);
    assertThat(keyed.distance(240, 180, CREAM)).as("cream").isLessThanOrEqualTo(6);
    assertThat(keyed.distance(390, 180, SAGE)).as("sage").isLessThanOrEqualTo(6);
    assertThat(keyed.distance(540, 180, WHITE)).as("white").isLessThanOrEqualTo(6);
  }

  /** White, greys and skin with 12 % of the screen's light, as far as they go. */
  @Test
  void white_in_an_even_light_of_the_screen_still_loses_it() throws Exception {
    KeyingClips.Picture keyed = keyed(lit(0xdcdcdc), lit(0xb4b4b4), lit(0x8c8c8c), lit(0xd9a27e));

    for (int x = 90; x <= 390; x += 150) {
      assertThat(keyed.unevenness(x, 180)).as("x %d", x).isLessThanOrEqualTo(8);
    }
  }

  private static int lit(int rgb) {
    int out = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double light = 0.958 + 0.12 * (SCREEN >> shift & 0xff) / 0xb1;
      out |= (int) Math.min(255, Math.round((rgb >> shift & 0xff) * light)) << shift;
    }
    return out;
  }

  /** The fifth of twelve pictures, in which the cards, 120 pixels wide, sway. */
  private KeyingClips.Picture keyed(int... cards) throws Exception {
    StringBuilder filters = new StringBuilder("[0]format=gbrp[c0];");
    for (int i = 0; i < cards.length; i++) {
      filters.append(
          "color=0x%06x:s=120x240:r=12:d=1,format=gbrp[card%d];[c%d][card%d]overlay=x='%d+4*sin(n/2)':y=60:format=gbrp[c%d];"
              .formatted(cards[i], i, i, i, 30 + 150 * i, i + 1));
    }
    filters.append(
        "[c%d]scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=bt709[v]"
            .formatted(cards.length));
    Path clip = dir.resolve("in.mp4");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x%06x:s=640x360:r=12:d=1".formatted(SCREEN),
            "-filter_complex",
            filters.toString(),
            "-map",
            "[v]",
            "-c:v",
            "libopenh264",
            "-b:v",
            "4M",
            "file:" + clip),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("out.mov");
    KeyingClips.key(KeyingClips.probe(clip), KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);
    return KeyingClips.frame(part, 4);
  }
}
