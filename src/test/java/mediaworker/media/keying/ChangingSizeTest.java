package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clips whose pictures do not stay of one size, as recordings of calls have them. */
class ChangingSizeTest {

  @TempDir Path dir;

  @Test
  void a_clip_that_changes_its_size_is_refused_by_the_time_at_which_it_does() throws Exception {
    MediaInfo source = joined("320x240", "640x480");

    assertThatThrownBy(
            () ->
                KeyingClips.key(
                    source,
                    KeyingSettings.DEFAULTS,
                    OutputFormat.WEBM,
                    dir,
                    dir.resolve("part.webm")))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessage(
            "The pictures of joined.mkv are not all of one size: 320x240, from 1.00 s on 640x480."
                + " Convert it to one size first.");
  }

  /** FFmpeg would begin its graph anew with the second size, and wait for ever. */
  @ParameterizedTest
  @EnumSource(Composite.End.class)
  @Timeout(40)
  void a_background_that_changes_its_size_is_refused_as_soon_as_it_does(Composite.End end)
      throws Exception {
    Background background = new Background.File(joined("320x240", "640x480"));
    MediaInfo source = clipOfThreeSeconds();
    Composite composite =
        new Composite(
            background,
            Composite.Fit.COVER,
            0,
            end,
            Composite.Canvas.OF_CLIP,
            Composite.Placement.WHOLE,
            Composite.Sound.CLIP);

    assertThatThrownBy(
            () ->
                new Keyer(FFMPEG)
                    .key(
                        new KeyingRequest(
                            source,
                            KeyingSettings.DEFAULTS,
                            OutputFormat.MP4,
                            Optional.of(composite)),
                        dir,
                        dir.resolve("part.mp4"),
                        (fraction, message) -> {},
                        new Cancellation()))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessage(
            "The pictures of joined.mkv are not all of one size: 320x240, from 1.00 s on 640x480."
                + " Convert it to one size first.");
  }

  @Test
  void a_clip_of_one_size_has_one() throws Exception {
    assertThat(FFMPEG.sizes(joined("320x240", "320x240"), new Cancellation()))
        .singleElement()
        .satisfies(size -> assertThat(size.width()).isEqualTo(320));
  }

  private MediaInfo clipOfThreeSeconds() throws Exception {
    return KeyingClips.drawn(
        dir.resolve("clip.mp4"),
        "color=c=0x00b140:s=320x240:r=12:d=3,format=rgb24",
        "format=yuv420p",
        List.of("-f", "lavfi", "-i", "sine=d=3"),
        "-c:v",
        "libopenh264");
  }

  /** Two clips of a second, behind each other in one stream. */
  private MediaInfo joined(String first, String second) throws Exception {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    for (String size : List.of(first, second)) {
      Path raw = dir.resolve(size + ".h264");
      String filters = "scale=" + size.replace('x', ':') + ",format=yuv420p";
      clip(raw, 0x00b140, "320x240", filters, "-c:v", "libopenh264", "-bsf:v", "dump_extra");
      both.write(Files.readAllBytes(raw));
    }
    Path raw = Files.write(dir.resolve("joined.h264"), both.toByteArray());
    Path file = dir.resolve("joined.mkv");
    FFMPEG.run(
        List.of("-framerate", "12", "-i", "file:" + raw, "-c", "copy", "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    return probe(file);
  }
}
