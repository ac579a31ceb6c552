package mediaworker.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import mediaworker.cli.CommandLineCall;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TypesCommandTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return CommandLineCall.execute(
        arguments,
        environment,
        folder,
        null,
        new PrintWriter(out, true),
        new PrintWriter(err, true));
  }

  @Test
  void the_types_are_listed_without_a_database() {
    assertThat(execute("types")).isZero();
    assertThat(out.toString().lines())
        .contains(
            "keying                Green or blue screen to transparency, or over a background.")
        .last()
        .isEqualTo("Everything about one: bin/worker types TYPE");
    assertThat(out.toString()).hasLineCount(24);
  }

  @Test
  void one_type_is_told_whole() {
    assertThat(execute("types", "trim")).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "trim: A part of a clip, forwards or there and back.",
            "",
            "FIELD             TAKES              DEFAULT  MEANING",
            "source_video_url  text               needed   The clip.",
            "in_point          number 0 to 86400  needed   Where the part begins, in seconds.",
            "out_point         number 0 to 86400  needed   Where it ends, in seconds.",
            "pingpong          true or false      false    Forwards and then backwards, without"
                + " sound.",
            "output_name       text                        A plain file name for the result; the"
                + " extension may be left out.",
            "",
            "  bin/worker submit trim --json - <<< '{\"source_video_url\": \"a.mp4\","
                + " \"in_point\": 1, \"out_point\": 3.5}'",
            "  INSERT INTO jobs (job_type, input_data) VALUES ('trim', '{\"source_video_url\":"
                + " \"a.mp4\", \"in_point\": 1, \"out_point\": 3.5}');");
    assertThat(execute("types", "trimm")).isEqualTo(6);
    assertThat(err.toString()).isEqualTo("There is no job type \"trimm\"; is trim meant?\n");
  }

  @Test
  void programs_of_the_installation_are_among_them() throws Exception {
    Files.writeString(
        folder.resolve("worker.properties"),
        "command.sharpen.run = /bin/up -i {image} -s {scale:4} {output}\ncommand.sharpen.output ="
            + " png\n");

    assertThat(execute("types", "sharpen", "--json")).isZero();
    JsonNode type = JsonMapper.shared().readTree(out.toString());
    assertThat(type.get("example").toString()).isEqualTo("{\"image\":\"…\"}");
    assertThat(type.get("fields").size()).isEqualTo(3);
    assertThat(type.get("fields").get(1).get("name").asString()).isEqualTo("scale");
  }

  @Test
  void a_schema_says_what_a_row_must_hold() {
    assertThat(execute("types", "stitching", "--json-schema")).isZero();
    JsonNode schema = JsonMapper.shared().readTree(out.toString());

    assertThat(schema.get("$schema").asString()).contains("2020-12");
    JsonNode item = schema.get("properties").get("videos").get("items").get("anyOf");
    assertThat(item.get(0).get("type").asString()).isEqualTo("string");
    assertThat(item.get(1).get("properties").get("repeat").get("maximum").asInt()).isEqualTo(1000);
    assertThat(schema.get("properties").get("fit").get("enum").size()).isEqualTo(3);
    assertThat(execute("types", "keying", "--json-schema")).isZero();
    JsonNode keying = JsonMapper.shared().readTree(out.toString());
    assertThat(keying.get("allOf").get(0).get("anyOf").size()).isEqualTo(2);
    assertThat(keying.get("properties").get("edge_offset").get("type").asString())
        .isEqualTo("integer");
    assertThat(execute("types", "--json-schema")).isZero();
    JsonNode all = JsonMapper.shared().readTree(out.toString());
    assertThat(all.get("$defs").size()).isEqualTo(22);
  }
}
