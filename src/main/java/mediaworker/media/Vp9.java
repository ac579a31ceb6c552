package mediaworker.media;

import java.util.ArrayList;
import java.util.List;

/** How VP9 is written here; the measurements are in {@code docs/encoding.md}. Pure. */
public final class Vp9 {

  private Vp9() {}

  /**
   * Arguments for libvpx where alpha lies beside the picture, from a matte: its flat parts are kept
   * flat (screen content), and the fastest speed is used, which libvpx has but which FFmpeg takes
   * by this name alone. Quality 18 leaves every figure of colours and alpha at or above those of
   * libvpx's slow defaults.
   */
  public static List<String> keyed() {
    List<String> arguments = new ArrayList<>(arguments(18, "-speed 9"));
    arguments.addAll(List.of("-pix_fmt", "yuva420p", "-tune-content", "screen"));
    return List.copyOf(arguments);
  }

  /**
   * Arguments for libvpx: constant quality, no pictures held back (which is faster, needs a third
   * less memory and is no worse in this mode), columns of a picture side by side.
   *
   * @param quality 0…63, less is better
   */
  public static List<String> arguments(int quality) {
    return arguments(quality, "-cpu-used 8");
  }

  private static List<String> arguments(int quality, String speed) {
    // Columns keep two cores busier than rows of blocks do (row-mt) and take less of their time.
    // Alternate reference frames are not possible with transparency.
    return List.of(
        ("-c:v libvpx-vp9 -crf "
                + quality
                + " -b:v 0 -deadline realtime "
                + speed
                + " -lag-in-frames 0 -row-mt 0"
                + " -tile-columns 2 -auto-alt-ref 0")
            .split(" ", -1));
  }
}
