package mediaworker.media.keying.analysis.clip;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.WorkingFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenSamplesTest {

  @TempDir Path dir;

  @Test
  void a_long_clip_is_measured_by_seeking_all_over_it() throws Exception {
    Path file = dir.resolve("long.mkv");
    String darkening = "color=c=0x00b140:s=64x48:r=10:d=70,format=yuv420p,fade=out:st=0:d=70";
    FFMPEG.run(
        List.of("-f", "lavfi", "-i", darkening, "-c:v", "ffv1", "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    List<byte[]> frames = samples(file);

    assertThat(frames).hasSize(24);
    // The picture darkens evenly, so each one's luma tells where it was taken.
    assertThat(frames.stream().map(frame -> -(frame[0] & 0xff))).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void fields_are_joined_before_pictures_are_chosen() throws Exception {
    Path file = dir.resolve("fields.mov");
    // Light and dark fields by turns of two: a field's own lines are all alike, while pictures that
    // lie two apart are the same, lines of the other field included.
    String fields =
        "color=c=black:s=64x48:r=24:d=2,format=yuv422p10le,"
            + "geq=lum='if(mod(Y+N,2),800,240)':cb=512:cr=512,setfield=tff";
    FFMPEG.run(
        List.of(
            "-f", "lavfi", "-i", fields, "-field_order", "tt", "-c:v", "prores_ks", "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());

    List<byte[]> frames = samples(file);

    assertThat(frames.size()).isBetween(23, 25);
    // All but the last, which has no picture after it.
    assertThat(frames.subList(1, frames.size() - 1).stream().map(frame -> frame[64] & 0xff))
        .as("the second lines")
        .allMatch(luma -> Math.abs(luma - 60) < 8);
  }

  private static List<byte[]> samples(Path file) throws Exception {
    MediaInfo source = probe(file);
    MediaInfo.Video video = source.picture().orElseThrow();
    return new ScreenSamples(FFMPEG)
        .read(
            source,
            video,
            new SmallPictures(video, WorkingFormat.of(video), AnalysisGrid.of(64, 48)),
            new Cancellation());
  }
}
