package mediaworker.media.stitching;

import java.nio.file.Path;
import mediaworker.media.timeline.Cut;

/**
 * A clip to be joined.
 *
 * @param cut the file and its part; a still image lasts from the in to the out point
 * @param repeat how many times it is played, 1 or more
 * @param pingPong whether each time is forwards and then backwards, without its sound
 * @param volume 1 is as loud as the file; 0…4
 * @param title of its chapter
 */
public record ClipRequest(Cut cut, int repeat, boolean pingPong, double volume, String title) {

  /** The whole of a file, once. */
  public static ClipRequest whole(Path file) {
    return of(Cut.whole(file));
  }

  /** A part of a file, once. */
  public static ClipRequest of(Cut cut) {
    return new ClipRequest(cut, 1, false, 1, String.valueOf(cut.file().getFileName()));
  }
}
