package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.SUBJECT;
import static mediaworker.media.keying.KeyingClips.clip;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.key;
import static mediaworker.media.keying.KeyingClips.probe;
import static mediaworker.media.keying.KeyingClips.times;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.HdrPatch;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a source stores its colours as, they come out as they were, and named rightly. */
class SourceColorsTest {

  private static final int GREEN = 0x00b140;

  /** Up to the seventh picture, the last that is looked at. */
  private static final String[] LOSSLESS = {"-c:v", "ffv1", "-frames:v", "7"};

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "320x240, yuv420p, bt601, tv, smpte170m, smpte170m",
    "320x240, yuv420p, bt601, tv, , smpte170m",
    "640x640, yuv420p, bt601, tv, , smpte170m",
    "1152x648, yuv420p, bt601, tv, , smpte170m",
    "576x1024, yuv420p, bt709, tv, , bt709",
    "320x240, yuv420p, bt709, tv, bt709, bt709",
    "1280x720, yuv420p, bt709, tv, , bt709",
    "1280x720, yuv420p, bt709, tv, bt709, bt709",
    "1280x720, yuv420p, bt601, tv, smpte170m, smpte170m",
    "1280x720, yuv420p, bt601, tv, bt470bg, smpte170m",
    "1280x720, yuv420p, bt709, pc, bt709, bt709",
    "320x240, yuvj420p, bt601, pc, smpte170m, smpte170m",
    "321x241, yuv420p, bt709, tv, bt709, bt709",
    "320x240, yuv420p10le, bt709, tv, bt709, bt709",
    "320x240, yuv422p, bt709, tv, bt709, bt709",
    "320x240, yuv422p10le, bt709, tv, bt709, bt709",
    "320x240, yuv444p, bt709, tv, bt709, bt709",
    "320x240, yuv444p12le, bt709, pc, bt709, bt709",
    "320x240, yuv420p10le, bt2020, tv, bt2020nc, bt709",
    "320x240, gbrp, , , , bt709",
    "320x240, bgr0, , , , bt709",
  })
  void colours_come_out_as_they_went_in(
      String size, String pixels, String matrix, String range, String tag, String tagged)
      throws Exception {
    StringBuilder filters = new StringBuilder("null");
    if (matrix != null) {
      filters.append(
          ",scale=out_color_matrix=%s:out_range=%s:flags=bicubic+accurate_rnd"
              .formatted(matrix, range));
    }
    filters.append(",format=").append(pixels);
    filters.append(",setparams=colorspace=").append(tag == null ? "unknown" : tag);
    if (range != null) {
      filters.append(":range=").append(range);
    }
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, size, filters.toString(), LOSSLESS);
    if (tag == null && matrix != null) {
      assertThat(source.picture().orElseThrow().colorSpace()).isNull();
    }
    Path part = dir.resolve("out.webm");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(8);
    assertThat(picture.alpha(140, 100)).isGreaterThan(247);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
    MediaInfo.Video video = probe(part).picture().orElseThrow();
    assertThat(video.colorSpace()).isEqualTo(tagged);
    assertThat(video.colorRange()).isEqualTo("tv");
  }

  /** The Multi-Image Application Format's rule, whatever the size. */
  @ParameterizedTest
  @CsvSource({"320x240, bt601, unknown", "1280x720, bt601, unknown", "1280x720, bt709, bt709"})
  void a_still_that_does_not_name_its_matrix_is_of_bt601(String size, String matrix, String tag)
      throws Exception {
    String filters =
        "scale=out_color_matrix=%s:out_range=pc:flags=bicubic+accurate_rnd,format=yuv444p,setparams=range=pc"
                .formatted(matrix)
            + ":color_primaries=unknown:color_trc=unknown:colorspace="
            + tag;
    String[] avif =
        "-frames:v 1 -c:v libaom-av1 -still-picture 1 -cpu-used 8 -crf 4 -b:v 0".split(" ");
    MediaInfo source = clip(dir.resolve("in.avif"), GREEN, size, filters, avif);
    assertThat(source.isStill()).isTrue();
    Path part = dir.resolve("out.png");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    // Of the other matrix it would be seven beside its own colour.
    assertThat(frame(part, 0).distance(140, 100, SUBJECT)).isLessThan(4);
  }

  /**
   * What is hidden tells nothing, whatever colour lies there: here one that would pass for a
   * screen. Nor does it come through where what is seen begins.
   */
  @ParameterizedTest
  @CsvSource({
    "png, pal8, pal8, 320x240",
    "png, rgba, rgba, 321x241",
    "png, rgba64be, rgba64be, 320x240",
    "mov, rgba64be, rgba64be, 320x240",
    "mov, argb, rgba, 320x240",
    "mov, yuva444p10le, yuva444p12le, 320x240",
    "webm, yuva420p, yuv420p, 320x240",
    "webm, yuva420p, yuv420p, 1280x720",
  })
  void transparency_is_kept_whatever_it_is_stored_as(
      String kind, String pixels, String stored, String size) throws Exception {
    String filters =
        "format=rgba,geq=r='if(lt(X,140),16,r(X,Y))':g='if(lt(X,140),48,g(X,Y))'"
            + ":b='if(lt(X,140),240,b(X,Y))':a='if(lt(X,140),0,255)'";
    if (pixels.equals("pal8")) {
      filters +=
          ",split[one][two];[one]palettegen=transparency_color=0x1030f0[p];[two][p]paletteuse=dither=none";
    }
    if (pixels.startsWith("yuva")) {
      filters += ",scale=out_color_matrix=bt601:out_range=tv,format=" + pixels;
      filters += ",setparams=colorspace=smpte170m:range=tv";
    }
    boolean still = kind.equals("png");
    List<String> output = new ArrayList<>(List.of("-pix_fmt", pixels, "-c:v"));
    output.addAll(
        switch (kind) {
          case "webm" -> List.of("libvpx-vp9", "-crf", "10", "-b:v", "0", "-auto-alt-ref", "0");
          default -> pixels.startsWith("yuva") ? List.of("prores_ks") : List.of("png");
        });
    output.addAll(List.of("-frames:v", still ? "1" : "3"));
    MediaInfo source =
        clip(dir.resolve("in." + kind), GREEN, size, filters, output.toArray(String[]::new));
    assertThat(source.picture().orElseThrow().pixelFormat()).isEqualTo(stored);
    Path part = dir.resolve(still ? "out.png" : "out.mov");

    KeyingReport report =
        key(
            source,
            KeyingSettings.DEFAULTS,
            still ? OutputFormat.PNG : OutputFormat.MOV,
            dir,
            part);

    int found = Integer.parseInt(report.keyColor().substring(1), 16);
    assertThat(Math.abs((found >> 8 & 0xff) - (GREEN >> 8 & 0xff))).isLessThan(9);
    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(120, 100)).isLessThan(8);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
    assertThat(picture.alpha(300, 200)).isLessThan(8);
    assertThat(picture.alpha(160, 100)).isGreaterThan(252);
    assertThat(picture.distance(160, 100, SUBJECT)).isLessThan(8);
    for (int x = 142; x < 150; x++) {
      assertThat(picture.alpha(x, 20)).as("screen at %d", x).isLessThan(8);
      assertThat(picture.alpha(x, 100)).as("subject at %d", x).isGreaterThan(240);
      assertThat(picture.distance(x, 100, SUBJECT)).as("colour at %d", x).isLessThan(14);
    }
  }

  /** A clip that is half covered stays so: the key's transparency comes on top of its own. */
  @Test
  void what_was_half_transparent_becomes_the_product_of_both() throws Exception {
    String filters = "format=rgba,geq=r='r(X,Y)':g='g(X,Y)':b='b(X,Y)':a='if(lt(X,140),128,255)'";
    MediaInfo source =
        clip(dir.resolve("in.png"), GREEN, "320x240", filters, "-c:v", "png", "-frames:v", "1");
    Path part = dir.resolve("out.png");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(120, 100)).isBetween(126, 130);
    assertThat(picture.alpha(160, 100)).isGreaterThan(252);
    assertThat(picture.alpha(60, 100)).isLessThan(8);
    assertThat(picture.distance(120, 100, SUBJECT)).isLessThan(8);
  }

  @ParameterizedTest
  @CsvSource({"smpte2084, PQ, 320x240", "arib-std-b67, HLG, 320x240", "smpte2084, PQ, 321x241"})
  void hdr_is_brought_to_ordinary_colours_keyed_and_told(String transfer, String name, String size)
      throws Exception {
    HdrPatch screen = new HdrPatch(0.02, 0.40, 0.06);
    HdrPatch skin = new HdrPatch(0.45, 0.25, 0.17);
    Path file = dir.resolve("in.mkv");
    String tags =
        "setparams=range=tv:colorspace=bt2020nc:color_primaries=bt2020:color_trc=" + transfer;
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=s=" + size + ":r=12:d=0.6,format=yuv420p10le,geq=" + screen.code(transfer),
            "-f",
            "lavfi",
            "-i",
            "color=s=80x80:r=12:d=0.6,format=yuv420p10le,geq=" + skin.code(transfer),
            "-filter_complex",
            "[0][1]overlay=x=100+n:y=60:format=yuv420p10," + tags + "[v]",
            "-map",
            "[v]",
            "-c:v",
            "ffv1",
            "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(probe(file), KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertThat(report.note())
        .contains("in.mkv is HDR (" + name + ") and was brought to ordinary colours (BT.709).");
    KeyingClips.Picture picture = frame(part, 6);
    assertThat(picture.distance(146, 100, skin.rgb())).isLessThan(8);
    assertThat(picture.alpha(146, 100)).isGreaterThan(247);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
    MediaInfo.Video video = probe(part).picture().orElseThrow();
    assertThat(video.colorSpace()).isEqualTo("bt709");
    assertThat(video.colorTransfer()).isEqualTo("bt709");
    assertThat(video.pixelFormat()).isEqualTo("yuv420p");
  }

  /** What is written has no place for primaries, or what it is laid over has others. */
  @ParameterizedTest
  @CsvSource({
    "bt2020, bt2020nc, bt2020-10, yuv420p10le, 320x240, PNG",
    "bt2020, bt2020nc, bt2020-10, yuv420p10le, 320x240, WEBM",
    "bt2020, bt2020nc, bt2020-10, yuv422p10le, 321x241, GIF",
    "bt2020, gbr, bt709, gbrp, 321x241, MOV",
    "smpte432, bt709, bt709, yuv420p, 320x240, PNG",
  })
  void wide_colours_are_brought_to_ordinary_ones_and_told(
      String primaries, String space, String transfer, String pixels, String size, OutputFormat to)
      throws Exception {
    String widened =
        "zscale=pin=bt709:tin=bt709:min=gbr:rin=pc:p=%s:t=bt709,format=gbrp,".formatted(primaries);
    String levels =
        space.equals("gbr")
            ? "null"
            : "scale=out_color_matrix=%s:out_range=tv,format=%s"
                .formatted(space.replace("nc", ""), pixels);
    String tags =
        ",setparams=color_primaries=%s:color_trc=%s:colorspace=%s"
            .formatted(primaries, transfer, space);
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, size, widened + levels + tags, LOSSLESS);
    assertThat(source.picture().orElseThrow().colorPrimaries()).isEqualTo(primaries);
    Path part = dir.resolve("out." + to.extension(false));

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, to, dir, part);

    Path looked = to == OutputFormat.PNG ? KeyingClips.unpacked(part, 6, dir) : part;
    KeyingClips.Picture picture = frame(looked, to == OutputFormat.PNG ? 0 : 6);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(to == OutputFormat.GIF ? 16 : 9);
    assertThat(picture.alpha(20, 20)).isLessThan(8);
    int found = Integer.parseInt(report.keyColor().substring(1), 16);
    assertThat(Math.abs((found >> 8 & 0xff) - (GREEN >> 8 & 0xff))).isLessThan(9);
    assertThat(report.note())
        .contains(
            "in.mkv has the colours of "
                + (primaries.equals("bt2020") ? "BT.2020" : "Display P3")
                + " and was brought to ordinary ones (BT.709).");
    if (to == OutputFormat.WEBM || to == OutputFormat.MOV) {
      assertThat(probe(part).picture().orElseThrow().colorPrimaries()).isEqualTo("bt709");
    }
  }

  @ParameterizedTest
  @CsvSource({"MOV, 8", "PNG, 4"})
  void other_formats_keep_colours_too(OutputFormat format, int most) throws Exception {
    String filters = "scale=out_color_matrix=bt601:out_range=tv,format=yuv444p";
    MediaInfo source = clip(dir.resolve("in.mkv"), GREEN, "1280x720", filters, LOSSLESS);
    assertThat(source.picture().orElseThrow().colorSpace()).isNotNull();
    Path part = dir.resolve("out." + format.extension(false));

    key(source, KeyingSettings.DEFAULTS, format, dir, part);

    Path looked = format == OutputFormat.PNG ? KeyingClips.unpacked(part, 6, dir) : part;
    KeyingClips.Picture picture = frame(looked, format == OutputFormat.PNG ? 0 : 6);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(most);
  }

  @Test
  void interlaced_clips_lose_their_combs_and_keep_their_rate() throws Exception {
    // Two fields of a square that moves 8 pixels in between.
    Path file = dir.resolve("in.mkv");
    FFMPEG.run(
        List.of(
            "-f",
            "lavfi",
            "-i",
            "color=c=0x00b140:s=320x240:r=24:d=1,format=gbrp",
            "-f",
            "lavfi",
            "-i",
            "color=c=0xd08040:s=80x80:r=24:d=1,format=gbrp",
            "-filter_complex",
            "[0][1]overlay=x=60+4*n:y=60:format=gbrp,scale=out_color_matrix=bt601:out_range=tv,"
                + "format=yuv422p,separatefields,select='eq(mod(n,4),0)+eq(mod(n,4),3)',"
                + "weave=first_field=top,setfield=tff[v]",
            "-map",
            "[v]",
            "-c:v",
            "ffv1",
            "-field_order",
            "tt",
            "file:" + file),
        Progress.Listener.NONE,
        new Cancellation());
    MediaInfo source = probe(file);
    assertThat(source.picture().orElseThrow().fieldOrder()).isIn("tt", "tb");
    Path part = dir.resolve("out.webm");

    KeyingReport report = key(source, KeyingSettings.DEFAULTS, OutputFormat.WEBM, dir, part);

    assertThat(report.note()).contains("in.mkv was interlaced and is not any more.");

    assertThat(times(part)).isEqualTo(times(file));
    KeyingClips.Picture picture = frame(part, 6);
    long combs = 0;
    for (int y = 70; y < 130; y++) {
      for (int x = 0; x < 320; x++) {
        combs += Math.abs(picture.alpha(x, y) - picture.alpha(x, y + 1)) > 128 ? 1 : 0;
      }
    }
    assertThat(combs).as("pixels that differ from the line below").isLessThan(60);
  }

  @ParameterizedTest
  @CsvSource({"1, 320, 240", "3, 320, 240", "6, 240, 320", "8, 240, 320"})
  void a_photo_is_keyed_the_way_its_exif_says_it_is_held(int orientation, int width, int height)
      throws Exception {
    Path flat = dir.resolve("flat.jpg");
    clip(flat, GREEN, "320x240", "format=yuvj420p", "-frames:v", "1", "-q:v", "2");
    Path photo = dir.resolve("photo.jpg");
    Files.write(photo, withOrientation(Files.readAllBytes(flat), orientation));
    Path part = dir.resolve("out.png");

    key(probe(photo), KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    MediaInfo.Video made = probe(part).picture().orElseThrow();
    assertThat(made.width()).isEqualTo(width);
    assertThat(made.height()).isEqualTo(height);
    // The middle of the square, which lay at (140, 100) of 320×240.
    int[] middle =
        switch (orientation) {
          case 3 -> new int[] {180, 140};
          case 6 -> new int[] {140, 140};
          case 8 -> new int[] {100, 180};
          default -> new int[] {140, 100};
        };
    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.alpha(middle[0], middle[1])).isGreaterThan(247);
    assertThat(picture.distance(middle[0], middle[1], SUBJECT)).isLessThan(12);
    assertThat(picture.alpha(10, 10)).isLessThan(8);
  }

  @Test
  void large_and_odd_stills_are_keyed() throws Exception {
    MediaInfo source =
        clip(dir.resolve("in.png"), GREEN, "5001x3337", "format=rgb24", "-frames:v", "1");
    Path part = dir.resolve("out.png");

    key(source, KeyingSettings.DEFAULTS, OutputFormat.PNG, dir, part);

    KeyingClips.Picture picture = frame(part, 0);
    assertThat(picture.width()).isEqualTo(5001);
    assertThat(picture.alpha(140, 100)).isGreaterThan(247);
    assertThat(picture.distance(140, 100, SUBJECT)).isLessThan(8);
    assertThat(picture.alpha(5000, 3336)).isLessThan(8);
  }

  /** Puts an Exif segment with the orientation tag (0x0112) behind a JPEG's start. */
  private static byte[] withOrientation(byte[] jpeg, int orientation) {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1,
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(jpeg, 0, 2);
    all.writeBytes(exif);
    all.writeBytes(Arrays.copyOfRange(jpeg, 2, jpeg.length));
    return all.toByteArray();
  }
}
