package mediaworker.handlers.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a command line of the settings is read and filled. */
class CommandTemplateTest {

  @Test
  void blanks_part_words_and_quotation_marks_hold_them_together() {
    CommandTemplate template =
        CommandTemplate.parse(
            "'/opt/my tools/up' -a \"b c\" 'd \"e' f\\ g x\"y z\"w '' \"q\\\"r\" C:\\temp {output}");

    assertThat(template.program()).isEqualTo("/opt/my tools/up");
    assertThat(template.arguments(Map.of("output", "o.png")))
        .containsExactly("-a", "b c", "d \"e", "f g", "xy zw", "", "q\"r", "C:\\temp", "o.png");
  }

  @Test
  void a_value_is_one_argument_whatever_stands_in_it() {
    CommandTemplate template = CommandTemplate.parse("up --text={text} '{text}' {output}");

    assertThat(
            template.arguments(Map.of("text", "a b\"; rm -rf {output} $(x)\n'", "output", "o.png")))
        .containsExactly(
            "--text=a b\"; rm -rf {output} $(x)\n'", "a b\"; rm -rf {output} $(x)\n'", "o.png");
  }

  @Test
  void places_have_defaults_that_may_have_blanks_and_colons() {
    CommandTemplate template =
        CommandTemplate.parse("up {scale:4} {scale} {when:at 12:30} {seed:} {{a}} {output}");

    assertThat(template.places()).containsExactly("scale", "when", "seed", "output");
    assertThat(template.otherwise("scale")).contains("4");
    assertThat(template.otherwise("when")).contains("at 12:30");
    assertThat(template.otherwise("seed")).contains("");
    assertThat(template.otherwise("output")).isEmpty();
    assertThat(template.arguments(Map.of("scale", "2"))).contains("2", "{a}");
  }

  @Test
  void it_is_known_which_values_begin_an_argument() {
    CommandTemplate template = CommandTemplate.parse("up {a}{b} --c={c} {output}");

    assertThat(template.leading(Map.of("a", "", "b", "-x", "c", "-y"))).containsExactly("b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                  | it names no program",
        "{program} {output}  | its first word must be the program",
        "/opt/{a} {output}   | its first word must be the program",
        "up {image}          | it has no {output}",
        "up {ou tput}        | \"{ou tput}\" is no place",
        "up {output          | \"{output\" is no place",
        "up output}          | \"}\" is no place",
        "up \"{output}       | a quotation mark (\") is not closed"
      })
  void what_is_no_command_line_is_explained(String text, String why) {
    assertThatThrownBy(() -> CommandTemplate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
