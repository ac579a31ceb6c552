package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.analysis.plate.CleanPlate;
import mediaworker.media.keying.analysis.screen.KeyMeter;
import mediaworker.media.keying.analysis.screen.ScreenTest;
import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import mediaworker.media.keying.color.Screen;
import mediaworker.media.keying.request.KeyColor;
import org.junit.jupiter.api.Test;

/** {@link KeyMeter} and {@link CleanPlate} on pictures painted cell by cell. */
class ScreenMeasuringTest {

  private static final AnalysisGrid GRID = new AnalysisGrid(40, 30);
  private static final ColorMatrix MATRIX = ColorMatrix.BT709;
  private static final int GREEN = 0x00b140;
  private static final int BLUE = 0x1040d0;
  private static final int RED = 0xc03020;

  @Test
  void the_borders_colour_is_the_key() {
    MeasuredKey key = measure(painted((x, y) -> inside(x, y) ? RED : GREEN), KeyColor.AUTO);

    assertThat(key.screen()).isEqualTo(Screen.GREEN);
    assertThat(key.confidence()).isEqualTo(1);
    assertThat(MATRIX.levels(GREEN)[1]).isEqualTo(key.u(), within(1));
    assertThat(key.isConvincing()).isTrue();
  }

  @Test
  void a_blue_screen_is_told_from_a_green_one() {
    assertThat(measure(painted((x, y) -> BLUE), KeyColor.AUTO).screen()).isEqualTo(Screen.BLUE);
  }

  @Test
  void asking_for_blue_looks_for_blue_only() {
    List<byte[]> frames =
        painted((x, y) -> x < 25 ? GREEN : (x + y) % 2 == 0 && y < 20 ? RED : BLUE);

    assertThat(measure(frames, KeyColor.AUTO).screen()).isEqualTo(Screen.GREEN);
    MeasuredKey blue = measure(frames, KeyColor.BLUE);
    assertThat(blue.screen()).isEqualTo(Screen.BLUE);
    assertThat(blue.isConvincing()).isFalse();
  }

  @Test
  void a_border_that_is_half_something_else_tells_so() {
    MeasuredKey key = measure(painted((x, y) -> y < 15 ? GREEN : RED), KeyColor.AUTO);

    assertThat(key.confidence()).isBetween(0.5, 0.8);
  }

  @Test
  void a_screen_that_is_a_part_of_the_picture_is_found() {
    MeasuredKey key =
        measure(painted((x, y) -> x >= 8 && x < 34 && y >= 6 ? GREEN : 0x504840), KeyColor.AUTO);

    assertThat(key.isConvincing()).isTrue();
    assertThat(key.confidence()).isGreaterThan(0.95);
  }

  /** Between bars, with somebody over the right side, and the screen again behind an arm. */
  @Test
  void a_screen_that_is_seen_once_more_through_a_gap_in_the_subject_is_found() {
    int black = 0x000000;
    int shirt = 0xd8d8dc;
    MeasuredKey key =
        measure(
            painted(
                (x, y) ->
                    y < 7 || y >= 23
                        ? black
                        : x < 22 || (x >= 37 && y > 10 && y < 19) ? BLUE : shirt),
            KeyColor.AUTO);

    assertThat(key.isConvincing()).isTrue();
    assertThat(key.u()).isEqualTo(MATRIX.levels(BLUE)[1], within(2));
  }

  /** Less green than what is asked of a screen that is a part of the picture. */
  @Test
  void a_screen_between_black_bars_is_asked_where_they_end() {
    int lime = 0x9acd32;
    int teal = 0x198b6d;

    assertThat(
            measure(painted((x, y) -> y < 4 || y >= 26 ? 0 : inside(x, y) ? RED : lime))
                .confidence())
        .isGreaterThan(0.95);
    assertThat(
            measure(painted((x, y) -> x < 6 || x >= 34 ? 0 : inside(x, y) ? RED : teal))
                .confidence())
        .isGreaterThan(0.95);
  }

  @Test
  void black_at_one_side_alone_is_no_bar_nor_is_what_is_not_even() {
    int lime = 0x9acd32;

    assertThat(measure(painted((x, y) -> y < 26 && x < 38 ? 0 : lime)).isConvincing()).isFalse();
    assertThat(
            measure(painted((x, y) -> x >= 8 && x < 32 && y >= 8 ? lime : (x + y) % 7 * 0x020202))
                .isConvincing())
        .isFalse();
  }

