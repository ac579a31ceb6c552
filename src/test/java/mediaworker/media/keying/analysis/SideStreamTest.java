package mediaworker.media.keying.analysis;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GIF needs its sides twice, so they are written to a file; those of a WebM are streamed. */
class SideStreamTest {

  private static final String UNEVEN = "select='not(eq(n,4)+eq(n,5))',format=yuv420p";

  @TempDir Path dir;
  private SideInput stream;
  private SideFile file;

  @BeforeEach
  void look() throws Exception {
    MediaInfo clip =
        KeyingClips.clip(
            dir.resolve("uneven.mkv"),
            0x20b040,
            "320x240",
            UNEVEN,
            "-fps_mode",
            "passthrough",
            "-c:v",
            "ffv1");
    stream = subject(clip, OutputFormat.WEBM);
    file = (SideFile) subject(clip, OutputFormat.GIF);
  }

  @Test
  void a_stream_is_what_a_file_would_be() throws Exception {
    assertThat(written(stream)).isEqualTo(Files.readAllBytes(file.file()));
    assertThat(stream.times()).isEqualTo(file.times()).hasSize(10);
    assertThat(stream.start()).isEqualTo(file.start());
  }

  @Test
  void it_can_be_taken_again() throws Exception {
    assertThat(written(stream)).isEqualTo(written(stream));
  }

  @Test
  void a_slice_of_it_is_what_a_slice_of_a_file_would_be() throws Exception {
    SideInput slice = stream.slice(2, 7, dir).slice(1, 4, dir);
    SideFile expected = file.slice(3, 4, dir);

    assertThat(written(slice)).isEqualTo(Files.readAllBytes(expected.file()));
    assertThat(slice.start()).isEqualTo(expected.start()).isGreaterThan(0);
    assertThat(slice.frames()).isEqualTo(4);
  }

  @Test
  void a_slice_beyond_the_end_is_a_mistake() throws Exception {
    SideInput slice = stream.slice(2, 3, dir);

    assertThatThrownBy(() -> stream.slice(8, 3, dir)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> slice.slice(1, 3, dir)).isInstanceOf(IllegalArgumentException.class);
  }

  /** An input that ends is whole for ffmpeg; so its end is left to who can end ffmpeg before. */
  @Test
  void what_fails_does_not_end_the_input() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    OutputStream pipe =
        new ByteArrayOutputStream() {
          @Override
          public void write(byte[] bytes, int from, int count) {
            if (size() > 0) {
              throw new IllegalStateException("no more could be made");
            }
            super.write(bytes, from, count);
          }

          @Override
          public void close() {
            closed.set(true);
          }
        };

    assertThatThrownBy(() -> stream.stream().write(pipe)).hasMessage("no more could be made");
    assertThat(closed).isFalse();
  }

  private static byte[] written(SideInput side) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    side.stream().write(out);
    return out.toByteArray();
  }

  private SideInput subject(MediaInfo clip, OutputFormat format) throws Exception {
    MediaInfo.Video video = clip.picture().orElseThrow();
    KeyingRequest request =
        new KeyingRequest(clip, KeyingSettings.DEFAULTS, format, Optional.empty());
    ScreenSurvey survey =
        ScreenSurvey.of(
            FFMPEG,
            request,
            video,
            WorkingFormat.of(video),
            FrameMemory.ofHeap().scratch(dir),
            new Cancellation());
    List<SideInput> sides = survey.sides();
    assertThat(survey.measuresLater()).isEqualTo(format == OutputFormat.WEBM);
    return sides.get(1);
  }
}
