package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The stop-motion look: fewer pictures are seen, each for longer; the clip stays as it is. */
class PosterizeTest {

  private static final int GREEN = 0x00b140;

  /** Twelve pictures, each a little brighter than the last. */
  private static final String BRIGHTER = "hue=b='t*2',format=yuv420p";

  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

  /** Where twelve pictures a second are shown at another rate, those that are new. */
  @ParameterizedTest
  @CsvSource({
    "MOV, 320x240, 4, 0 3 6 9",
    "MOV, 321x241, 5, 0 3 5 8 10",
    "MOV, 320x240, 0.25, 0",
    "MOV, 320x240, 8, 0 2 3 5 6 8 9 11",
    "WEBM, 321x241, 1, 0",
  })
  void pictures_are_held_and_their_number_and_times_stay(
      OutputFormat format, String size, double rate, String shown) throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, size, BRIGHTER, LOSSLESS);
    Path part = dir.resolve("out." + format.word());

    KeyingReport report = key(source, KeyingClips.posterized(rate, true), format, dir, part);

    assertThat(report.frames()).isEqualTo(12);
    assertThat(times(part)).isEqualTo(times(source.file()));
    assertThat(probe(part).picture().orElseThrow().frameRate().value()).isEqualTo(12.0);
    if (format == OutputFormat.MOV) {
      assertThat(changes(part, 12)).isEqualTo(shown);
    }
    KeyingClips.Picture last = frame(part, 11);
    assertThat(last.alpha(140, 100)).isGreaterThan(247);
    assertThat(last.alpha(20, 20)).isLessThan(8);
  }

  @Test
  void uneven_times_stay_uneven() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            BRIGHTER + ",select='not(eq(n,4))*not(eq(n,5))*not(eq(n,9))'",
            "-c:v",
            "ffv1",
            "-fps_mode",
            "passthrough");
    Path part = dir.resolve("out.mov");

    key(source, KeyingClips.posterized(4, true), OutputFormat.MOV, dir, part);

    assertThat(times(part)).hasSize(9).isEqualTo(times(source.file()));
    assertThat(changes(part, 9)).isEqualTo("0 3 4 7");
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "8"})
  void a_clip_of_a_few_pictures_keeps_them_and_its_sound(double rate) throws Exception {
    MediaInfo source =
        KeyingClips.drawn(
            dir.resolve("in.mkv"),
            "color=c=0x00b140:s=320x240:r=30:d=0.25,format=rgb24",
            "fps=30,trim=end_frame=8,format=yuv420p",
            List.of("-f", "lavfi", "-i", "sine=d=0.26"),
            "-c:v",
            "ffv1",
            "-c:a",
            "flac");
    int pictures = times(source.file()).size();
    Path part = dir.resolve("out.mov");

    KeyingReport report =
        key(source, KeyingClips.posterized(rate, true), OutputFormat.MOV, dir, part);

    assertThat(report.frames()).isEqualTo(pictures).isBetween(7L, 8L);
    assertThat(times(part)).hasSize(pictures);
    assertThat(probe(part).sound()).isPresent();
  }

  @Test
  void a_still_picture_is_as_it_would_be_without() throws Exception {
    MediaInfo source =
        clip(dir.resolve("in.png"), GREEN, "321x241", "format=rgb24", "-frames:v", "1");
    Path part = dir.resolve("out.png");

    key(source, KeyingClips.posterized(8, true), OutputFormat.PNG, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(140, 100)).isGreaterThan(247);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "5, 5", "0.25, 1"})
  void a_gif_shows_each_picture_for_longer(double rate, int pictures) throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "320x240", BRIGHTER, LOSSLESS);
    Path part = dir.resolve("out.gif");

    key(source, KeyingClips.posterized(rate, true), OutputFormat.GIF, dir, part);

    assertThat(times(part)).hasSize(pictures);
    // The last one too, so that it begins again in step.
    assertThat(probe(part).picture().orElseThrow().durationSeconds()).isCloseTo(1, within(0.011));
    assertThat(frame(part, 0).alpha(20, 20)).isZero();
  }

  @Test
  void it_goes_with_the_sticker_look_and_with_what_was_transparent_before() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(lt(X,140),0,255)'",
            LOSSLESS);
    Path part = dir.resolve("out.mov");
    KeyingRequest request =
        new KeyingRequest(
            source,
            KeyingClips.posterized(0.25, true),
            OutputFormat.MOV,
            Optional.empty(),
            Optional.of(still(StickerSettings.forSide(240))),
            PaintedMattes.NONE);

    new Keyer(FFMPEG).key(request, dir, part, (fraction, message) -> {}, new Cancellation());

    assertThat(times(part)).isEqualTo(times(source.file()));
    assertThat(changes(part, 12)).isEqualTo("0");
    KeyingClips.Picture picture = frame(part, 11);
    assertThat(picture.alpha(160, 100)).isGreaterThan(247);
    assertThat(picture.alpha(300, 20)).isLessThan(8);
  }

  /** On paper that does not tremble. */
  private static StickerSettings still(StickerSettings usual) {
    StickerSettings.Paper paper = usual.paper();
    return new StickerSettings(
        usual.outline(),
        usual.shadow(),
        usual.bevel(),
        new StickerSettings.Paper(
            paper.displacement(), paper.displacementFile(), paper.screen(), paper.screenFile(), 0));
  }

  /** Numbers of the pictures that differ from the one before. */
  private static String changes(Path file, int count) throws Exception {
    List<String> changes = new ArrayList<>();
    int last = -1;
    List<KeyingClips.Picture> pictures = frames(file);
    for (int i = 0; i < count; i++) {
      int now = pictures.get(i).red(140, 100);
      if (now != last) {
        changes.add(String.valueOf(i));
      }
      last = now;
    }
    return String.join(" ", changes);
  }
}
