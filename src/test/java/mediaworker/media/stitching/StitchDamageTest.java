package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenPicture;
import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenSound;
import static mediaworker.media.timeline.GeneratedClips.countingWithUnreadableEnd;
import static mediaworker.media.timeline.GeneratedClips.countingWithUnreadableSound;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage that a clip brings along is told of, by whichever way it is read. */
class StitchDamageTest {

  @TempDir Path folder;

  @Test
  void broken_sound_is_told_of_where_it_is_encoded_beside_copied_pictures() throws Exception {
    Path clip = countingWithBrokenSound(folder.resolve("sound.mov"));

    StitchReport report = Stitching.of(clip, clip).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.notes()).singleElement().asString().contains("sound.mov is damaged");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, -16})
  void a_clip_whose_sound_cannot_be_read_is_named_and_can_be_without_it(double loudness)
      throws Exception {
    Path good = counting(folder.resolve("good.mp4"), 25, 2);
    Path bad = countingWithUnreadableSound(folder.resolve("bad.mp4"));
    OptionalDouble wished =
        Double.isNaN(loudness) ? OptionalDouble.empty() : OptionalDouble.of(loudness);
    SoundRequest level = new SoundRequest(wished, 0, Optional.empty());

    assertThatThrownBy(() -> Stitching.of(good, bad).sound(level).run(folder))
        .hasMessage(
            "The sound of bad.mp4 is damaged: most of it cannot be read. Give a file that is"
                + " whole, or set the clip's \"volume\" to 0.");

    ClipRequest silent = new ClipRequest(Cut.whole(bad), 1, false, 0, "bad");
    ClipRequest whole = new ClipRequest(Cut.whole(good), 1, false, 1, "good");
    assertThat(Stitching.of(whole, silent).sound(level).run(folder).report().frames())
        .isEqualTo(100);
  }

  @Test
  void a_part_whose_sound_cannot_be_read_is_named_where_most_of_the_file_is_whole()
      throws Exception {
    Path clip = countingWithUnreadableEnd(folder.resolve("clip.mp4"));
    ClipRequest start = new ClipRequest(new Cut(clip, 0, OptionalDouble.of(1)), 1, false, 1, "a");
    ClipRequest end = new ClipRequest(new Cut(clip, 9, OptionalDouble.of(10)), 1, false, 1, "b");

    assertThatThrownBy(() -> Stitching.of(start, end).run(folder))
        .hasMessage(
            "The sound of clip.mp4 is damaged: most of it from 9.00 to 10.00 s cannot be read. Give"
                + " a file that is whole, or set the clip's \"volume\" to 0.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void music_that_cannot_be_read_is_named(boolean loop) throws Exception {
    Path clip = counting(folder.resolve("clip.mp4"), 25, 2);
    Path song = countingWithUnreadableSound(folder.resolve("song.mp4"));

    Music once = new Music(song, 0.5, loop, 0, 0, false);
    SoundRequest under = new SoundRequest(OptionalDouble.empty(), 0, Optional.of(once));

    assertThatThrownBy(() -> Stitching.of(clip, clip).sound(under).run(folder))
        .hasMessage(
            "The sound of song.mp4 is damaged: most of it cannot be read. Give a file that is"
                + " whole, or leave the music out.");
  }

  @Test
  void sound_that_is_not_heard_may_be_broken() throws Exception {
    Path clip = countingWithUnreadableSound(folder.resolve("clip.mp4"));
    ClipRequest backToo = new ClipRequest(Cut.whole(clip), 1, true, 1, "a");

    StitchReport report = Stitching.of(backToo).run(folder).report();

    assertThat(report.frames()).isEqualTo(98);
    assertThat(report.notes()).noneMatch(note -> note.contains("damaged"));
  }

  /** As a power cut leaves it behind a download. */
  @ParameterizedTest
  @ValueSource(ints = {4096, 60_000})
  void a_part_that_was_never_written_is_told_of_where_all_is_copied(int length) throws Exception {
    Path good = noise("good.mp4");
    byte[] bytes = Files.readAllBytes(good);
    Arrays.fill(bytes, bytes.length - length, bytes.length, (byte) 0);
    Path bad = Files.write(folder.resolve("bad.mp4"), bytes);

    StitchReport report = Stitching.of(good, bad).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.notes()).singleElement().asString().startsWith("The clip bad.mp4 is damaged");
  }

  @Test
  void a_part_that_was_written_over_is_told_of_where_all_is_copied() throws Exception {
    Path good = noise("good.mp4");
    byte[] bytes = Files.readAllBytes(good);
    Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 20_000, (byte) 0x5a);
    Path bad = Files.write(folder.resolve("bad.mp4"), bytes);

    StitchReport report = Stitching.of(good, bad).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(report.notes()).singleElement().asString().startsWith("The clip bad.mp4 is damaged");
  }

  /** Pictures of a few kilobytes each, their tables before them. */
  private Path noise(String name) throws Exception {
    return make(
        folder.resolve(name),
        lavfi("testsrc2=s=320x240:r=30:d=2,noise=alls=10:allf=t"),
        List.of("-c:v", "libopenh264", "-b:v", "600k", "-movflags", "+faststart"));
  }

  @Test
  void broken_pictures_are_told_of_where_they_are_kept_to_be_played_again() throws Exception {
    Path clip = countingWithBrokenPicture(folder.resolve("picture.mov"));
    ClipRequest backToo = new ClipRequest(Cut.whole(clip), 1, true, 1, "a");

    StitchReport report = Stitching.of(backToo).run(folder).report();

    assertThat(report.mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(report.notes()).singleElement().asString().contains("picture.mov is damaged");
  }

  @Test
  void broken_music_is_told_of_and_not_taken_for_a_clip_of_the_row() throws Exception {
    Path clip = counting(folder.resolve("clip.mp4"), 25, 2);
    Path song = countingWithBrokenSound(folder.resolve("song.mov"));

    StitchReport report = Stitching.of(clip, clip).sound(under(song)).run(folder).report();

    assertThat(report.notes())
        .singleElement()
        .asString()
        .startsWith("The music song.mov is damaged");
  }

  @Test
  void music_that_was_cut_short_is_told_of() throws Exception {
    Path clip = counting(folder.resolve("clip.mp4"), 25, 2);
    Path whole =
        make(
            folder.resolve("whole.m4a"),
            lavfi("sine=440:r=48000:d=6"),
            List.of("-c:a", "aac", "-movflags", "+faststart"));
    byte[] bytes = Files.readAllBytes(whole);
    Path song = Files.write(folder.resolve("song.m4a"), Arrays.copyOf(bytes, bytes.length / 2));

    StitchReport report = Stitching.of(clip, clip).sound(under(song)).run(folder).report();

    assertThat(report.notes())
        .singleElement()
        .asString()
        .startsWith("The music song.m4a is damaged");
  }

  @Test
  void music_that_was_changed_after_it_was_looked_at_is_not_mixed_in() throws Exception {
    Path clip = counting(folder.resolve("clip.mp4"), 25, 2);
    Path song = make(folder.resolve("song.wav"), lavfi("sine=440:r=48000:d=2"), List.of());
    Stitcher stitcher = new Stitcher(FFMPEG);
    List<ClipRequest> clips = List.of(ClipRequest.whole(clip), ClipRequest.whole(clip));
    StitchPlan plan =
        stitcher.plan(
            new StitchRequest(
                clips,
                List.of(Joint.CUT),
                FormRequest.AS_CLIPS,
                under(song),
                StitchRequest.Options.PLAIN),
            new Cancellation());
    Files.setLastModifiedTime(song, FileTime.fromMillis(0));

    assertThatThrownBy(
            () ->
                stitcher.run(
                    plan, folder, folder.resolve("out.mp4"), WorkProgress.NONE, new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("song.wav was changed while it was stitched");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void music_that_changes_its_form_on_the_way_is_refused(boolean copied) throws Exception {
    Path clip = counting(folder.resolve("clip.mp4"), 25, 2);
    Path other = counting(folder.resolve("other.mp4"), copied ? 25 : 30, 2);
    for (int channels = 1; channels <= 2; channels++) {
      make(
          folder.resolve(channels + ".ts"),
          lavfi("sine=440:r=48000:d=1"),
          List.of("-c:a", "aac", "-ac", String.valueOf(channels)));
    }
    Path list =
        Files.writeString(
            folder.resolve("parts.ffconcat"), "ffconcat version 1.0\nfile 1.ts\nfile 2.ts\n");
    Path song = make(folder.resolve("song.ts"), List.of("-i", "file:" + list, "-c", "copy"));

    assertThatThrownBy(() -> Stitching.of(clip, other).sound(under(song)).run(folder))
        .isInstanceOfSatisfying(
            MediaException.class,
            refused -> assertThat(refused.kind()).isEqualTo(MediaException.Kind.BAD_INPUT))
        .hasMessageStartingWith("The sound of song.ts changes its channels or its rate on the way");
  }

  private static SoundRequest under(Path song) {
    Music music = new Music(song, 0.5, true, 0, 0, false);
    return new SoundRequest(OptionalDouble.empty(), 0, Optional.of(music));
  }
}
