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
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.WorkProgress;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.media.trim.TrimReport;
import mediaworker.media.trim.TrimRequest;
import mediaworker.media.trim.Trimmer;
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

  /** In each picture, the pixels of the square's lines that are unlike the line below. */
  private static List<Integer> combs(Path file) throws Exception {
    List<Integer> combs = new ArrayList<>();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(probe(file)));
    arguments.addAll(List.of("-vf", "format=gray", "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-f", "rawvideo", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(
            WIDTH * HEIGHT,
            (index, pixels) -> {
              int count = 0;
              for (int at = 70 * WIDTH; at < 130 * WIDTH; at++) {
                count += Math.abs((pixels[at] & 0xff) - (pixels[at + WIDTH] & 0xff)) > 100 ? 1 : 0;
              }
              combs.add(count);
            }),
        new Cancellation());
    return combs;
  }
}
