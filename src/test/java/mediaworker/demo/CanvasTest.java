package mediaworker.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CanvasTest {

  private final Canvas canvas = new Canvas(40, 20);

  @Test
  void a_line_covers_as_much_as_it_is_wide() {
    for (double width : new double[] {0.5, 1, 1.6, 3}) {
      Canvas fresh = new Canvas(40, 20);
      fresh.stroke(new double[] {-5, 10.3, 45, 10.3}, width, width, 1, 0xffffff);
      double covered = 0;
      for (int y = 0; y < 20; y++) {
        covered += level(fresh, 20, y) / 255.0;
      }
      assertThat(covered).isCloseTo(width, within(0.25));
    }
  }

  @Test
  void a_see_through_line_is_not_darker_at_its_joints() {
    canvas.stroke(new double[] {2, 10, 20, 10, 38, 10}, 6, 6, 0.5, 0xffffff);
    assertThat(level(canvas, 20, 10)).isEqualTo(level(canvas, 10, 10)).isEqualTo(128);
  }

  @Test
  void a_line_leaves_no_trace_in_the_next_one() {
    canvas.stroke(new double[] {0, 5, 40, 5}, 4, 4, 1, 0x800000);
    canvas.stroke(new double[] {0, 15, 40, 0}, 1, 1, 1, 0x0000ff);
    canvas.stroke(new double[] {0, 5, 40, 5}, 1, 1, 0, 0xffffff);
    assertThat(level(canvas, 2, 5)).isEqualTo(0x80);
    assertThat(level(canvas, 2, 10)).isZero();
  }

  @Test
  void shapes_beyond_the_picture_are_cut_at_its_edge() {
    canvas.ellipse(-3, -3, 10, 10, 0xffffff);
    canvas.ellipse(200, 200, 10, 10, 0xffffff);
    canvas.stroke(new double[] {100, 100, 300, 120}, 5, 5, 1, 0xffffff);
    canvas.stroke(new double[] {-90, -50, -30, -120}, 5, 5, 1, 0xffffff);
    assertThat(level(canvas, 0, 0)).isEqualTo(255);
    assertThat(level(canvas, 39, 19)).isZero();
  }

  @Test
  void a_copy_is_drawn_on_alone() {
    canvas.fill((x, y) -> 0x404040);
    Canvas copy = canvas.copy();
    copy.fill((x, y) -> 0xffffff);
    assertThat(level(canvas, 5, 5)).isEqualTo(0x40);
    assertThat(level(copy, 5, 5)).isEqualTo(0xff);
  }

  @Test
  void noise_has_the_strength_asked_for_and_is_the_same_for_the_same_seed() {
    Canvas grey = new Canvas(200, 200);
    grey.fill((x, y) -> 0x808080);
    byte[] noisy = grey.bytes(4, 7);
    double sum = 0;
    double squares = 0;
    for (byte value : noisy) {
      double difference = (value & 0xff) - 0x80;
      sum += difference;
      squares += difference * difference;
    }
    assertThat(sum / noisy.length).isCloseTo(0, within(0.1));
    assertThat(Math.sqrt(squares / noisy.length)).isCloseTo(4, within(0.1));
    assertThat(grey.bytes(4, 7)).isEqualTo(noisy);
    assertThat(grey.bytes(4, 8)).isNotEqualTo(noisy);
  }

  /** The red of a pixel, 0…255. */
  private static int level(Canvas canvas, int x, int y) {
    return canvas.bytes(0, 0)[(y * canvas.width + x) * 3] & 0xff;
  }
}
