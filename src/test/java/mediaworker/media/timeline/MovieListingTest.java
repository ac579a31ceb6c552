package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.mp4.Mp4Movie;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the tables of a file say, beside what FFmpeg finds when it reads the file through. */
class MovieListingTest {

  private static final Path REAL = Path.of("../shared/media");

  @TempDir Path dir;

  @Test
  void pictures_and_sound_are_where_ffmpeg_finds_them() throws Exception {
    assertSame(h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=2", 2));
  }

  @Test
  void sound_longer_and_shorter_than_the_pictures_is_where_ffmpeg_finds_it() throws Exception {
    assertSame(h264WithTone(dir.resolve("long.mp4"), "testsrc2=s=160x120:r=25:d=1", 1.4));
    assertSame(h264WithTone(dir.resolve("short.mp4"), "testsrc2=s=160x120:r=25:d=1", 0.7));
  }

  @Test
  void pictures_that_begin_late_are_where_ffmpeg_finds_them() throws Exception {
    Path silent = counting(dir.resolve("silent.mp4"), 30, 1);
    Path tone = make(dir.resolve("tone.m4a"), lavfi("sine=440:d=1.5"), List.of("-c:a", "aac"));
    assertSame(
        make(
            dir.resolve("late.mp4"),
            List.of("-itsoffset", "0.5", "-i", "file:" + silent, "-i", "file:" + tone),
            List.of("-map", "0:v", "-map", "1:a", "-c", "copy")));
  }

  @Test
  void pictures_in_another_order_than_shown_are_where_ffmpeg_finds_them() throws Exception {
    assertSame(
        make(
            dir.resolve("b.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=2"),
            lavfi("sine=440:r=44100:d=2"),
            List.of("-c:v", "mpeg4", "-bf", "2", "-g", "12", "-c:a", "aac")));
  }

  @Test
  void uneven_pictures_are_where_ffmpeg_finds_them() throws Exception {
    assertSame(
        make(
            dir.resolve("uneven.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=2,select='not(mod(n,3))+not(mod(n,7))'"),
            List.of("-fps_mode", "vfr", "-c:v", "libopenh264", "-b:v", "1M")));
  }

  @Test
  void real_clips_are_as_ffmpeg_finds_them() throws Exception {
    Assumptions.assumeTrue(Files.isDirectory(REAL), "the real clips are not at " + REAL);
    for (String name :
        List.of("bird-green-1440.mp4", "falcon-green-1024.mp4", "origami-no-screen-1024.mp4")) {
      assertSame(REAL.resolve(name));
    }
  }

  @Test
  void what_is_out_of_the_ordinary_is_left_to_ffmpeg() throws Exception {
    Path whole = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=2", 2);
    List<String> open = List.of("-i", "file:" + whole.toAbsolutePath());
    List<String> copy = List.of("-map", "0", "-c", "copy");
    Path fragments =
        make(
            dir.resolve("fragments.mp4"),
            open,
            copy,
            List.of("-movflags", "frag_keyframe+empty_moov"));
    assertThat(Mp4Movie.read(fragments)).as("fragments").isEmpty();
    assertThat(Mp4Movie.read(make(dir.resolve("a.mov"), open, copy))).as("QuickTime").isEmpty();
    assertThat(Mp4Movie.read(make(dir.resolve("a.mkv"), open, copy))).as("Matroska").isEmpty();
    Path twice =
        make(dir.resolve("twice.mp4"), open, List.of("-map", "0:a", "-map", "0:a", "-c", "copy"));
    assertThat(Mp4Movie.read(twice)).as("two tracks of sound").isEmpty();
    Path hidden =
        make(
            dir.resolve("hidden.mp4"),
            List.of("-ss", "0.5", "-i", "file:" + whole.toAbsolutePath()),
            copy);
    assertThat(Mp4Movie.read(hidden)).as("pictures that are not shown").isEmpty();
    Path front = make(dir.resolve("front.mp4"), open, copy, List.of("-movflags", "+faststart"));
    byte[] bytes = Files.readAllBytes(front);
    Path broken = dir.resolve("broken.mp4");
    Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThat(Mp4Movie.read(front)).isPresent();
    assertThat(Mp4Movie.read(broken)).as("a file that breaks off").isEmpty();
  }

  @Test
  void tables_of_any_bytes_are_refused_without_a_fault() throws Exception {
    byte[] good =
        Files.readAllBytes(
            h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=0.5", 0.5));
    int tables = new String(good, StandardCharsets.ISO_8859_1).indexOf("moov");
    Path file = dir.resolve("changed.mp4");
    int refused = 0;
    for (int at = tables; at < good.length - 4; at += 5) {
      byte[] bad = good.clone();
      ByteBuffer.wrap(bad).putInt(at, 0x7fffffff);
      Files.write(file, bad);
      refused += Mp4Movie.read(file).isEmpty() ? 1 : 0;
    }
    assertThat(refused).isPositive();
  }

  private static void assertSame(Path file) throws Exception {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-copyinkf:v"));
    arguments.addAll(List.of("-f", "framecrc", "pipe:1"));
    FrameListing found = new FrameListing(count -> {});
    FFMPEG.runRaw(arguments, found, new Cancellation());
    MovieListing told = MovieListing.of(Mp4Movie.read(file).orElseThrow()).orElseThrow();
    FrameTimes times = told.times();
    assertThat(times.count()).as("pictures").isEqualTo(found.shown());
    for (int i = 0; i <= times.count(); i++) {
      assertThat(times.start(i))
          .as("picture %d", i)
          .isCloseTo(found.times().start(i), within(1e-5));
    }
    Packets packets = told.packets();
    Packets listed = found.packetList();
    assertThat(packets.pictures()).as("pictures").isEqualTo(listed.pictures());
    assertThat(packets.sounds()).as("sound").isEqualTo(listed.sounds());
    assertThat(packets.cleanKeys()).isEqualTo(listed.cleanKeys());
    assertThat(packets.soundHeader()).isEqualTo(listed.soundHeader());
    for (int i = 0; i < packets.soundCount(); i++) {
      assertThat(packets.soundStart(i))
          .as("sound %d", i)
          .isCloseTo(listed.soundStart(i), within(1e-5));
    }
    assertThat(packets.soundEnd()).isCloseTo(listed.soundEnd(), within(1e-5));
  }
}
