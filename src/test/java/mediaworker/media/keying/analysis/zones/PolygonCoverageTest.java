package mediaworker.media.keying.analysis.zones;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import mediaworker.media.keying.request.Region;
import org.junit.jupiter.api.Test;

/** On pictures of ten by four pixels. */
class PolygonCoverageTest {

  @Test
  void a_box_has_its_share_of_the_pixels_that_its_sides_run_through() {
    List<Region> box = List.of(Region.box(0.125, 0.375, 0.73, 1));

    assertThat(row(box, 0)).containsOnly(0);
    assertRow(row(box, 1), 0, 0.375, 0.5, 0.5, 0.5, 0.5, 0.5, 0.15, 0, 0);
    assertRow(row(box, 3), 0, 0.75, 1, 1, 1, 1, 1, 0.3, 0, 0);
  }

  @Test
  void a_slope_runs_through_pixels_by_halves() {
    Region triangle = new Region(List.of(0.0, 0.0, 0.4, 0.0, 0.0, 1.0));

    assertRow(row(List.of(triangle), 1), 1, 1, 0.5, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void boxes_that_meet_within_a_pixel_leave_no_seam_and_none_counts_twice() {
    List<Region> boxes =
        List.of(
            Region.box(0.44, 0, 1, 1),
            Region.box(0, 0, 0.44, 0.4),
            Region.box(0, 0.4, 0.44, 1),
            Region.box(0.2, 0.2, 0.8, 0.8));

    for (int y = 0; y < 4; y++) {
      assertRow(row(boxes, y), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    }
  }

  @Test
  void what_a_polygon_goes_around_twice_lies_outside_of_it() {
    Region twice =
        new Region(
            List.of(
                0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.2, 0.0, 0.2, 1.0, 0.6, 1.0, 0.6,
                0.0, 0.0, 0.0));

    assertRow(row(List.of(twice), 2), 1, 1, 0, 0, 0, 0, 1, 1, 1, 1);
  }

  @Test
  void what_is_nowhere_covers_nothing() {
    assertThat(row(List.of(), 0)).containsOnly(0);
    assertThat(row(List.of(Region.box(0, 0, 1, 0), Region.box(0.5, 0, 0.5, 1)), 0)).containsOnly(0);
  }

  private static double[] row(List<Region> regions, int y) {
    return Arrays.copyOf(new PolygonCoverage(regions, 10, 4).row(y), 10);
  }

  private static void assertRow(double[] found, double... wanted) {
    assertThat(found).containsExactly(wanted, within(1e-9));
  }
}
