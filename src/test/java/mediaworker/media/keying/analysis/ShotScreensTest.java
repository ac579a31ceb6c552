package mediaworker.media.keying.analysis;

import static mediaworker.media.keying.analysis.grid.GridPicture.GRID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.keying.analysis.clip.ClipFrames;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.screen.KeyMeter;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.request.KeyColor;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.Test;

class ShotScreensTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x10b030;
  private static final int BLUE = 0x1030c0;

  /** Pictures of each shot. */
  private static final int PICTURES = 4;

  @Test
  void looking_for_screens_ends_when_it_is_cancelled() {
    Cancellation cancelled = new Cancellation();
    cancelled.cancel(Cancellation.Reason.values()[0]);

    assertThatThrownBy(() -> shots(cancelled, GREEN, BLUE))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void no_further_shot_is_looked_at_once_it_is_cancelled() {
    Cancellation cancellation = new Cancellation();
    AtomicInteger looked = new AtomicInteger();
    int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
    byte[] green = new GridPicture(MATRIX, GREEN).pixels();
    int shots = 4 * threads;
    List<byte[]> frames =
        new AbstractList<>() {
          @Override
          public byte[] get(int index) {
            return green;
          }

          @Override
          public int size() {
            return shots;
          }

          @Override
          public List<byte[]> subList(int from, int to) {
            looked.incrementAndGet();
            cancellation.cancel(Cancellation.Reason.values()[0]);
            return Collections.nCopies(to - from, green);
          }
        };
    ClipFrames.Seen seen =
        new ClipFrames.Seen(frames, 1, shots, IntStream.range(1, shots).boxed().toList());

    assertThatThrownBy(() -> shots(cancellation, seen)).isInstanceOf(CancellationException.class);
    // Each thread may have begun with one.
    assertThat(looked).hasValueLessThanOrEqualTo(threads);
  }

  @Test
  void a_picture_behind_the_last_shot_is_keyed_as_that_is() {
    ShotScreens shots = shots(new Cancellation(), GREEN, BLUE);

    assertThat(IntStream.of(0, 3, 4, 7, 8, 100).map(shots::screenAt))
        .containsExactly(0, 0, 1, 1, 1, 1);
  }

  @Test
  void a_screen_too_many_is_keyed_with_one_of_its_hue() {
    // By its place among the colours, the last one is nearer to the first blue.
    ShotScreens shots =
        shots(
            new Cancellation(),
            0x50a000,
            0x1070b0,
            0x1050b0,
            0x1030b0,
            0x1010b0,
            0x1050e0,
            0x1030e0,
            0x1010e0,
            0x10b070);

    assertThat(shots.screens()).hasSize(8);
    assertThat(shots.likest()).containsExactly(new ShotScreens.Shot(32, 36, 0));
    assertThat(shots.screenless()).isEmpty();
  }

  private static ShotScreens shots(Cancellation cancellation, int... screens) {
    List<byte[]> frames = new ArrayList<>();
    List<Integer> cuts = new ArrayList<>();
    for (int screen : screens) {
      frames.addAll(Collections.nCopies(PICTURES, new GridPicture(MATRIX, screen).pixels()));
      cuts.add(frames.size());
    }
    cuts.remove(cuts.size() - 1);
    return shots(cancellation, new ClipFrames.Seen(frames, 1, frames.size(), cuts));
  }

  private static ShotScreens shots(Cancellation cancellation, ClipFrames.Seen seen) {
    KeyMeter meter = new KeyMeter(GRID, MATRIX, KeyColor.LEAST_DIFFERENCE);
    return ShotScreens.of(
        new ShotScreens.Measuring(GRID, MATRIX, meter, KeyingSettings.DEFAULTS),
        seen,
        new ShotScreens.Pictures(seen.frames(), seen.frames()),
        cancellation);
  }
}
