package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import java.util.Set;
import mediaworker.providers.MediaInput;
import okhttp3.Headers;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON on its way out and in, with files in it. */
class JsonBodyTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 24575, 24576, 24577, 100_000})
  void files_are_sent_as_base64_and_data_urls_of_any_size(int size) throws Exception {
    byte[] bytes = bytes(size);
    MediaInput.LocalFile file = file(bytes);
    ObjectNode tree = JsonMapper.shared().createObjectNode();
    tree.putArray("images").add(JsonBody.dataUrl(file)).add("https://example.com/a\"b.png");
    tree.put("raw", JsonBody.base64(file)).put("n", 2);
    JsonBody body = JsonBody.of(tree);
    Buffer sent = new Buffer();
    body.writeTo(sent);

    assertThat(body.contentLength()).isEqualTo(sent.size());
    JsonNode read = JsonMapper.shared().readTree(sent.readUtf8());
    String base64 = Base64.getEncoder().encodeToString(bytes);
    assertThat(read.at("/images/0").asString()).isEqualTo("data:image/png;base64," + base64);
    assertThat(read.at("/images/1").asString()).isEqualTo("https://example.com/a\"b.png");
    assertThat(read.at("/raw").asString()).isEqualTo(base64);
    assertThat(read.at("/n").asInt()).isEqualTo(2);
  }

  @Test
  void base64_in_an_answer_goes_to_files_and_other_texts_stay() throws Exception {
    byte[] bytes = bytes(3_000_000);
    String json =
        "{\"data\":[{\"b64_json\":\""
            + Base64.getEncoder().encodeToString(bytes)
            + "\"},{\"b64_json\":\"https://example.com/x.png\"}],\"b64_json\":7,\"n\":null}";
    Answer answer = answer(json);
    JsonNode read = answer.json(Set.of("b64_json"));

    Path spooled = answer.spooled(read.at("/data/0/b64_json").asString()).orElseThrow();
    assertThat(spooled).hasBinaryContent(bytes);
    assertThat(read.at("/data/1/b64_json").asString()).isEqualTo("https://example.com/x.png");
    assertThat(answer.spooled("https://example.com/x.png")).isEmpty();
    assertThat(read.at("/b64_json").asInt()).isEqualTo(7);
    assertThat(read.at("/n").isNull()).isTrue();
  }

  @Test
  void data_urls_of_any_size_go_to_files_wherever_they_stand() throws Exception {
    byte[] bytes = bytes(24 << 20);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String json =
        "{\"a \\\" b\":[\"data:image/png;base64,"
            + base64
            + "\",\"data:image\\/png;name=x.png;base64,"
            + base64.substring(0, 4000).replace("/", "\\/")
            + "\"],\"output\":\"data:;base64,aGVsbG8=\",\"text\":\"data:text/plain,hello\","
            + "\"n\":1}";
    Answer answer = answer(json);
    JsonNode read = answer.json(Set.of("output"));

    assertThat(answer.spooled(read.at("/a \" b/0").asString()).orElseThrow())
        .hasBinaryContent(bytes);
    assertThat(answer.spooled(read.at("/a \" b/1").asString()).orElseThrow())
        .hasBinaryContent(Base64.getDecoder().decode(base64.substring(0, 4000)));
    Path last = answer.spooled(read.at("/output").asString()).orElseThrow();
    assertThat(last).hasContent("hello");
    assertThat(Answer.isOfDataUrl(last)).isTrue();
    assertThat(read.at("/text").asString()).isEqualTo("data:text/plain,hello");
    assertThat(read.at("/n").asInt()).isEqualTo(1);
    assertThat(folder.resolve("inline")).isDirectoryNotContaining(file -> isStray(file, read));
  }

  private static boolean isStray(Path file, JsonNode read) {
    return !read.toString().contains(String.valueOf(file.getFileName()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data:image/png;base64,A",
        "data:image/png;base64,AA=A",
        "data:image/png;base64,\\u0041AAA",
        "data:image/png,AAAA",
        "data:"
      })
  void what_is_no_data_url_after_all_stays_a_text(String text) throws Exception {
    Answer answer = answer("[\"" + text + "\", \"data:image/png;base64,AAAA\"]");
    JsonNode read = answer.json();

    assertThat(read.get(0).asString()).isEqualTo(text.replace("\\u0041", "A"));
    assertThat(answer.spooled(read.get(1).asString()).orElseThrow()).hasBinaryContent(new byte[3]);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502</html>",
        "{\"a\":",
        "{\"a\":1",
        "nul",
        "{\"a\":\"data:image/png;base64,AAAA"
      })
  void what_is_no_json_is_missing(String body) throws Exception {
    assertThat(answer(body).json().isMissingNode()).isTrue();
  }

  private Answer answer(String body) throws IOException {
    Path file = Files.createTempFile(folder, "body", ".json");
    Files.writeString(file, body);
    return new Answer(200, Headers.of(), file, folder.resolve("inline"));
  }

  private MediaInput.LocalFile file(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(folder, "picture", ".png");
    Files.write(file, bytes);
    return new MediaInput.LocalFile(file, "image/png", bytes.length);
  }

  /** JSON has none; a text in its place would be another request than the row's. */
  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void a_number_that_is_none_is_not_sent(double number) {
    ObjectNode tree = Json.object();
    tree.putObject("parameters").putArray("fps").add(1.5).add(number);
    assertThatThrownBy(() -> JsonBody.of(tree))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/parameters/fps/1");
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return bytes;
  }
}
