package mediaworker.media.keying.analysis.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import mediaworker.media.keying.analysis.grid.GridPicture;
import mediaworker.media.keying.analysis.spill.NaturalColor;
import mediaworker.media.keying.analysis.spill.OwnColors;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.request.KeyingSettings;
import org.junit.jupiter.api.Test;

/** Drawings with outlines, and fills that have much of the screen's colour. */
class OutlinedDrawingTest {

  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00b140;
  private static final int SKIN = 0xffe0c4;
  private static final int LINE = 0x141216;
  private static final int HAIR = 0x5abe6e;
  private static final int SHADED_HAIR = 0x41894f;
  private static final int LIT_WHITE = 0xdaf0de;
  private static final int MINT = 0xb0e0be;
  private static final MeasuredKey KEY = GridPicture.key(MATRIX, GREEN);
  private static final byte[] PLATE = new GridPicture(MATRIX, GREEN).pixels();

  @Test
  void green_hair_with_a_shade_is_solid_and_stays_green() {
    GridPicture picture = lined(figure(), 28, 4, 44, 28, HAIR).box(29, 18, 43, 27, SHADED_HAIR, 1);

    assertThat(share(picture, 34, 8)).isGreaterThan(0.95);
    assertThat(share(picture, 29, 5)).isGreaterThan(0.95);
    assertThat(share(picture, 34, 23)).isGreaterThan(0.95);
    assertThat(kept(picture, 34, 8)).isGreaterThan(0.3);
    assertThat(kept(picture, 29, 5)).isGreaterThan(0.3);
  }

  @Test
  void hair_without_a_shade_is_solid_where_a_shade_is_elsewhere() {
    GridPicture picture =
        lined(lined(figure(), 28, 4, 44, 16, HAIR), 28, 18, 44, 29, HAIR)
            .box(29, 10, 43, 15, SHADED_HAIR, 1);

    assertThat(share(picture, 34, 24)).isGreaterThan(0.95);
  }

  @Test
  void a_mint_ribbon_is_solid() {
    assertThat(share(lined(figure(), 28, 8, 40, 18, MINT), 34, 12)).isGreaterThan(0.95);
  }

  @Test
  void a_drawn_pane_stays_half_transparent() {
    GridPicture picture = lined(figure(), 28, 4, 44, 28, GREEN).box(29, 5, 43, 27, 0xffffff, 0.3);

    assertThat(share(picture, 36, 16)).isBetween(0.2, 0.4);
  }

  @Test
  void a_small_pane_within_something_solid_stays_half_transparent() {
    GridPicture picture = lined(figure(), 9, 9, 18, 15, GREEN).box(10, 10, 17, 14, 0xffffff, 0.4);

    assertThat(drawing(picture)).isPresent();
    assertThat(share(picture, 13, 12)).isBetween(0.3, 0.5);
  }

  @Test
  void white_in_the_screens_light_loses_it() {
    GridPicture picture = lined(new GridPicture(MATRIX, GREEN), 5, 5, 23, 27, LIT_WHITE);
    lined(picture, 28, 5, 44, 27, LIT_WHITE);

    assertThat(drawing(picture)).isPresent();
    assertThat(kept(picture, 14, 16)).isLessThan(0.02);
  }

  @Test
  void green_hair_stays_green_beside_white_in_the_screens_light() {
    GridPicture picture =
        lined(lined(new GridPicture(MATRIX, GREEN), 5, 5, 23, 27, LIT_WHITE), 28, 4, 44, 28, HAIR)
            .box(29, 18, 43, 27, SHADED_HAIR, 1);

    assertThat(kept(picture, 36, 10)).isGreaterThan(0.3);
    assertThat(kept(picture, 14, 16)).isLessThan(0.02);
  }

  @Test
  void what_is_open_to_the_screen_stays_half_transparent() {
    GridPicture picture = figure().box(28, 4, 44, 28, 0xffffff, 0.7);

    assertThat(drawing(picture)).isPresent();
    assertThat(share(picture, 36, 16)).isLessThan(0.8);
  }

  @Test
  void the_screen_within_a_line_stays_open() {
    assertThat(share(lined(figure(), 28, 4, 44, 28, GREEN), 36, 16)).isLessThan(0.05);
  }

  @Test
  void a_person_with_a_wheel_is_no_drawing() {
    GridPicture picture =
        lined(new GridPicture(MATRIX, GREEN).box(6, 6, 22, 26, SKIN, 1), 28, 6, 44, 26, GREEN)
            .box(29, 7, 43, 25, 0xaaaaaa, 0.6);

    assertThat(drawing(picture)).isEmpty();
    assertThat(share(picture, 36, 16)).isLessThan(0.8);
  }

  @Test
  void a_shirt_with_dark_piping_is_no_drawing() {
    GridPicture picture = lined(figure(), 28, 6, 44, 26, GREEN).box(29, 7, 43, 25, 0xeeeeee, 0.7);
    for (int row = 6; row < 26; row++) {
      for (int column = 6; column < 22; column++) {
        int noise = (row * 7 + column * 13 + row * column) % 5;
        picture.box(column, row, column + 1, row + 1, 0, 0.012 * noise);
      }
    }

    assertThat(drawing(picture)).isEmpty();
    assertThat(share(picture, 36, 16)).isLessThan(0.8);
  }

  /** A face, or a shirt, within a line. */
  private static GridPicture figure() {
    return lined(new GridPicture(MATRIX, GREEN), 5, 5, 23, 27, SKIN);
  }

  private static GridPicture lined(
      GridPicture picture, int left, int top, int right, int bottom, int rgb) {
    return picture
        .box(left, top, right, bottom, LINE, 0.8)
        .box(left + 1, top + 1, right - 1, bottom - 1, rgb, 1);
  }

  private static Optional<OutlinedDrawing> drawing(GridPicture picture) {
    return OutlinedDrawing.of(GridPicture.GRID, KEY, List.of(picture.pixels()), any -> PLATE);
  }

  private static ReferenceCoverage subject(GridPicture picture) {
    ReferenceCoverage subject =
        new ReferenceCoverage(GridPicture.GRID, KEY, drawing(picture).orElse(null));
    subject.of(picture.pixels(), PLATE);
    return subject;
  }

  private static double share(GridPicture picture, int column, int row) {
    return subject(picture).share(GridPicture.at(column, row));
  }

  /** The screen's channel above the mean of the others that a cell may keep, 0…1. */
  private static double kept(GridPicture picture, int column, int row) {
    byte[] frame = picture.pixels();
    OwnColors owns = OwnColors.of(GridPicture.GRID, KEY, List.of(frame), any -> PLATE);
    double balance = KeyingSettings.SpillSettings.DEFAULTS.balance();
    byte[] natural =
        new NaturalColor(GridPicture.GRID, KEY, owns, balance).of(frame, subject(picture));
    int level = natural[GridPicture.at(column, row)] & 0xff;
    return (level - NaturalColor.ZERO) * NaturalColor.LEVEL;
  }
}
