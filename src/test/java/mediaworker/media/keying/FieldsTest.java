package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of two fields are made whole before anything else is done with them. */
class FieldsTest {

  private static final int GREEN = 0x00b140;
  private static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

  /** The square is where it was every third picture, which is what is shown. */
  @Test
  void the_stop_motion_look_of_a_clip_of_fields_is_not_combed() throws Exception {
    String there = "(X-12*mod(Y\\,2)-24*mod(N\\,3)\\,Y)";
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "geq=r='r"
                + there
                + "':g='g"
                + there
                + "':b='b"
                + there
                + "',format=yuv444p,setfield=tff",
            LOSSLESS);
    Path part = dir.resolve("out.mov");
    key(source, KeyingClips.posterized(4, false), OutputFormat.MOV, dir, part);

    assertThat(combs(frame(part, 4), 106, 80, 120)).isLessThan(30);
  }

  @Test
  void transparency_of_its_own_is_made_whole_with_the_colours() throws Exception {
    MediaInfo source =
        clip(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "format=gbrap,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)'"
                + ":a='if(lt(X\\,120+12*mod(Y\\,2)+24*mod(N\\,2))\\,0\\,255)'"
                + ",format=yuva444p,setfield=tff",
            LOSSLESS);
    Path part = dir.resolve("out.mov");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.MOV, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.alpha(110, 100)).isLessThan(8);
    assertThat(picture.alpha(160, 100)).isGreaterThan(247);
    assertThat(combs(picture, 126, 80, 120)).isLessThan(30);
  }

  /** How far alpha differs from one row to the next in a column, on average. */
  private static double combs(KeyingClips.Picture picture, int x, int top, int bottom) {
    double sum = 0;
    for (int y = top; y < bottom; y++) {
      sum += Math.abs(picture.alpha(x, y) - picture.alpha(x, y + 1));
    }
    return sum / (bottom - top);
  }
}
