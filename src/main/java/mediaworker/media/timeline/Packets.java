package mediaworker.media.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The packets of a file, in the order in which they lie there: what a copy of them must have again.
 * A packet is told by its size and FFmpeg's checksum of it. Immutable.
 */
public final class Packets {

  /** Marks of packets, which may have to be read from the file first. */
  interface Marks {
    /** Of the pictures that are shown, in decoding order. */
    long[] pictures() throws IOException;

    /** Of the sound. */
    long[] sounds() throws IOException;
  }

  private final List<Integer> cleanKeys;
  private final Marks marks;
  private final double[] soundStarts;
  private final double soundEnd;
  private final String soundHeader;

  Packets(
      List<Integer> cleanKeys,
      Marks marks,
      double[] soundStarts,
      double soundEnd,
      String soundHeader) {
    this.cleanKeys = List.copyOf(cleanKeys);
    this.marks = marks;
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

  /** No packets. */
  static Packets none() {
    return new Packets(List.of(), marks(new long[0], new long[0]), new double[0], 0, "");
  }

  /** Marks that are known. */
  static Marks marks(long[] pictures, long[] sounds) {
    return new Marks() {
      @Override
      public long[] pictures() {
        return pictures.clone();
      }

      @Override
      public long[] sounds() {
        return sounds.clone();
      }
    };
  }

  /** A packet's size and checksum in one number. */
  static long mark(long size, long checksum) {
    return size << 32 ^ checksum;
  }

  /** Marks of the pictures' packets that are shown, in decoding order. */
  public long[] pictures() throws IOException {
    return marks.pictures();
  }

  /** Marks of the sound's packets. */
  public long[] sounds() throws IOException {
    return marks.sounds();
  }

  /** How many packets of sound there are. */
  public int soundCount() {
    return soundStarts.length;
  }

  /**
   * Key pictures at which a file can be cut without decoding: all before them in the file are shown
   * before them, all after them after. Each has the same number in the file and on the screen.
   *
   * @param starts when the pictures are shown, as they lie in the file
   * @param keys numbers of the key pictures, rising
   */
  static List<Integer> cleanKeys(double[] starts, List<Integer> keys) {
    double[] leastAfter = new double[starts.length + 1];
    leastAfter[starts.length] = Double.POSITIVE_INFINITY;
    for (int i = starts.length - 1; i >= 0; i--) {
      leastAfter[i] = Math.min(leastAfter[i + 1], starts[i]);
    }
    List<Integer> clean = new ArrayList<>();
    double most = Double.NEGATIVE_INFINITY;
    int next = 0;
    for (int key : keys) {
      for (; next < key; next++) {
        most = Math.max(most, starts[next]);
      }
      if (most < starts[key] && leastAfter[key + 1] > starts[key]) {
        clean.add(key);
      }
    }
    return clean;
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