  @Test
  void a_column_of_colour_bars_is_no_screen_unless_its_colour_is_given() {
    int[] bars = {0xd8d8d8, 0xd8d800, 0x00d8d8, 0x00d800, 0xd800d8, 0xd80000, 0x0000d8, 0x101010};
    int[] six = {0xff0000, 0x00ff00, 0xffff00, 0x0000ff, 0xff00ff, 0x00ffff};
    List<byte[]> eight = painted((x, y) -> bars[x / 5]);

    assertThat(measure(eight).isConvincing()).isFalse();
    assertThat(measure(painted((x, y) -> six[x * 6 / 40])).isConvincing()).isFalse();
    assertThat(measure(eight, KeyColor.parse("#00d800").orElseThrow()).isConvincing()).isTrue();
  }

  @Test
  void a_fold_out_screen_may_be_as_narrow_as_a_fifth_of_the_picture() {
    assertThat(measure(painted((x, y) -> x >= 12 && x < 21 ? GREEN : 0x504840)).isConvincing())
        .isTrue();
  }

  @Test
  void the_screen_of_a_phone_may_be_narrower() {
    assertThat(
            measure(painted((x, y) -> x >= 17 && x < 24 && y >= 2 && y < 28 ? GREEN : 0x504840))
                .isConvincing())
        .isTrue();
  }

  @Test
  void so_may_that_of_a_phone_held_from_below() {
    assertThat(
            measure(painted((x, y) -> x >= 17 && x < 24 && y >= 3 ? GREEN : 0x504840))
                .isConvincing())
        .isTrue();
  }

  @Test
  void a_corner_of_a_screen_in_a_room_is_enough() {
    MeasuredKey key = measure(painted((x, y) -> inRoom(x, y, GREEN)));

    assertThat(key.isConvincing()).isTrue();
    assertThat(key.u()).isEqualTo(MATRIX.levels(GREEN)[1], within(2));
  }

  @Test
  void a_corner_is_not_enough_where_it_may_be_the_sky_or_leaves() {
    for (int outdoors : new int[] {0x3a7bd5, 0x48903c}) {
      assertThat(measure(painted((x, y) -> inRoom(x, y, outdoors))).isConvincing()).isFalse();
    }
  }

  /** Somebody hides most of its left side, its middle and half of its top. */
  private static int inRoom(int x, int y, int screen) {
    boolean wall = x < 8 || x >= 34 || y < 6;
    boolean hidden = x >= 12 && x < 24 || y >= 15 && x < 27;
    return wall ? 0x504840 : hidden ? 0xd8c8b0 : screen;
  }

  /** Of a close portrait, a shirt at both sides and the screen above. */
  @Test
  void a_dim_blue_shirt_below_a_strong_green_is_not_taken_for_the_screen() {
    MeasuredKey key =
        measure(painted((x, y) -> y < 3 ? x >= 14 && x < 26 ? 0xa8c060 : 0x01b22a : 0x1c384a));

    assertThat(key.screen()).isEqualTo(Screen.GREEN);
    assertThat(key.isConvincing()).isFalse();
  }

  @Test
  void a_strong_blue_bar_above_a_pale_green_screen_is_not_what_clothes_are_worn_before() {
    for (int bar : new int[] {0x40a0ff, 0x1877f2}) {
      MeasuredKey key = measure(painted((x, y) -> y < 1 ? bar : inside(x, y) ? RED : 0x7cc48a));

      assertThat(key.screen()).isEqualTo(Screen.GREEN);
      assertThat(key.isConvincing()).isTrue();
    }
  }

  @Test
  void a_patchy_green_within_the_picture_is_no_screen() {
    MeasuredKey key =
        measure(
            painted((x, y) -> inside(x, y) && (x * 7 + y * 5) % 3 > 0 ? GREEN : 0x504840),
            KeyColor.AUTO);

    assertThat(key.isConvincing()).isFalse();
  }

