package mediaworker.media.keying.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import mediaworker.media.keying.color.ColorMatrix;
import mediaworker.media.keying.color.MeasuredKey;
import org.junit.jupiter.api.Test;

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

  /** It falls as slowly at first, and then goes on to nothing. */
  @Test
  void an_edge_out_of_focus_is_no_rim() {
    GridPicture picture = new GridPicture(MATRIX, GREEN);
    for (int ring = 0; ring < 14; ring++) {
      square(picture, 15 - ring, 0x303438, Math.min(1, 0.07 + 0.07 * ring));
    }

    assertThat(found(picture).share(GridPicture.at(24 + 8, 16))).isBetween(0.4, 0.75);
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
