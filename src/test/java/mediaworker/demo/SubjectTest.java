package mediaworker.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The figures by their exact coverage: what is drawn over white and over black differs by what
 * shows through.
 */
class SubjectTest {

  private static final int WIDTH = DemoClips.WIDTH;
  private static final int HEIGHT = DemoClips.HEIGHT;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.24, 0.5, 0.98})
  void figures_have_solid_parts_soft_edges_and_room_around_them(double t) {
    for (Subject subject : new Subject[] {new Jellyfish(), new Kite()}) {
      Drawn drawn = new Drawn(subject, t);
      assertThat(drawn.share(0.99, 1)).isBetween(0.04, 0.3);
      assertThat(drawn.share(0.05, 0.95)).isBetween(0.005, 0.1);
      assertThat(drawn.share(0, 0.01)).isGreaterThan(0.6);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.24, 0.5, 0.98})
  void no_part_of_a_figure_is_green(double t) {
    for (Subject subject : new Subject[] {new Jellyfish(), new Kite()}) {
      assertThat(new Drawn(subject, t).mostGreen()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void the_jellyfish_is_more_see_through_than_its_edges_are() {
    double jellyfish = new Drawn(new Jellyfish(), 0.5).share(0.2, 0.8);
    double kite = new Drawn(new Kite(), 0.5).share(0.2, 0.8);
    assertThat(jellyfish).isGreaterThan(2 * kite);
  }

  @Test
  void the_kite_has_a_hole_with_paper_all_around_it() {
    Drawn drawn = new Drawn(new Kite(), 0.5);
    boolean found = false;
    for (int y = 40; y < HEIGHT - 40 && !found; y++) {
      for (int x = 40; x < WIDTH - 40 && !found; x++) {
        found =
            drawn.alpha(x, y) == 0
                && drawn.alpha(x - 25, y) == 1
                && drawn.alpha(x + 25, y) == 1
                && drawn.alpha(x, y - 25) == 1
                && drawn.alpha(x, y + 25) == 1;
      }
    }
    assertThat(found).isTrue();
  }

  /** A figure at one moment. */
  private static final class Drawn {
    private final byte[] overBlack;
    private final byte[] overWhite;

    Drawn(Subject subject, double t) {
      this.overBlack = over(0x000000, subject, t);
      this.overWhite = over(0xffffff, subject, t);
    }

    private static byte[] over(int color, Subject subject, double t) {
      Canvas canvas = new Canvas(WIDTH, HEIGHT);
      canvas.fill((x, y) -> color);
      subject.draw(canvas, t);
      return canvas.bytes(0, 0);
    }

    /** 0 where only the screen is, 1 where nothing of it shows through. */
    double alpha(int x, int y) {
      int at = (y * WIDTH + x) * 3 + 1;
      return 1 - ((overWhite[at] & 0xff) - (overBlack[at] & 0xff)) / 255.0;
    }

    double share(double least, double most) {
      int count = 0;
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          double alpha = alpha(x, y);
          count += alpha >= least && alpha <= most ? 1 : 0;
        }
      }
      return (double) count / (WIDTH * HEIGHT);
    }

    /** By how many levels green exceeds both other colours where it does most. */
    int mostGreen() {
      int most = -255;
      for (int at = 0; at < overBlack.length; at += 3) {
        int other = Math.max(overBlack[at] & 0xff, overBlack[at + 2] & 0xff);
        most = Math.max(most, (overBlack[at + 1] & 0xff) - other);
      }
      return most;
    }
  }
}
