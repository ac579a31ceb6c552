package mediaworker.media.keying;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.Shadow;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A screen within a room, and somebody who moves before its side. */
class KeptWallsTest {

  private static final String WALLS =
      "drawgrid=w=46:h=400:t=6:c=0x604838,drawbox=x=128:y=54:w=384:h=306:c=0x00b140:t=fill";

  /** A floor from row 264 on, below a screen that hangs down to row 284. */
  private static final String FLOOR =
      "drawbox=x=0:y=264:w=640:h=96:c=0x6a5444:t=fill,"
          + "drawbox=x=128:y=54:w=384:h=230:c=0x00b140:t=fill";

  @TempDir Path dir;

  @Test
  void walls_that_stay_beside_who_crosses_the_screens_side_are_told_of() throws Exception {
    KeyingReport report = keyed("90+12*sin(n)", List.of());

    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("What is at the left (")
        .contains("never shows the screen, and stays");
    assertThat(report.note()).endsWith("clear it with \"garbage\" or \"crop\".");
  }

  @Test
  void nothing_is_told_of_walls_that_are_cleared() throws Exception {
    assertThat(keyed("280+12*sin(n)", List.of()).warnings()).isEmpty();
    assertThat(keyed("90+12*sin(n)", List.of(Region.box(0, 0, 0.2, 1))).warnings()).isEmpty();
  }

  @Test
  void a_region_that_a_person_clears_elsewhere_does_not_hide_a_wall() throws Exception {
    assertThat(keyed("90+12*sin(n)", List.of(Region.box(0.9, 0, 1, 1))).warnings()).hasSize(1);
    assertThat(keyed("90+12*sin(n)", List.of(Region.box(0, 0, 0.2, 0.5))).warnings()).hasSize(1);
  }

  @Test
  void the_floor_below_a_screen_stays_and_is_told_of() throws Exception {
    KeyingReport report = keyed(FLOOR, "150+20*n", 90, List.of());

    assertThat(report.warnings())
        .singleElement()
        .asString()
        .startsWith("What is at the bottom (")
        .contains("if it is a wall or a floor, clear it with \"garbage\" or \"crop\".");
    assertThat(keyed(FLOOR, "150+20*n", 90, List.of(Region.box(0, 0.8, 1, 1))).warnings())
        .isEmpty();
  }

  /** A screen from (128, 54) to (512, 360) of 640×360, and a figure at a place across. */
  private KeyingReport keyed(String place, List<Region> garbage) throws Exception {
    return keyed(WALLS, place, 150, garbage);
  }

  /** The same with other boxes drawn, and a figure from a row on. */
  private KeyingReport keyed(String room, String place, int top, List<Region> garbage)
      throws Exception {
    MediaInfo clip =
        KeyingClips.encoded(
            dir.resolve("in.mkv"),
            List.of(
                "-f",
                "lavfi",
                "-i",
                "color=c=0xb8a890:s=640x360:r=12:d=1,format=rgb24," + room + ",format=gbrp",
                "-f",
                "lavfi",
                "-i",
                "color=c=0x284878:s=90x250:r=12:d=1,format=gbrp",
                "-filter_complex",
                "[0][1]overlay=x='%s':y=%d:format=gbrp,scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=bt709[v]"
                    .formatted(place, top),
                "-map",
                "[v]",
                "-c:v",
                "ffv1"));
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    KeyingSettings settings =
        new KeyingSettings(
            normal.keyColor(),
            normal.matte(),
            normal.spill(),
            normal.plate(),
            new Corrections(List.of(), garbage, 0, 0, Shadow.DROP),
            0,
            false);
    return KeyingClips.key(clip, settings, OutputFormat.MOV, dir, dir.resolve("out.mov"));
  }
}
