package mediaworker.media.timeline;

import java.util.Arrays;
import java.util.List;

/**
 * The packets of a file, in the order in which they lie there: what a copy of them must have again.
 * A packet is told by its size and FFmpeg's checksum of it. Immutable.
 */
public final class Packets {

  private final List<Integer> cleanKeys;
  private final long[] pictures;
  private final long[] sounds;
  private final double[] soundStarts;
  private final double soundEnd;
  private final String soundHeader;

  Packets(
      List<Integer> cleanKeys,
      long[] pictures,
      long[] sounds,
      double[] soundStarts,
      double soundEnd,
      String soundHeader) {
    this.cleanKeys = List.copyOf(cleanKeys);
    this.pictures = pictures;
    this.sounds = sounds;
    this.soundStarts = soundStarts;
    this.soundEnd = soundEnd;
    this.soundHeader = soundHeader;
  }

  /**
   * Numbers of the key pictures before which the file can be cut without decoding it; none where
   * the file holds pictures that are not shown.
   */
  public List<Integer> cleanKeys() {
    return cleanKeys;
  }

  /** Marks of the pictures' packets that are shown, in decoding order. */
  public long[] pictures() {
    return pictures.clone();
  }

  /** Marks of the sound's packets from one number to another, left out. */
  public long[] sounds(int from, int to) {
    return Arrays.copyOfRange(sounds, from, to);
  }

  /** How many packets of sound there are. */
  public int soundCount() {
    return sounds.length;
  }

  /** When a packet of sound begins, in seconds of the file; below 0 where the encoder runs in. */
  public double soundStart(int index) {
    return soundStarts[index];
  }

  /** When the last packet of sound ends, in seconds of the file. */
  public double soundEnd() {
    return soundEnd;
  }

  /** What tells one set-up of the sound's decoder from another; empty where it needs none. */
  public String soundHeader() {
    return soundHeader;
  }

  /**
   * Length of a packet of sound, where all but the last are equally long and follow each other
   * without a gap.
   *
   * @return seconds; 0 where they do not, or where there are too few to tell
   */
  public double soundStep() {
    int count = soundStarts.length;
    if (count < 3) {
      return 0;
    }
    double step = (soundStarts[count - 1] - soundStarts[0]) / (count - 1);
    for (int i = 1; i < count; i++) {
      if (Math.abs(soundStarts[i] - soundStarts[i - 1] - step) > step * 0.01) {
        return 0;
      }
    }
    return step;
  }
}
