package mediaworker.media.keying.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.Test;

class StickerGraphTest {

  @Test
  void a_large_sticker_needs_no_plane_beyond_its_size() {
    StickerSettings usual = StickerSettings.forSide(1080);
    String chains =
        String.join(
            ";",
            new StickerGraph(usual, ColorMatrix.BT709, 1920, 1080).chains("in", "d", "s", "out"));

    assertThat(Pattern.compile("scale=(\\d+):(\\d+)").matcher(chains).results())
        .isNotEmpty()
        .allMatch(scale -> Integer.parseInt(scale.group(1)) <= 1920);
  }
}
