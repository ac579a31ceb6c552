package mediaworker.media.picture;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResizerTest {

  @TempDir Path dir;

  @Test
  void a_transparent_video_stays_transparent() throws Exception {
    Path argb =
        make(
            dir.resolve("argb.mov"),
            lavfi(
                "color=red:s=160x120:r=30:d=1,format=argb," + "geq=r=255:g=0:b=0:a='255*lt(X,80)'"),
            List.of("-c:v", "qtrle"));
    for (Path clip :
        List.of(halfRedWebm(dir.resolve("a.webm")), halfRedProres(dir.resolve("a.mov")), argb)) {
      Path larger = resized(clip, 2, "webm");
      MediaInfo.Video picture = probe(larger).picture().orElseThrow();
      assertThat(picture.width()).isEqualTo(320);
      assertThat(picture.height()).isEqualTo(240);
      assertThat(pixels(larger, 40, 120))
          .as(clip.getFileName() + ", what is seen")
          .hasSize(30)
          .allSatisfy(
              pixel -> {
                assertThat(pixel[0]).isGreaterThan(235);
                assertThat(pixel[1]).isLessThan(20);
                assertThat(pixel[2]).isLessThan(20);
                assertThat(pixel[3]).isGreaterThan(245);
              });
      assertThat(pixels(larger, 280, 120))
          .as(clip.getFileName() + ", what is not")
          .hasSize(30)
          .allMatch(pixel -> pixel[3] < 10);
    }
  }

  @Test
  void the_sound_of_a_transparent_video_goes_along() throws Exception {
    Path silent = halfRedProres(dir.resolve("a.mov"));
    Path clip =
        make(
            dir.resolve("sounding.mov"),
            List.of("-i", "file:" + silent.toAbsolutePath()),
            lavfi("sine=440:r=48000:d=1"),
            List.of("-c:v", "copy", "-c:a", "aac"));
    MediaInfo larger = probe(resized(clip, 1.5, "webm"));
    assertThat(larger.sound().orElseThrow().codec()).isEqualTo("opus");
  }

  @Test
  void an_opaque_video_is_an_mp4_with_its_own_sound() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    MediaInfo larger = probe(resized(clip, 1.5, "mp4"));
    assertThat(larger.picture().orElseThrow().width()).isEqualTo(240);
    assertThat(larger.picture().orElseThrow().alpha()).isFalse();
    assertThat(larger.sound().orElseThrow().codec()).isEqualTo("aac");
  }

  private Path resized(Path file, double factor, String extension) throws Exception {
    Resizer resizer = new Resizer(FFMPEG);
    Resizer.Size size = resizer.size(file, factor, new Cancellation());
    assertThat(size.extension()).isEqualTo(extension);
    Path larger = dir.resolve("larger." + extension);
    resizer.resize(file, size, larger, Progress.Listener.NONE, new Cancellation());
    return larger;
  }
}
