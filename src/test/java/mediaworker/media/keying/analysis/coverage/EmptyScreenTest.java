package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import org.junit.jupiter.api.Test;

/** What is cleared since nothing but noise is there, and what is not. */
class EmptyScreenTest {

  private static final AnalysisGrid GRID = new AnalysisGrid(40, 30);

  /** The highest level but that of what is cleared whatever it shows. */
  private static final int EMPTY = ReferenceCoverage.GARBAGE - 1;

  private static final byte PLAIN = (byte) ReferenceCoverage.UNIT;

  @Test
  void the_points_of_a_noisy_empty_screen_are_cleared() {
    byte[] references = quieted(noise(0.02));
    int cleared = 0;
    for (byte reference : references) {
      cleared += (reference & 0xff) == EMPTY ? 1 : 0;
    }
    assertThat(cleared).isGreaterThan(references.length * 9 / 10);
  }

  @Test
  void a_wire_and_what_is_beside_it_stay_as_they_are() {
    double[] coverage = noise(0.005);
    for (int row = 0; row < GRID.height(); row++) {
      coverage[row * GRID.width() + 20] += 0.07; // a line of a twelfth of a cell
    }
    byte[] references = quieted(coverage);
    for (int row = 0; row < GRID.height(); row++) {
      for (int column = 19; column <= 21; column++) {
        assertThat(references[row * GRID.width() + column])
            .as("row %d, column %d", row, column)
            .isEqualTo(PLAIN);
      }
    }
  }

  @Test
  void a_thin_veil_on_a_screen_without_noise_is_none() {
    double[] coverage = new double[GRID.cells()];
    Arrays.fill(coverage, GRID.cells() / 2, GRID.cells(), 0.03);
    byte[] references = quieted(coverage);
    assertThat(references[GRID.cells() - 1]).isEqualTo(PLAIN);
    assertThat(references[0] & 0xff).isEqualTo(EMPTY);
  }

  @Test
  void a_picture_without_a_screen_is_left_alone() {
    double[] coverage = new double[GRID.cells()];
    Arrays.fill(coverage, 0.9);
    assertThat(quieted(coverage)).containsOnly(PLAIN);
  }

  @Test
  void what_is_cleared_already_stays_so() {
    byte[] references = new byte[GRID.cells()];
    Arrays.fill(references, (byte) ReferenceCoverage.GARBAGE);
    new EmptyScreen(GRID).quiet(noise(0.05), references);
    assertThat(references).containsOnly((byte) ReferenceCoverage.GARBAGE);
  }

  private static byte[] quieted(double[] coverage) {
    byte[] references = new byte[coverage.length];
    Arrays.fill(references, PLAIN);
    new EmptyScreen(GRID).quiet(coverage, references);
    return references;
  }

  private static double[] noise(double deviation) {
    Random random = new Random(7);
    double[] coverage = new double[GRID.cells()];
    for (int cell = 0; cell < coverage.length; cell++) {
      coverage[cell] = deviation * random.nextGaussian();
    }
    return coverage;
  }
}
