package mediaworker.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLinesTest {

  @Test
  void every_kind_of_line_end_ends_a_line_once() throws IOException {
    assertThat(lines("a\nb\r\nc\rd\n\ne")).containsExactly("a", "b", "c", "d", "", "e");
    assertThat(lines("")).isEmpty();
  }

  @Test
  void a_long_line_is_cut_and_those_after_it_are_whole() throws IOException {
    assertThat(lines("x".repeat(1 << 20) + "\nend"))
        .containsExactly("x".repeat(TextLines.LONGEST), "end");
  }

  private static List<String> lines(String text) throws IOException {
    List<String> lines = new ArrayList<>();
    TextLines.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), lines::add);
    return lines;
  }
}
