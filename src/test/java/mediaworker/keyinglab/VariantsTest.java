package mediaworker.keyinglab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VariantsTest {

  @Test
  void the_same_seed_and_number_give_the_same_clip_however_many_are_asked_for() {
    LabCase alone = Variants.of(7, 3).get(6);
    LabCase among = Variants.of(20, 3).get(6);
    assertThat(alone.name()).isEqualTo(among.name()).startsWith("3.7 ");
    assertThat(alone.format()).isEqualTo(among.format());
    assertThat(alone.filmed(alone.subject(5), 5)).isEqualTo(among.filmed(among.subject(5), 5));
  }

  @Test
  void another_seed_gives_other_clips() {
    assertThat(names(Variants.of(10, 1))).doesNotContainAnyElementsOf(names(Variants.of(10, 2)));
  }

  @Test
  void some_have_no_screen() {
    assertThat(Variants.of(60, 1)).anyMatch(Variants::mustBeRefused);
  }

  @Test
  void a_placed_part_is_scaled_and_moved_with_its_edges_as_sharp_as_before() {
    Layer layer = new Layer(40, 40, Rgb.of(0x00b140));
    layer.place(new Layer.Placing(2, 10, 0, 0, 0));
    layer.draw(Shape.box(2, 5, 8, 10, 0), Rgb.WHITE).in(2, 5, 8, 10);
    assertThat(layer.alpha[15 * 40 + 13]).isZero();
    assertThat(layer.alpha[15 * 40 + 14]).isEqualTo(1);
    assertThat(layer.alpha[15 * 40 + 25]).isEqualTo(1);
    assertThat(layer.alpha[15 * 40 + 26]).isZero();
    assertThat(layer.alpha[9 * 40 + 20]).isZero();
    assertThat(layer.alpha[10 * 40 + 20]).isEqualTo(1);
  }

  private static List<String> names(List<LabCase> clips) {
    return clips.stream().map(lab -> lab.name().substring(lab.name().indexOf(' '))).toList();
  }
}
