package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which cells around a block are asked, and in which order. */
class StrongestNearbyTest {

  private static final int ACROSS = 11;
  private static final int DOWN = 7;
  private static final int FARTHEST = 2;

  @Test
  void those_near_enough_come_strongest_first_and_equal_ones_row_by_row() {
    Random random = new Random(3);
    int[] slots = new int[2 * ACROSS * DOWN];
    double[] strength = new double[500];
    Arrays.setAll(strength, cell -> random.nextInt(6));
    for (int block = 0; block < ACROSS * DOWN; block++) {
      boolean none = random.nextInt(3) == 0;
      boolean one = random.nextInt(3) == 0;
      slots[2 * block] = none ? -1 : random.nextInt(500);
      slots[2 * block + 1] = none ? -1 : one ? slots[2 * block] : random.nextInt(500);
    }
    StrongestNearby nearby = new StrongestNearby(ACROSS, DOWN, FARTHEST);
    for (int row = 0; row < DOWN; row++) {
      nearby.goToRow(row, slots, strength);
      for (int column = 0; column < ACROSS; column++) {
        nearby.goToColumn(column);
        List<Integer> listed = new ArrayList<>();
        for (int cell = nearby.at(0); cell >= 0; cell = nearby.at(listed.size())) {
          listed.add(cell);
        }

        assertThat(listed)
            .as("block %d of row %d", column, row)
            .isEqualTo(expected(row, column, slots, strength));
        assertThat(nearby.at(0)).isEqualTo(listed.isEmpty() ? -1 : listed.get(0));
      }
    }
  }

  private static List<Integer> expected(int row, int column, int[] slots, double[] strength) {
    List<Integer> cells = new ArrayList<>();
    for (int r = 0; r < DOWN; r++) {
      for (int c = 0; c < ACROSS; c++) {
        int slot = 2 * (r * ACROSS + c);
        if (Math.abs(r - row) <= FARTHEST && Math.abs(c - column) <= FARTHEST && slots[slot] >= 0) {
          cells.add(slots[slot]);
          if (slots[slot + 1] != slots[slot]) {
            cells.add(slots[slot + 1]);
          }
        }
      }
    }
    // A sort that keeps the order of equal ones.
    cells.sort(Comparator.comparingDouble((Integer cell) -> strength[cell]).reversed());
    return cells;
  }
}
