package mediaworker.media.keying;

import static mediaworker.media.keying.KeyingClips.FFMPEG;
import static mediaworker.media.keying.KeyingClips.frame;
import static mediaworker.media.keying.KeyingClips.probe;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.KeyingClips.Picture;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.Composite.Canvas;
import mediaworker.media.keying.request.Composite.End;
import mediaworker.media.keying.request.Composite.Fit;
import mediaworker.media.keying.request.Composite.Placement;
import mediaworker.media.keying.request.Composite.Sound;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.keying.request.StickerSettings;
import org.junit.jupiter.api.io.TempDir;

/** What tests of composites and stickers share: backgrounds, requests and a look at the colours. */
abstract class CompositeFixture {

  static final int GREEN = 0x00b140;
  static final int RED = 0x902020;
  static final int BLUE = 0x203090;
  static final String[] LOSSLESS = {"-c:v", "ffv1"};

  @TempDir Path dir;

  Background picture(String name, String source) throws Exception {
    return video(name, source, List.of("-frames:v", "1"));
  }

  Background video(String name, String source, List<String> further) throws Exception {
    Path file = dir.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", source));
    arguments.addAll(further);
    if (!name.endsWith(".png") && !further.contains("-c:v")) {
      arguments.addAll(List.of("-c:v", "mpeg4", "-q:v", "2"));
    }
    arguments.add("file:" + file);
    FFMPEG.run(arguments, Progress.Listener.NONE, new Cancellation());
    return new Background.File(probe(file));
  }

  static Composite over(Background background, Fit fit) {
    return new Composite(
        background, fit, 0x406020, End.LOOP, Canvas.OF_CLIP, Placement.WHOLE, Sound.CLIP);
  }

  static Composite on(Background background, Canvas.Like like, Placement placement) {
    return new Composite(
        background, Fit.COVER, 0, End.LOOP, new Canvas(like, 0, 0), placement, Sound.NONE);
  }

  static Composite with(Background background, End end, Sound sound) {
    return new Composite(background, Fit.COVER, 0, end, Canvas.OF_CLIP, Placement.WHOLE, sound);
  }

  Path made(MediaInfo source, Composite composite) throws Exception {
    OutputFormat format = source.isStill() ? OutputFormat.PNG : OutputFormat.MP4;
    Path part = Files.createTempFile(dir, "out", "." + format.extension(source.isStill()));
    key(source, format, Optional.of(composite), Optional.empty(), part);
    return part;
  }

  void key(
      MediaInfo source,
      OutputFormat format,
      Optional<Composite> composite,
      Optional<StickerSettings> sticker,
      Path part)
      throws Exception {
    new Keyer(FFMPEG)
        .key(
            new KeyingRequest(
                source, KeyingSettings.DEFAULTS, format, composite, sticker, PaintedMattes.NONE),
            dir,
            part,
            (fraction, message) -> {},
            new Cancellation());
  }

  static Picture first(Path file) throws Exception {
    return frame(file, 0);
  }

  static void assertNear(Picture picture, int x, int y, int rgb) {
    assertThat(picture.distance(x, y, rgb)).as("%d, %d", x, y).isLessThan(16);
  }
}
