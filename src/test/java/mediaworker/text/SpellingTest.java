package mediaworker.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {

  @ParameterizedTest
  @CsvSource({
    "stall-timout,stall-timeout,true",
    "key_colour,key_color,true",
    "vidoe,video,true",
    "source,force,false",
    "tirm,trim,true",
    "db,db,true",
    "s3,db,false",
    "port,db,false",
    "openai-api-key,lease,false"
  })
  void a_slip_of_the_pen_is_told_from_another_word(String word, String name, boolean near) {
    assertThat(Spelling.isNear(word, name)).isEqualTo(near);
  }

  @Test
  void the_nearest_name_is_taken() {
    assertThat(Spelling.nearest("output-dit", List.of("input-dirs", "output-dir")))
        .contains("output-dir");
    assertThat(Spelling.nearest("nothing-like-it", List.of("input-dirs", "output-dir"))).isEmpty();
  }

  @Test
  void a_name_that_is_part_of_the_word_is_asked_for_where_none_is_near() {
    List<String> names = List.of("audio", "output", "key_color", "video", "subject_x");
    assertThat(Spelling.question("output_format", names)).contains("is output meant?");
    assertThat(Spelling.question("Screen-key-color", names)).contains("is key_color meant?");
    assertThat(Spelling.question("source", names)).isEmpty();
    assertThat(Spelling.question("x", names)).isEmpty();
    assertThat(Spelling.nearest("output_format", names)).isEmpty();
  }

  @Test
  void a_sentence_about_an_unknown_word_ends_with_a_question_or_all_there_is() {
    List<String> names = List.of("trim", "keying");
    assertThat(Spelling.end("keyng", names)).isEqualTo("; is keying meant?");
    assertThat(Spelling.end("upscale", names)).isEqualTo(".");
    assertThat(Spelling.endOrAll("keyng", names)).isEqualTo("; is keying meant?");
    assertThat(Spelling.endOrAll("upscale", names)).isEqualTo("; there are: trim, keying.");
    assertThat(Spelling.endOrAll("gpu", List.of("cpu"))).isEqualTo("; is cpu meant?");
    assertThat(Spelling.endOrAll("upscale", List.of("cpu"))).isEqualTo("; there is: cpu.");
    assertThat(Spelling.endOrAll("upscale", List.of())).isEqualTo(".");
  }
}
