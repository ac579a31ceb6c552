package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.clipWithSound;
import static mediaworker.media.keying.KeyingClips.drawn;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.media.timeline.Sounds;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What is heard with a subject on a background. */
class CompositeSoundTest extends CompositeFixture {

  /** The square on green for a second. */
  private static MediaInfo plain;

  /** With a tone of 440 Hz. */
  private static MediaInfo withSound;

  /** Drawn once, and only read by the tests. */
  @BeforeAll
  static void drawClips(@TempDir Path drawn) throws Exception {
    plain = clip(drawn.resolve("plain.mkv"), GREEN, "320x240", "format=yuv420p", LOSSLESS);
    withSound =
        clipWithSound(drawn.resolve("sound.mkv"), GREEN, "320x240", "-c:v", "ffv1", "-c:a", "flac");
  }

  @ParameterizedTest
  @CsvSource({"CLIP, 440, true", "BACKGROUND, 2000, true", "MIX, 440, true", "NONE, 0, false"})
  void the_sound_is_the_one_asked_for(Sound sound, int tone, boolean heard) throws Exception {
    MediaInfo source = withSound;
    Background behind =
        video(
            "behind.mkv",
            "color=c=0x902020:s=100x60:r=12:d=0.5",
            List.of("-f", "lavfi", "-i", "sine=f=2000:d=0.5", "-c:a", "flac"));

    Path part = made(source, with(behind, End.LOOP, sound));

    MediaInfo info = probe(part);
    assertThat(info.sound().isPresent()).isEqualTo(heard);
    if (heard) {
      assertThat(info.sound().orElseThrow().durationSeconds()).isBetween(0.9, 1.15);
      assertThat(loudness(part, tone)).isGreaterThan(-40);
      int other = tone == 440 ? 2000 : 440;
      boolean both = sound == Sound.MIX;
      assertThat(loudness(part, other) > -40).isEqualTo(both);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "MIX, LOOP, 1",
    "BACKGROUND, LOOP, 1",
    "MIX, TRIM, 0.5",
    "BACKGROUND, TRIM, 0.5",
    "CLIP, TRIM, 0.5"
  })
  void sound_is_as_long_as_the_pictures_of_files_that_do_not_tell_their_length(
      Sound sound, End end, double seconds) throws Exception {
    List<String> live = List.of("-c:v", "ffv1", "-c:a", "flac", "-f", "matroska", "-live", "1");
    MediaInfo source =
        clipWithSound(dir.resolve("in.mkv"), GREEN, "320x240", live.toArray(new String[0]));
    List<String> tone = new ArrayList<>(List.of("-f", "lavfi", "-i", "sine=f=2000:d=0.5"));
    tone.addAll(live);
    Background behind = video("behind.mkv", "color=c=0x902020:s=100x60:r=12:d=0.5", tone);
    assertThat(source.durationSeconds()).isZero();

    Path part = made(source, with(behind, end, sound));

    assertThat(times(part)).hasSize((int) (seconds * 12));
    assertThat(Sounds.of(part).seconds()).isCloseTo(seconds, within(0.05));
    assertThat(loudness(part, sound == Sound.CLIP ? 440 : 2000)).isGreaterThan(-40);
  }

  @Test
  void sound_mixed_under_a_colour_is_the_clips_whole_one() throws Exception {
    MediaInfo source =
        clipWithSound(
            dir.resolve("in.mkv"),
            GREEN,
            "320x240",
            "-c:v",
            "ffv1",
            "-c:a",
            "flac",
            "-f",
            "matroska",
            "-live",
            "1");

    Path part = made(source, with(new Background.Color(BLUE), End.LOOP, Sound.MIX));

    assertThat(Sounds.of(part).seconds()).isCloseTo(1, within(0.05));
    assertThat(loudness(part, 440)).isGreaterThan(-40);
  }

