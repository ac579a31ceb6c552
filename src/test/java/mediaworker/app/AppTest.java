package mediaworker.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in, files out: the whole worker with real ffmpeg. */
class AppTest {

  @TempDir Path temp;
  private Studio studio;

  @BeforeEach
  void open() throws Exception {
    studio = new Studio(temp);
  }

  @AfterEach
  void close() throws Exception {
    studio.close();
  }

  /** A red box that moves over a green screen. */
  private Path greenScreen(String name) throws Exception {
    return GeneratedClips.h264(
        studio.folder.resolve(name),
        "color=0x12a84a:s=160x120:r=25:d=1,drawbox=x=50:y=30:w=60:h=60:color=red:t=fill");
  }

  private MediaInfo probe(Path file) throws Exception {
    return GeneratedClips.FFMPEG.probe(file, new Cancellation());
  }

  @Test
  void a_keying_row_becomes_a_transparent_video() throws Exception {
    greenScreen("in.mp4");
    long id = studio.table.insert("keying", "{\"video\":\"in.mp4\"}");

    studio.drain();

    assertThat(studio.told(id)).isEqualTo("completed: output/keyed_" + id + ".webm");
    MediaInfo.Video picture = probe(studio.result(id)).picture().orElseThrow();
    assertThat(picture.codec()).isEqualTo("vp9");
    assertThat(picture.alpha()).isTrue();
    assertThat(picture.width()).isEqualTo(160);
    assertThat(studio.table.one("SELECT progress_message FROM jobs")).contains("Key colour #");
    assertThat(studio.folder.resolve("output/.tmp")).isEmptyDirectory();
  }

  @Test
  void any_row_with_a_video_goes_round_again_for_keying() throws Exception {
    greenScreen("raw.mp4");
    studio.table.run(
        "INSERT INTO jobs (job_type, status, result_data, keying_settings) VALUES ('animation',"
            + " 'keying_queued', '/raw.mp4?v=3', '{\"blur\":5,\"dilate\":1,\"erode\":2,"
            + "\"hue_center\":60,\"hue_tolerance\":25,\"saturation_min\":50,\"spill\":2,"
            + "\"value_min\":50}')");

    studio.drain();

    assertThat(studio.told(1))
        .isEqualTo("completed: static/library/transparent_videos/keyed_1.webm");
    assertThat(studio.table.one("SELECT result_data FROM jobs")).isEqualTo("/raw.mp4?v=3");
    assertThat(studio.result(1)).exists();
  }

  @Test
  void clips_are_stitched_trimmed_and_a_frame_is_taken() throws Exception {
    greenScreen("a.mp4");
    greenScreen("b.mp4");
    long stitched = studio.table.insert("stitching", "{\"videos\":[\"a.mp4\",\"b.mp4\"]}");
    long dashboard =
        studio.table.insert(
            "video_stitching", "{\"video_a_path\":\"a.mp4\",\"video_b_path\":\"b.mp4\"}");
    long trimmed =
        studio.table.insert(
            "trim", "{\"source_video_url\":\"a.mp4\",\"in_point\":0.2,\"out_point\":0.6}");
    long frame = studio.table.insert("frame_extraction", "{\"source_video\":\"a.mp4\",\"time\":0}");

    studio.drain();

    assertThat(probe(studio.result(stitched)).durationSeconds()).isBetween(1.9, 2.1);
    assertThat(studio.told(dashboard))
        .isEqualTo("completed: static/library/stitched_" + dashboard + ".mp4");
    assertThat(probe(studio.result(trimmed)).durationSeconds()).isBetween(0.35, 0.45);
    assertThat(probe(studio.result(frame)).isStill()).isTrue();
  }

