package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Videos whose sound has another number of channels from the middle on, laid behind a clip. */
class ChangingSoundTest {

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "LOOP, BACKGROUND, 2",
    "LOOP, MIX, 2",
    "TRIM, BACKGROUND, 2",
    "TRIM, MIX, 2",
    "LOOP, BACKGROUND, 4",
    "LOOP, MIX, 4"
  })
  @Timeout(60)
  void a_background_whose_sound_changes_its_form_is_refused_by_its_name(
      Composite.End end, Composite.Sound sound, int seconds) throws Exception {
    MediaInfo background = joined(seconds / 2);
    assertThatThrownBy(() -> overBackground(background, end, sound))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessage(
            "The sound of joined.ts changes its channels or its rate on the way, as recordings of"
                + " television and joined files do. Convert it to one form first, or set \"audio\""
                + " to clip or none.");
  }

  @Test
  void what_is_not_heard_may_change() throws Exception {
    Path part = overBackground(joined(1), Composite.End.LOOP, Composite.Sound.CLIP);
    assertThat(probe(part).sound()).isPresent();
  }

  private Path overBackground(MediaInfo background, Composite.End end, Composite.Sound sound)
      throws Exception {
    MediaInfo source =
        KeyingClips.drawn(
            dir.resolve("clip.mp4"),
            "color=c=0x00b140:s=320x240:r=12:d=3,format=rgb24",
            "format=yuv420p",
            List.of("-f", "lavfi", "-i", "sine=d=3"),
            "-c:v",
            "libopenh264");
    Composite composite =
        new Composite(
            new Background.File(background),
            Composite.Fit.COVER,
            0,
            end,
            Composite.Canvas.OF_CLIP,
            Composite.Placement.WHOLE,
            sound);
    Path part = dir.resolve("part.mp4");
    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(
                source, KeyingSettings.DEFAULTS, OutputFormat.MP4, Optional.of(composite)),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());
    return part;
  }

  /** So many seconds with one channel, and then as many with two. */
  private MediaInfo joined(int seconds) throws Exception {
    for (int channels = 1; channels <= 2; channels++) {
      GeneratedClips.make(
          dir.resolve(channels + ".ts"),
          List.of(
              "-f",
              "lavfi",
              "-i",
              "testsrc2=s=320x240:r=12:d=" + seconds,
              "-f",
              "lavfi",
              "-i",
              "sine=r=48000:d=" + seconds,
              "-c:v",
              "libopenh264",
              "-c:a",
              "aac",
              "-ac",
              String.valueOf(channels)));
    }
    Path list =
        Files.writeString(
            dir.resolve("parts.ffconcat"), "ffconcat version 1.0\nfile 1.ts\nfile 2.ts\n");
    return KeyingClips.encoded(
        dir.resolve("joined.ts"), List.of("-i", "file:" + list, "-c", "copy"));
  }
}
