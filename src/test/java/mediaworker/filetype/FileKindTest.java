package mediaworker.filetype;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file is by its first bytes. */
class FileKindTest {

  @TempDir Path folder;

  private Optional<String> kind(String text) throws Exception {
    Path file = Files.write(folder.resolve("file"), text.getBytes(StandardCharsets.UTF_8));
    return FileKind.of(file).map(FileKind::extension);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        " \n<svg>",
        "\ufeff<svg>",
        "\ufeff<?xml version='1.0'?>\n<svg>",
        "<?xml version='1.0'?><!-- a <b> --><!-- c --><svg/>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/svg11.dtd'>\n<svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>\n<svg>",
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'>"
      })
  void a_drawing_is_told_by_its_root_element(String text) throws Exception {
    assertThat(kind(text)).contains("svg");
  }

  @Test
  void a_drawing_may_begin_with_a_long_comment() throws Exception {
    assertThat(kind("<!-- " + "words ".repeat(1000) + "-->\n<svg>")).contains("svg");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body><svg></svg></body></html>",
        "<?xml version='1.0'?><html><svg/></html>",
        "<!-- <svg> --><p>",
        "<svgs>",
        "text <svg>"
      })
  void what_only_holds_a_drawing_is_none(String text) throws Exception {
    assertThat(kind(text)).isEmpty();
  }

  @Test
  void a_film_of_matroska_that_speaks_of_webm_is_no_webm() throws Exception {
    byte[] head = new byte[4000];
    byte[] magic = {0x1a, 0x45, (byte) 0xdf, (byte) 0xa3};
    System.arraycopy(magic, 0, head, 0, 4);
    System.arraycopy("matroska".getBytes(StandardCharsets.US_ASCII), 0, head, 24, 8);
    System.arraycopy("webm".getBytes(StandardCharsets.US_ASCII), 0, head, 3000, 4);
    Path file = Files.write(folder.resolve("film"), head);
    assertThat(FileKind.of(file).map(FileKind::extension)).contains("mkv");
  }
}
