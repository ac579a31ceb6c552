package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.GeneratedClips;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FFmpeg leaves out what it cannot read and is content; a person must hear of it. */
class DamagedClipTest {

  private static final int GREEN = 0x00b140;

  @TempDir Path dir;

  @ParameterizedTest
  @EnumSource(
      value = OutputFormat.class,
      names = {"WEBM", "MOV", "GIF", "PNG"})
  void pictures_that_could_not_be_read_are_told_of(OutputFormat format) throws Exception {
    MediaInfo source = lossy("mpeg", "-c:v", "mjpeg", "-q:v", "2");
    byte[] file = Files.readAllBytes(source.file());
    // The header of the sixth picture: nothing of it can be read then.
    int at = nth(file, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, 6);
    Arrays.fill(file, at, at + 700, (byte) 0x5a);
    Files.write(source.file(), file);
    MediaInfo damaged = probe(source.file());
    Path part = dir.resolve("out." + format.extension(false));

    KeyingReport report = key(damaged, KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.note())
        .contains("The clip in.mov is damaged: only 11 of its 12 frames could be read.");
  }

  @Test
  void pictures_that_are_broken_are_told_of() throws Exception {
    MediaInfo source = lossy("mpeg", "-c:v", "mjpeg", "-q:v", "2");
    byte[] file = Files.readAllBytes(source.file());
    int at = nth(file, new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, 6);
    Arrays.fill(file, at + 3000, at + 3300, (byte) 0x5a);
    Files.write(source.file(), file);

    KeyingReport report =
        key(
            probe(source.file()),
            KeyingSettings.DEFAULTS,
            OutputFormat.WEBM,
            dir,
            dir.resolve("out.webm"));

    assertThat(times(dir.resolve("out.webm"))).hasSize(12);
    assertThat(report.warnings())
        .containsExactly(
            "The clip in.mov is damaged: some of its frames may be broken or smeared.");
  }

  private KeyingReport keyedWithBrokenSound(OutputFormat format, Path part) throws Exception {
    MediaInfo source =
        KeyingClips.clipWithSound(
            dir.resolve("in.mov"), GREEN, "320x240", "-c:v", "libopenh264", "-c:a", "libmp3lame");
    byte[] file = Files.readAllBytes(source.file());
    int at = nth(file, new byte[] {(byte) 0xff, (byte) 0xfb}, 8);
    Arrays.fill(file, at, at + 60, (byte) 0x5a);
    Files.write(source.file(), file);
    return key(probe(source.file()), KeyingSettings.DEFAULTS, format, dir, part);
  }

  @Test
  void a_clip_whose_sound_cannot_be_read_is_named() throws Exception {
    String drawn = "color=0x00b140:s=320x240:r=25:d=2,drawbox=120:80:80:80:0xc03030:t=fill";
    Path clip = GeneratedClips.withUnreadableSound(dir.resolve("in.mov"), drawn);
    MediaInfo broken = probe(clip);
    Path part = dir.resolve("out.webm");

    assertThatThrownBy(() -> key(broken, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part))
        .hasMessage(
            "The sound of in.mov is damaged: most of it cannot be read. Give a file that is whole,"
                + " or take its sound out.");
  }

  @Test
  void sound_that_is_broken_is_told_of() throws Exception {
    KeyingReport report = keyedWithBrokenSound(OutputFormat.WEBM, dir.resolve("out.webm"));

    assertThat(report.warnings())
        .containsExactly(
            "The sound of the clip in.mov is damaged: it may be silent or crackle in places.");
  }

  @Test
  void sound_that_is_broken_is_told_of_where_it_is_copied() throws Exception {
    KeyingReport report = keyedWithBrokenSound(OutputFormat.MOV, dir.resolve("out.mov"));

    assertThat(probe(dir.resolve("out.mov")).sound()).get().returns("mp3", MediaInfo.Audio::codec);
    assertThat(report.warnings())
        .containsExactly(
            "The sound of the clip in.mov is damaged: it may be silent or crackle in places.");
  }

  @Test
  void sound_is_known_by_the_names_of_other_decoders_of_it() throws Exception {
    MediaInfo source =
        KeyingClips.clipWithSound(
            dir.resolve("in.mkv"), GREEN, "320x240", "-c:v", "libopenh264", "-c:a", "libopus");

    for (String line :
        List.of(
            "[libopus @ 0x5581] Error decoding Opus frame",
            "[opus @ 0x5581] Error decoding an Opus frame.",
            "[aist#0:1/opus @ 0x5581] Decode error rate 1 exceeds maximum 0.666667")) {
      assertThat(ClipDamage.ofSound(source, List.of(line))).as(line).isPresent();
    }
    assertThat(ClipDamage.ofSound(source, List.of("[libvpx-vp9 @ 0x5581] Failed to decode frame")))
        .isEmpty();
  }

  @Test
  void a_clip_that_was_cut_short_is_told_of() throws Exception {
    MediaInfo source = lossy("mpeg", "-c:v", "mjpeg", "-q:v", "2", "-movflags", "+faststart");
    byte[] file = Files.readAllBytes(source.file());
    Files.write(source.file(), Arrays.copyOf(file, file.length * 2 / 3));

    KeyingReport report =
        key(
            probe(source.file()),
            KeyingSettings.DEFAULTS,
            OutputFormat.WEBM,
            dir,
            dir.resolve("out.webm"));

    assertThat(report.note())
        .containsPattern("in.mov is damaged or cut short: \\d of its 12 pictures are there");
  }

  @Test
  void pictures_hidden_by_an_edit_list_are_no_damage() throws Exception {
    MediaInfo whole = lossy("h264", "-c:v", "libopenh264", "-g", "12");
    Path cut = dir.resolve("cut.mp4");
    List<String> arguments = new ArrayList<>(List.of("-ss", "0.3"));
    arguments.addAll(mediaworker.media.Ffmpeg.input(whole));
    arguments.addAll(List.of("-c", "copy", "file:" + cut));
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());

    KeyingReport report =
        key(probe(cut), KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, dir.resolve("out.webm"));

    assertThat(report.frames()).isEqualTo(times(cut).size()).isLessThan(12);
    assertThat(report.warnings()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = OutputFormat.class,
      names = {"WEBM", "PNG", "GIF"})
  void uneven_times_are_no_damage(OutputFormat format) throws Exception {
    MediaInfo uneven =
        clip(
            dir.resolve("phone.mp4"),
            GREEN,
            "320x240",
            "format=yuv420p,settb=1/90000,setpts='(N/12+0.02*sin(1.7*N)+0.5*gt(N,6))/TB'",
            "-fps_mode",
            "passthrough",
            "-enc_time_base",
            "1:90000",
            "-c:v",
            "libopenh264",
            "-video_track_timescale",
            "90000");
    Path part = dir.resolve("out." + format.extension(false));

    KeyingReport report = key(uneven, KeyingSettings.DEFAULTS, format, dir, part);

    assertThat(report.frames()).isEqualTo(12);
    assertThat(report.warnings()).isEmpty();
  }

  private MediaInfo lossy(String what, String... output) throws Exception {
    String noise = "noise=alls=6:allf=t:all_seed=3,format=yuvj420p";
    return clip(
        dir.resolve("in.mov"),
        GREEN,
        "320x240",
        what.equals("mpeg") ? noise : "format=yuv420p",
        output);
  }

  private static int nth(byte[] file, byte[] mark, int wanted) {
    int found = 0;
    for (int i = 0; i + mark.length <= file.length; i++) {
      if (Arrays.equals(file, i, i + mark.length, mark, 0, mark.length) && ++found == wanted) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
