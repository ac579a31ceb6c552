package mediaworker.media.keying.analysis.clip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mediaworker.media.Rational;

/**
 * When the pictures of a clip are shown, as FFmpeg's filters see them. Immutable.
 *
 * @param all when each begins, in units of the time base, in order
 * @param keys those of the pictures that need no others, and of the first
 * @param last for how long the last one is shown, in units of the time base; 0 where that is not
 *     known
 * @param timeBase seconds of one unit of time
 */
public record ClipTimes(List<Long> all, Set<Long> keys, long last, Rational timeBase) {

  /** Of no pictures. */
  static final ClipTimes NONE = new ClipTimes(List.of(), Set.of(), 0, Rational.UNKNOWN);

  /** Copies both collections. */
  public ClipTimes {
    all = List.copyOf(all);
    keys = Set.copyOf(keys);
  }

  /**
   * Reads FFmpeg's {@code framecrc} list: {@code stream, dts, pts, duration, size, checksum}.
   *
   * @param listing stream 0 are all pictures, the other one those that need no others
   */
  static ClipTimes read(List<String> listing) {
    List<Long> all = new ArrayList<>();
    Set<Long> keys = new HashSet<>();
    long last = 0;
    Rational timeBase = Rational.UNKNOWN;
    for (String line : listing) {
      if (line.startsWith("#tb 0: ")) {
        timeBase = Rational.parse(line.substring("#tb 0: ".length()).strip());
      } else if (!line.startsWith("#")) {
        String[] fields = line.split(",", -1);
        long time = Long.parseLong(fields[2].strip());
        if (fields[0].strip().equals("0")) {
          all.add(time);
          last = Long.parseLong(fields[3].strip());
        } else {
          keys.add(time);
        }
      }
    }
    return new ClipTimes(all, keys, last, timeBase);
  }

  /** How many frames before each one have to be decoded where the clip is entered for it. */
  public int[] preroll() {
    int[] preroll = new int[all.size()];
    for (int i = 1; i < preroll.length; i++) {
      preroll[i] = keys.contains(all.get(i)) ? 0 : preroll[i - 1] + 1;
    }
    return preroll;
  }

  /** When a picture begins, in seconds. */
  public double seconds(int picture) {
    return all.get(picture) * timeBase.value();
  }

  /**
   * When the last picture ends, in seconds. Where a file does not tell it FFmpeg takes what it
   * thinks is the rate, which of a recording may be a thousand a second: what is less than half as
   * long as most pictures is taken to be as long.
   */
  public double end() {
    int count = all.size();
    long[] steps = new long[count - 1];
    for (int i = 1; i < count; i++) {
      steps[i - 1] = all.get(i) - all.get(i - 1);
    }
    Arrays.sort(steps);
    long usual = count > 1 ? steps[(steps.length - 1) / 2] : 0;
    long shown = 2 * last < usual ? usual : last;
    return (all.get(count - 1) + shown) * timeBase.value();
  }
}
