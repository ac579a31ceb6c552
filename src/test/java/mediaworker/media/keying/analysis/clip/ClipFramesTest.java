package mediaworker.media.keying.analysis.clip;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips;
import mediaworker.media.keying.analysis.ScreenSurvey;
import mediaworker.media.keying.analysis.grid.AnalysisGrid;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a clip that is recorded nobody knows beforehand how long it is. */
class ClipFramesTest {

  /** What every job may keep, whatever memory there is. */
  private static final int LEAST_KEPT = 48;

  private static final int FURTHER = 30;
  private static final int KILOBYTE = 1024;

  @TempDir Path dir;

  @Test
  void memory_is_taken_once_for_pictures_that_take_the_place_of_others() throws Exception {
    MediaInfo recorded = recorded(240);
    MediaInfo.Video video = recorded.picture().orElseThrow();
    AnalysisGrid grid = AnalysisGrid.of(video.shownWidth(), video.shownHeight());
    SmallPictures small = new SmallPictures(video, WorkingFormat.of(video), grid);
    long all = FURTHER * (grid.frameBytes() / KILOBYTE + 1) * (long) KILOBYTE;
    FrameMemory memory = new FrameMemory(all + KILOBYTE);
    try (FrameMemory.Scratch scratch = memory.scratch(dir);
        FrameMemory.Scratch other = memory.scratch(dir)) {
      ClipFrames clip = new ClipFrames(FFMPEG, recorded, small, grid, scratch, new Cancellation());
      assertThat(clip.fits(video)).isTrue();

      ClipFrames.Seen seen = clip.keep(MeasuringProgress.NONE);

      // Full with 78 pictures, and with 78 of every second one: so it keeps one in four.
      assertThat(LEAST_KEPT + FURTHER).isEqualTo(78);
      assertThat(seen.step()).isEqualTo(4);
      assertThat(seen.frames()).hasSize(60);
      assertThat(clip.kept()).isEmpty();
      assertThat(other.take(all / 2)).isFalse();

      clip.letGo();

      assertThat(other.take(all - KILOBYTE)).isTrue();
    }
  }

  @Test
  void progress_never_goes_back_where_a_clip_is_read_twice() throws Exception {
    MediaInfo recorded = recorded(60);
    MediaInfo.Video video = recorded.picture().orElseThrow();
    KeyingRequest request =
        new KeyingRequest(recorded, KeyingSettings.DEFAULTS, OutputFormat.WEBM, Optional.empty());
    List<Double> told = new ArrayList<>();
    MeasuringProgress progress =
        new MeasuringProgress(60, 1, 1, (fraction, message) -> told.add(fraction));
    try (FrameMemory.Scratch scratch = new FrameMemory(50 * KILOBYTE).scratch(dir)) {
      ScreenSurvey survey =
          ScreenSurvey.of(
              FFMPEG,
              request,
              video,
              WorkingFormat.of(video),
              scratch,
              progress,
              new Cancellation());

      assertThat(survey.measuresLater()).isFalse();
    }
    assertThat(told).hasSize(120).isSorted().endsWith(1.0);
  }

  private MediaInfo recorded(int frames) throws Exception {
    MediaInfo recorded =
        KeyingClips.clip(
            dir.resolve("recorded.mkv"),
            0x20b040,
            "320x240",
            "fps=%d,format=yuv420p".formatted(frames),
            "-c:v",
            "ffv1",
            "-live",
            "1");
    assertThat(recorded.durationSeconds()).isZero();
    return recorded;
  }
}
