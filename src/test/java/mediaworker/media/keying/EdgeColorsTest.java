package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.frames;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.PlateMode;
import mediaworker.media.keying.request.KeyingSettings.Shadow;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edges that a person makes, not the screen: where a region cuts, and by how much one grows. */
class EdgeColorsTest {

  private static final int GREEN = 0x00b140;
  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  /** What is less opaque is not seen. */
  private static final int SEEN = 24;

  private static final int INSIDE = -4;
  private static final int OUTSIDE = 12;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p", "yuv444p"})
  void a_region_that_cuts_through_a_subject_leaves_its_colours(String pixels) throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "640x480", "format=" + pixels, LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, clearing(Region.box(0.2, 0, 0.24, 1)), OutputFormat.MOV, dir, part);

    assertSubjectsColours(part, INSIDE);
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(141, 100)).isLessThan(8);
    assertThat(picture.alpha(120, 100)).isGreaterThan(247);
    assertThat(picture.alpha(162, 100)).isGreaterThan(247);
  }

  @Test
  void a_painted_region_that_cuts_through_a_subject_leaves_its_colours() throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "640x480", "format=yuv420p", LOSSLESS);
    Path painted = dir.resolve("painted.png");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=black:s=97x61,format=gray,geq=lum='255*lt(X+Y\\,40)'",
            "-frames:v",
            "1",
            "file:" + painted),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("out.mov");
    KeyingRequest request =
        new KeyingRequest(
            source,
            KeyingSettings.DEFAULTS,
            OutputFormat.MOV,
            Optional.empty(),
            Optional.empty(),
            new PaintedMattes(Optional.empty(), Optional.of(probe(painted))));

    new Keyer(FFMPEG).key(request, dir, part, (fraction, message) -> {}, new Cancellation());

    assertSubjectsColours(part, INSIDE);
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(110, 80)).isLessThan(8);
    assertThat(picture.alpha(170, 130)).isGreaterThan(247);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yuv420p", "yuv422p", "yuv444p"})
  void what_a_subject_grows_by_has_its_colours(String pixels) throws Exception {
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "640x480", "format=" + pixels, LOSSLESS);
    Path part = dir.resolve("out.mov");
    MatteSettings grown = new MatteSettings(1, 0.04, 0.92, 6, 0);

    key(source, with(grown, Corrections.NONE), OutputFormat.MOV, dir, part);

    assertSubjectsColours(part, OUTSIDE);
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(95, 100)).isGreaterThan(247);
    assertThat(picture.alpha(140, 55)).isGreaterThan(247);
    assertThat(picture.alpha(90, 100)).isLessThan(8);
  }

  /** Lines of two pixels stand 10 pixels apart, and one alone: all between them grows to. */
  @ParameterizedTest
  @CsvSource({"yuv420p, b04818", "yuv420p, e8c890", "yuv422p, e8c890", "yuv444p, b04818"})
  void what_hair_grows_by_has_its_colours(String pixels, String hair) throws Exception {
    int color = Integer.parseInt(hair, 16);
    StringBuilder filters = new StringBuilder("format=rgb24");
    for (int x = 230; x <= 440; x += x == 320 ? 120 : 10) {
      filters.append(",drawbox=x=%d:y=60:w=2:h=80:color=0x%06x:t=fill".formatted(x, color));
    }
    filters.append(",scale=flags=accurate_rnd+full_chroma_int,format=").append(pixels);
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "640x480", filters.toString(), LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(
        source,
        with(new MatteSettings(1, 0.04, 0.92, 10, 0), Corrections.NONE),
        OutputFormat.MOV,
        dir,
        part);

    KeyingClips.Picture picture = frame(part, 6);
    for (int x = 224; x <= 450; x += x == 328 ? 104 : 1) {
      assertThat(picture.alpha(x, 100)).as("alpha at %d", x).isGreaterThan(160);
      assertThat(picture.distance(x, 100, color)).as("at %d", x).isLessThan(40);
    }
  }

  /** A region far from the subject, in pictures whose empty screen wavers by the camera's noise. */
  @Test
  void a_region_elsewhere_leaves_a_grown_or_soft_edge_as_it_is() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "noise=alls=12:allf=t:all_seed=7,format=yuv420p",
            LOSSLESS);
    Corrections away =
        new Corrections(List.of(), List.of(Region.box(0, 0, 0.1, 1)), 0, 0, Shadow.DROP);
    for (MatteSettings matte :
        List.of(new MatteSettings(1, 0.04, 0.92, 10, 0), new MatteSettings(1, 0.04, 0.92, 0, 8))) {
      Path plain = dir.resolve("plain.mov");
      Path cleared = dir.resolve("cleared.mov");
      key(source, with(matte, Corrections.NONE), OutputFormat.MOV, dir, plain);
      key(source, with(matte, away), OutputFormat.MOV, dir, cleared);
      List<KeyingClips.Picture> clearedPictures = frames(cleared);
      List<KeyingClips.Picture> plainPictures = frames(plain);
      for (int number : new int[] {0, 5, 11}) {
        KeyingClips.Picture with = clearedPictures.get(number);
        KeyingClips.Picture without = plainPictures.get(number);
        for (int y = 60; y < 140; y += 4) {
          assertThat(with.alpha(95, y))
              .as("alpha at 95, %d of picture %d", y, number)
              .isCloseTo(without.alpha(95, y), within(24));
        }
      }
    }
  }

  /** Of all that is seen of the square, and so many pixels beyond its sides. */
  private static void assertSubjectsColours(Path part, int beyond) throws Exception {
    KeyingClips.Picture picture = frame(part, 6);
    int worst = 0;
    for (int y = 60 - beyond; y < 140 + beyond; y++) {
      for (int x = 100 - beyond; x < 180 + beyond; x++) {
        boolean seen = picture.alpha(x, y) >= SEEN;
        worst = Math.max(worst, seen ? picture.distance(x, y, SUBJECT) : 0);
      }
    }
    assertThat(worst).as("the worst distance of what is seen from the subject").isLessThan(40);
  }

  private static KeyingSettings clearing(Region region) {
    Corrections corrections = new Corrections(List.of(), List.of(region), 0, 0, Shadow.DROP);
    return with(MatteSettings.DEFAULTS, corrections);
  }

  private static KeyingSettings with(MatteSettings matte, Corrections corrections) {
    return new KeyingSettings(
        KeyColor.AUTO, matte, SpillSettings.DEFAULTS, PlateMode.AUTO, corrections, 0, false);
  }
}
