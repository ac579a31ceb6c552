package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LawnTest {

  @TempDir Path dir;

  @Test
  void a_lawn_as_even_as_a_screen_is_refused_unless_a_person_insists() throws Exception {
    String grass =
        "color=c=0x48883a:s=80x60:r=12:d=1,format=yuv444p,noise=c0s=14,scale=320:240:flags=bicubic";
    MediaInfo source =
        drawn(dir.resolve("in.mkv"), grass, "format=yuv420p", List.of(), "-c:v", "ffv1");
    Path part = dir.resolve("out.mov");

    assertThatThrownBy(() -> key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("No green or blue screen was found in in.mkv")
        .hasMessageContaining("looks like a lawn, leaves, water or the sky");

    key(source, with(KeyColor.AUTO, true), OutputFormat.MOV, dir, part);
    KeyingClips.Picture insisted = frame(part, 6);
    assertThat(insisted.alpha(140, 100)).isGreaterThan(247);
    assertThat(insisted.alpha(30, 30)).isLessThan(8);
    KeyColor told = new KeyColor(KeyColor.Kind.EXACT, 0x48883a);
    key(source, with(told, false), OutputFormat.MOV, dir, part);
    assertThat(frame(part, 6).alpha(140, 100)).isGreaterThan(247);
  }

  private static KeyingSettings with(KeyColor color, boolean force) {
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    return new KeyingSettings(
        color, normal.matte(), normal.spill(), normal.plate(), normal.corrections(), 0, force);
  }
}
