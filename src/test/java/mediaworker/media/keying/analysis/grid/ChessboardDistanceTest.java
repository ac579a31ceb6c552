package mediaworker.media.keying.analysis.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How far the nearest of some cells is. */
class ChessboardDistanceTest {

  private static final AnalysisGrid GRID = new AnalysisGrid(23, 17);

  @Test
  void it_is_the_radius_of_the_smallest_square_that_has_one_of_them_in_it() {
    Random random = new Random(5);
    for (int share : new int[] {2, 20, 300}) {
      boolean[] members = new boolean[GRID.cells()];
      for (int cell = 0; cell < members.length; cell++) {
        members[cell] = random.nextInt(share) == 0;
      }
      members[random.nextInt(members.length)] = true;
      BoxSums counts = new BoxSums(GRID, members);

      int[] distance = ChessboardDistance.of(GRID, members);

      for (int cell = 0; cell < members.length; cell++) {
        int radius = distance[cell];
        assertThat(counts.around(cell, radius)).as("within %d of %d", radius, cell).isPositive();
        if (radius > 0) {
          assertThat(counts.around(cell, radius - 1)).as("nearer to %d", cell).isZero();
        }
      }
    }
  }

  @Test
  void where_there_is_none_it_is_more_than_any_other() {
    int[] distance = ChessboardDistance.of(GRID, new boolean[GRID.cells()]);

    assertThat(Arrays.stream(distance).min().orElseThrow()).isGreaterThanOrEqualTo(23 + 17);
  }

  @Test
  void radii_double_up_to_a_distance() {
    assertThat(IntStream.of(1, 2, 3, 4, 5, 16, 17).map(ChessboardDistance::doubled))
        .containsExactly(1, 2, 4, 4, 8, 16, 32);
  }
}
