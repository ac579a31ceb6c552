package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PacketJsonTest {

  private static final String TWO =
      """
      {
          "packets": [
              { "stream_index": 1, "pts": -1024, "dts": -2048, "duration": 1024, "size": "288", "pos": "48", "flags": "KD_",
                  "side_data_list": [
                      { "text": "a \\" } ] , in quotes", "more": [ 1, { } ] }
                  ] },
              {"flags":"___","pos":"4294967296","size":"7","stream_index":0,"dts":512,"note":12.5,"codec_type":"video"}
          ],
          "streams": [ { "index": 0, "width": 1280 } ],
          "format": { "format_name": "mov" }
      }
      """;

  private final List<PacketListener.Packet> heard = new ArrayList<>();

  private JsonNode read(InputStream in) throws IOException {
    return PacketJson.read(in, heard::add, () -> {});
  }

  private JsonNode read(String json) throws IOException {
    return read(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
  }

  private void assertTwo(JsonNode rest) {
    assertThat(heard)
        .containsExactly(
            new PacketListener.Packet(1, -1024, -2048, 1024, 288, 48, true),
            new PacketListener.Packet(
                0, PacketListener.Packet.NONE, 512, 0, 7, 4_294_967_296L, false));
    assertThat(rest.path("streams").path(0).path("width").asInt(0)).isEqualTo(1280);
    assertThat(rest.path("format").path("format_name").asString("")).isEqualTo("mov");
  }

  @Test
  void packets_are_heard_one_by_one_and_the_rest_is_returned() throws Exception {
    assertTwo(read(TWO));
  }

  @Test
  void it_does_not_matter_in_what_pieces_the_text_comes() throws Exception {
    byte[] bytes = TWO.getBytes(StandardCharsets.UTF_8);
    assertTwo(
        read(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1));
              }
            }));
  }

  @Test
  void a_file_without_packets_has_none() throws Exception {
    assertThat(read("{ \"packets\": [ ], \"format\": { \"size\": \"9\" } }").path("format"))
        .hasSize(1);
    assertThat(read("{\"packets\":[]}")).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void text_that_breaks_off_or_is_something_else_is_missing_and_read_to_its_end() throws Exception {
    String packets = TWO.strip();
    for (String wrong :
        List.of(
            "",
            "no json",
            "{}",
            "{ \"streams\": [ ] }",
            packets.substring(0, 60),
            packets.substring(0, packets.indexOf("\"format\"")),
            TWO.replace("512", "N/A"))) {
      InputStream in = new ByteArrayInputStream(wrong.getBytes(StandardCharsets.UTF_8));
      assertThat(read(in).isMissingNode()).as(wrong).isTrue();
      assertThat(in.read()).as(wrong).isEqualTo(-1);
    }
  }
}