  @Test
  void a_row_says_which_of_its_fields_were_left_aside() throws Exception {
    greenScreen("in.mp4");
    long done = studio.table.insert("noop", "{\"second\": 1}");
    long noted =
        studio.table.insert(
            "trim",
            "{\"source_video_url\": \"in.mp4\", \"in_point\": 0, \"out_point\": 0.2,"
                + " \"pingpog\": 1}");
    long failed = studio.table.insert("keying", "{\"video\": \"none.mp4\", \"tolerence\": 2}");

    studio.drain();

    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + done))
        .isEqualTo("Not known and left aside: \"second\" (is seconds meant?).");
    assertThat(studio.table.one("SELECT progress_message FROM jobs WHERE id = " + noted))
        .matches(
            "\\d+ frames, 0\\.20 s\\. Not known and left aside:"
                + " \"pingpog\" \\(is pingpong meant\\?\\)\\.");
    assertThat(studio.table.one("SELECT error_message FROM jobs WHERE id = " + failed))
        .startsWith("The file none.mp4 does not exist")
        .endsWith(". Not known and left aside: \"tolerence\" (is tolerance meant?).");
  }

  @Test
  void bad_rows_get_a_sentence_each_and_the_worker_goes_on() throws Exception {
    Path clip = greenScreen("good.mp4");
    byte[] whole = Files.readAllBytes(clip);
    Files.writeString(studio.folder.resolve("notes.mp4"), "these are notes, not a film");
    Files.createFile(studio.folder.resolve("empty.mp4"));
    Files.write(studio.folder.resolve("cut.mp4"), java.util.Arrays.copyOf(whole, whole.length / 2));
    Map<String, String> rows = new LinkedHashMap<>();
    rows.put("keying {broken", "not valid JSON");
    rows.put("keying [1, 2]", "must be a JSON object");
    rows.put("keying {}", "\"video\" is missing");
    rows.put("keying {\"video\": 7, \"softness\": \"much\"}", "\"video\" is 7");
    rows.put("keying {\"video\": \"none.mp4\"}", "The file none.mp4 does not exist");
    rows.put("keying {\"video\": \"empty.mp4\"}", "empty");
    rows.put("keying {\"video\": \"notes.mp4\"}", "notes.mp4");
    rows.put("keying {\"video\": \"cut.mp4\"}", "cut.mp4");
    rows.put("keying {\"video\": \"../../etc/passwd\"}", "outside");
    rows.put("keying {\"video\": \"http://127.0.0.1:1/x.mp4\"}", "private network");
    rows.put("keying {\"video\": \"good.mp4\", \"output_name\": \"../x\"}", "output_name");
    rows.put("keying {\"video\": \"good.mp4\", \"output\": \"exe\"}", "\"output\"");
    rows.put("keying {\"video\": \"good.mp4\", \"key_color\": \"[x];exec\"}", "key_color");
    rows.put("stitching {\"videos\": [\"good.mp4\"]}", "two");
    rows.put("stitching {\"videos\": [\"good.mp4\", \"notes.mp4\"]}", "notes.mp4");
    rows.put(
        "trim {\"source_video_url\": \"good.mp4\", \"in_point\": 0.5, \"out_point\": 0.5}", "out");
    rows.put("frame_extraction {\"source_video\": \"good.mp4\", \"time\": 99}", "99");
    rows.put("make_coffee {}", "make_coffee");
    List<Long> ids = new ArrayList<>();
    for (String row : rows.keySet()) {
      String[] parts = row.split(" ", 2);
      ids.add(studio.table.insert(parts[0], parts[1]));
    }
    long good = studio.table.insert("keying", "{\"video\":\"good.mp4\"}");

    studio.drain();

    List<String> wanted = List.copyOf(rows.values());
    List<String> inputs = List.copyOf(rows.keySet());
    for (int i = 0; i < ids.size(); i++) {
      String told = studio.told(ids.get(i));
      assertThat(told).as(inputs.get(i)).startsWith("failed: ").contains(wanted.get(i));
      assertThat(told)
          .as(inputs.get(i))
          .hasSizeLessThan(510)
          .doesNotContain("Exception", "mediaworker.", "\tat ", studio.folder.toString())
          .matches("[^\\p{Cntrl}]*");
      assertThat(studio.table.one("SELECT attempts FROM jobs WHERE id = " + ids.get(i)))
          .as(inputs.get(i) + " is not tried again")
          .isEqualTo("1");
    }
    assertThat(studio.told(good)).startsWith("completed");
    assertThat(studio.folder.resolve("output/.tmp")).isEmptyDirectory();
    try (var outputs = Files.list(studio.folder.resolve("output"))) {
      assertThat(outputs.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".tmp", "keyed_" + good + ".webm");
    }
  }
}
