package mediaworker.media.keying.analysis.spill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** What is believed of a later picture of a clip with a mint and a white card in no light. */
class UnlitColorsTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int SCREEN = 0x00b140;
  private static final int MINT = 0xb0e0be;
  private static final int WHITE = 0xf4f4f4;
  private static final AnalysisGrid GRID = GridPicture.GRID;

  @Test
  void a_card_is_believed_to_its_edge() {
    double[] trust = trust(new GridPicture(MATRIX, WHITE).box(8, 4, 20, 28, MINT, 1).pixels());

    assertThat(trust[GridPicture.at(8, 16)]).isGreaterThan(0.9);
    assertThat(trust[GridPicture.at(14, 16)]).isGreaterThan(0.9);
  }

  /** In between all other mixtures of white and the screen, which no card has. */
  @Test
  void a_fold_of_a_dense_veil_that_has_the_cards_colour_is_not() {
    GridPicture veil = new GridPicture(MATRIX, WHITE);
    for (int column = 8; column < 40; column++) {
      veil.box(column, 4, column + 1, 28, SCREEN, column % 2 == 0 ? 0.15 : 0.5);
    }
    veil.box(20, 4, 21, 28, MINT, 1);

    assertThat(trust(veil.pixels())[GridPicture.at(20, 16)]).isLessThan(0.1);
  }

  private static double[] trust(byte[] frame) {
    byte[] clip =
        new GridPicture(MATRIX, SCREEN)
            .box(2, 4, 14, 28, MINT, 1)
            .box(30, 4, 46, 28, WHITE, 1)
            .pixels();
    byte[] plate = new GridPicture(MATRIX, SCREEN).pixels();
    OwnColors owns =
        OwnColors.of(GRID, GridPicture.key(MATRIX, SCREEN), List.of(clip), any -> plate);
    boolean[] known = new boolean[GRID.cells()];
    Arrays.fill(known, true);
    double[] trust = new double[GRID.cells()];
    new UnlitColors(GRID, owns).raise(trust, frame, known);
    return trust;
  }
}
