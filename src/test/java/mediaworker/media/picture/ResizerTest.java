package mediaworker.media.picture;

import static mediaworker.media.timeline.GeneratedClips.FFMPEG;
import static mediaworker.media.timeline.GeneratedClips.countingWithPause;
import static mediaworker.media.timeline.GeneratedClips.h264WithTone;
import static mediaworker.media.timeline.GeneratedClips.halfRedProres;
import static mediaworker.media.timeline.GeneratedClips.halfRedWebm;
import static mediaworker.media.timeline.GeneratedClips.lavfi;
import static mediaworker.media.timeline.GeneratedClips.make;
import static mediaworker.media.timeline.GeneratedClips.numbers;
import static mediaworker.media.timeline.GeneratedClips.pixels;
import static mediaworker.media.timeline.GeneratedClips.probe;
import static mediaworker.media.timeline.GeneratedClips.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.HdrPatch;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.timeline.WorkProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResizerTest {

  @TempDir Path dir;
  private List<String> notes = List.of();

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
    MediaInfo larger = probe(resized(sounding("sine=440:r=48000:d=1", "aac"), 1.5, "webm"));
    assertThat(larger.sound().orElseThrow().codec()).isEqualTo("opus");
  }

  @Test
  void six_channels_with_side_speakers_go_along_too() throws Exception {
    String noise = "anoisesrc=r=48000:d=1:a=0.1,aformat=channel_layouts=5.1(side)";
    MediaInfo larger = probe(resized(sounding(noise, "pcm_s16le"), 1.5, "webm"));
    assertThat(larger.sound().orElseThrow().channels()).isEqualTo(6);
  }

  @Test
  void as_much_room_is_asked_for_as_a_picture_of_noise_takes() throws Exception {
    Path still =
        make(
            dir.resolve("noise.png"),
            lavfi("nullsrc=s=160x120,geq=r='random(1)*255':g='random(2)*255':b='random(3)*255'"),
            List.of("-frames:v", "1"));
    Resizer.Size size = new Resizer(FFMPEG).size(still, 1.5, new Cancellation());
    long made = Files.size(resized(still, 1.5, "png"));
    assertThat(size.estimate()).isBetween(made, 8 * made);
  }

  @Test
  void about_as_much_room_is_asked_for_as_a_video_takes() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=640x360:r=30:d=2", 2);
    Resizer.Size size = new Resizer(FFMPEG).size(clip, 2, new Cancellation());
    long made = Files.size(resized(clip, 2, "mp4"));
    assertThat(size.estimate()).isBetween(made / 2, 4 * made);
  }

  /** A transparent video with sound. */
  private Path sounding(String sound, String codec) throws Exception {
    Path silent = halfRedProres(dir.resolve("silent.mov"));
    return make(
        dir.resolve("sounding.mov"),
        List.of("-i", "file:" + silent.toAbsolutePath()),
        lavfi(sound),
        List.of("-c:v", "copy", "-c:a", codec));
  }

  @Test
  void what_no_encoder_here_takes_is_refused_before_anything_is_scaled() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=640x360:r=30:d=0.1", 0.1);
    assertThat(new Resizer(FFMPEG).size(clip, 6, new Cancellation()).width()).isEqualTo(3840);
    assertThatThrownBy(() -> new Resizer(FFMPEG).size(clip, 8, new Cancellation()))
        .isInstanceOf(MediaException.class)
        .hasMessage(
            "A size of 5120x2880 is more than H.264 can have here (9,437,184 pixels, as 4096x2304"
                + " has): set another \"scale\".");
  }

  @Test
  void an_opaque_video_is_an_mp4_with_its_own_sound() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=30:d=1", 1);
    MediaInfo larger = probe(resized(clip, 1.5, "mp4"));
    assertThat(larger.picture().orElseThrow().width()).isEqualTo(240);
    assertThat(larger.picture().orElseThrow().alpha()).isFalse();
    assertThat(larger.sound().orElseThrow().codec()).isEqualTo("aac");
  }

  @Test
  void colours_stay_what_they_were_where_the_size_changes_what_an_untold_file_means()
      throws Exception {
    // Small, so BT.601 to whoever sees it; twice as large it would count as BT.709.
    String skin = "color=0xd9a182:s=800x600:r=10:d=0.5,scale=out_color_matrix=bt601:out_range=tv";
    Path untold =
        make(
            dir.resolve("untold.mkv"),
            lavfi(skin + ",format=yuv420p,setparams=colorspace=unknown"),
            List.of("-c:v", "ffv1"));
    Path rgb =
        make(
            dir.resolve("rgb.mkv"),
            lavfi("color=0xd9a182:s=800x600:r=10:d=0.5,format=gbrp"),
            List.of("-c:v", "ffv1"));
    for (Path clip : List.of(untold, rgb)) {
      Path larger = resized(clip, 2, "mp4");
      assertThat(probe(larger).picture().orElseThrow().colorSpace()).isEqualTo("bt709");
      assertNear(larger, 0xd9, 0xa1, 0x82);
    }
  }

  @Test
  void hdr_is_brought_to_ordinary_colours_and_it_is_said() throws Exception {
    HdrPatch skin = new HdrPatch(0.45, 0.25, 0.17);
    Path clip =
        make(
            dir.resolve("hlg.mkv"),
            lavfi(
                "color=s=160x120:r=10:d=0.5,format=yuv420p10le,geq="
                    + skin.code("arib-std-b67")
                    + ",setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020"
                    + ":color_trc=arib-std-b67"),
            List.of("-c:v", "ffv1"));
    Path larger = resized(clip, 2, "mp4");
    assertNear(larger, skin.ordinary()[0], skin.ordinary()[1], skin.ordinary()[2]);
    assertThat(notes).singleElement().asString().contains("hlg.mkv is HDR (HLG)");
  }

  @Test
  void transparent_hdr_stays_what_it_is_and_nothing_else_is_said() throws Exception {
    Path clip =
        make(
            dir.resolve("hlg.mkv"),
            List.of("-f", "lavfi", "-i", "color=c=red:s=40x30:r=10:d=0.5"),
            List.of(
                "-vf",
                "format=yuva444p10le,colorchannelmixer=aa=0.5,format=yuva444p10le,"
                    + "setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020"
                    + ":color_trc=arib-std-b67",
                "-c:v",
                "ffv1"));

    MediaInfo.Video larger = probe(resized(clip, 2, "webm")).picture().orElseThrow();

    assertThat(larger.colorTransfer()).isEqualTo("arib-std-b67");
    assertThat(larger.colorSpace()).isEqualTo("bt2020nc");
    assertThat(notes).isEmpty();
  }

  @Test
  void wide_colours_of_rgb_videos_keep_their_names() throws Exception {
    String wide = "setparams=range=pc:color_primaries=smpte432:color_trc=iec61966-2-1";
    for (String pixels : List.of("rgba", "rgb24")) {
      Path clip =
          make(
              dir.resolve(pixels + ".mov"),
              lavfi(
                  "color=0xd9a182@0.5:s=160x120:r=10:d=0.5,format=rgba,"
                      + wide
                      + ",format="
                      + pixels),
              List.of("-c:v", "png"));

      MediaInfo.Video larger =
          probe(resized(clip, 2, pixels.equals("rgba") ? "webm" : "mp4")).picture().orElseThrow();

      assertThat(larger.colorPrimaries()).as(pixels).isEqualTo("smpte432");
      assertThat(larger.colorTransfer()).as(pixels).isEqualTo("iec61966-2-1");
      assertThat(larger.colorSpace()).as(pixels).isEqualTo("bt709");
    }
  }

  @Test
  void uneven_times_and_wide_pixels_stay() throws Exception {
    Path clip = countingWithPause(dir.resolve("a.mp4"));
    Path wide =
        make(
            dir.resolve("wide.mp4"),
            List.of("-i", "file:" + clip),
            List.of("-vf", "setsar=2", "-fps_mode", "passthrough", "-c:v", "libopenh264"));
    Path larger = resized(wide, 2, "mp4");
    assertThat(numbers(larger)).hasSize(24);
    assertThat(read(larger).times().longestStep()).isCloseTo(0.85, within(0.001));
    assertThat(probe(larger).picture().orElseThrow().sampleAspect()).isEqualTo("2:1");
  }

  @Test
  void a_larger_video_can_be_sought_in() throws Exception {
    Path clip = h264WithTone(dir.resolve("a.mp4"), "testsrc2=s=160x120:r=10:d=5", 5);
    List<String> lines = new ArrayList<>();
    FFMPEG.runRaw(
        List.of(
            "-skip_frame",
            "nokey",
            "-i",
            "file:" + resized(clip, 2, "mp4"),
            "-map",
            "0:v",
            "-fps_mode",
            "passthrough",
            "-f",
            "framecrc",
            "pipe:1"),
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add),
        new Cancellation());

    assertThat(lines.stream().filter(line -> !line.startsWith("#"))).hasSize(3);
  }

  private static void assertNear(Path file, int red, int green, int blue) throws Exception {
    int[] pixel = pixels(file, 80, 60).get(2);
    assertThat(pixel[0]).isBetween(red - 4, red + 4);
    assertThat(pixel[1]).isBetween(green - 4, green + 4);
    assertThat(pixel[2]).isBetween(blue - 4, blue + 4);
  }

  private Path resized(Path file, double factor, String extension) throws Exception {
    Resizer resizer = new Resizer(FFMPEG);
    Resizer.Size size = resizer.size(file, factor, new Cancellation());
    assertThat(size.extension()).isEqualTo(extension);
    Path larger = dir.resolve("larger." + extension);
    notes = resizer.resize(file, size, larger, WorkProgress.NONE, new Cancellation());
    return larger;
  }
}
