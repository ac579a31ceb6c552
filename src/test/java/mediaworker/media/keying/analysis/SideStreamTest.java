package mediaworker.media.keying.analysis;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingClips;
import mediaworker.media.keying.analysis.clip.FrameMemory;
import mediaworker.media.keying.color.WorkingFormat;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A GIF needs its sides twice, so they are written to a file; those of a WebM are streamed. */
class SideStreamTest {

  /** Of about 14,400 cells. */
  private static final long FIVE_FRAMES = 5 * 3 * 14_400;

  private static final String UNEVEN = "select='not(eq(n,4)+eq(n,5))',format=yuv420p";

  @TempDir Path dir;
  private SideInput stream;
  private SideFile file;

  @BeforeEach
  void look() throws Exception {
    MediaInfo clip = clip("uneven.mkv", UNEVEN);
    stream = sides(clip, OutputFormat.WEBM, FrameMemory.ofHeap()).get(1);
    file = (SideFile) sides(clip, OutputFormat.GIF, FrameMemory.ofHeap()).get(1);
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
  void it_knows_how_far_each_picture_is_from_a_key_frame() throws Exception {
    MediaInfo clip =
        clip("keys.mp4", "format=yuv420p", "-c:v", "mpeg4", "-q:v", "2", "-g", "4", "-bf", "0");

    SideInput stream = sides(clip, OutputFormat.WEBM, FrameMemory.ofHeap()).get(1);
    SideInput file = sides(clip, OutputFormat.GIF, FrameMemory.ofHeap()).get(1);

    assertThat(stream.preroll()).startsWith(0, 1, 2, 3, 0, 1, 2, 3, 0, 1).hasSize(stream.frames());
    assertThat(stream.slice(3, 4, dir).preroll()).containsExactly(3, 0, 1, 2);
    assertThat(file.preroll()).isEqualTo(stream.preroll());
    assertThat(file.slice(2, 6, dir).slice(1, 4, dir).preroll()).containsExactly(3, 0, 1, 2);
  }

  @Test
  void a_slice_beyond_the_end_is_a_mistake() throws Exception {
    SideInput slice = stream.slice(2, 3, dir);

    assertThatThrownBy(() -> stream.slice(8, 3, dir)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> slice.slice(1, 3, dir)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_clip_that_does_not_fit_is_not_kept() throws Exception {
    MediaInfo clip = clip("long.mkv", UNEVEN);

    assertThat(sides(clip, OutputFormat.WEBM, new FrameMemory(FIVE_FRAMES)).get(1))
        .isInstanceOf(SideFile.class)
        .returns(10, SideInput::frames);
  }

  @Test
  void a_clip_of_unknown_length_is_kept_where_it_fits() throws Exception {
    MediaInfo recorded = clip("recorded.mkv", "fps=60,format=yuv420p", "-live", "1");
    assertThat(recorded.durationSeconds()).isZero();

    SideInput kept = sides(recorded, OutputFormat.WEBM, FrameMemory.ofHeap()).get(1);
    SideInput not = sides(recorded, OutputFormat.WEBM, new FrameMemory(FIVE_FRAMES)).get(1);

    assertThat(kept).isInstanceOf(SideStream.class).returns(60, SideInput::frames);
    assertThat(not).isInstanceOf(SideFile.class).returns(60, SideInput::frames);
    assertThat(not.times()).isEqualTo(kept.times());
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

  private MediaInfo clip(String name, String filters, String... muxer) throws Exception {
    List<String> output = new ArrayList<>(List.of("-fps_mode", "passthrough", "-c:v", "ffv1"));
    output.addAll(List.of(muxer));
    return KeyingClips.clip(
        dir.resolve(name), 0x20b040, "320x240", filters, output.toArray(String[]::new));
  }

  private List<SideInput> sides(MediaInfo clip, OutputFormat format, FrameMemory memory)
      throws Exception {
    MediaInfo.Video video = clip.picture().orElseThrow();
    KeyingRequest request =
        new KeyingRequest(clip, KeyingSettings.DEFAULTS, format, Optional.empty());
    ScreenSurvey survey =
        ScreenSurvey.of(
            FFMPEG,
            request,
            video,
            WorkingFormat.of(video),
            memory.scratch(dir),
            new Cancellation());
    List<SideInput> sides = survey.sides();
    assertThat(survey.measuresLater()).isEqualTo(sides.get(1) instanceof SideStream);
    return sides;
  }
}
