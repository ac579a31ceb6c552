package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.Sounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StitchSoundTest {

  private static final FormRequest LARGER =
      new FormRequest(192, 144, Optional.empty(), Fit.STRETCH, null, Optional.empty());

  @TempDir Path dir;

  @Test
  void copied_sound_stays_with_its_clip_over_many_clips() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 1.1, "");
    Path high = clip("high.mp4", 1000, 0.25, 1.1, "");
    Stitching.Done done = Stitching.of(low, high, low, high, low, high, low, high).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.seconds()).isCloseTo(8.8, within(0.04));
    for (int i = 0; i < 8; i++) {
      double own = i % 2 == 0 ? 400 : 1000;
      double other = i % 2 == 0 ? 1000 : 400;
      double start = i * 1.1;
      assertThat(sounds.tone(own, start + 0.04, start + 1.06)).as("clip " + i).isGreaterThan(0.2);
      assertThat(sounds.tone(other, start + 0.04, start + 1.06)).as("clip " + i).isLessThan(0.01);
      // The joint lies where the pictures change, whatever the number of clips before it.
      assertThat(sounds.tone(own, start + 0.04, start + 0.09)).as("start " + i).isGreaterThan(0.15);
      assertThat(sounds.tone(own, start + 1.01, start + 1.06)).as("end " + i).isGreaterThan(0.15);
    }
  }

  @Test
  void copied_sound_begins_as_sharply_behind_a_joint_as_in_its_clip() throws Exception {
    // 30 packets of 1024 samples each, so that each clip's sound gets to its exact place.
    String pictures = "testsrc2=s=160x120:r=25:d=0.64";
    // Without noise that the decoder makes up, which is never the same.
    List<String> codecs = List.of("-c:v", "libopenh264", "-c:a", "aac", "-aac_pns", "0");
    Path tone =
        make(
            dir.resolve("tone.mp4"),
            lavfi(pictures),
            lavfi("aevalsrc=0.5*sin(400*2*PI*t):s=48000:d=0.64"),
            codecs);
    Path beat =
        make(
            dir.resolve("beat.mp4"),
            lavfi(pictures),
            lavfi("aevalsrc=0.8*exp(-20*t)*sgn(sin(1000*2*PI*t+0.001)):s=48000:d=0.64"),
            codecs);
    Stitching.Done done = Stitching.of(tone, beat, beat).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    float[] alone = Sounds.of(beat).samples(0, 0.5);
    assertThat(Math.abs(alone[20])).as("the attack of the clip itself").isGreaterThan(0.4F);
    Sounds sounds = Sounds.of(done.file());
    assertThat(difference(sounds.samples(0.64, 1.14), alone)).isLessThan(1e-4);
    assertThat(difference(sounds.samples(1.28, 1.78), alone)).isLessThan(1e-4);
    // What is before it is cut off softly, no earlier than a packet before the joint.
    assertThat(difference(sounds.samples(0.1, 0.61), Sounds.of(tone).samples(0.1, 0.61)))
        .isLessThan(1e-4);
  }

  private static double difference(float[] some, float[] others) {
    assertThat(some.length).isEqualTo(others.length);
    double most = 0;
    for (int i = 0; i < some.length; i++) {
      most = Math.max(most, Math.abs(some[i] - others[i]));
    }
    return most;
  }

  @Test
  void clips_with_unlike_and_missing_sound_get_one_kind_of_it() throws Exception {
    Path mono =
        make(
            dir.resolve("mono.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            lavfi("sine=400:r=44100:d=1"),
            List.of("-c:v", "libopenh264", "-c:a", "aac", "-ac", "1"));
    Path surround =
        make(
            dir.resolve("surround.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            lavfi("sine=1000:r=48000:d=1,pan=5.1|FL=c0|FR=c0|FC=c0|LFE=c0|BL=c0|BR=c0"),
            List.of("-c:v", "libopenh264", "-c:a", "aac"));
    Path silent =
        make(
            dir.resolve("silent.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            List.of("-c:v", "libopenh264"));
    Stitching.Done done = Stitching.of(mono, silent, surround).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(probe(done.file()).sound().orElseThrow().channelLayout()).isEqualTo("stereo");
    Sounds sounds = Sounds.of(done.file());
    // As loud on both sides as it is in its file, not 3 dB softer.
    assertThat(sounds.tone(400, 0.1, 0.9))
        .isCloseTo(Sounds.of(mono).tone(400, 0.1, 0.9), withinPercentage(5));
    assertThat(sounds.level(1.1, 1.9)).isLessThan(-60);
    assertThat(sounds.tone(1000, 2.1, 2.9)).isGreaterThan(0.05);
  }

  @Test
  void a_part_from_behind_the_end_of_its_sound_is_silent() throws Exception {
    Path whole = clip("whole.mp4", 400, 0.25, 1, "");
    Path shorter =
        make(
            dir.resolve("shorter.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=3"),
            lavfi("sine=1000:r=48000:d=1"),
            List.of("-c:v", "libopenh264", "-c:a", "aac"));
    Stitching.Done done =
        Stitching.of(
                ClipRequest.of(new Cut(whole, 0, OptionalDouble.empty())),
                ClipRequest.of(new Cut(shorter, 1.5, OptionalDouble.empty())))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.seconds()).isCloseTo(2.5, within(0.04));
    assertThat(sounds.tone(400, 0.1, 0.9)).isGreaterThan(0.2);
    assertThat(sounds.level(1.1, 2.4)).isLessThan(-60);
  }

  @Test
  void a_crossfade_mixes_the_sounds_at_equal_power() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 2, "");
    Path high = clip("high.mp4", 1000, 0.25, 2, "");
    Stitching.Done done =
        Stitching.of(low, high).joints(Joint.of(Transition.CROSSFADE, 1)).run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.seconds()).isCloseTo(3, within(0.03));
    assertThat(sounds.tone(1000, 0.1, 0.9)).isLessThan(0.01);
    assertThat(sounds.tone(400, 1.45, 1.55)).isBetween(0.15, 0.2);
    assertThat(sounds.tone(1000, 1.45, 1.55)).isBetween(0.15, 0.2);
    assertThat(sounds.tone(400, 2.1, 2.9)).isLessThan(0.01);
  }

  @Test
  void sound_fades_over_at_a_hard_cut_without_moving() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 3, "");
    Path high = clip("high.mp4", 1000, 0.25, 3, "");
    ClipRequest first = ClipRequest.of(new Cut(low, 0, OptionalDouble.of(2)));
    ClipRequest second = ClipRequest.of(new Cut(high, 1, OptionalDouble.of(3)));
    Stitching.Done done =
        Stitching.of(first, second)
            .sound(new SoundRequest(OptionalDouble.empty(), 0.4, Optional.empty()))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(done.report().frames()).isEqualTo(120);
    assertThat(sounds.seconds()).isCloseTo(4, within(0.03));
    assertThat(sounds.tone(1000, 1.85, 1.95)).as("before its picture").isBetween(0.03, 0.2);
    assertThat(sounds.tone(400, 2.05, 2.15)).as("after its picture").isBetween(0.03, 0.2);
    assertThat(sounds.tone(1000, 1, 1.75)).isLessThan(0.01);
    assertThat(sounds.tone(400, 2.25, 3)).isLessThan(0.01);
  }

  @Test
  void sound_from_before_a_cut_far_into_a_clip_fades_in() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 4, "");
    Path high = clip("high.mp4", 1000, 0.25, 7, "");
    Stitching.Done done =
        Stitching.of(
                ClipRequest.of(new Cut(low, 0, OptionalDouble.of(3))),
                ClipRequest.of(new Cut(high, 5, OptionalDouble.empty())))
            .sound(new SoundRequest(OptionalDouble.empty(), 1, Optional.empty()))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.seconds()).isCloseTo(5, within(0.03));
    // A quarter and three quarters of an equal-power fade of 0.25.
    assertThat(sounds.tone(1000, 2.7, 2.8)).as("before its picture").isCloseTo(0.096, within(0.02));
    assertThat(sounds.tone(1000, 3.2, 3.3)).as("behind the cut").isCloseTo(0.231, within(0.02));
    assertThat(sounds.tone(1000, 2, 2.45)).isLessThan(0.01);
  }

  @Test
  void a_part_that_is_repeated_keeps_its_sound_in_step_behind_a_fade() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 1, "");
    Path beep = dir.resolve("beep.mp4");
    make(
        beep,
        lavfi("testsrc2=s=160x120:r=30:d=2"),
        lavfi("aevalsrc='0.25*sin(2*PI*1000*t)*between(t,1.2,1.3)':s=48000:d=2"),
        List.of("-c:v", "libopenh264", "-c:a", "aac", "-ac", "2"));
    ClipRequest twice =
        new ClipRequest(new Cut(beep, 0.9, OptionalDouble.of(1.5)), 2, false, 1, "beep");
    Stitching.Done done =
        Stitching.of(ClipRequest.whole(low), twice)
            .sound(new SoundRequest(OptionalDouble.empty(), 0.2, Optional.empty()))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    for (double start : new double[] {1, 1.6}) {
      assertThat(sounds.tone(1000, start + 0.32, start + 0.38)).isGreaterThan(0.15);
      assertThat(sounds.tone(1000, start + 0.22, start + 0.28)).isLessThan(0.02);
    }
  }

  @Test
  void sound_that_is_repeated_is_read_again_and_not_kept_in_memory() throws Exception {
    Path beep =
        make(
            dir.resolve("beep.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1.1"),
            lavfi("aevalsrc='0.25*sin(2*PI*1000*t)*between(t,0.5,0.6)':s=44100:d=1.1"),
            List.of("-c:v", "libopenh264", "-c:a", "aac", "-ac", "2"));
    for (FormRequest form : List.of(FormRequest.AS_CLIPS, LARGER)) {
      Stitching.Done done =
          Stitching.of(new ClipRequest(Cut.whole(beep), 5, false, 0.5, "beep")).form(form).run(dir);
      Sounds sounds = Sounds.of(done.file());
      assertThat(sounds.seconds()).isCloseTo(5.5, within(0.03));
      for (double start = 0; start < 5; start += 1.1) {
        assertThat(sounds.tone(1000, start + 0.51, start + 0.59)).isCloseTo(0.09, within(0.03));
        assertThat(sounds.tone(1000, start + 0.43, start + 0.49)).isLessThan(0.01);
        assertThat(sounds.tone(1000, start + 0.61, start + 0.67)).isLessThan(0.01);
      }
      // FFmpeg's aloop would hold all of it: 1.4 GB for an hour.
      String graph = form == LARGER ? "stitch.filters" : "sound.filters";
      assertThat(done.file().resolveSibling(graph)).content().doesNotContain("aloop");
    }
  }

  @Test
  void clips_are_brought_to_the_same_loudness() throws Exception {
    Path quiet = clip("quiet.mp4", 400, 0.02, 4, "");
    Path loud = clip("loud.mp4", 1000, 0.5, 4, "");
    Stitching.Done done =
        Stitching.of(quiet, loud)
            .sound(new SoundRequest(OptionalDouble.of(-20), 0, Optional.empty()))
            .run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(done.report().notes()).isEmpty();
    // A sine of both channels reads about as many LUFS as dB of full scale, by its pitch.
    Sounds sounds = Sounds.of(done.file());
    double first = sounds.level(0.5, 3.5);
    double second = sounds.level(4.5, 7.5);
    assertThat(first).isCloseTo(-23, within(1.5));
    assertThat(second).isCloseTo(first, within(1.0));
  }

  @Test
  void peaks_are_pressed_down_under_one_gain_however_short_the_clip_is() throws Exception {
    String bursts = "if(lt(mod(t,0.5),0.002),0.5,%s)*sin(2*PI*1000*t)";
    Path brief = floats("brief.mkv", bursts.formatted("0.035"), 2);
    Path rising = floats("rising.mkv", bursts.formatted("if(lt(t,4),0.01,0.04)"), 8);
    Stitching.Done done =
        Stitching.of(brief, rising)
            .sound(new SoundRequest(OptionalDouble.of(-16), 0, Optional.empty()))
            .run(dir);
    assertThat(done.report().notes()).hasSize(2).allMatch(note -> note.contains("pressed down"));
    Sounds sounds = Sounds.of(done.file());
    // The clip has -26.6 LUFS: 10.6 dB are missing.
    assertThat(sounds.tone(1000, 1.2, 1.45)).isCloseTo(0.119, within(0.004));
    assertThat(sounds.peak(0, 10)).as("1 dB below full scale").isBetween(0.7, 0.891);
    double quiet = sounds.tone(1000, 3.2, 3.45);
    for (double at = 6.2; at < 9.5; at += 0.5) {
      assertThat(sounds.tone(1000, at, at + 0.25) / quiet).isCloseTo(4, within(0.1));
    }
  }

  /** All that is loud in it are peaks, which the limiter takes: no gain brings it there. */
  @Test
  void a_loudness_that_peaks_do_not_allow_is_told_as_it_comes_out() throws Exception {
    Path clicks = floats("clicks.mkv", "if(lt(mod(t,0.5),0.002),0.5,0.0005)*sin(2*PI*1000*t)", 3);

    Stitching.Done done =
        Stitching.of(clicks, clicks)
            .sound(new SoundRequest(OptionalDouble.of(-10), 0, Optional.empty()))
            .run(dir);

    assertThat(done.report().notes())
        .anySatisfy(
            note ->
                assertThat(note)
                    .matches(
                        "the peaks of clicks.mkv were pressed down, by which it comes to"
                            + " -[1-4][0-9]\\.[0-9] LUFS in place of -10.0"));
  }

  @Test
  void music_lies_under_the_clips_again_and_again_and_fades_out() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 2, "");
    Path song = make(dir.resolve("song.wav"), lavfi("sine=2000:r=44100:d=0.7,volume=4"));
    Music music = new Music(song, 0.5, true, 0, 1, false);
    Stitching.Done done =
        Stitching.of(low, low)
            .sound(new SoundRequest(OptionalDouble.empty(), 0, Optional.of(music)))
            .run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.seconds()).isCloseTo(4, within(0.03));
    assertThat(sounds.tone(400, 0.2, 3.8)).isGreaterThan(0.2);
    assertThat(sounds.tone(2000, 0.1, 0.6)).isBetween(0.15, 0.3);
    assertThat(sounds.tone(2000, 2.2, 2.6)).as("third time").isBetween(0.15, 0.3);
    assertThat(sounds.tone(2000, 3.85, 3.95)).as("faded out").isLessThan(0.06);
  }

  @Test
  void music_that_is_not_repeated_ends_and_ducked_music_steps_back() throws Exception {
    Path talk = clip("talk.mp4", 400, 0.5, 2, "");
    Path quiet = clip("quiet.mp4", 400, 0.0001, 2, "");
    Path song = make(dir.resolve("song.wav"), lavfi("sine=2000:r=48000:d=4,volume=4"));
    Path jingle = make(dir.resolve("jingle.wav"), lavfi("sine=2000:r=48000:d=1,volume=4"));
    Music ducked = new Music(song, 0.5, false, 0, 0, true);
    Music once = new Music(jingle, 0.5, false, 0, 0, false);
    Sounds with =
        Sounds.of(
            Stitching.of(talk, quiet)
                .sound(new SoundRequest(OptionalDouble.empty(), 0, Optional.of(ducked)))
                .run(dir)
                .file());
    assertThat(with.tone(2000, 1, 1.9)).as("under the talk").isBetween(0.01, 0.025);
    // Half of the song's own 0.5, which is in mono.
    assertThat(with.tone(2000, 3.2, 3.9)).as("under the quiet clip").isBetween(0.24, 0.26);
    assertThat(with.tone(2000, 3.9, 3.98)).as("up to the end").isBetween(0.24, 0.26);
    Sounds short1 =
        Sounds.of(
            Stitching.of(talk, quiet)
                .sound(new SoundRequest(OptionalDouble.empty(), 0, Optional.of(once)))
                .run(dir)
                .file());
    assertThat(short1.tone(2000, 0.1, 0.9)).isGreaterThan(0.15);
    assertThat(short1.level(2.1, 3.9)).isLessThan(-60);
  }

  @Test
  void music_of_unknown_length_is_heard_to_the_end() throws Exception {
    Path low = clip("low.mp4", 400, 0.25, 2, "");
    Path song =
        make(
            dir.resolve("song.mkv"),
            lavfi("sine=2000:r=48000:d=6,volume=4"),
            List.of("-c:a", "libopus", "-f", "matroska", "-live", "1"));
    assertThat(probe(song).durationSeconds()).as("length").isZero();
    Music music = new Music(song, 0.5, false, 0, 1, false);
    Stitching.Done done =
        Stitching.of(low, low)
            .sound(new SoundRequest(OptionalDouble.empty(), 0, Optional.of(music)))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.tone(2000, 1.5, 2.5)).isBetween(0.15, 0.3);
    assertThat(sounds.tone(2000, 3.85, 3.95)).as("faded out").isLessThan(0.06);
  }

  @Test
  void music_without_sound_is_refused() throws Exception {
    Path a = clip("a.mp4", 400, 0.25, 1, "");
    Path mute =
        make(
            dir.resolve("mute.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            List.of("-c:v", "libopenh264"));
    Music music = new Music(mute, 1, false, 0, 0, false);
    assertThatThrownBy(
            () ->
                Stitching.of(a, a)
                    .sound(new SoundRequest(OptionalDouble.empty(), 0, Optional.of(music)))
                    .run(dir))
        .hasMessageContaining("mute.mp4 has no sound");
  }

  @Test
  void a_clip_can_be_made_quieter_or_silent() throws Exception {
    Path a = clip("a.mp4", 400, 0.25, 1, "");
    Stitching.Done done =
        Stitching.of(
                new ClipRequest(Cut.whole(a), 1, false, 0.2, "a"),
                new ClipRequest(Cut.whole(a), 1, false, 0, "b"))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.tone(400, 0.1, 0.9)).isCloseTo(0.05, within(0.01));
    assertThat(sounds.level(1.1, 1.9)).isLessThan(-60);
  }

  @Test
  void sound_that_is_made_too_loud_is_limited_and_not_clipped() throws Exception {
    Path loud = clip("loud.mp4", 400, 0.9, 2, "");
    Stitching.Done louder =
        Stitching.of(
                new ClipRequest(Cut.whole(loud), 1, false, 4, "a"),
                ClipRequest.whole(surround("surround.mkv")))
            .run(dir);
    Sounds sounds = Sounds.of(louder.file());
    // A whole sine of full scale has -3 dB, a clipped one next to 0.
    assertThat(sounds.level(0.5, 1.5)).as("four times as loud").isBetween(-3.6, -2.5);
    assertThat(sounds.level(2.5, 3.5)).as("six channels in two").isBetween(-3.6, -2.5);
  }

  @Test
  void loud_clips_that_nothing_makes_louder_keep_their_peaks() throws Exception {
    // As a loud master is behind its encoder: single peaks beyond full scale.
    Path master = floats("master.mkv", "if(between(mod(n,4800),0,48),1.2,0.7)*sin(2*PI*1000*t)");
    Path other = floats("other.mkv", "0.5*sin(2*PI*1000*t)");
    Sounds sounds = Sounds.of(Stitching.of(master, other).run(dir).file());
    assertThat(sounds.peak(0.2, 1.8)).as("peaks").isGreaterThan(1.1);
    assertThat(sounds.tone(1000, 0.22, 0.28)).as("between them").isCloseTo(0.7, within(0.01));
  }

  @Test
  void what_is_limited_stays_below_full_scale_when_it_is_encoded() throws Exception {
    Path loud = floats("loud.mkv", "0.9*sin(2*PI*400*t)");
    Path like = floats("like.mkv", "0.9*sin(2*PI*400*t)");
    Stitching.Done louder =
        Stitching.of(
                new ClipRequest(Cut.whole(loud), 1, false, 4, "a"),
                ClipRequest.whole(surround("surround.mkv")))
            .run(dir);
    Sounds sounds = Sounds.of(louder.file());
    assertThat(sounds.peak(0.1, 1.9)).as("four times as loud").isBetween(0.9, 1.0);
    assertThat(sounds.peak(2.1, 3.9)).as("six channels in two").isBetween(0.9, 1.0);
    Stitching.Done faded =
        Stitching.of(loud, like)
            .sound(new SoundRequest(OptionalDouble.empty(), 0.5, Optional.empty()))
            .run(dir);
    assertThat(Sounds.of(faded.file()).peak(0.1, 3.9)).as("faded over").isBetween(0.85, 1.0);
  }

  /** A clip of two seconds with sound that may be beyond full scale. */
  private Path floats(String name, String sound) throws Exception {
    return floats(name, sound, 2);
  }

  private Path floats(String name, String sound, double seconds) throws Exception {
    return make(
        dir.resolve(name),
        lavfi("testsrc2=s=160x120:r=30:d=" + seconds),
        lavfi("aevalsrc='" + sound + "':s=48000:d=" + seconds),
        List.of("-c:v", "libopenh264", "-c:a", "pcm_f32le"),
        List.of("-af", "pan=stereo|c0=c0|c1=c0"));
  }

  @Test
  void surround_sound_beyond_full_scale_is_brought_to_a_loudness() throws Exception {
    Path quiet = clip("quiet.mp4", 1000, 0.02, 2, "");
    Stitching.Done done =
        Stitching.of(quiet, surround("surround.mkv"))
            .sound(new SoundRequest(OptionalDouble.of(-20), 0, Optional.empty()))
            .run(dir);
    Sounds sounds = Sounds.of(done.file());
    assertThat(sounds.level(2.5, 3.5)).isCloseTo(sounds.level(0.5, 1.5), within(1.0));
  }

  /** A clip of two seconds with a loud tone in each of six channels. */
  private Path surround(String name) throws Exception {
    return make(
        dir.resolve(name),
        lavfi("testsrc2=s=160x120:r=30:d=2"),
        lavfi("aevalsrc='0.9*sin(2*PI*1000*t)':s=48000:d=2"),
        List.of("-c:v", "libopenh264", "-c:a", "pcm_s16le"),
        List.of("-af", "pan=5.1|c0=c0|c1=c0|c2=c0|c3=c0|c4=c0|c5=c0"));
  }

  /** A clip with a tone of an amplitude in both channels. */
  private Path clip(String name, int hertz, double amplitude, double seconds, String more)
      throws Exception {
    return make(
        dir.resolve(name),
        lavfi("testsrc2=s=160x120:r=30:d=" + seconds + more),
        lavfi("aevalsrc='" + amplitude + "*sin(2*PI*" + hertz + "*t)':s=48000:d=" + seconds),
        List.of("-c:v", "libopenh264", "-g", "30", "-c:a", "aac", "-b:a", "192k"),
        List.of("-af", "pan=stereo|c0=c0|c1=c0"));
  }
}
