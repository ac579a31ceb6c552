package mediaworker.media.stitching;

import mediaworker.media.MediaException;
import mediaworker.media.Rational;
import mediaworker.media.timeline.Clip;
import mediaworker.media.timeline.PieceFormat;
import mediaworker.media.timeline.Reversal;

/**
 * A clip as it is played in the result.
 *
 * @param clip what is played
 * @param repeat how many times
 * @param pingPong whether each time is forwards and backwards
 * @param volume of its sound, 1 as the file has it
 * @param title of its chapter
 * @param kept the pictures by which it is played again
 */
record Take(Clip clip, int repeat, boolean pingPong, double volume, String title, Kept kept) {

  /**
   * Evenly spaced pictures that a clip is played again by.
   *
   * @param count how many
   * @param step seconds from one to the next
   * @param own whether they are the clip's own, one by one
   */
  record Kept(int count, double step, boolean own) {}

  /** A clip as it is asked for. */
  static Take of(Clip clip, ClipRequest wished) {
    return new Take(
        clip, wished.repeat(), wished.pingPong(), wished.volume(), wished.title(), own(clip));
  }

  /** A clip once, as it is. */
  static Take plain(Clip clip) {
    return new Take(clip, 1, false, 1, clip.name(), own(clip));
  }

  private static Kept own(Clip clip) {
    return new Kept(clip.frames(), clip.seconds() / clip.frames(), true);
  }

  /**
   * The same, played again by pictures of a steady rate where the clip's own are uneven, so that
   * none of them is shown at another time than its sound.
   */
  Take evenly(Rational rate) {
    if (!loops() || clip.times().steady()) {
      return this;
    }
    int count = (int) Math.max(1, Math.round(clip.seconds() * rate.value()));
    return new Take(
        clip, repeat, pingPong, volume, title, new Kept(count, 1 / rate.value(), false));
  }

  /** Whether its pictures have to be kept to be played again. */
  boolean loops() {
    return !clip.isStill() && (turns() || repeat > 1);
  }

  /** Whether it is played backwards too. */
  boolean turns() {
    return !clip.isStill() && pingPong && kept.count() > 2;
  }

  /**
   * What is kept of its pictures: more than eight bits of those clips that are made for it, ProRes
   * and deep RGB.
   */
  PieceFormat keptFormat() {
    return PieceFormat.of(clip, clip.isRgb() || clip.picture().codec().equals("prores"));
  }

  /**
   * Bytes that its pictures take in the work folder when they are encoded to be played again: there
   * and back, and once more where they are made even before; generous.
   *
   * @throws MediaException when it is too long for that
   */
  long keptBytes() throws MediaException {
    if (!loops()) {
      return 0;
    }
    Reversal.requireShort(clip, kept.count(), keptFormat());
    long pictures =
        (turns() ? Reversal.pingPongFrames(kept.count()) : kept.count())
            + (kept.own() ? 0L : kept.count());
    return Reversal.estimate(clip, pictures, keptFormat());
  }

  /** Bytes that its sound takes there when it is encoded to be heard again. */
  long lapBytes() {
    return repeat > 1 && sounds() ? (long) (passSeconds() * SoundLaps.BYTES_PER_SECOND) : 0;
  }

  /** Length of one time, in seconds. */
  double passSeconds() {
    if (!loops()) {
      return clip.seconds();
    }
    return (turns() ? Reversal.pingPongFrames(kept.count()) : kept.count()) * kept.step();
  }

  /** Length of all times, in seconds. */
  double seconds() {
    return passSeconds() * repeat;
  }

  /** Whether any of its sound is heard. */
  boolean sounds() {
    return clip.info().sound().isPresent() && !turns() && volume > 0;
  }
}
