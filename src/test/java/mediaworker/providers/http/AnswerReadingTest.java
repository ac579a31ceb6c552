package mediaworker.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mediaworker.filetype.FileKind;
import mediaworker.providers.ProviderSettings;
import mediaworker.providers.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What providers have in common when they read answers and settings. */
class AnswerReadingTest {

  @TempDir Path folder;

  @Test
  void words_lose_keys_urls_files_and_control_characters() {
    assertThat(
            Redaction.clean(
                "no\u0000\r\n k-1 at s3://b/k?sig=1, data:image/png;base64,AAAA or "
                    + "A".repeat(90)
                    + ".",
                List.of(new Secret("k-1"), new Secret(" ")),
                240))
        .isEqualTo("no *** at s3://b/… data:… or ….");
  }

  @Test
  void words_are_short_and_no_character_is_cut_in_half() {
    String words =
        Redaction.clean(
            "a b ".repeat(59) + "xy\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", List.of(), 240);
    assertThat(words.codePointCount(0, words.length())).isEqualTo(240);
    assertThat(words).endsWith("…");
    assertThat(words.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
  }

  @Test
  void a_patch_merges_objects_replaces_lists_and_takes_nulls_away() {
    ObjectNode target = json("{'a':{'b':1,'c':2},'d':[1,2],'e':1}");
    Json.merge(target, json("{'a':{'b':null,'f':{'g':3}},'d':[9],'e':{'h':1}}"));
    assertThat(target).isEqualTo(json("{'a':{'c':2,'f':{'g':3}},'d':[9],'e':{'h':1}}"));
  }

  @Test
  void texts_and_numbers_are_read_from_any_shape() {
    JsonNode json = json("{'a':'x','b':5,'c':null,'d':{},'n':'0.25','m':'many'}");
    assertThat(Json.text(json, "/a")).isEqualTo("x");
    assertThat(Json.text(json, "/b")).isEqualTo("5");
    assertThat(Json.text(json, "/c") + Json.text(json, "/d") + Json.text(json, "/z")).isEmpty();
    assertThat(Json.firstText(json, "/z", "/c", "/a")).isEqualTo("x");
    assertThat(Json.number(json, "/n"))
        .hasValueSatisfying(n -> assertThat(n).isEqualByComparingTo("0.25"));
    assertThat(Json.number(json, "/m")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a, png",
    "ffd8ffe0, jpg",
    "474946383961, gif",
    "52494646000000005745425056503820, webp",
    "524946460000000057415645, wav",
    "000000206674797069736f6d, mp4",
    "0000001466747970717420200, mov",
    "1a45dfa342827765626d, webm",
    "494433, mp3",
    "504b0304, zip",
    "48656c6c6f, none",
    "'', none"
  })
  void files_are_told_by_their_first_bytes(String hex, String extension) throws Exception {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex.substring(0, hex.length() / 2 * 2));
    Path file = Files.write(folder.resolve("file"), bytes);
    assertThat(FileKind.extension(file, "none")).isEqualTo(extension);
  }

  @ParameterizedTest
  @CsvSource({"image/jpeg, jpg", "image/png, png", "video/quicktime, mov", "image/svg+xml, svg"})
  void media_types_have_extensions(String type, String extension) {
    assertThat(FileBody.extension(type)).isEqualTo(extension);
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "10m, PT10M",
    "6h, PT6H",
    "1d, PT24H",
    "2592000000ms, PT720H"
  })
  void times_are_read_as_settings_write_them(String text, Duration time) {
    assertThat(settings(text).time("wait")).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource({
    "Retry-After: 7, PT7S",
    "retry-after-ms: 250, PT0.25S",
    "x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 6m0s, PT6M",
    "x-ratelimit-remaining-tokens: 0|x-ratelimit-reset-tokens: 1.5s, PT1.5S",
    "x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 12ms, PT0.012S",
    "x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: 1h2m3s|Retry-After: 5, PT5S",
    "x-ratelimit-remaining-requests: 3|x-ratelimit-reset-requests: 6m0s, ''",
    "x-ratelimit-remaining-requests: 0|x-ratelimit-reset-requests: soon, ''"
  })
  void waits_stand_in_several_headers(String headers, String wait) throws Exception {
    okhttp3.Headers.Builder all = new okhttp3.Headers.Builder();
    for (String header : headers.split("[|]")) {
      all.add(header);
    }
    Path body = Files.writeString(folder.resolve("empty"), "");
    Answer answer = new Answer(429, all.build(), body, folder.resolve("inline"));

    assertThat(answer.retryAfter(java.time.Instant.EPOCH).map(Duration::toString).orElse(""))
        .isEqualTo(wait);
  }

  @Test
  void a_wrong_time_names_its_setting() {
    assertThatThrownBy(() -> settings("soon").time("wait")).hasMessageContaining("kling.wait");
  }

  private static ProviderSettings settings(String wait) {
    return new ProviderSettings("kling", Map.of("wait", wait), Map.of());
  }

  private static ObjectNode json(String text) {
    return (ObjectNode)
        JsonMapper.shared().readTree(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
