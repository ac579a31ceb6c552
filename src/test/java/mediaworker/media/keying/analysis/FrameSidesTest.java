package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.zones.Zones;
import mediaworker.media.keying.color.ChromaSampling;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameSidesTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00a040;
  private static final int CELLS = GridPicture.GRID.cells();

  @ParameterizedTest
  @EnumSource(names = {"QUARTER", "HALF"})
  void luma_is_weighed_where_chroma_has_fewer_points(ChromaSampling sampling) {
    assertThat(weights(sampling)).isNotEqualTo(new byte[CELLS]);
  }

  @Test
  void and_not_where_each_pixel_has_chroma_of_its_own() {
    assertThat(weights(ChromaSampling.FULL)).isEqualTo(new byte[CELLS]);
  }

  private static byte[] weights(ChromaSampling sampling) {
    MeasuredKey key = GridPicture.key(MATRIX, GREEN);
    KeyingSettings settings = KeyingSettings.DEFAULTS;
    byte[] frame = new GridPicture(MATRIX, GREEN).box(16, 8, 32, 24, 0x303438, 1).pixels();
    List<byte[]> frames = List.of(new GridPicture(MATRIX, GREEN).pixels(), frame);
    Zones zones = Zones.of(GridPicture.GRID, frames, key, settings.matte().tolerance());
    FrameSides sides =
        MeasuredScreen.of(GridPicture.GRID, key, frames, frames, settings, zones)
            .sides(settings, sampling);
    return Arrays.copyOfRange(sides.of(frame).subject(), 2 * CELLS, 3 * CELLS);
  }
}
