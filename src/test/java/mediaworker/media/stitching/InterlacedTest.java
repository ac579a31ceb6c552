package mediaworker.media.stitching;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.media.trim.TrimReport;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clips of two fields a picture come out of every kind of work without combs. */
class InterlacedTest {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void a_trim_is_made_whole_and_says_so(String first) throws Exception {
    Path clip = fields(first);
    TrimReport report = trim(clip, false);
    assertThat(report.deinterlaced()).isTrue();
    assertThat(report.frames()).isEqualTo(6);
    assertWhole(dir.resolve("trim.webm"), 6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void a_trim_there_and_back_is_made_whole_both_ways(String first) throws Exception {
    TrimReport report = trim(fields(first), true);
    assertThat(report.frames()).isEqualTo(10);
    assertWhole(dir.resolve("trim.webm"), 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void a_single_picture_is_made_whole(String first) throws Exception {
    Path clip = fields(first);
    for (double seconds : new double[] {0.02, 0.26, 0.47}) {
      Path png = dir.resolve("picture.png");
      new FrameGrabber(FFMPEG).grab(clip, seconds, png, new Cancellation());
      assertWhole(png, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void a_stitch_with_a_loop_is_made_whole_both_ways(String first) throws Exception {
    Path clip = fields(first);
    ClipRequest swinging = new ClipRequest(Cut.whole(clip), 2, true, 1, "swinging");
    Stitching.Done done = Stitching.of(swinging, ClipRequest.whole(clip)).run(dir);
    assertThat(done.report().notes()).anyMatch(note -> note.contains("was interlaced"));
    assertWhole(done.file(), done.report().frames());
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void equal_clips_are_not_copied_with_their_combs(String first) throws Exception {
    Path clip = fields(first);
    Stitching.Done done = Stitching.of(clip, clip).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertWhole(done.file(), 24);
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void a_whole_picture_is_that_of_the_earlier_field(String first) throws Exception {
    Path clip = fields(first);
    Path marked = marked(clip, first);
    for (Path file : List.of(clip, marked)) {
      trim(file, false);
      assertThat(lefts(dir.resolve("trim.webm")))
          .as(file.getFileName() + ", 16 pixels a picture, 8 a field")
          .allSatisfy(left -> assertThat(left % 16).isBetween(5, 7));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"top", "bottom"})
  void fields_that_only_the_pictures_tell_of_are_found(String first) throws Exception {
    Path clip = marked(fields(first), first);
    assertThat(trim(clip, false).deinterlaced()).isTrue();
    assertWhole(dir.resolve("trim.webm"), 6);
    Stitching.Done done = Stitching.of(clip, clip).run(dir);
    assertThat(done.report().mode()).isEqualTo(StitchReport.Mode.ENCODE);
    assertThat(done.report().notes()).anyMatch(note -> note.contains("was interlaced"));
    assertWhole(done.file(), 24);
  }

  @Test
  void dv_is_known_for_its_fields() throws Exception {
    Path clip =
        make(
            dir.resolve("a.avi"),
            lavfi("testsrc2=s=720x576:r=25:d=0.4"),
            List.of("-c:v", "dvvideo", "-pix_fmt", "yuv420p"));
    assertThat(Interlacing.of(probe(clip).picture().orElseThrow())).isTrue();
  }

  /** The clip in a form that tells of the fields in each picture only. */
  private Path marked(Path clip, String first) throws Exception {
    Path file =
        make(
            dir.resolve("marked.mp4"),
            List.of("-i", "file:" + clip),
            List.of("-c:v", "mpeg4", "-q:v", "2", "-flags", "+ildct+ilme"),
            List.of("-top", first.equals("top") ? "1" : "0"));
    MediaInfo.Video picture = probe(file).picture().orElseThrow();
    assertThat(picture.fieldOrder()).isEqualTo(first.equals("top") ? "tt" : "bb");
    assertThat(combs(file)).as("the clip's own").allMatch(count -> count > 300);
    return file;
  }

  private TrimReport trim(Path clip, boolean pingPong) throws Exception {
    Cut cut = new Cut(clip, 3 / 12.0, OptionalDouble.of(9 / 12.0));
    return new Trimmer(FFMPEG)
        .trim(
            new TrimRequest(cut, pingPong),
            dir,
            dir.resolve("trim.webm"),
            WorkProgress.NONE,
            new Cancellation());
  }

  /** Twelve pictures, each of two fields of a square that moves 8 pixels in between. */
  private Path fields(String first) throws Exception {
    boolean top = first.equals("top");
    Path file =
        make(
            dir.resolve("fields.mkv"),
            lavfi("color=black:s=" + WIDTH + "x" + HEIGHT + ":r=24:d=1,format=gray"),
            lavfi("color=white:s=80x80:r=24:d=1,format=gray"),
            List.of(
                "-filter_complex",
                "[0][1]overlay=x=30+8*n:y=60:format=yuv420,format=yuv422p,separatefields,select='"
                    + (top ? "eq(mod(n,4),0)+eq(mod(n,4),3)" : "eq(mod(n,4),1)+eq(mod(n,4),2)")
                    + "',weave=first_field="
                    + (top ? "top,setfield=tff" : "bottom,setfield=bff")),
            List.of("-c:v", "ffv1", "-field_order", top ? "tt" : "bb"));
    assertThat(Interlacing.of(probe(file).picture().orElseThrow())).isTrue();
    assertThat(read(file).frames()).isEqualTo(12);
    assertThat(combs(file)).as("the clip's own").allMatch(count -> count > 300);
    return file;
  }

  private static void assertWhole(Path file, int frames) throws Exception {
    List<Integer> combs = combs(file);
    assertThat(combs).hasSize(frames);
    assertThat(combs).as("pixels unlike the line below, by picture").allMatch(count -> count < 60);
  }

  /** In each picture, where the square begins. */
  private static List<Integer> lefts(Path file) throws Exception {
    List<Integer> lefts = new ArrayList<>();
    pictures(
        file,
        pixels -> {
          int left = 0;
          while ((pixels[100 * WIDTH + left] & 0xff) < 128) {
            left++;
          }
          lefts.add(left);
        });
    return lefts;
  }

  /** In each picture, the pixels of the square's lines that are unlike the line below. */
  private static List<Integer> combs(Path file) throws Exception {
    List<Integer> combs = new ArrayList<>();
    pictures(
        file,
        pixels -> {
          int count = 0;
          for (int at = 70 * WIDTH; at < 130 * WIDTH; at++) {
            count += Math.abs((pixels[at] & 0xff) - (pixels[at + WIDTH] & 0xff)) > 100 ? 1 : 0;
          }
          combs.add(count);
        });
    return combs;
  }

  /** Reads the grey levels of each picture. */
  private static void pictures(Path file, Consumer<byte[]> each) throws Exception {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-vf", "format=gray", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(WIDTH * HEIGHT, (index, pixels) -> each.accept(pixels)),
        new Cancellation());
  }
}
