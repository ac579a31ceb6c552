package mediaworker.media;

import java.util.List;

/** How VP9 is written here; the measurements are in {@code docs/encoding.md}. Pure. */
public final class Vp9 {

  private Vp9() {}

  /**
   * Arguments for libvpx: constant quality, no pictures held back (which is faster, needs a third
   * less memory and is no worse in this mode), columns of a picture side by side.
   *
   * @param quality 0…63, less is better
   */
  public static List<String> arguments(int quality) {
    // Columns keep two cores busier than rows of blocks do (row-mt) and take less of their time.
    // Alternate reference frames are not possible with transparency.
    return List.of(
        ("-c:v libvpx-vp9 -crf "
                + quality
                + " -b:v 0 -deadline realtime -cpu-used 8 -lag-in-frames 0 -row-mt 0"
                + " -tile-columns 2 -auto-alt-ref 0")
            .split(" ", -1));
  }
}
