package mediaworker.media.keying.request;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.SpillSettings;
import org.junit.jupiter.api.Test;

class KeyingDialsTest {

  @Test
  void dials_that_nobody_turned_mean_our_defaults() {
    assertThat(KeyingDials.DEFAULTS.matte()).isEqualTo(MatteSettings.DEFAULTS);
    assertThat(KeyingDials.DEFAULTS.spillSettings()).isEqualTo(SpillSettings.DEFAULTS);
    assertThat(KeyingDials.DEFAULTS.keyColor()).isEqualTo(KeyColor.AUTO);
  }

  @Test
  void the_hue_tells_green_from_blue() {
    assertThat(hue(70).keyColor()).isEqualTo(KeyColor.GREEN);
    assertThat(hue(100).keyColor()).isEqualTo(KeyColor.BLUE);
    assertThat(hue(120).keyColor()).isEqualTo(KeyColor.BLUE);
  }

  @Test
  void a_wider_hue_range_takes_more_of_the_screen() {
    MatteSettings wide = dials(50, 50, 2, 1, 5, 2).matte();

    assertThat(wide.tolerance()).isEqualTo(2);
    assertThat(wide.clipBlack()).isGreaterThan(MatteSettings.DEFAULTS.clipBlack());
  }

  @Test
  void higher_minima_keep_more_of_the_subject() {
    assertThat(dials(25, 150, 2, 1, 5, 2).matte().clipWhite())
        .isLessThan(MatteSettings.DEFAULTS.clipWhite());
  }

  @Test
  void erode_and_dilate_move_the_edge_from_where_the_page_has_it() {
    assertThat(dials(25, 50, 4, 1, 5, 2).matte().edgeOffset()).isEqualTo(-2);
    assertThat(dials(25, 50, 2, 4, 5, 2).matte().edgeOffset()).isEqualTo(3);
    assertThat(dials(25, 50, -5, 5, 5, 2).matte().edgeOffset()).isEqualTo(10);
  }

  @Test
  void more_blur_softens_and_less_hardens() {
    assertThat(dials(25, 50, 2, 1, 10, 2).matte().softness()).isEqualTo(1.5);
    MatteSettings hard = dials(25, 50, 2, 1, 0, 2).matte();
    assertThat(hard.softness()).isZero();
    assertThat(hard.clipWhite() - hard.clipBlack())
        .isLessThan(MatteSettings.DEFAULTS.clipWhite() - MatteSettings.DEFAULTS.clipBlack());
  }

  @Test
  void spill_passes_set_amount_and_then_balance() {
    assertThat(dials(25, 50, 2, 1, 5, 0).spillSettings().amount()).isZero();
    assertThat(dials(25, 50, 2, 1, 5, 1).spillSettings().amount()).isEqualTo(0.5);
    assertThat(dials(25, 50, 2, 1, 5, 4).spillSettings().balance())
        .isLessThan(SpillSettings.DEFAULTS.balance());
  }

  @Test
  void dials_at_their_ends_still_give_settings_in_range() {
    for (double end : new double[] {0, 255}) {
      KeyingDials dials = new KeyingDials(60, end, end, end, end, 255 - end, end, end);

      assertThat(dials.matte()).isNotNull();
      assertThat(dials.spillSettings()).isNotNull();
    }
  }

  private static KeyingDials hue(double hue) {
    return new KeyingDials(hue, 25, 50, 50, 2, 1, 5, 2);
  }

  private static KeyingDials dials(
      double tolerance, double minima, double erode, double dilate, double blur, double spill) {
    return new KeyingDials(60, tolerance, minima, minima, erode, dilate, blur, spill);
  }
}
