package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.process.ProcessRunner;
import mediaworker.workspace.Notes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FfprobeTest {

  @TempDir Path dir;

  @Test
  void picture_and_sound_of_a_clip_are_told() throws Exception {
    MediaInfo info = probe(h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=320x180:r=25:d=1", 1));
    MediaInfo.Video picture = info.picture().orElseThrow();
    assertThat(picture.codec()).isEqualTo("h264");
    assertThat(picture.width()).isEqualTo(320);
    assertThat(picture.height()).isEqualTo(180);
    assertThat(picture.frameRate().value()).isCloseTo(25, within(0.01));
    assertThat(picture.frames()).isEqualTo(25);
    assertThat(picture.durationSeconds()).isCloseTo(1, within(0.01));
    assertThat(picture.alpha()).isFalse();
    assertThat(picture.extradataHash()).isNotNull();
    MediaInfo.Audio sound = info.sound().orElseThrow();
    assertThat(sound.codec()).isEqualTo("aac");
    assertThat(sound.sampleRate()).isEqualTo(48_000);
    assertThat(sound.channels()).isEqualTo(2);
    assertThat(info.isStill()).isFalse();
  }

  @Test
  void a_turned_clip_is_shown_with_its_sides_exchanged() throws Exception {
    Path flat = h264(dir.resolve("a.mp4"), "testsrc2=s=320x180:d=0.2");
    Path turned =
        make(
            dir.resolve("b.mp4"),
            List.of(
                "-display_rotation", "90", "-i", "file:" + flat.toAbsolutePath(), "-c", "copy"));
    MediaInfo.Video picture = probe(turned).picture().orElseThrow();
    assertThat(Math.abs(picture.rotation())).isEqualTo(90);
    assertThat(picture.shownWidth()).isEqualTo(180);
    assertThat(picture.shownHeight()).isEqualTo(320);
  }

  @Test
  void transparency_is_seen_beside_the_picture_and_in_it() throws Exception {
    MediaInfo.Video vp9 = probe(halfRedWebm(dir.resolve("a.webm"))).picture().orElseThrow();
    assertThat(vp9.pixelFormat()).as("what the stream itself says").isEqualTo("yuv420p");
    assertThat(vp9.alpha()).isTrue();
    assertThat(probe(halfRedProres(dir.resolve("a.mov"))).picture().orElseThrow().alpha()).isTrue();
  }

  @Test
  void the_input_arguments_keep_the_transparency_of_vp9() throws Exception {
    assertThat(pixels(halfRedWebm(dir.resolve("a.webm")), 140, 60).get(0)[3]).isLessThan(10);
  }

  @Test
  void a_file_is_looked_into_for_fields_only_where_nothing_else_tells_and_once() throws Exception {
    Path plain = h264(dir.resolve("a.mp4"), "testsrc2=s=320x180:d=0.2");
    List<String> again = List.of("-i", "file:" + plain.toAbsolutePath());
    Path open = make(dir.resolve("b.mp4"), again, List.of("-c:v", "mpeg4"));
    AtomicInteger processes = new AtomicInteger();
    Ffmpeg ffmpeg = observed(processes);
    ffmpeg.probe(plain, new Cancellation());
    assertThat(processes).as("ordinary H.264").hasValue(1);
    processes.set(0);
    MediaInfo.Video picture = ffmpeg.probe(open, new Cancellation()).picture().orElseThrow();
    assertThat(picture.fieldOrder()).isEqualTo("unknown");
    assertThat(processes).as("MPEG-4").hasValue(2);
    processes.set(0);
    ffmpeg.limitedTo(1).probe(open, new Cancellation());
    assertThat(processes).as("the same again").hasValue(1);
    processes.set(0);
    make(open, again, List.of("-c:v", "mpeg4", "-flags", "+ildct+ilme", "-top", "1"));
    assertThat(ffmpeg.probe(open, new Cancellation()).picture().orElseThrow().fieldOrder())
        .as("another file of its name")
        .isEqualTo("tt");
    assertThat(processes).hasValue(2);
  }

  /** An FFmpeg whose processes are counted from now on. */
  private static Ffmpeg observed(AtomicInteger processes) throws Exception {
    Notes notes =
        new Notes() {
          @Override
          public Note child(long pid) {
            processes.incrementAndGet();
            return () -> {};
          }

          @Override
          public Note output(Path part) {
            return () -> {};
          }
        };
    Ffmpeg ffmpeg = new Ffmpeg(GeneratedClips.FFMPEG.settings(), new ProcessRunner(notes));
    ffmpeg.describe();
    processes.set(0);
    return ffmpeg;
  }

  @Test
  void a_text_an_empty_file_and_nothing_at_all_are_refused_by_name() throws Exception {
    Path text = Files.writeString(dir.resolve("text.mp4"), "this is no video ".repeat(100));
    Path empty = Files.createFile(dir.resolve("empty.mp4"));
    assertThatThrownBy(() -> probe(text))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("text.mp4 is not a media file")
        .hasMessageNotContaining(dir.toString())
        .hasMessageNotContaining("0x");
    assertThatThrownBy(() -> probe(empty)).hasMessage("The file empty.mp4 is empty.");
    assertThatThrownBy(() -> probe(dir.resolve("none.mp4")))
        .hasMessage("The file none.mp4 does not exist.");
  }

  @Test
  void formats_that_are_not_taken_are_called_by_their_names() throws Exception {
    String source = "testsrc2=s=64x64:r=10:d=1";
    List<String> one = List.of("-frames:v", "1");
    Map<String, Path> files =
        Map.of(
            "animated WebP", make(dir.resolve("a.webp"), lavfi(source)),
            "not taken (j2k)", make(dir.resolve("a.jp2"), lavfi(source), one),
            "not taken (ppm)", make(dir.resolve("a.ppm"), lavfi(source), one),
            "not taken (ico)", make(dir.resolve("a.ico"), lavfi(source), one),
            "not taken (dv)",
                make(
                    dir.resolve("a.dv"),
                    lavfi("testsrc2=s=720x576:r=25:d=0.2"),
                    List.of("-pix_fmt", "yuv420p")));
    for (Map.Entry<String, Path> file : files.entrySet()) {
      assertThatThrownBy(() -> probe(file.getValue()))
          .isInstanceOf(MediaException.class)
          .hasMessageContaining(String.valueOf(file.getValue().getFileName()))
          .hasMessageContaining(file.getKey());
    }
    assertThat(probe(make(dir.resolve("still.webp"), lavfi(source), one)).isStill()).isTrue();
  }

  @Test
  void a_picture_of_tiles_is_refused_since_one_of_them_is_all_that_ffmpeg_gives() throws Exception {
    Path photo = TiledPicture.write(dir, "photo.heic");

    assertThatThrownBy(() -> probe(photo))
        .hasMessage(
            "The file photo.heic is a picture of 4 tiles, as phones write HEIC, which FFmpeg does"
                + " not put together: save it as JPEG or PNG.");
  }

  @Test
  void an_mp4_whose_index_was_cut_off_is_refused() throws Exception {
    Path whole = h264(dir.resolve("a.mp4"), "testsrc2=s=320x180:d=1");
    byte[] bytes = Files.readAllBytes(whole);
    Path broken = Files.write(dir.resolve("b.mp4"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> probe(broken))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("b.mp4");
  }

  @Test
  void lists_that_name_other_files_are_refused_whatever_they_are_called() throws Exception {
    Path secret = h264(dir.resolve("secret.mp4"), "testsrc2=s=64x64:d=0.2");
    Path list =
        Files.writeString(dir.resolve("list.mp4"), "ffconcat version 1.0\nfile '" + secret + "'\n");
    Path playlist =
        Files.writeString(
            dir.resolve("playlist.mp4"),
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://"
                + secret
                + "\n#EXT-X-ENDLIST\n");
    assertThatThrownBy(() -> probe(list)).isInstanceOf(MediaException.class);
    assertThatThrownBy(() -> probe(playlist)).isInstanceOf(MediaException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.mp4", "it's.mp4", "a:b.mp4", "-i.mp4", "100%03d.mp4", "[x]*.mp4"})
  void names_with_signs_in_them_are_plain_names(String name) throws Exception {
    Path file = h264(dir.resolve("plain.mp4"), "color=red:s=64x64:d=0.1");
    Path odd = Files.move(file, dir.resolve(name));
    assertThat(probe(odd).picture()).isPresent();
    assertThat(pixels(odd, 30, 30).get(0)[0]).isGreaterThan(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b.png",
        "it's.png",
        "a:b.png",
        "-i.png",
        "100%03d.png",
        "[x]*.png",
        "50%deal/a.png"
      })
  void a_still_is_that_one_file_whatever_its_name(String name) throws Exception {
    Path file =
        make(
            dir.resolve("plain.png"),
            lavfi("color=red:s=32x32,format=rgba"),
            List.of("-frames:v", "1", "-update", "1"));
    make(
        dir.resolve("100001.png"),
        lavfi("color=blue:s=32x32"),
        List.of("-frames:v", "1", "-update", "1"));
    Files.createDirectories(dir.resolve(name).getParent());
    Path odd = Files.move(file, dir.resolve(name));
    MediaInfo info = probe(odd);
    assertThat(info.isStill()).isTrue();
    assertThat(info.picture().orElseThrow().alpha()).isTrue();
    assertThat(pixels(odd, 10, 10).get(0)[0]).isGreaterThan(200);
  }
}
