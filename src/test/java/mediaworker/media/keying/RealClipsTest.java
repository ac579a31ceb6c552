package mediaworker.media.keying;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keying of clips that AI services made. They lie beside the project and may be missing. */
class RealClipsTest {

  private static final Path MEDIA = Path.of("../shared/media");

  @TempDir Path dir;

  @Test
  void fine_feathers_on_an_uneven_green_are_keyed_whole() throws Exception {
    MediaInfo source = clip("falcon-green-1024.mp4");
    Path part = dir.resolve("out.webm");

    KeyingReport report =
        KeyingClips.key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertThat(report.frames()).isEqualTo(161);
    assertThat(report.confidence()).isGreaterThan(0.95);
    KeyingClips.Picture picture = KeyingClips.frame(part, 100);
    assertThat(picture.alpha(525, 480)).as("breast").isEqualTo(255);
    assertThat(picture.alpha(50, 50)).as("screen").isZero();
    assertThat(picture.alpha(950, 900)).as("screen").isZero();
  }

  @Test
  void a_clip_without_a_screen_is_refused() throws Exception {
    MediaInfo source = clip("origami-no-screen-1024.mp4");
    Path part = dir.resolve("out.webm");

    assertThatThrownBy(
            () -> KeyingClips.key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("No green or blue screen was found");
  }

  private static MediaInfo clip(String name) throws Exception {
    Path file = MEDIA.resolve(name);
    assumeTrue(Files.exists(file), () -> "The real clip " + file + " is not on this machine");
    return KeyingClips.probe(file);
  }
}
