package mediaworker.media.keying.analysis.clip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import org.junit.jupiter.api.Test;

/** Lines at the edges, as they show in the small pictures: cells of ten pixels here. */
class BorderLinesTest {

  private static final int GREEN = 0x00b140;
  private static final int DIM = 0x143c20;
  private static final int WIDTH = 10 * GridPicture.GRID.width();
  private static final int HEIGHT = 10 * GridPicture.GRID.height();

  private static GridPicture screen(int colour) {
    return new GridPicture(ColorMatrix.BT709, colour);
  }

  private static BorderLines found(GridPicture... pictures) {
    List<byte[]> frames = java.util.Arrays.stream(pictures).map(GridPicture::pixels).toList();
    return BorderLines.of(GridPicture.GRID, frames, WIDTH, HEIGHT);
  }

  private static GridPicture withLineAtTheRight(GridPicture picture, int colour, double share) {
    int right = GridPicture.GRID.width();
    return picture.box(right - 1, 0, right, GridPicture.GRID.height(), colour, share);
  }

  @Test
  void how_wide_a_line_is_is_told_by_its_share_of_the_cells() {
    assertThat(found(withLineAtTheRight(screen(GREEN), 0x101010, 0.1)))
        .isEqualTo(new BorderLines(0, 2, 0, 0));
    assertThat(found(withLineAtTheRight(screen(GREEN), 0xf0f0f0, 0.4)))
        .isEqualTo(new BorderLines(0, 6, 0, 0));
    assertThat(found(withLineAtTheRight(screen(DIM), 0x080808, 0.3)))
        .isEqualTo(new BorderLines(0, 4, 0, 0));
  }

  @Test
  void a_bar_as_wide_as_a_cell_is_no_line() {
    assertThat(found(withLineAtTheRight(screen(GREEN), 0x101010, 1))).isEqualTo(BorderLines.NONE);
  }

  /** A subject that leans out of the picture shows there too, but not all along a side. */
  @Test
  void what_is_at_a_part_of_a_side_is_no_line() {
    GridPicture picture = screen(GREEN).box(47, 4, 48, 20, 0x804020, 0.4);

    assertThat(found(picture)).isEqualTo(BorderLines.NONE);
  }

  @Test
  void what_is_not_there_all_the_time_is_no_line() {
    GridPicture lined = withLineAtTheRight(screen(GREEN), 0x101010, 0.06);

    assertThat(found(lined, screen(GREEN), screen(GREEN), screen(GREEN)))
        .isEqualTo(BorderLines.NONE);
  }

  /** Light that falls off towards the edge is followed where it leads. */
  @Test
  void a_screen_that_darkens_towards_its_edge_has_no_line() {
    GridPicture picture = screen(GREEN);
    for (int depth = 0; depth < 10; depth++) {
      picture.box(47 - depth, 0, 48 - depth, 32, 0x003010, 0.04 * (10 - depth));
    }

    assertThat(found(picture)).isEqualTo(BorderLines.NONE);
  }

  @Test
  void where_something_grey_hides_a_side_nothing_is_told_of_it() {
    GridPicture picture = screen(GREEN).box(40, 0, 48, 32, 0x808080, 1);

    assertThat(found(withLineAtTheRight(picture, 0x000000, 0.4))).isEqualTo(BorderLines.NONE);
  }

  @Test
  void a_picture_of_two_points_has_no_line() {
    AnalysisGrid tiny = new AnalysisGrid(2, 40);

    assertThat(BorderLines.of(tiny, List.of(new byte[tiny.frameBytes()]), 2, 40))
        .isEqualTo(BorderLines.NONE);
  }

  @Test
  void the_cells_beside_a_line_are_carried_on_over_it() {
    byte[] pixels = withLineAtTheRight(screen(GREEN), 0x101010, 0.4).pixels();

    new BorderLines(0, 6, 0, 0).paintOver(GridPicture.GRID, pixels);

    assertThat(pixels).isEqualTo(screen(GREEN).pixels());
  }
}