  @Test
  void a_lawn_is_no_screen_though_it_fills_the_picture() {
    MeasuredKey key =
        measure(
            painted((x, y) -> 0x2c5c20 + (x * 7 + y * 13) % 4 * 0x0a0000 + (x + y) % 3 * 0x0c00),
            KeyColor.AUTO);

    assertThat(key.isConvincing()).isFalse();
  }

  @Test
  void a_dim_and_washed_out_screen_is_found_and_dark_leaves_are_not() {
    MeasuredKey key = measure(painted((x, y) -> inside(x, y) ? RED : 0x38684c), KeyColor.AUTO);

    assertThat(key.isConvincing()).isTrue();
    assertThat(key.screen()).isEqualTo(Screen.GREEN);
    assertThat(
            new KeyMeter(GRID, MATRIX, KeyColor.LEAST_DIFFERENCE)
                .measure(painted((x, y) -> 0x2f4118), KeyColor.AUTO, 1))
        .isEmpty();
  }

  @Test
  void a_clip_may_begin_with_something_before_the_camera() {
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      frames.addAll(i < 8 ? painted((x, y) -> RED) : painted((x, y) -> inside(x, y) ? RED : BLUE));
    }

    assertThat(measure(frames, KeyColor.AUTO).isConvincing()).isTrue();
  }

  @Test
  void one_whole_side_of_a_strong_colour_is_a_screen_whose_rest_is_hidden() {
    assertThat(measure(painted((x, y) -> x < 36 ? RED : GREEN), KeyColor.AUTO).isConvincing())
        .isTrue();
    int paleWall = 0xb0c4d8;
    assertThat(
            new KeyMeter(GRID, MATRIX, 0.05)
                .measure(painted((x, y) -> x < 36 ? RED : paleWall), KeyColor.AUTO, 1)
                .orElseThrow()
                .isConvincing())
        .isFalse();
  }

  @Test
  void a_bluish_subject_over_most_of_the_border_is_not_taken_for_the_screen() {
    MeasuredKey key = measure(painted((x, y) -> x < 36 && y > 0 ? 0x5a86b4 : BLUE), KeyColor.AUTO);

    assertThat(key.isConvincing()).isTrue();
    assertThat(key.u()).isEqualTo(MATRIX.levels(BLUE)[1], within(2));
  }

  @Test
  void purple_cloth_over_most_of_the_border_is_not_taken_for_a_dim_blue_screen() {
    MeasuredKey key = measure(painted((x, y) -> x > 4 ? 0x423868 : 0x1b8350), KeyColor.AUTO);

    assertThat(key.screen()).isEqualTo(Screen.GREEN);
    assertThat(key.isConvincing()).isTrue();
  }

  @Test
  void the_bottom_is_not_asked() {
    MeasuredKey key =
        measure(painted((x, y) -> y >= 28 && x > 0 && x < 39 ? RED : GREEN), KeyColor.AUTO);

    assertThat(key.confidence()).isEqualTo(1);
  }

  @Test
  void a_picture_without_green_or_blue_has_no_key() {
    assertThat(
            new KeyMeter(GRID, MATRIX, KeyColor.LEAST_DIFFERENCE)
                .measure(painted((x, y) -> RED), KeyColor.AUTO, 1))
        .isEmpty();
  }

  @Test
  void a_shadow_is_screen_and_a_veil_is_not() {
    ScreenTest test = new ScreenTest(measure(painted((x, y) -> GREEN), KeyColor.AUTO), 1);

    assertThat(isScreen(test, 0x00b140)).isTrue();
    assertThat(isScreen(test, 0x006223)).as("in shadow").isTrue();
    assertThat(isScreen(test, 0x80d8a0)).as("behind a white veil").isFalse();
    assertThat(isScreen(test, RED)).isFalse();
    assertThat(isScreen(test, 0x808080)).isFalse();
  }

  /** By levels: there a rounding is several degrees of hue. */
  @Test
  void the_corner_of_a_dark_screen_is_screen_and_black_before_it_is_not() {
    ScreenTest test = new ScreenTest(new MeasuredKey(Screen.BLUE, MATRIX, 30, 139, 123, 1), 1);

    assertThat(test.isScreen(22, 134, 126)).isTrue();
    assertThat(test.isScreen(22, 134, 127)).isTrue();
    assertThat(test.isScreen(22, 128, 128)).as("black").isFalse();
    assertThat(test.isScreen(24, 131, 127)).as("black in its light").isFalse();
    assertThat(test.isScreen(22, 134, 131)).as("purple").isFalse();
  }

  @Test
  void the_plate_shows_what_a_moving_subject_uncovers() {
    List<byte[]> frames = new ArrayList<>();
    for (int at = 5; at < 30; at += 6) {
      int left = at;
      frames.addAll(painted((x, y) -> x >= left && x < left + 4 && y > 5 && y < 25 ? RED : GREEN));
    }
    MeasuredKey key = measure(frames, KeyColor.AUTO);
    CleanPlate plate = CleanPlate.of(GRID, frames, key, 1);

    assertThat(plate.guessedCells()).isZero();
    assertThat(plate.pixels()).isEqualTo(CleanPlate.flat(GRID, key).pixels());
  }

  @Test
  void what_is_never_seen_is_guessed_from_around_it() {
    List<byte[]> frames = painted((x, y) -> inside(x, y) ? RED : GREEN);
    MeasuredKey key = measure(frames, KeyColor.AUTO);
    CleanPlate plate = CleanPlate.of(GRID, frames, key, 1);

    // The subject's 20 × 10 cells and one more all around.
    assertThat(plate.guessedCells()).isEqualTo(22 * 12);
    assertThat(plate.pixels()).isEqualTo(CleanPlate.flat(GRID, key).pixels());
  }

  @Test
  void the_plate_follows_uneven_light() {
    List<byte[]> frames = painted((x, y) -> inside(x, y) ? RED : dimmed(GREEN, 1 - 0.01 * x));
    MeasuredKey key = measure(frames, KeyColor.AUTO);
    byte[] plate = CleanPlate.of(GRID, frames, key, 1).pixels();

    for (int x : new int[] {3, 20, 36}) {
      int level = plate[15 * GRID.width() + x] & 0xff;
      assertThat((double) level)
          .isEqualTo(MATRIX.levels(dimmed(GREEN, 1 - 0.01 * x))[0], within(4));
    }
  }

  @Test
  void a_grid_has_the_clips_shape_and_is_never_finer_than_it() {
    assertThat(AnalysisGrid.of(1920, 1080)).isEqualTo(new AnalysisGrid(160, 90));
    assertThat(AnalysisGrid.of(1080, 1920)).isEqualTo(new AnalysisGrid(90, 160));
    assertThat(AnalysisGrid.of(1440, 1440)).isEqualTo(new AnalysisGrid(120, 120));
    assertThat(AnalysisGrid.of(20, 10)).isEqualTo(new AnalysisGrid(20, 10));
  }

  private static boolean inside(int x, int y) {
    return x >= 10 && x < 30 && y >= 10 && y < 20;
  }

  private static MeasuredKey measure(List<byte[]> frames) {
    return measure(frames, KeyColor.AUTO);
  }

  private static MeasuredKey measure(List<byte[]> frames, KeyColor wanted) {
    return new KeyMeter(GRID, MATRIX, KeyColor.LEAST_DIFFERENCE)
        .measure(frames, wanted, 1)
        .orElseThrow();
  }

  private static boolean isScreen(ScreenTest test, int rgb) {
    double[] levels = MATRIX.levels(rgb);
    return test.isScreen(
        (int) Math.round(levels[0]), (int) Math.round(levels[1]), (int) Math.round(levels[2]));
  }

  private static int dimmed(int rgb, double light) {
    int green = (int) Math.round((rgb >> 8 & 0xff) * light);
    int blue = (int) Math.round((rgb & 0xff) * light);
    return green << 8 | blue;
  }

  private static List<byte[]> painted(IntBinaryOperator rgbOfXY) {
    byte[] frame = new byte[GRID.frameBytes()];
    for (int y = 0; y < GRID.height(); y++) {
      for (int x = 0; x < GRID.width(); x++) {
        double[] levels = MATRIX.levels(rgbOfXY.applyAsInt(x, y));
        for (int plane = 0; plane < 3; plane++) {
          frame[plane * GRID.cells() + y * GRID.width() + x] = (byte) Math.round(levels[plane]);
        }
      }
    }
    return List.of(frame);
  }

  private static org.assertj.core.data.Offset<Double> within(double levels) {
    return org.assertj.core.data.Offset.offset(levels);
  }
}
