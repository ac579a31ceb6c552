package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines along a picture's edges that scalers and recorders leave there. */
class EdgeLineTest {

  private static final int WIDTH = 1280;
  private static final int HEIGHT = 720;

  /** A subject that reaches the right edge, behind whatever lies along it. */
  private static final String SCENE =
      "color=0x12a84a:s=1280x720:r=25:d=0.4,drawbox=x=900:y=300:w=380:h=120:color=0xd08040:t=fill";

  @TempDir Path dir;

  private KeyingReport keyed(String lines, Path part) throws Exception {
    Path clip =
        GeneratedClips.make(
            dir.resolve("in.mkv"),
            GeneratedClips.lavfi(SCENE + lines),
            List.of("-c:v", "ffv1", "-pix_fmt", "yuv420p"));
    return key(probe(clip), KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);
  }

  @ParameterizedTest
  @CsvSource({"1, 0x101010", "2, 0x303030", "4, 0x000000", "3, 0xf0f0f0"})
  void a_thin_line_goes_and_the_subject_still_reaches_the_edge(int thick, String colour)
      throws Exception {
    Path part = dir.resolve("out.mov");
    String lines =
        ",drawbox=x=%1$d:y=0:w=%2$d:h=720:color=%4$s:t=fill,drawbox=x=0:y=%3$d:w=1280:h=%2$d:color=%4$s:t=fill"
            .formatted(WIDTH - thick, thick, HEIGHT - thick, colour);

    KeyingReport report = keyed(lines, part);

    KeyingClips.Picture picture = frame(part, 5);
    for (int depth = 1; depth <= 8; depth++) {
      assertThat(picture.alpha(WIDTH - depth, 100)).as("right, %d in", depth).isLessThan(8);
      assertThat(picture.alpha(300, HEIGHT - depth)).as("bottom, %d in", depth).isLessThan(8);
      assertThat(picture.alpha(WIDTH - depth, 360)).as("subject, %d in", depth).isGreaterThan(247);
      assertThat(picture.distance(WIDTH - depth, 360, SUBJECT))
          .as("its colour, %d in", depth)
          .isLessThan(12);
    }
    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("A line along the picture's edge is no part of it and was painted over (")
        .containsPattern("\\(\\d pixels at the right, \\d pixels at the bottom\\)");
  }

  @Test
  void a_picture_without_lines_is_left_as_it_is() throws Exception {
    assertThat(keyed("", dir.resolve("out.mov")).warnings()).isEmpty();
  }

  /** A shelf that the subject stands on, lower than a cell of the analysis, is part of it. */
  @Test
  void a_low_thing_that_does_not_span_the_side_stays() throws Exception {
    Path part = dir.resolve("out.mov");

    KeyingReport report = keyed(",drawbox=x=200:y=716:w=500:h=4:color=0xd08040:t=fill", part);

    assertThat(report.warnings()).isEmpty();
    assertThat(frame(part, 5).alpha(450, 719)).isGreaterThan(200);
  }
}
