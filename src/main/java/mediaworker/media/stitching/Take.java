package mediaworker.media.stitching;

import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.Reversal;

/**
 * A clip as it is played in the result.
 *
 * @param clip what is played
 * @param repeat how many times
 * @param pingPong whether each time is forwards and backwards
 * @param volume of its sound, 1 as the file has it
 * @param title of its chapter
 */
record Take(Clip clip, int repeat, boolean pingPong, double volume, String title) {

  /** A clip once, as it is. */
  static Take plain(Clip clip) {
    return new Take(clip, 1, false, 1, clip.name());
  }

  /** Whether its pictures have to be kept to be played again. */
  boolean loops() {
    return !clip.isStill() && (turns() || repeat > 1);
  }

  /** Whether it is played backwards too. */
  boolean turns() {
    return !clip.isStill() && pingPong && clip.frames() > 2;
  }

  /** Length of one time, in seconds. */
  double passSeconds() {
    return turns()
        ? Reversal.pingPongFrames(clip.frames()) * clip.seconds() / clip.frames()
        : clip.seconds();
  }

  /** Length of all times, in seconds. */
  double seconds() {
    return passSeconds() * repeat;
  }

  /** Seconds from one picture to the next when its pictures are played again, evenly. */
  double step() {
    return clip.seconds() / clip.frames();
  }

  /** Whether any of its sound is heard. */
  boolean sounds() {
    return clip.info().sound().isPresent() && !turns() && volume > 0;
  }
}
