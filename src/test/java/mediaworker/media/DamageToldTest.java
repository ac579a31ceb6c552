package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenPicture;
import static mediaworker.media.timeline.GeneratedClips.countingWithBrokenSound;
import static mediaworker.media.timeline.GeneratedClips.countingWithUnreadableEnd;
import static mediaworker.media.timeline.GeneratedClips.countingWithUnreadableSound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.picture.Resizer;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.media.trim.TrimReport;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FFmpeg patches over what it cannot read; whoever gets the result hears of it. */
class DamageToldTest {

  @TempDir Path folder;

  @Test
  void a_trim_tells_of_broken_sound_and_pictures() throws Exception {
    Path sound = countingWithBrokenSound(folder.resolve("sound.mov"));
    Path picture = countingWithBrokenPicture(folder.resolve("picture.mov"));

    assertThat(trim(sound, 0, 2, false).damage()).hasValueSatisfying(said("sound.mov"));
    assertThat(trim(picture, 0, 2, false).damage()).hasValueSatisfying(said("picture.mov"));
    assertThat(trim(picture, 0, 2, true).damage()).hasValueSatisfying(said("picture.mov"));
  }

  @Test
  void a_trim_names_the_file_whose_sound_cannot_be_read_and_needs_none_there_and_back()
      throws Exception {
    Path clip = countingWithUnreadableSound(folder.resolve("clip.mp4"));

    assertThatThrownBy(() -> trim(clip, 0, 2, false))
        .hasMessage(
            "The sound of clip.mp4 is damaged: most of it cannot be read. Give a file that is"
                + " whole, or take its sound out.");
    assertThat(trim(clip, 0, 2, true).damage()).isEmpty();
  }

  @Test
  void a_trim_names_the_part_whose_sound_cannot_be_read() throws Exception {
    Path clip = countingWithUnreadableEnd(folder.resolve("clip.mp4"));

    assertThatThrownBy(() -> trim(clip, 9, 10, false))
        .hasMessage(
            "The sound of clip.mp4 is damaged: most of it from 9.00 to 10.00 s cannot be read. Give"
                + " a file that is whole, or take its sound out.");
  }

  @Test
  void a_trim_tells_of_no_damage_in_what_is_not_in_it() throws Exception {
    Path picture = countingWithBrokenPicture(folder.resolve("picture.mov"));

    assertThat(trim(picture, 0, 0.2, false).damage()).isEmpty();
  }

  @Test
  void a_still_of_a_broken_picture_is_told_of() throws Exception {
    Path picture = countingWithBrokenPicture(folder.resolve("picture.mov"));
    FrameGrabber grabber = new FrameGrabber(FFMPEG);
    Path png = folder.resolve("still.png");

    assertThat(grabber.grab(picture, 44.5 / 25, png, new Cancellation()).damage())
        .hasValueSatisfying(said("picture.mov"));
    assertThat(grabber.grab(picture, 0.5 / 25, png, new Cancellation()).damage()).isEmpty();
  }

  @Test
  void a_larger_video_tells_of_broken_sound_and_pictures() throws Exception {
    Path sound = countingWithBrokenSound(folder.resolve("sound.mov"));
    Path picture = countingWithBrokenPicture(folder.resolve("picture.mov"));

    assertThat(enlarged(sound)).anySatisfy(said("sound.mov"));
    assertThat(enlarged(picture)).anySatisfy(said("picture.mov"));
  }

  private static java.util.function.Consumer<String> said(String name) {
    return note -> assertThat(note).contains(name + " is damaged");
  }

  private TrimReport trim(Path clip, double in, double out, boolean pingPong) throws Exception {
    Cut cut = new Cut(clip, in, OptionalDouble.of(out));
    return new Trimmer(FFMPEG)
        .trim(
            new TrimRequest(cut, pingPong),
            folder,
            folder.resolve("trimmed.webm"),
            WorkProgress.NONE,
            new Cancellation());
  }

  private List<String> enlarged(Path clip) throws Exception {
    Resizer resizer = new Resizer(FFMPEG);
    Resizer.Size size = resizer.size(clip, 2, new Cancellation());
    return resizer.resize(
        clip, size, folder.resolve("large.mp4"), WorkProgress.NONE, new Cancellation());
  }
}
