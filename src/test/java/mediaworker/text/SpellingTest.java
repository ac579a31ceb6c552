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
}
