package mediaworker.keyinglab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import mediaworker.keyinglab.Metrics.Scores;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final int WIDTH = 40;
  private static final int HEIGHT = 30;
  private static final Rgb RED = new Rgb(0.8, 0.2, 0.2);

  @Test
  void what_is_keyed_perfectly_scores_nothing() throws Exception {
    Metrics metrics = new Metrics(WIDTH, HEIGHT, 1);
    for (int left = 10; left < 14; left++) {
      Layer truth = box(left);
      metrics.add(truth, rgba(truth, 0, 0));
    }
    Scores scores = metrics.scores();

    assertThat(scores.sad()).isZero();
    assertThat(scores.grad()).isZero();
    assertThat(scores.dtssd()).isZero();
    assertThat(scores.dE()).isLessThan(0.5);
    assertThat(scores.comp()).isLessThan(0.6);
  }

  @Test
  void an_alpha_that_is_short_everywhere_in_the_box_is_counted() throws Exception {
    Layer truth = box(10);
    Metrics metrics = new Metrics(WIDTH, HEIGHT, 1);
    metrics.add(truth, rgba(truth, 51, 0));
    Scores scores = metrics.scores();

    // 100 pixels, 0.2 each.
    assertThat(scores.sad()).isEqualTo(0.02, within(1e-6));
    assertThat(scores.mse()).isEqualTo(1000 * 100 * 0.04 / (WIDTH * HEIGHT), within(1e-6));
    assertThat(scores.grad()).isPositive();
    assertThat(scores.comp()).isPositive();
  }

  @Test
  void left_green_is_spill_and_a_difference_of_colour() throws Exception {
    Layer truth = box(10);
    Metrics metrics = new Metrics(WIDTH, HEIGHT, 1);
    metrics.add(truth, rgba(truth, 0, 180));
    Scores scores = metrics.scores();

    // 51 + 180 = 231 of green against 204 of red.
    assertThat(scores.spill()).isEqualTo(27, within(0.5));
    assertThat(scores.dE()).isGreaterThan(20);
    assertThat(scores.sad()).isZero();
  }

  @Test
  void an_error_that_comes_and_goes_is_flicker_and_one_that_stays_is_not() throws Exception {
    Layer truth = box(10);
    Metrics steady = new Metrics(WIDTH, HEIGHT, 1);
    Metrics flickering = new Metrics(WIDTH, HEIGHT, 1);
    for (int i = 0; i < 4; i++) {
      steady.add(truth, rgba(truth, 30, 0));
      flickering.add(truth, rgba(truth, i % 2 == 0 ? 0 : 60, 0));
    }

    assertThat(steady.scores().dtssd()).isZero();
    assertThat(flickering.scores().dtssd())
        .isEqualTo(100 * 60 / 255.0 * Math.sqrt(100.0 / (WIDTH * HEIGHT)), within(1e-3));
  }

  @Test
  void lab_of_known_colours() {
    assertThat(Lab.of(1, 1, 1)[0]).isEqualTo(100, within(0.1));
    assertThat(Lab.of(1, 0, 0))
        .satisfies(
            lab -> {
              assertThat(lab[0]).isEqualTo(53.2, within(0.3));
              assertThat(lab[1]).isEqualTo(80.1, within(0.5));
              assertThat(lab[2]).isEqualTo(67.2, within(0.5));
            });
  }

  @Test
  void a_thread_thinner_than_a_pixel_covers_that_much_less() {
    Layer layer = new Layer(WIDTH, HEIGHT, Rgb.of(0x00b140));
    layer.thread(5, 10.5, 35, 10.5, 0.5, 0.5, RED, 0);

    assertThat((double) layer.alpha[10 * WIDTH + 20]).isEqualTo(0.5, within(1e-6));
    assertThat((double) layer.alpha[14 * WIDTH + 20]).isZero();
  }

  private static Layer box(int left) {
    Layer layer = new Layer(WIDTH, HEIGHT, Rgb.of(0x00b140));
    layer.draw(Shape.box(left, 10, left + 10, 20, 0), RED).in(left, 10, left + 10, 20);
    return layer;
  }

  private static byte[] rgba(Layer layer, int lessAlpha, int moreGreen) {
    byte[] pixels = new byte[4 * WIDTH * HEIGHT];
    for (int i = 0; i < WIDTH * HEIGHT; i++) {
      if (layer.alpha[i] > 0) {
        pixels[4 * i] = (byte) 204;
        pixels[4 * i + 1] = (byte) Math.min(255, 51 + moreGreen);
        pixels[4 * i + 2] = 51;
        pixels[4 * i + 3] = (byte) (255 - lessAlpha);
      }
    }
    return pixels;
  }
}
