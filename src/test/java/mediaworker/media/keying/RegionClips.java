package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.probe;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.KeyingSettings.MatteSettings;
import mediaworker.media.keying.request.KeyingSettings.Shadow;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.Region;
import mediaworker.media.keying.request.StickerSettings;

/**
 * Drawn clips of 640×360, whose small picture has cells of 4 pixels, and regions in them. The
 * subject fills x 81…399 and y 41…319, a green prop x 441…558 and y 81…278.
 */
final class RegionClips {

  static final int WIDTH = 640;
  static final int HEIGHT = 360;
  static final int SCREEN = 0x00b140;
  static final int PROP = 0x18a050;

  private RegionClips() {}

  /** A clip of so many pictures, or a still of RGB where the file is a PNG. */
  static MediaInfo drawn(Path file, int pictures, String filters, String... output)
      throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "-f",
            "lavfi",
            "-i",
            ("color=c=0x%06x:s=%dx%d:r=12,format=rgb24,"
                    + "drawbox=x=81:y=41:w=319:h=279:c=0xd08040:t=fill,"
                    + "drawbox=x=441:y=81:w=118:h=198:c=0x%06x:t=fill,%s%s")
                .formatted(SCREEN, WIDTH, HEIGHT, PROP, stripes(), filters),
            "-frames:v",
            String.valueOf(pictures)));
    arguments.addAll(Arrays.asList(output));
    return KeyingClips.encoded(file, arguments);
  }

  /** Lines a pixel wide, low on the subject, both ways: they tell of chroma for each pixel. */
  private static String stripes() {
    StringBuilder stripes = new StringBuilder();
    for (int x = 101; x < 381; x += 4) {
      stripes.append("drawbox=x=%d:y=284:w=1:h=30:c=0x4060c0:t=fill,".formatted(x));
    }
    for (int y = 241; y < 280; y += 4) {
      stripes.append("drawbox=x=101:y=%d:w=280:h=1:c=0x4060c0:t=fill,".formatted(y));
    }
    return stripes.toString();
  }

  /** A rectangle of the pixels from left and top up to right and bottom, these left out. */
  static Region pixels(int left, int top, int right, int bottom) {
    return Region.box(
        left / (double) WIDTH,
        top / (double) HEIGHT,
        right / (double) WIDTH,
        bottom / (double) HEIGHT);
  }

  /** A picture in which each pixel is as grey as is said. */
  static MediaInfo painted(Path file, int width, int height, IntBinaryOperator level)
      throws Exception {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, 0x010101 * level.applyAsInt(x, y));
      }
    }
    ImageIO.write(picture, "png", file.toFile());
    return probe(file);
  }

  /** Levels of a rectangle that is painted white. */
  static IntBinaryOperator box(int left, int top, int right, int bottom) {
    return (x, y) -> x >= left && x < right && y >= top && y < bottom ? 255 : 0;
  }

  /** What is asked for, one thing after the other. */
  static final class Asked {
    private List<Region> hold = List.of();
    private List<Region> garbage = List.of();
    private Optional<MediaInfo> paintedHold = Optional.empty();
    private Optional<MediaInfo> paintedGarbage = Optional.empty();
    private MatteSettings matte = MatteSettings.DEFAULTS;
    private Shadow shadow = Shadow.DROP;
    private Optional<StickerSettings> sticker = Optional.empty();
    private Optional<Composite> composite = Optional.empty();

    Asked hold(Region... regions) {
      hold = List.of(regions);
      return this;
    }

    Asked garbage(Region... regions) {
      garbage = List.of(regions);
      return this;
    }

    Asked hold(MediaInfo painted) {
      paintedHold = Optional.of(painted);
      return this;
    }

    Asked garbage(MediaInfo painted) {
      paintedGarbage = Optional.of(painted);
      return this;
    }

    Asked edge(int offset, double softness) {
      MatteSettings normal = MatteSettings.DEFAULTS;
      matte =
          new MatteSettings(
              normal.tolerance(), normal.clipBlack(), normal.clipWhite(), offset, softness);
      return this;
    }

    Asked shadow() {
      shadow = Shadow.KEEP;
      return this;
    }

    Asked sticker(StickerSettings look) {
      sticker = Optional.of(look);
      return this;
    }

    Asked over(int rgb) {
      composite = Optional.of(Composite.over(new Background.Color(rgb)));
      return this;
    }

    /** Keys it. */
    KeyingReport key(MediaInfo source, OutputFormat format, Path dir, Path part) throws Exception {
      KeyingSettings normal = KeyingSettings.DEFAULTS;
      KeyingSettings settings =
          new KeyingSettings(
              normal.keyColor(),
              matte,
              normal.spill(),
              normal.plate(),
              new Corrections(hold, garbage, 0, 0, shadow),
              0,
              false);
      PaintedMattes mattes = new PaintedMattes(paintedHold, paintedGarbage);
      return new Keyer(FFMPEG)
          .key(
              new KeyingRequest(source, settings, format, composite, sticker, mattes),
              dir,
              part,
              (fraction, message) -> {},
              new Cancellation());
    }
  }
}
