package mediaworker.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {

  @Test
  void nothing_in_a_cut_line_steers_a_terminal() {
    assertThat(Screen.cut("a\u001b[2J\u009b2J\u202eb\tc\r\nd\u2028e", 40))
        .isEqualTo("a?[2J?2J?b c d e");
  }

  @Test
  void a_cell_of_any_length_leaves_the_others_on_the_line() {
    List<String> lines =
        Screen.table(
            List.of(List.of("1", "noop", "done"), List.of("2", "x".repeat(300), "queued")), 60);
    assertThat(lines)
        .containsExactly("1  noop                  done", "2  " + "x".repeat(19) + "…  queued");
  }

  @Test
  void wide_characters_take_two_columns_and_marks_none() {
    List<String> lines =
        Screen.table(
            List.of(List.of("日本", "a"), List.of("e\u0301tude", "b"), List.of("🎬", "c")), 60);
    assertThat(lines).containsExactly("日本   a", "e\u0301tude  b", "🎬     c");
    assertThat(Screen.cut("日本語です", 7)).isEqualTo("日本語…");
    assertThat(Screen.cut("日本語です", 10)).isEqualTo("日本語です");
  }
}
