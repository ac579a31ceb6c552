package mediaworker.media;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.h264;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmpegTest {

  @TempDir Path dir;

  @Test
  void a_job_that_is_stopped_while_ffmpeg_is_looked_for_does_not_say_that_there_is_none()
      throws Exception {
    Ffmpeg ffmpeg = new Ffmpeg(FFMPEG.settings(), new ProcessRunner());
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(ffmpeg::describe).isInstanceOf(InterruptedException.class);
    } finally {
      Thread.interrupted();
    }
    assertThat(ffmpeg.describe()).contains("embedded");
  }

  @Test
  void the_embedded_ffmpeg_runs_and_says_what_it_is() throws Exception {
    assertThat(FFMPEG.describe()).startsWith("8.").contains("embedded");
  }

  @Test
  void the_encoders_in_need_are_there_and_nothing_is_mistaken_for_one() throws Exception {
    assertThat(FFMPEG.encoders()).contains("libopenh264", "libvpx-vp9", "prores_ks", "aac");
    assertThat(FFMPEG.encoders()).doesNotContain("=");
    assertThat(FFMPEG.h264Encoder()).isIn("libx264", "libopenh264");
  }

  @Test
  void a_run_leaves_no_noise_of_the_loader() throws Exception {
    List<String> left =
        FFMPEG.run(
            List.of("-f", "lavfi", "-i", "color=red:s=16x16:d=0.1", "-f", "null", "-"),
            Progress.Listener.NONE,
            new Cancellation());
    assertThat(left).isEmpty();
  }

  @Test
  void noise_is_told_from_complaints() {
    assertThat(
            FfmpegMessages.withoutNoise(
                List.of(
                    "/opt/ffmpeg: /opt/stand-ins/libpulse.so.0: no version information available",
                    "[opus @ 0x5637c40dcd00] Error parsing Opus packet header.",
                    "[h264 @ 0x55eaa677b5c0] Invalid NAL unit size (4068 > 3056).")))
        .containsExactly("[h264 @ 0x55eaa677b5c0] Invalid NAL unit size (4068 > 3056).");
  }

  @Test
  void a_fresh_folder_is_filled_and_then_used_again() throws Exception {
    Path cache = dir.resolve("a folder, it's 100% new");
    for (int i = 0; i < 2; i++) {
      Ffmpeg fresh =
          new Ffmpeg(
              new FfmpegSettings(null, cache, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)),
              new ProcessRunner());
      assertThat(fresh.describe()).contains("embedded");
    }
  }

  @Test
  void progress_ends_with_the_last_picture() throws Exception {
    List<Progress> heard = new ArrayList<>();
    List<String> arguments = new ArrayList<>(lavfi("color=red:s=64x64:r=25:d=2"));
    arguments.addAll(List.of("-f", "null", "-"));
    FFMPEG.run(arguments, heard::add, new Cancellation());
    assertThat(heard).last().extracting(Progress::frame).isEqualTo(50L);
  }

  @Test
  void a_run_that_is_cancelled_stops_with_the_cancellation() {
    Cancellation cancellation = new Cancellation();
    assertThatThrownBy(
            () ->
                FFMPEG.run(
                    List.of("-re", "-f", "lavfi", "-i", "color=red:s=64x64", "-f", "null", "-"),
                    progress -> cancellation.cancel(Cancellation.Reason.TAKEN_BACK),
                    cancellation))
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void a_configured_ffmpeg_that_is_not_there_is_named() {
    Ffmpeg configured =
        new Ffmpeg(
            new FfmpegSettings(
                dir.resolve("ffmpeg"), dir, 1, Duration.ofMinutes(1), Duration.ofMinutes(1)),
            new ProcessRunner());
    assertThatThrownBy(configured::describe)
        .isInstanceOfSatisfying(
            MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.MISSING))
        .hasMessageContaining(dir.resolve("ffmpeg").toString());
  }

  @Test
  void an_output_folder_that_is_missing_fails_with_a_sentence() {
    assertThatThrownBy(() -> h264(dir.resolve("no/such/folder/a.mp4"), "color=red:s=64x64:d=0.1"))
        .isInstanceOf(MediaException.class)
        .hasMessageContaining("No such file or directory");
    assertThat(Files.exists(dir.resolve("no"))).isFalse();
  }
}
