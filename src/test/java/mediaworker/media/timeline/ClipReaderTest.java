package mediaworker.media.timeline;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.countingDvd;
import static mediaworker.media.timeline.GeneratedClips.countingProgramStream;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaException;
import mediaworker.media.MediaLimits;
import mediaworker.media.mp4.Mp4Movie;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipReaderTest {

  @TempDir Path dir;

  @Test
  void every_picture_is_counted_without_decoding() throws Exception {
    Clip clip = read(counting(dir.resolve("a.mp4"), 30, 1));
    assertThat(clip.frames()).isEqualTo(30);
    assertThat(clip.isWhole()).isTrue();
    assertThat(clip.times().steady()).isTrue();
  }

  @Test
  void one_second_of_30_fps_is_thirty_pictures() throws Exception {
    Path file = counting(dir.resolve("a.mp4"), 30, 2);
    Clip clip = cut(file, 0.5, 1.5);
    assertThat(clip.from()).isEqualTo(15);
    assertThat(clip.frames()).isEqualTo(30);
  }

  @Test
  void points_count_from_the_first_picture_where_only_unheard_sound_is_earlier() throws Exception {
    Path sounding = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=25:d=2", 2);
    List<String> open = List.of("-i", "file:" + sounding.toAbsolutePath());
    Path web =
        make(
            dir.resolve("a.webm"),
            open,
            List.of("-c:v", "libvpx-vp9", "-cpu-used", "8", "-c:a", "libopus"));
    Path transport = make(dir.resolve("a.ts"), open, List.of("-c", "copy"));
    for (Path file : List.of(sounding, web, transport)) {
      Clip clip = cut(file, 0.4, 1.2);
      assertThat(clip.from()).as(file.toString()).isEqualTo(10);
      assertThat(clip.frames()).as(file.toString()).isEqualTo(20);
    }
  }

  @Test
  void an_out_point_beyond_the_end_means_the_end() throws Exception {
    assertThat(cut(counting(dir.resolve("a.mp4"), 30, 1), 0.5, 99).frames()).isEqualTo(15);
  }

  @Test
  void clips_listed_together_are_as_they_are_when_listed_alone() throws Exception {
    List<String> open = List.of("-i", "file:" + counting(dir.resolve("a.mp4"), 30, 1));
    Path matroska = make(dir.resolve("a.mkv"), open, List.of("-c", "copy"));
    Path sounding =
        make(
            dir.resolve("b.mkv"),
            List.of("-i", "file:" + h264WithTone(dir.resolve("b.mp4"), "testsrc2=r=25:d=2", 1.5)),
            List.of("-c", "copy"));
    Path web = halfRedWebm(dir.resolve("c.webm"));
    Path plain = dir.resolve("a.mp4");
    List<Clip> together =
        new ClipReader(FFMPEG)
            .readAll(cuts(matroska, sounding, plain, web, sounding), new Cancellation());
    for (Clip clip : together) {
      Clip alone = read(clip.info().file());
      assertThat(clip.frames()).isEqualTo(alone.frames());
      for (int i = 0; i <= clip.frames(); i++) {
        assertThat(clip.times().start(i)).isEqualTo(alone.times().start(i));
      }
      assertThat(clip.packets().pictures()).isEqualTo(alone.packets().pictures());
      assertThat(clip.packets().sounds()).isEqualTo(alone.packets().sounds());
      assertThat(clip.packets().cleanKeys()).isEqualTo(alone.packets().cleanKeys());
      assertThat(clip.packets().soundHeader()).isEqualTo(alone.packets().soundHeader());
      assertThat(clip.packets().soundEnd()).isEqualTo(alone.packets().soundEnd());
    }
  }

  @Test
  void a_clip_that_breaks_off_is_named_among_others_that_do_not() throws Exception {
    Path whole = halfRedWebm(dir.resolve("whole.webm"));
    byte[] bytes = Files.readAllBytes(whole);
    Path broken = Files.write(dir.resolve("broken.webm"), Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> read(broken)).hasMessageContaining("broken.webm is damaged");
    assertThatThrownBy(
            () -> new ClipReader(FFMPEG).readAll(cuts(whole, broken), new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("broken.webm is damaged or cut short");
  }

  @Test
  void limits_hold_for_clips_that_ffmpeg_is_not_asked_about() throws Exception {
    Path small = counting(dir.resolve("small.mp4"), 30, 1);
    Path large = counting(dir.resolve("large.mp4"), 30, 3);
    assertThat(Mp4Movie.read(large).orElseThrow().form())
        .isEqualTo(Mp4Movie.read(small).orElseThrow().form());
    long bytes = Files.size(large);
    MediaLimits within = new MediaLimits(bytes, 160 * 120, Duration.ofSeconds(3));
    assertThat(limited(within).readAll(cuts(small, large), new Cancellation())).hasSize(2);
    MediaLimits fewerBytes = new MediaLimits(bytes - 1, 160 * 120, Duration.ofSeconds(3));
    assertThatThrownBy(() -> limited(fewerBytes).readAll(cuts(small, large), new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("large.mp4 is larger than");
    MediaLimits shorter = new MediaLimits(bytes, 160 * 120, Duration.ofMillis(2900));
    assertThatThrownBy(() -> limited(shorter).readAll(cuts(small, large), new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("large.mp4 plays");
  }

  private static List<Cut> cuts(Path... files) {
    return Arrays.stream(files).map(Cut::whole).toList();
  }

  private static ClipReader limited(MediaLimits limits) {
    FfmpegSettings usual = FFMPEG.settings();
    return new ClipReader(
        new Ffmpeg(
            new FfmpegSettings(
                usual.ffmpeg(), usual.cacheDir(), 1, usual.timeLimit(), usual.stallLimit(), limits),
            new ProcessRunner()));
  }

  @Test
  void an_mp4_that_breaks_off_is_refused_by_name_with_what_is_missing() throws Exception {
    Path whole =
        h264(dir.resolve("a.mp4"), "testsrc2=s=320x240:d=2", List.of("-movflags", "+faststart"));
    byte[] bytes = Files.readAllBytes(whole);
    Path broken = dir.resolve("broken off.mp4");
    Files.write(broken, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> read(broken))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("broken off.mp4")
        .hasMessageContaining("cut short")
        .hasMessageContaining("of its 50 pictures");
  }

  @Test
  void a_webm_that_breaks_off_is_refused_by_its_length() throws Exception {
    Path whole =
        make(
            dir.resolve("a.webm"),
            lavfi("testsrc2=s=320x240:d=2"),
            List.of("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"));
    byte[] bytes = Files.readAllBytes(whole);
    Path broken = dir.resolve("short.webm");
    Files.write(broken, Arrays.copyOf(bytes, bytes.length / 3));
    assertThatThrownBy(() -> read(broken))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("short.webm")
        .hasMessageContaining("cut short");
  }

  @Test
  void sound_without_a_picture_and_a_still_are_no_videos() throws Exception {
    Path sound = make(dir.resolve("tone.m4a"), lavfi("sine=440:d=0.2"), List.of("-c:a", "aac"));
    Path still =
        make(
            dir.resolve("still.png"),
            lavfi("color=red:s=16x16"),
            List.of("-frames:v", "1", "-update", "1"));
    assertThatThrownBy(() -> read(sound)).hasMessage("The file tone.m4a has sound but no picture.");
    assertThatThrownBy(() -> read(still))
        .hasMessage("The file still.png is a still image, not a video.");
  }

  @Test
  void points_that_enclose_nothing_are_refused_with_their_values() throws Exception {
    Path file = counting(dir.resolve("a.mp4"), 30, 1);
    assertThatThrownBy(() -> cut(file, 0.5, 0.5)).hasMessageContaining("0.500 s");
    assertThatThrownBy(() -> cut(file, 0.8, 0.2)).hasMessageContaining("must be the later one");
    assertThatThrownBy(() -> cut(file, 5, 6)).hasMessageContaining("beyond the end of a.mp4");
  }

  @Test
  void pictures_of_vp8_that_are_never_shown_do_not_count() throws Exception {
    Path file =
        make(
            dir.resolve("a.webm"),
            lavfi("testsrc2=s=160x120:r=30:d=2"),
            List.of("-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "16"));
    assertThat(read(file).frames()).isEqualTo(60);
  }

  @Test
  void pictures_without_a_time_of_their_own_are_counted_at_the_rate_of_the_file() throws Exception {
    Path stream = countingProgramStream(dir.resolve("a.mpg"), 2);
    Path dvd = countingDvd(dir.resolve("a.vob"), 2);
    for (Path file : List.of(stream, dvd)) {
      Clip clip = read(file);
      assertThat(clip.frames()).isEqualTo(60);
      assertThat(clip.times().steady()).isTrue();
      assertThat(clip.times().meanStep()).isCloseTo(1 / 30.0, within(0.0001));
    }
    List<Clip> both =
        new ClipReader(FFMPEG)
            .readAll(List.of(Cut.whole(stream), Cut.whole(dvd)), new Cancellation());
    assertThat(both).allMatch(clip -> clip.frames() == 60 && clip.times().steady());
  }

  @Test
  void damage_inside_a_clip_is_found_by_decoding() throws Exception {
    Path whole = h264(dir.resolve("a.mp4"), "testsrc2=s=320x240:d=2");
    assertThat(new ClipReader(FFMPEG).damage(read(whole), new Cancellation())).isEmpty();
    byte[] bytes = Files.readAllBytes(whole);
    for (int i = bytes.length / 4; i < bytes.length / 2; i += 40) {
      bytes[i] ^= 0x55;
    }
    Path damaged = Files.write(dir.resolve("damaged.mp4"), bytes);
    assertThat(new ClipReader(FFMPEG).damage(read(damaged), new Cancellation())).isPresent();
  }

  @Test
  void transparency_beside_the_picture_is_seen() throws Exception {
    assertThat(read(halfRedWebm(dir.resolve("a.webm"))).picture().alpha()).isTrue();
  }

  private static Clip cut(Path file, double in, double out) throws Exception {
    return new ClipReader(FFMPEG)
        .read(new Cut(file, in, OptionalDouble.of(out)), new Cancellation());
  }
}
