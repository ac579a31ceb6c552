package mediaworker.media.keying.analysis;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.clip.ScreenSamples;
import mediaworker.media.keying.color.MeasuredKey;

/**
 * What a shot of an edited clip shows, looked at by itself.
 *
 * @param frames its pictures that are at hand
 * @param telling some of them, which tell its screen from others; measured is it from more
 * @param key the colour of what may be its screen
 * @param outdoors whether that is a lawn, leaves, water or the sky
 */
record ShotLook(
    List<byte[]> frames, List<byte[]> telling, Optional<MeasuredKey> key, boolean outdoors) {

  private static final int TELLING = 8;

  /**
   * Looks at all shots of a clip, on all cores: nothing else can begin before.
   *
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  static List<ShotLook> all(
      ShotScreens.Measuring measuring, ClipFrames.Seen seen, Cancellation cancellation) {
    int[] firsts = seen.shots();
    return IntStream.range(0, firsts.length)
        .parallel()
        .mapToObj(
            shot -> {
              cancellation.throwIfCancelled();
              int end = shot + 1 < firsts.length ? firsts[shot + 1] : seen.pictures();
              return of(measuring, seen.between(firsts[shot], end));
            })
        .toList();
  }

  private static ShotLook of(ShotScreens.Measuring measuring, List<byte[]> frames) {
    List<byte[]> telling = ScreenSamples.spread(frames, TELLING);
    Optional<MeasuredKey> key = measuring.key(telling);
    boolean outdoors = key.isPresent() && measuring.isOutdoors(key.get(), frames);
    return new ShotLook(frames, telling, key, outdoors);
  }
}
