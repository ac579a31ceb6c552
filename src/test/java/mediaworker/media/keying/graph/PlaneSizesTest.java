package mediaworker.media.keying.graph;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.keying.color.ChromaSampling;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaneSizesTest {

  /** A point of chroma is made of the pixels that share it, and of no others. */
  @ParameterizedTest
  @CsvSource({
    "637, 9, QUARTER, 600, 2",
    "637, 9, QUARTER, 636, 8",
    "637, 8, QUARTER, 600, 4",
    "637, 9, HALF,    600, 5",
    "637, 9, HALF,    636, 8",
    "636, 9, HALF,    600, 5",
    "636, 357, QUARTER, 200, 356",
    "636, 357, QUARTER, 200, 300",
    "637, 9, FULL,    601, 3"
  })
  void chroma_takes_luma_from_its_own_pixels(
      int width, int height, ChromaSampling sampling, int left, int top) throws Exception {
    PlaneSizes sizes = PlaneSizes.of(width, height, sampling);
    PlaneSize chroma = sizes.chroma();
    List<byte[]> made = new ArrayList<>();
    String white =
        "color=c=black:s=%dx%d,format=gray,setparams=range=pc,geq=lum='255*gte(X,%d)*gte(Y,%d)',%s"
            .formatted(width, height, left, top, sizes.lumaToChroma("area"));

    FFMPEG.runRaw(
        List.of("-f", "lavfi", "-i", white, "-frames:v", "1", "-f", "rawvideo", "pipe:1"),
        Ffmpeg.rawFrames(
            chroma.width() * chroma.height(), (index, pixels) -> made.add(pixels.clone())),
        new Cancellation());

    int across = chroma.width() == width ? 1 : 2;
    int down = chroma.height() == height ? 1 : 2;
    for (int y = 0; y < chroma.height(); y++) {
      for (int x = 0; x < chroma.width(); x++) {
        int wanted = x >= left / across && y >= top / down ? 255 : 0;
        assertThat(made.get(0)[y * chroma.width() + x] & 0xff).as("%d, %d", x, y).isEqualTo(wanted);
      }
    }
  }
}
