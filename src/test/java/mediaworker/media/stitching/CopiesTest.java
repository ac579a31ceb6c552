package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.counting;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.shown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaException;
import mediaworker.media.mp4.Mp4Patch;
import mediaworker.media.timeline.GeneratedClips.Shown;
import mediaworker.media.timeline.SourceFiles;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that look as if they could be copied and cannot, or only with care. */
class CopiesTest {

  @TempDir Path dir;

  @Test
  void a_mirrored_clip_is_encoded_beside_a_plain_one_and_stays_mirrored() throws Exception {
    Path plain = halves("plain.mp4");
    Path mirrored =
        Mp4Patch.of(plain).putInt("moov/trak/tkhd", 40, -0x10000).write(dir.resolve("m.mp4"));
    Stitching.Done done = Stitching.of(plain, mirrored).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    Shown shown = shown(done.file());
    assertThat(shown.at(5, 20, 60)[0]).as("red left").isGreaterThan(200);
    assertThat(shown.at(25, 20, 60)[0]).as("blue left").isLessThan(70);
    assertThat(shown.at(25, 140, 60)[0]).as("red right").isGreaterThan(200);
  }

  @Test
  void a_clip_that_stands_on_its_head_is_encoded_beside_a_plain_one() throws Exception {
    Path plain =
        h264(
            dir.resolve("plain.mp4"),
            "color=red:s=160x120:r=30:d=0.5,drawbox=y=60:w=160:h=60:color=blue:t=fill");
    Path flipped =
        Mp4Patch.of(plain).putInt("moov/trak/tkhd", 56, -0x10000).write(dir.resolve("f.mp4"));
    assertThat(probe(flipped).picture().orElseThrow().mirrored()).isTrue();
    Stitching.Done done = Stitching.of(plain, flipped).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    Shown shown = shown(done.file());
    assertThat(shown.at(5, 80, 20)[0]).as("red above").isGreaterThan(200);
    assertThat(shown.at(25, 80, 20)[0]).as("blue above").isLessThan(70);
  }

  @Test
  void a_file_that_another_of_its_size_and_time_took_the_place_of_is_noticed() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    SourceFiles sources = SourceFiles.of(List.of(a));
    sources.requireUnchanged("stitched");
    Path other = Files.copy(a, dir.resolve("b.mp4"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.move(other, a, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> sources.requireUnchanged("stitched"))
        .isInstanceOf(MediaException.class);
  }

  @Test
  void a_file_written_again_within_a_millisecond_is_noticed() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    SourceFiles sources = SourceFiles.of(List.of(a));
    Files.setLastModifiedTime(
        a, FileTime.from(Files.getLastModifiedTime(a).toInstant().plusNanos(1000)));
    assertThatThrownBy(() -> sources.requireUnchanged("stitched"))
        .isInstanceOf(MediaException.class);
  }

  @Test
  void clips_mirrored_alike_are_copied_and_stay_mirrored() throws Exception {
    Path mirrored =
        Mp4Patch.of(halves("plain.mp4"))
            .putInt("moov/trak/tkhd", 40, -0x10000)
            .write(dir.resolve("m.mp4"));
    Stitching.Done done = Stitching.of(mirrored, mirrored).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.COPY);
    assertThat(pixels(done.file(), 140, 60).get(25)[0]).as("red right").isGreaterThan(200);
  }

  @Test
  void clips_turned_as_whole_movies_stay_turned() throws Exception {
    Path turned =
        Mp4Patch.of(halves("plain.mp4"))
            .putInt("moov/mvhd", 36, 0)
            .putInt("moov/mvhd", 40, 0x10000)
            .putInt("moov/mvhd", 48, -0x10000)
            .putInt("moov/mvhd", 52, 0)
            .write(dir.resolve("turned.mp4"));
    Stitching.Done done = Stitching.of(turned, turned).run(dir);
    assertThat(probe(done.file()).picture().orElseThrow().shownWidth()).isEqualTo(120);
    Shown shown = shown(done.file());
    assertThat(shown.at(25, 60, 20)[0]).as("red above").isGreaterThan(200);
    assertThat(shown.at(25, 60, 140)[0]).as("blue below").isLessThan(70);
  }

  @Test
  void a_clip_whose_first_pictures_need_some_before_the_file_is_encoded() throws Exception {
    Path whole =
        make(
            dir.resolve("whole.mp4"),
            lavfi("testsrc2=s=160x120:r=30:d=1"),
            List.of("-c:v", "mpeg4", "-bf", "2", "-g", "12", "-q:v", "2"));
    make(
        dir.resolve("part-%d.mp4"),
        List.of("-i", "file:" + whole),
        List.of("-c", "copy", "-f", "segment", "-segment_frames", "12,24"),
        List.of("-reset_timestamps", "1", "-segment_format_options", "use_editlist=0"));
    Path open = dir.resolve("part-1.mp4");
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchRequest request =
        StitchRequest.of(List.of(ClipRequest.whole(whole), ClipRequest.whole(open)), Joint.CUT);
    assertThat(stitcher.plan(request, new Cancellation()).obstacle())
        .hasValue("part-1.mp4 begins with pictures that need others before them");
    Stitching.Done done = Stitching.of(whole, open).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
  }

  @Test
  void a_clip_that_was_changed_after_it_was_read_is_not_stitched_as_if_it_were_the_same()
      throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    Path b = Files.copy(a, dir.resolve("b.mp4"));
    Path other = h264(dir.resolve("other.mp4"), "testsrc2=s=160x120:r=30:d=1");
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchRequest request =
        StitchRequest.of(List.of(ClipRequest.whole(a), ClipRequest.whole(b)), Joint.CUT);
    StitchPlan plan = stitcher.plan(request, new Cancellation());
    Files.copy(other, b, StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(
            () ->
                stitcher.run(
                    plan, dir, dir.resolve("out.mp4"), WorkProgress.NONE, new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessage("The file b.mp4 was changed while it was stitched: run the job again.");
  }

  @Test
  void a_clip_that_changes_while_it_is_copied_is_not_taken_for_proven() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 1);
    Path b = Files.copy(a, dir.resolve("b.mp4"));
    Stitcher stitcher = new Stitcher(FFMPEG);
    StitchRequest request =
        StitchRequest.of(List.of(ClipRequest.whole(a), ClipRequest.whole(b)), Joint.CUT);
    StitchPlan plan = stitcher.plan(request, new Cancellation());
    boolean[] changed = new boolean[1];
    WorkProgress changing =
        (fraction, doing) -> {
          if (doing.startsWith("copying") && !changed[0]) {
            changed[0] = true;
            try {
              Files.setLastModifiedTime(b, FileTime.fromMillis(0));
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          }
        };
    assertThatThrownBy(
            () -> stitcher.run(plan, dir, dir.resolve("out.mp4"), changing, new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("b.mp4 was changed while it was stitched");
    assertThat(changed[0]).isTrue();
  }

  @Test
  void a_copy_of_counted_pictures_has_each_once() throws Exception {
    Path a = counting(dir.resolve("a.mp4"), 30, 0.5);
    Stitching.Done done = Stitching.of(a, a).run(dir);
    assertThat(numbers(done.file())).hasSize(30).startsWith(0, 1, 2).endsWith(12, 13, 14);
  }

  /** Red on the left, blue on the right. */
  private Path halves(String name) throws Exception {
    return h264(
        dir.resolve(name),
        "color=red:s=160x120:r=30:d=0.5,drawbox=x=80:w=80:h=120:color=blue:t=fill");
  }
}
