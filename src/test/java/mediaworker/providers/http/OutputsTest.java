package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mediaworker.filetype.FileKind;
import mediaworker.providers.RemoteOutput;
import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class OutputsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"https://a.example/1.png\"|https://a.example/1.png",
        "[\"https://a.example/1.png\",\"https://a.example/2.png\"]|https://a.example/1.png https://a.example/2.png",
        "{\"video\":{\"url\":\"https://a.example/1.mp4\",\"size\":3},\"seed\":7}|https://a.example/1.mp4",
        "{\"image\":{\"url\":\"https://a.example/1.png\"},\"again\":\"https://a.example/1.png\"}|https://a.example/1.png",
      })
  void urls_are_found_in_any_shape_and_once(String output, String urls) throws Exception {
    List<RemoteOutput> found = outputs(output);
    assertThat(found)
        .map(each -> ((RemoteOutput.Url) each).url())
        .containsExactly(urls.split(" ", -1));
  }

  @Test
  void pieces_of_text_become_one_text() throws Exception {
    assertThat(outputs("[\"A red\",\" kite, see https://a.example\",\".\"]"))
        .containsExactly(new RemoteOutput.Text("A red kite, see https://a.example."));
  }

  @ParameterizedTest
  @CsvSource({"null", "{}", "[]", "true", "'\"  \"'"})
  void nothing_is_nothing(String output) throws Exception {
    assertThat(outputs(output)).isEmpty();
  }

  @Test
  void data_urls_become_files_named_by_their_content() throws Exception {
    RemoteOutput.Bytes bytes =
        (RemoteOutput.Bytes) outputs("[\"data:image/png;base64,iVBORw0KGgo=\"]").get(0);
    assertThat(bytes.extension()).isEqualTo("png");
    assertThat(bytes.file())
        .hasBinaryContent(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    assertThat(outputs("\"data:image/png;base64,A\""))
        .containsExactly(new RemoteOutput.Text("data:image/png;base64,A"));
  }

  @ParameterizedTest
  @CsvSource({
    "R0lGODlh, '', gif",
    "/9j/4AAA, image/png, jpg",
    "AAAAGGZ0eXBpc29t, '', mp4",
    "GkXfo0GChHdlYm0=, '', webm",
    "PHN2ZyB4bWxucz0iIi8+, '', svg",
    "AAAA, image/webp; x=1, webp",
    "AAAA, application/unheard-of, bin"
  })
  void kinds_of_files_are_told_by_content_first(String base64, String type, String extension)
      throws Exception {
    Path file = Files.createTempFile(folder, "kind", ".bin");
    Files.write(file, java.util.Base64.getDecoder().decode(base64));
    assertThat(FileKind.extension(file, FileBody.extension(type))).isEqualTo(extension);
  }

  @Test
  void merging_joins_objects_replaces_the_rest_and_removes_nulls() {
    JsonMapper mapper = JsonMapper.shared();
    ObjectNode into = (ObjectNode) mapper.readTree("{\"a\":{\"b\":1,\"c\":[1]},\"d\":2,\"e\":3}");
    Json.merge(
        into, (ObjectNode) mapper.readTree("{\"a\":{\"c\":[2],\"x\":0},\"d\":{},\"e\":null}"));
    assertThat(into.toString()).isEqualTo("{\"a\":{\"b\":1,\"c\":[2],\"x\":0},\"d\":{}}");
  }

  private List<RemoteOutput> outputs(String json) throws Exception {
    Path body = Files.writeString(folder.resolve("body"), json);
    Answer answer = new Answer(200, Headers.of(), body, folder.resolve("inline"));
    return Outputs.in(answer.json(), answer);
  }
}
