package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows as somebody may write them who means no good: each fails, with a sentence. */
class HostileRowsTest {

  @TempDir Path temp;
  private Path secret;
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    studio = new Studio(Files.createDirectory(temp.resolve("base")));
    secret =
        GeneratedClips.h264(
            temp.resolve("secret.mp4"), "color=0x12a84a:s=64x64:d=0.2,drawbox=w=20:h=20:c=red:t=1");
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
  }

  @Test
  void every_hostile_row_fails_with_a_sentence_and_reaches_nothing() throws Exception {
    Files.createSymbolicLink(studio.folder.resolve("link.mp4"), secret);
    Files.createSymbolicLink(studio.folder.resolve("folder"), temp);
    Files.createLink(studio.folder.resolve("clip.mp4"), studio.folder.resolve("jobs.db"));
    Files.writeString(
        studio.folder.resolve("list.mp4"), "ffconcat version 1.0\nfile '" + secret + "'\n");
    Files.writeString(
        studio.folder.resolve("play.mp4"),
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://" + secret + "\n#EXT-X-ENDLIST\n");
    Files.writeString(
        studio.folder.resolve("drawing.svg"),
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><image href='"
            + secret
            + "'/></svg>");
    GeneratedClips.h264(
        studio.folder.resolve("in.mp4"),
        "color=0x12a84a:s=64x64:d=0.2,drawbox=w=9:h=9:c=red:t=fill");
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("{\"video\": \"../secret.mp4\"}", "outside the folders");
    rows.put("{\"video\": \"" + secret + "\"}", "outside the folders|does not exist");
    rows.put("{\"video\": \"link.mp4\"}", "outside the folders");
    rows.put("{\"video\": \"folder/secret.mp4\"}", "outside the folders");
    rows.put("{\"video\": \"jobs.db\"}", "the worker's own database");
    rows.put("{\"video\": \"jobs.db-shm\"}", "the worker's own database");
    rows.put("{\"video\": \"clip.mp4\"}", "the worker's own database");
    rows.put("{\"video\": \"-i.mp4\"}", "does not exist");
    rows.put("{\"video\": \"concat:in.mp4|" + secret + "\"}", "does not exist");
    rows.put("{\"video\": \"file:" + secret + "\"}", "without \"file:\"");
    rows.put("{\"video\": \"subfile,,start,0,end,9,,:in.mp4\"}", "does not exist");
    rows.put("{\"video\": \"list.mp4\"}", "a format that is not taken");
    rows.put("{\"video\": \"play.mp4\"}", "not a media file");
    rows.put("{\"video\": \"drawing.svg\"}", "a format that is not taken");
    rows.put("{\"video\": \"http://127.0.0.1:1/a.mp4\"}", "private|own machine|address");
    rows.put("{\"video\": \"http://[::1]:1/a.mp4\"}", "private|own machine|address");
    rows.put("{\"video\": \"http://[::ffff:10.0.0.1]/a.mp4\"}", "private|own machine|address");
    rows.put("{\"video\": \"http://2130706433:1/a.mp4\"}", "private|own machine|address");
    rows.put("{\"video\": \"http://0x7f.1/a.mp4\"}", "private|own machine|address|host");
    rows.put("{\"video\": \"in\\u0000.mp4\"}", "control characters");
    rows.put("{\"video\": \"in.mp4\", \"key_color\": \"red[x];movie=/etc/passwd\"}", "key_color");
    rows.put("{\"video\": \"in.mp4\", \"blur\": \"5,movie=/etc/passwd\"}", "blur");
    rows.put("{\"video\": \"in.mp4\", \"output\": \"webm -f null\"}", "output");
    rows.put("{\"video\": \"in.mp4\", \"output_name\": \"../../evil\"}", "output_name");
    rows.put("{\"video\": ".repeat(1000) + "1" + "}".repeat(1000), "nested deeper than 64");
    rows.put("[".repeat(100_000), "nested deeper than 64");
    rows.put("{\"video\": \"" + "x".repeat(50 << 20) + "\"}", "more than 1024 KB");
    rows.put("{\"video\": \"" + "x".repeat(100_000) + "\"}", "does not exist|not a file name|long");
    rows.put("{\"video\": 1e999999999}", "video");
    rows.put("\u0000\u0001\u0002", "valid JSON|is missing");
    for (String inputData : rows.keySet()) {
      studio.table.insert("keying", inputData);
    }
    long lap = studio.table.insert("x".repeat(10_000_000), "{}");

    studio.drain();

    List<String> wanted = List.copyOf(rows.values());
    List<String> inputs = List.copyOf(rows.keySet());
    for (int i = 0; i < wanted.size(); i++) {
      String told = studio.told(i + 1);
      String input = inputs.get(i);
      assertThat(told)
          .as(input.substring(0, Math.min(200, input.length())))
          .startsWith("failed: ")
          .containsPattern(wanted.get(i))
          .hasSizeLessThan(508)
          .doesNotContainPattern("[\\p{Cc}]|Exception|mediaworker\\.");
    }
    assertThat(studio.told(lap)).startsWith("failed: The job type").hasSizeLessThan(508);
    assertThat(studio.folder.resolve("output/.tmp")).isEmptyDirectory();
    assertThat(studio.table.one("PRAGMA integrity_check")).isEqualTo("ok");
  }
}
