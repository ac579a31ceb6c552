package mediaworker.media.keying.analysis;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
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
    MediaInfo source = probe(file);
    MediaInfo.Video video = source.picture().orElseThrow();

    List<byte[]> frames =
        new ScreenSamples(FFMPEG)
            .read(
                source,
                video,
                new SmallPictures(video, WorkingFormat.of(video), AnalysisGrid.of(64, 48)),
                new Cancellation());

    assertThat(frames).hasSize(24);
    // The picture darkens evenly, so each one's luma tells where it was taken.
    assertThat(frames.stream().map(frame -> -(frame[0] & 0xff))).isSorted().doesNotHaveDuplicates();
  }
}
