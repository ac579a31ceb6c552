package mediaworker.media;

import java.util.List;
import java.util.Locale;

/**
 * How long the last picture of a video is shown. Between two pictures the time to the next one
 * tells it; of the last one nothing does but its packet, and several of FFmpeg's filters let go of
 * that or count it in other units. Pure.
 */
public final class LastPicture {

  private LastPicture() {}

  /**
   * Output arguments by which a video ends when it should. Where pictures are encoded out of order,
   * the one that is encoded last gets what is missing to the end, by which containers tell it.
   *
   * @param pictures how many there will be; with fewer or more the end stays as FFmpeg has it
   * @param end when the last one ends, in seconds by the clock of the pictures that come to the
   *     encoder
   */
  public static List<String> until(long pictures, double end) {
    return List.of(
        "-bsf:v",
        String.format(
            Locale.ROOT,
            "setts=duration='if(eq(N,%d),max(1,round(%.9f/TB)-PTS),DURATION)'",
            pictures - 1,
            end));
  }
}
