package mediaworker.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FfmpegMessagesTest {

  /** As FFmpeg 8.0.1 says it with {@code -v error}. */
  private static final List<String> REFUSED_LAYOUT =
      List.of(
          "[libopus @ 0x55f43c5b3840] Invalid channel layout 5.1(side) for specified mapping family"
              + " -1.",
          "[aost#0:1/libopus @ 0x55f43c5b2b80] [enc:libopus @ 0x55f43c5b3740] Error while opening"
              + " encoder - maybe incorrect parameters such as bit_rate, rate, width or height.",
          "[af#0:1 @ 0x55f43c5b4440] Error sending frames to consumers: Invalid argument",
          "[af#0:1 @ 0x55f43c5b4440] Task finished with error code: -22 (Invalid argument)",
          "[af#0:1 @ 0x55f43c5b4440] Terminating thread with return code -22 (Invalid argument)",
          "[aost#0:1/libopus @ 0x55f43c5b2b80] [enc:libopus @ 0x55f43c5b3740] Could not open encoder"
              + " before EOF",
          "[out#0/webm @ 0x55f43c5acf00] Nothing was written into output file, because at least one"
              + " of its streams received no packets.",
          "Conversion failed!");

  @Test
  void a_full_disk_is_named_by_the_folder_that_is_written_to() {
    List<String> stderr =
        List.of("[out#0/mov @ 0x55d0c8] Error writing trailer: No space left on device");

    assertThat(FfmpegMessages.failure(228, stderr, "file:/studio/job-7/out.mov"))
        .hasMessage("The disk is full at /studio/job-7: make room there.");
    assertThat(FfmpegMessages.failure(228, stderr, "pipe:1"))
        .hasMessage("The disk is full, where FFmpeg writes: make room there.");
  }

  @Test
  void a_failure_names_the_cause_and_not_what_followed() {
    assertThat(FfmpegMessages.failure(234, REFUSED_LAYOUT, "/studio/out.mp4"))
        .hasMessage(
            "FFmpeg could not do it (code 234): Invalid channel layout 5.1(side) for specified"
                + " mapping family -1.");
  }

  @Test
  void what_followed_is_told_where_nothing_else_is_known() {
    assertThat(FfmpegMessages.reason(REFUSED_LAYOUT.subList(6, 8)))
        .startsWith("Nothing was written into output file");
    assertThat(FfmpegMessages.reason(List.of("Conversion failed!", " ")))
        .isEqualTo("it gave no reason.");
  }
}
