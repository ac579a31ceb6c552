package mediaworker.media.mp4;

import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which tracks are put behind each other by their tables: one test for each refusal. */
class Mp4JoinerTest {

  private static final String PICTURES = "moov/trak/mdia/minf/stbl/";

  @TempDir static Path made;
  private static Path silent;
  private static Path sounding;
  private static Path open;

  @TempDir Path dir;

  @BeforeAll
  static void clips_with_and_without_sound() throws Exception {
    silent = h264(made.resolve("silent.mp4"), "testsrc2=s=160x120:r=30:d=1");
    sounding = h264WithTone(made.resolve("sounding.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    Path whole =
        make(
            made.resolve("whole.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            List.of("-c:v", "mpeg4", "-bf", "2", "-g", "12"));
    make(
        made.resolve("open-%d.mp4"),
        List.of("-i", "file:" + whole),
        List.of("-c", "copy", "-f", "segment", "-segment_frames", "12,24"),
        List.of("-reset_timestamps", "1", "-segment_format_options", "use_editlist=0"));
    open = made.resolve("open-1.mp4");
  }

  @Test
  void equal_tracks_go_together() throws Exception {
    assertThat(joined(silent, silent)).isPresent();
    assertThat(withSound(sounding, sounding)).isPresent();
  }

  @Test
  void pictures_in_different_units_of_time_do_not_go_together() throws Exception {
    assertRefused(
        silent, patch().putInt("moov/trak/mdia/mdhd", 12, 15_000).rename("moov/trak/edts", "free"));
  }

  @Test
  void pictures_of_another_form_do_not_go_together() throws Exception {
    Path larger = h264(dir.resolve("larger.mp4"), "testsrc2=s=176x120:r=30:d=1");
    assertThat(joined(silent, larger)).isEmpty();
  }

  @Test
  void another_colour_is_another_form() throws Exception {
    Path tagged =
        make(
            dir.resolve("tagged.mp4"),
            List.of("-i", "file:" + silent),
            List.of("-c", "copy", "-movflags", "+write_colr"),
            List.of("-color_primaries", "bt2020", "-color_trc", "smpte2084"),
            List.of("-colorspace", "bt2020nc"));
    assertThat(joined(silent, tagged)).isEmpty();
  }

  @Test
  void a_mirrored_clip_does_not_go_with_a_plain_one() throws Exception {
    Mp4Patch mirrored = patch().putInt("moov/trak/tkhd", 40, -0x10000);
    assertRefused(silent, mirrored);
    assertThat(joined(mirrored.write(dir.resolve("m.mp4")), dir.resolve("m.mp4"))).isPresent();
  }

  @Test
  void a_turned_clip_does_not_go_with_an_upright_one() throws Exception {
    assertRefused(
        silent,
        patch()
            .putInt("moov/trak/tkhd", 40, 0)
            .putInt("moov/trak/tkhd", 44, 0x10000)
            .putInt("moov/trak/tkhd", 52, -0x10000)
            .putInt("moov/trak/tkhd", 56, 0));
  }

  @Test
  void sound_that_the_file_turns_down_does_not_go_with_other_sound() throws Exception {
    Path quiet =
        Mp4Patch.of(sounding).putShort("moov/trak:1/tkhd", 36, 0x80).write(dir.resolve("q.mp4"));
    assertThat(withSound(sounding, quiet)).isEmpty();
  }

  @Test
  void samples_that_do_not_lie_in_their_order_are_refused() throws Exception {
    Mp4Patch moved = Mp4Patch.of(sounding);
    int first = moved.getInt(PICTURES + "stco", 8);
    int last = moved.getInt(PICTURES + "stco", 8 + 4 * 29);
    moved.putInt(PICTURES + "stco", 8, last).putInt(PICTURES + "stco", 8 + 4 * 29, first);
    assertRefused(sounding, moved);
  }

  @Test
  void more_time_than_the_tables_can_count_is_refused() throws Exception {
    int many = Integer.MAX_VALUE / 45; // half of what can be counted, in 30 pictures
    Path slow =
        patch()
            .putInt(PICTURES + "stts", 12, many)
            .rename("moov/trak/edts", "free")
            .write(dir.resolve("slow.mp4"));
    assertThat(joined(slow)).isPresent();
    assertThat(joined(slow, slow)).isEmpty();
  }

  @Test
  void pictures_that_are_shown_before_their_time_0_are_refused() throws Exception {
    Mp4Patch early =
        patch()
            .rename("moov/trak/edts", "free")
            .append(PICTURES, "ctts", ints(1 << 24, 1, 30, -512));
    Path file = early.write(dir.resolve("early.mp4"));
    assertThat(Mp4Movie.read(file)).isPresent();
    assertThat(joined(file, file)).isEmpty();
  }

  @Test
  void sound_is_not_placed_by_a_coarse_clock() throws Exception {
    Path coarse =
        make(
            dir.resolve("coarse.mp4"),
            List.of("-i", "file:" + sounding),
            List.of("-c", "copy", "-video_track_timescale", "30"));
    assertThat(Mp4Movie.read(coarse).orElseThrow().picture().orElseThrow().timeScale())
        .isEqualTo(30);
    assertThat(withSound(coarse, coarse)).isEmpty();
    assertThat(joined(coarse, coarse)).as("its pictures alone").isPresent();
  }

  @Test
  void a_clip_that_does_not_begin_with_a_key_picture_is_refused() throws Exception {
    assertRefused(silent, patch().putInt(PICTURES + "stss", 8, 2));
  }

  @Test
  void a_clip_whose_first_pictures_need_some_before_the_file_is_refused() throws Exception {
    Mp4Track pictures = Mp4Movie.read(open).orElseThrow().picture().orElseThrow();
    assertThat(pictures.isKey(0)).isTrue();
    assertThat(pictures.start(1)).as("shown before the key picture").isLessThan(pictures.start(0));
    assertThat(joined(open, open)).isEmpty();
  }

  @Test
  void clips_that_wait_differently_for_their_first_picture_do_not_go_together() throws Exception {
    Mp4Patch late =
        patch()
            .append(PICTURES, "ctts", ints(0, 1, 30, 512))
            .putInt("moov/trak/edts/elst", 12, 512);
    assertRefused(silent, late);
    assertThat(joined(dir.resolve("other.mp4"), dir.resolve("other.mp4"))).isPresent();
  }

  @Test
  void a_clip_that_became_shorter_since_it_was_read_ends_the_copy() throws Exception {
    Path shrinking = Files.copy(silent, dir.resolve("shrinking.mp4"));
    Mp4Joiner joiner = joined(silent, shrinking).orElseThrow();
    try (RandomAccessFile file = new RandomAccessFile(shrinking.toFile(), "rw")) {
      file.setLength(200);
    }
    assertThatThrownBy(
            () ->
                joiner
                    .begin(dir.resolve("out.mp4"))
                    .write(written -> {}, new PictureUnits(List.of()), new Cancellation()))
        .isInstanceOf(IOException.class)
        .hasMessage("shrinking.mp4 has become shorter.");
  }

  @Test
  void a_copy_holds_what_it_was_copied_from() throws Exception {
    Mp4Joiner joiner = joined(silent, silent).orElseThrow();
    Path out = dir.resolve("out.mp4");
    List<Long> heard = new ArrayList<>();
    assertThat(joiner.begin(out).write(heard::add, new PictureUnits(List.of()), new Cancellation()))
        .isTrue();
    assertThat(heard).isSorted().last().isEqualTo(joiner.bytes());
    assertThat(Files.size(out)).isEqualTo(joiner.bytes());
    byte[] clip = Files.readAllBytes(silent);
    byte[] copy = Files.readAllBytes(out);
    Mp4Track pictures = Mp4Movie.read(silent).orElseThrow().picture().orElseThrow();
    long[] places = joiner.positions(0);
    for (int i = 0; i < places.length; i++) {
      int from = (int) pictures.offset(i % 30);
      int size = pictures.size(i % 30);
      assertThat(Arrays.copyOfRange(copy, (int) places[i], (int) places[i] + size))
          .as("picture %d", i)
          .isEqualTo(Arrays.copyOfRange(clip, from, from + size));
    }
  }

  @Test
  void a_copy_with_one_wrong_bit_does_not_hold() throws Exception {
    Mp4Joiner joiner = joined(silent, silent).orElseThrow();
    long last = joiner.positions(0)[59] + 3;
    assertThat(writtenWithFaultAt(joiner, last)).isFalse();
  }

  @Test
  void tables_with_one_wrong_bit_do_not_hold() throws Exception {
    assertThat(writtenWithFaultAt(joined(silent, silent).orElseThrow(), 40)).isFalse();
  }

  @Test
  void a_copy_that_is_longer_than_it_was_written_does_not_hold() throws Exception {
    Mp4Joiner joiner = joined(silent, silent).orElseThrow();
    assertThat(writtenWithFaultAt(joiner, joiner.bytes())).isFalse();
  }

  /** Something else writes a byte into the file as soon as all is there. */
  private boolean writtenWithFaultAt(Mp4Joiner joiner, long position) throws IOException {
    Path out = dir.resolve("out.mp4");
    return joiner
        .begin(out)
        .write(
            written -> {
              if (written < joiner.bytes()) {
                return;
              }
              try (RandomAccessFile file = new RandomAccessFile(out.toFile(), "rw")) {
                file.seek(position);
                int byteThere = Math.max(0, file.read());
                file.seek(position);
                file.write(byteThere ^ 1);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            new PictureUnits(List.of()),
            new Cancellation());
  }

  private static Mp4Patch patch() throws Exception {
    return Mp4Patch.of(silent);
  }

  private void assertRefused(Path clip, Mp4Patch other) throws Exception {
    Path file = other.write(dir.resolve("other.mp4"));
    assertThat(Mp4Movie.read(file)).as("read by itself").isPresent();
    assertThat(joined(clip, file)).isEmpty();
  }

  private static Optional<Mp4Joiner> joined(Path... files) throws Exception {
    return Mp4Joiner.of(new TrackPlan(runs(false, files), 0, 0), Optional.empty());
  }

  private static Optional<Mp4Joiner> withSound(Path... files) throws Exception {
    return Mp4Joiner.of(
        new TrackPlan(runs(false, files), 0, 0),
        Optional.of(new TrackPlan(runs(true, files), 0, 0)));
  }

  private static List<SampleRun> runs(boolean sound, Path... files) throws Exception {
    List<SampleRun> runs = new ArrayList<>();
    for (Path file : files) {
      Mp4Movie movie = Mp4Movie.read(file).orElseThrow();
      runs.add(SampleRun.whole(movie, (sound ? movie.sound() : movie.picture()).orElseThrow()));
    }
    return runs;
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }
}
