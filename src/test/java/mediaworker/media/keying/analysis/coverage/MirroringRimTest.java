package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows more and more of the screen towards its edge. */
class MirroringRimTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00a040;

  @Test
  void a_chrome_rim_is_solid_to_where_it_ends_in_a_step() {
    GridPicture picture = new GridPicture(MATRIX, GREEN);
    for (int ring = 0; ring < 13; ring++) {
      square(picture, 13 - ring, 0x303438, Math.min(1, 0.46 + 0.06 * ring));
    }

    assertThat(found(picture).share(GridPicture.at(24 + 11, 16))).isGreaterThan(0.95);
    assertThat(found(picture).share(GridPicture.at(24 + 14, 16))).isLessThan(0.05);
  }

  /**
   * A shirt of about the screen's colour, which shows more of it from its solid shoulders down and
   * most where it turns away; its outline runs at a slant, over several cells.
   */
  @Test
  void a_surface_of_the_screens_colour_is_solid_to_its_pale_rim() {
    AnalysisGrid grid = new AnalysisGrid(80, 40);
    double[] coverage = new double[grid.cells()];
    boolean[] solid = new boolean[grid.cells()];
    for (int row = 2; row < 38; row++) {
      double left = 30 - 0.6 * row; // where the shirt begins
      for (int column = 0; column < 60; column++) {
        int cell = row * grid.width() + column;
        double inside = Math.min(column - left, 60 - column);
        double full = 0.62 - 0.005 * row - 0.05 * Math.max(0, 4 - inside);
        coverage[cell] = full * Math.max(0, Math.min(1, (inside + 1.5) / 3));
        solid[cell] = row < 8 && inside > 2;
      }
    }
    boolean[] found = solid.clone();

    new MirroringRim(grid).add(coverage, new boolean[grid.cells()], found, solid.clone());

    assertThat(found[20 * grid.width() + 40]).as("its middle").isTrue();
    assertThat(found[30 * grid.width() + 15]).as("its rim").isTrue();
    assertThat(found[20 * grid.width() + 12]).as("the screen").isFalse();
  }

  /** It falls as slowly at first, and then goes on to nothing. */
  @Test
  void an_edge_out_of_focus_is_no_rim() {
    GridPicture picture = new GridPicture(MATRIX, GREEN);
    for (int ring = 0; ring < 14; ring++) {
      square(picture, 15 - ring, 0x303438, Math.min(1, 0.07 + 0.07 * ring));
    }

    assertThat(found(picture).share(GridPicture.at(24 + 8, 16))).isBetween(0.4, 0.75);
  }

  /**
   * A patch borders on what was looked at before and refused: that is neither solid nor empty, and
   * so no part of a step, whichever of the two the picture's rows come to first.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void a_patch_beside_an_edge_out_of_focus_is_no_rim_either_way_up(boolean upsideDown) {
    AnalysisGrid grid = new AnalysisGrid(60, 40);
    double[] coverage = new double[grid.cells()];
    boolean[] solid = new boolean[grid.cells()];
    for (int row = 4; row < 36; row++) {
      int line = upsideDown ? grid.height() - 1 - row : row;
      boolean lower = row >= 20;
      for (int column = 0; column < grid.width(); column++) {
        int cell = line * grid.width() + column;
        int away = column - 6;
        solid[cell] = away < 0;
        if (solid[cell]) {
          coverage[cell] = lower ? 0.7 : 1;
        } else if (lower && away < 8) {
          coverage[cell] = 0.68 - 0.03 * away; // the patch, down to 0.47
        } else if (row < 28) {
          // The edge goes on to nothing, also behind the upper half of the patch.
          coverage[cell] = Math.max(0, (lower ? 0.95 : 0.96) - 0.04 * away);
        }
      }
    }
    boolean[] found = solid.clone();

    new MirroringRim(grid).add(coverage, new boolean[grid.cells()], found, solid.clone());

    assertThat(IntStream.range(0, grid.cells()).filter(cell -> found[cell] != solid[cell]).count())
        .as("cells that became solid")
        .isZero();
  }

  /** Lays a share of a colour over a square around the middle, and over nothing behind it. */
  private static void square(GridPicture picture, int half, int rgb, double share) {
    picture.box(24 - half, 16 - half, 24 + half, 16 + half, GREEN, 1);
    picture.box(24 - half, 16 - half, 24 + half, 16 + half, rgb, share);
  }

  private static ReferenceCoverage found(GridPicture picture) {
    MeasuredKey key = GridPicture.key(MATRIX, GREEN);
    ReferenceCoverage subject = new ReferenceCoverage(GridPicture.GRID, key);
    subject.of(picture.pixels(), new GridPicture(MATRIX, GREEN).pixels());
    return subject;
  }
}
