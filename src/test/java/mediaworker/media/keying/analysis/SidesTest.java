package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.zones.Zones;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grey thing in green light that is just solid, and in one picture, by a level or two, not. */
class SidesTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00a040;
  private static final byte[] SOLID = thing(0.72);
  private static final byte[] NOT_QUITE = thing(0.68);
  private static final int MIDDLE = GridPicture.at(24, 16);

  @TempDir Path dir;
  private MeasuredScreen screen;

  @BeforeEach
  void measure() {
    List<byte[]> frames = List.of(new GridPicture(MATRIX, GREEN).pixels(), SOLID);
    MeasuredKey key = GridPicture.key(MATRIX, GREEN);
    KeyingSettings settings = KeyingSettings.DEFAULTS;
    Zones zones = Zones.of(GridPicture.GRID, frames, key, settings.matte().tolerance());
    screen = MeasuredScreen.of(GridPicture.GRID, key, frames, frames, settings, zones);
  }

  @Test
  void a_picture_by_itself_would_be_keyed_otherwise_than_those_around() {
    FrameSides alone = sides();

    assertThat(alone.of(SOLID).matte()[MIDDLE]).isEqualTo((byte) 255);
    assertThat(alone.of(NOT_QUITE).matte()[MIDDLE] & 0xff).isLessThan(200);
  }

  @Test
  void among_the_others_it_is_keyed_as_they_are() throws Exception {
    List<byte[]> frames = new ArrayList<>(Collections.nCopies(12, SOLID));
    frames.set(6, NOT_QUITE);

    List<byte[]> subjects = subjects(frames, 0, 12);

    assertThat(subjects).hasSize(12);
    assertThat(subjects.get(6)[MIDDLE]).isEqualTo(subjects.get(5)[MIDDLE]);
    assertThat(subjects(frames, 6, 1)).containsExactly(subjects.get(6));
  }

  private List<byte[]> subjects(List<byte[]> frames, int first, int count) throws Exception {
    Sides.Looking looking =
        new Sides.Looking() {
          @Override
          public int screen(int frame) {
            return 0;
          }

          @Override
          public FrameSides sides(int screen) {
            return SidesTest.this.sides();
          }
        };
    List<byte[]> subjects = new ArrayList<>();
    new Sides(GridPicture.GRID, 2, looking, false, dir)
        .subjects(frames, first, count, subjects::add);
    return subjects;
  }

  private FrameSides sides() {
    return screen.sides(KeyingSettings.DEFAULTS, ChromaSampling.QUARTER);
  }

  private static byte[] thing(double share) {
    return new GridPicture(MATRIX, GREEN).box(16, 8, 32, 24, 0x909090, share).pixels();
  }
}
