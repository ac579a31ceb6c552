package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.RegionClips.HEIGHT;
import static mediaworker.media.keying.RegionClips.WIDTH;
import static mediaworker.media.keying.RegionClips.drawn;
import static mediaworker.media.keying.RegionClips.painted;
import static mediaworker.media.keying.RegionClips.pixels;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.RegionClips.Asked;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is held over things that the key makes less opaque, and of other colours. */
class RegionBlendsTest {

  /** Grey in the screen's light, in the middle of the subject. */
  private static final int LIT = 0x70a878;

  @TempDir Path dir;
  private MediaInfo still;
  private KeyingClips.Picture plain;

  @BeforeEach
  void drawAndKey() throws Exception {
    String lit = "drawbox=x=121:y=91:w=240:h=140:c=0x%06x:t=fill".formatted(LIT);
    still = drawn(dir.resolve("in.png"), 1, lit);
    plain = picture(new Asked());
    assertThat(plain.distance(250, 150, LIT)).isGreaterThan(20);
    assertThat(plain.alpha(250, 150)).isBetween(100, 230);
  }

  @Test
  void what_is_held_keeps_its_light_and_what_is_beside_it_does_not() throws Exception {
    KeyingClips.Picture kept = picture(new Asked().hold(pixels(203, 101, 311, 222)));

    for (int x = 130; x < 350; x++) {
      boolean held = x >= 203 && x < 311;
      assertThat(kept.alpha(x, 150)).as("%d", x).isEqualTo(held ? 255 : plain.alpha(x, 150));
      int wanted = held ? LIT : plain.rgb(x, 150);
      assertThat(kept.distance(x, 150, wanted)).as("%d", x).isLessThan(3);
    }
  }

  /** It is a layer over the keyed picture, and colours are mixed by what each adds. */
  @Test
  void what_is_held_by_a_grey_lies_over_what_is_keyed() throws Exception {
    MediaInfo stays = painted(dir.resolve("stays.png"), WIDTH, HEIGHT, (x, y) -> held(x));

    KeyingClips.Picture kept = picture(new Asked().hold(stays));

    for (int x = 190; x < 230; x++) {
      double hold = held(x) / 255.0;
      double both = 1 - (1 - plain.alpha(x, 150) / 255.0) * (1 - hold);
      int alpha = (int) Math.round(255 * both);
      assertThat(kept.alpha(x, 150)).as("%d", x).isBetween(alpha - 2, alpha + 2);
      int wanted = mixed(plain.rgb(x, 150), hold / both);
      assertThat(kept.distance(x, 150, wanted)).as("%d", x).isLessThan(4);
    }
  }

  /** Black up to a place, then lighter by 16 levels a pixel. */
  private static int held(int x) {
    return Math.max(0, Math.min(255, 16 * (x - 200)));
  }

  /** Of a colour and that of the source, with the share of the latter. */
  private static int mixed(int keyed, double share) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int one = keyed >> shift & 0xff;
      int other = LIT >> shift & 0xff;
      mixed |= (int) Math.round(one + share * (other - one)) << shift;
    }
    return mixed;
  }

  private KeyingClips.Picture picture(Asked asked) throws Exception {
    Path part = dir.resolve("out.png");
    asked.key(still, OutputFormat.PNG, dir, part);
    return frame(part, 0);
  }
}