  @ParameterizedTest
  @CsvSource({
    "CLIP, TRIM, true",
    "MIX, LOOP, true",
    "BACKGROUND, TRIM, false",
    "BACKGROUND, LOOP, false"
  })
  void sound_whose_packets_come_unevenly_is_not_torn(Sound sound, End end, boolean own)
      throws Exception {
    // As browsers record it: packets of 60 ms, their times up to 12 ms beside what they hold.
    List<String> uneven =
        List.of(
            "-c:a",
            "libopus",
            "-frame_duration",
            "60",
            "-bsf:a",
            "setts=ts=TS+if(mod(N\\,5)\\,576\\,0)");
    String tone = "aevalsrc=0.5*sin(2*PI*437*t)|0.5*sin(2*PI*437*t):s=48000:d=";
    List<String> output = new ArrayList<>(List.of("-c:v", "libvpx", "-b:v", "2M"));
    output.addAll(own ? uneven : List.of("-c:a", "libopus"));
    MediaInfo source =
        drawn(
            dir.resolve("in.webm"),
            "color=c=0x%06x:s=320x240:r=12:d=1,format=rgb24".formatted(GREEN),
            "loop=loop=2:size=12:start=0,setpts=N/12/TB,format=yuv420p",
            List.of("-f", "lavfi", "-i", tone + "3"),
            output.toArray(new String[0]));
    List<String> behindSound = new ArrayList<>(List.of("-f", "lavfi", "-i"));
    behindSound.add(own ? "anullsrc=r=48000:d=3" : tone + (end == End.LOOP ? "1.5" : "3"));
    behindSound.addAll(own ? List.of("-c:a", "libopus") : uneven);
    behindSound.addAll(List.of("-c:v", "libvpx", "-shortest"));
    Background behind =
        video(
            "behind.webm",
            "color=c=0x902020:s=100x60:r=25:d=" + (own || end == End.TRIM ? 3 : 1.5),
            behindSound);

    Sounds sounds = Sounds.of(made(source, with(behind, end, sound)));

    assertThat(sounds.holes(0.1, 1.4)).isZero();
    assertThat(sounds.tone(437, 0.1, 1.4)).as("nothing left out").isGreaterThan(0.47);
    if (end == End.LOOP && !own) {
      assertThat(sounds.holes(0.1, 2.8)).as("at the seam alone").isLessThanOrEqualTo(1);
    } else {
      assertThat(sounds.holes(0.1, 2.8)).isZero();
      assertThat(sounds.tone(437, 0.1, 2.8)).isGreaterThan(0.47);
    }
  }

  @Test
  void mixed_sound_begins_when_the_clips_own_does() throws Exception {
    MediaInfo source =
        drawn(
            dir.resolve("in.mkv"),
            "color=c=0x%06x:s=320x240:r=12:d=1,format=rgb24".formatted(GREEN),
            "format=yuv420p",
            List.of("-f", "lavfi", "-i", "aevalsrc=0.5*sin(2*PI*1000*t)*gte(t\\,0.5):s=48000:d=1"),
            "-c:v",
            "ffv1",
            "-c:a",
            "flac");
    Background silent =
        video(
            "silent.mkv",
            "color=c=0x902020:s=100x60:r=12:d=2",
            List.of("-f", "lavfi", "-i", "anullsrc=r=48000:d=2", "-c:a", "flac", "-shortest"));

    double own = Sounds.of(made(source, with(silent, End.TRIM, Sound.CLIP))).onset(0.2);
    double mixed = Sounds.of(made(source, with(silent, End.TRIM, Sound.MIX))).onset(0.2);

    assertThat(own).isCloseTo(0.5, within(0.002));
    assertThat(mixed).isCloseTo(own, within(0.0005));
  }

  @Test
  void a_silent_background_that_is_to_be_heard_is_refused() throws Exception {
    MediaInfo source = plain;
    Background silent = video("silent.mkv", "color=c=0x902020:s=100x60:r=12:d=1", List.of());

    assertThatThrownBy(() -> made(source, with(silent, End.LOOP, Sound.BACKGROUND)))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("has no sound");
  }

  @ParameterizedTest
  @EnumSource(
      value = Sound.class,
      names = {"BACKGROUND", "MIX"})
  void a_background_whose_sound_cannot_be_read_is_named_with_what_to_set(Sound sound)
      throws Exception {
    Path file =
        GeneratedClips.withUnreadableSound(
            dir.resolve("behind.mp4"), "color=c=0x902020:s=100x60:r=12:d=2");
    Background behind = new Background.File(probe(file));

    assertThatThrownBy(() -> made(withSound, with(behind, End.LOOP, sound)))
        .hasMessage(
            "The sound of behind.mp4 is damaged: most of it cannot be read. Give a file that is"
                + " whole, or set \"audio\" to clip or none.");
  }

  /** Level of a tone in dB, as FFmpeg measures it around that frequency. */
  private static double loudness(Path file, int hertz) throws Exception {
    double[] energy = {0};
    List<String> arguments = new ArrayList<>(GeneratedClips.opened(file));
    arguments.addAll(
        List.of(
            "-af",
            "bandpass=f=%d:width_type=h:w=100,bandpass=f=%1$d:width_type=h:w=100".formatted(hertz),
            "-f",
            "s16le",
            "-ac",
            "1",
            "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) -> {
          byte[] samples = in.readAllBytes();
          for (int i = 0; i + 1 < samples.length; i += 2) {
            double sample = (short) (samples[i] & 0xff | samples[i + 1] << 8) / 32768.0;
            energy[0] += sample * sample / (samples.length / 2.0);
          }
        },
        new Cancellation());
    return 10 * Math.log10(energy[0] + 1e-12);
  }
}
