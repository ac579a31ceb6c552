package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.encoded;
import static mediaworker.media.keying.KeyingClips.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is kept of animated WebP files and what is not: their encoder stores what changes from
 * picture to picture, and a plain WebP picture where nothing does.
 */
class WebpResultTest {

  private static final String SCREEN = "color=c=0x00b140:s=320x240:r=12,format=gbrp,";

  /** They reach two opposite corners, so that nothing around them can be left out. */
  private static final String IN_CORNERS =
      "drawbox=w=60:h=60:c=0xd08040:t=fill,drawbox=x=260:y=180:w=60:h=60:c=0x4040f0:t=fill";

  private static final String IN_THE_MIDDLE = "drawbox=x=100:y=60:w=80:h=80:c=0xd08040:t=fill";

  private static final Region ALL = Region.box(0, 0, 1, 1);

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(ints = {1, 12})
  void a_clip_that_stands_still_is_kept_though_it_becomes_a_plain_picture(int pictures)
      throws Exception {
    MediaInfo source = still(IN_CORNERS, pictures);
    Path part = dir.resolve("out.webp");

    new RegionClips.Asked().key(source, OutputFormat.WEBP, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.alpha(30, 30)).isGreaterThan(247);
    assertThat(picture.alpha(290, 210)).isGreaterThan(247);
    assertThat(picture.alpha(160, 120)).isLessThan(8);
  }

  @Test
  void a_clip_that_is_cleared_all_over_is_refused() throws Exception {
    RegionClips.Asked asked = new RegionClips.Asked().garbage(ALL);

    assertRefused(asked, moving());
    assertRefused(asked, still(IN_THE_MIDDLE, 12));
  }

  /** Of the moving one all pictures but the first are transparent where they are as before. */
  @Test
  void a_clip_that_is_held_all_over_is_refused() throws Exception {
    RegionClips.Asked asked = new RegionClips.Asked().hold(ALL);

    assertRefused(asked, moving());
    assertRefused(asked, still(IN_THE_MIDDLE, 12));
  }

  /** The subject comes late: the first pictures have nothing in them. */
  @Test
  void a_subject_that_is_seen_at_the_end_alone_is_enough() throws Exception {
    MediaInfo source = drawn("late.mkv", IN_THE_MIDDLE + ":enable='gte(n,10)'", 12);
    Path part = dir.resolve("out.webp");

    new RegionClips.Asked().key(source, OutputFormat.WEBP, dir, part);

    assertThat(WebpHeader.read(part).frames()).hasSizeGreaterThan(1);
  }

  private void assertRefused(RegionClips.Asked asked, MediaInfo source) {
    assertThatThrownBy(() -> asked.key(source, OutputFormat.WEBP, dir, dir.resolve("out.webp")))
        .isInstanceOf(MediaException.class)
        .hasMessageStartingWith("The keyed result is not partly transparent");
  }

  private MediaInfo still(String subject, int pictures) throws Exception {
    return drawn("still.mkv", subject, pictures);
  }

  private MediaInfo moving() throws Exception {
    String moved = ",scroll=horizontal=0.02";
    return drawn("moving.mkv", IN_THE_MIDDLE + moved, 12);
  }

  private MediaInfo drawn(String name, String filters, int pictures) throws Exception {
    return encoded(
        dir.resolve(name),
        List.of(
            "-f",
            "lavfi",
            "-i",
            SCREEN + filters + ",format=yuv420p",
            "-frames:v",
            String.valueOf(pictures),
            "-c:v",
            "ffv1"));
  }
}
