package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cell is taken to cover, by the references of thin things. */
class ThinCoverTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00b140;
  private static final int BLUE = 0x1048c0;

  /** Amber, violet and blue glass; plain, their coverage is up to 0.6. */
  @ParameterizedTest
  @ValueSource(ints = {0xd08a30, 0x7a50a8, 0x4060c0})
  void coloured_glass_is_about_as_thin_as_it_is(int glass) {
    GridPicture picture = new GridPicture(MATRIX, GREEN).box(8, 6, 40, 26, glass, 0.35);

    assertThat(covered(picture, GREEN, 24, 16)).isCloseTo(0.35, within(0.09));
  }

  @Test
  void a_highlight_on_glass_does_not_make_the_glass_around_it_dense() {
    GridPicture picture =
        new GridPicture(MATRIX, GREEN)
            .box(8, 6, 40, 26, 0x4060c0, 0.35)
            .box(20, 10, 25, 22, 0xffffff, 0.5);

    assertThat(covered(picture, GREEN, 28, 16)).isCloseTo(0.35, within(0.09));
  }

  @ParameterizedTest
  @ValueSource(ints = {0xf2f0ea, 0x808080, 0x202020})
  void a_grey_veil_is_what_the_colour_difference_tells(int veil) {
    GridPicture picture = new GridPicture(MATRIX, GREEN).box(8, 6, 40, 26, veil, 0.4);

    assertThat(covered(picture, GREEN, 24, 16)).isCloseTo(0.4, within(0.03));
  }

  @Test
  void blond_hair_on_blue_is_no_denser_than_it_is() {
    GridPicture picture =
        new GridPicture(MATRIX, BLUE)
            .box(8, 6, 24, 26, 0xcaa46a, 1)
            .box(26, 6, 32, 26, 0xcaa46a, 0.4);

    assertThat(covered(picture, BLUE, 29, 16)).isCloseTo(0.4, within(0.04));
  }

  /** Plain, seven tenths of it show as much as something grey that is solid. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.6, 0.7, 0.8})
  void dense_blond_hair_on_blue_does_not_pass_for_solid(double share) {
    GridPicture picture =
        new GridPicture(MATRIX, BLUE)
            .box(8, 6, 24, 26, 0xcaa46a, 1)
            .box(24, 6, 34, 26, 0xcaa46a, share);

    assertThat(covered(picture, BLUE, 28, 16)).isCloseTo(share, within(0.05));
  }

  /** Orange shows three times what it covers of a screen that is hardly blue. */
  @ParameterizedTest
  @ValueSource(doubles = {0.3, 0.4, 0.5})
  void the_soft_edge_of_a_vivid_colour_before_a_washed_out_screen_is_neither_solid_nor_cleared(
      double share) {
    GridPicture picture =
        new GridPicture(MATRIX, 0x455c8e)
            .box(8, 6, 24, 26, 0xd87020, 1)
            .box(24, 6, 30, 26, 0xd87020, share);

    assertThat(covered(picture, 0x455c8e, 27, 16)).isBetween(share - 0.05, 1.8 * share);
  }

  /** The skin shows less than its full coverage; carried outwards, that would make hair denser. */
  @Test
  void hair_beside_a_face_in_the_screens_light_is_no_denser_than_it_is() {
    assertThat(hairBesideSkin(0x8c9096, 0xcfd08a)).isCloseTo(0.5, within(0.04));
  }

  @Test
  void even_brown_hair_is_not_taken_for_glass() {
    assertThat(hairBesideSkin(0x7a4a30, 0xd9a27e)).isCloseTo(0.5, within(0.04));
  }

  @Test
  void skin_in_shade_before_a_dim_screen_stays_solid() {
    GridPicture picture =
        new GridPicture(MATRIX, 0x0a5a24)
            .box(8, 6, 24, 26, 0xd9a27e, 1)
            .box(8, 20, 24, 26, 0x98725a, 1);

    assertThat(covered(picture, 0x0a5a24, 16, 23)).isGreaterThan(0.95);
  }

  @Test
  void a_black_outline_around_a_warm_colour_stays_whole() {
    GridPicture picture =
        new GridPicture(MATRIX, BLUE)
            .box(8, 6, 24, 26, 0xcaa46a, 1)
            .box(24, 6, 25, 26, 0x101010, 1);

    assertThat(covered(picture, BLUE, 24, 16)).isGreaterThan(0.93);
  }

  private static double hairBesideSkin(int hair, int skin) {
    GridPicture picture =
        new GridPicture(MATRIX, GREEN)
            .box(8, 4, 24, 16, hair, 1)
            .box(8, 16, 24, 28, skin, 1)
            .box(24, 16, 30, 28, hair, 0.5);
    return covered(picture, GREEN, 26, 22);
  }

  private static double covered(GridPicture picture, int screen, int column, int row) {
    MeasuredKey key = GridPicture.key(MATRIX, screen);
    ReferenceCoverage subject = new ReferenceCoverage(GridPicture.GRID, key);
    byte[] levels = subject.of(picture.pixels(), new GridPicture(MATRIX, screen).pixels());
    int cell = GridPicture.at(column, row);
    double reference = (levels[cell] & 0xff) / (double) ReferenceCoverage.UNIT;
    return subject.coverage()[cell] / reference;
  }
}
