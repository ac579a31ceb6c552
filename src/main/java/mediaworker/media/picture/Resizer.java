package mediaworker.media.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.Transparency;
import mediaworker.media.Vp9;

/**
 * Makes pictures and videos larger or smaller with FFmpeg's Lanczos scaler. Safe for use by many
 * threads.
 */
public final class Resizer {

  /** Sides beyond this no player shows. */
  private static final int LARGEST_SIDE = 16_384;

  /** For libopenh264, which has no constant quality. */
  private static final double BITS_PER_PIXEL = 0.25;

  private static final Set<String> SOUND_OF_MP4 = Set.of("aac", "mp3", "ac3", "alac");

  private static final Set<String> SOUND_OF_WEBM = Set.of("opus", "vorbis");

  private static final int WEBM_QUALITY = 18;

  private final Ffmpeg ffmpeg;

  public Resizer(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * A size, and the file that it fits.
   *
   * @param width in pixels
   * @param height in pixels
   * @param still whether it is a picture, else a video
   * @param alpha whether it carries transparency
   */
  public record Size(int width, int height, boolean still, boolean alpha) {

    /** What the result is written as. */
    public String extension() {
      return still ? "png" : alpha ? "webm" : "mp4";
    }
  }

  /**
   * How large a file becomes.
   *
   * @param factor times as wide and high
   * @throws MediaException when it is no picture or video, or becomes too large
   */
  public Size size(Path file, double factor, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo said = ffmpeg.probe(file, cancellation);
    // PNG takes both kinds of still as they are; of videos the container depends on it.
    MediaInfo info = said.isStill() ? said : Transparency.asSeen(ffmpeg, said, cancellation);
    MediaInfo.Video picture =
        info.picture()
            .orElseThrow(
                () ->
                    MediaException.badInput(
                        file.getFileName() + " is neither a picture nor a video."));
    boolean still = info.isStill();
    int width = side(picture.shownWidth() * factor, still);
    int height = side(picture.shownHeight() * factor, still);
    if (Math.max(width, height) > LARGEST_SIDE) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "It would become %dx%d; %d is the most for a side.",
              width,
              height,
              LARGEST_SIDE));
    }
    return new Size(width, height, still, picture.alpha());
  }

  private static int side(double pixels, boolean still) {
    return still
        ? Math.max(1, (int) Math.round(pixels))
        : Math.max(2, 2 * (int) Math.round(pixels / 2));
  }

  /**
   * Writes a file in another size: PNG or WebM with its transparency, MP4 where there is none;
   * videos with their sound, and whole pictures of fields.
   *
   * @param size from {@link #size}
   */
  public void resize(
      Path file, Size size, Path output, Progress.Listener listener, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo info = ffmpeg.probe(file, cancellation);
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", "0:V:0"));
    if (size.still()) {
      arguments.addAll(List.of("-frames:v", "1", "-vf"));
      arguments.add(
          size.alpha()
              ? unseen("rgba64le", scale(size)) + ",format=rgba"
              : scale(size) + ",format=rgb24");
      arguments.addAll(List.of("-c:v", "png", "-f", "image2pipe"));
    } else {
      MediaInfo.Video picture = info.picture().orElseThrow();
      String whole = Interlacing.filter(picture);
      arguments.addAll(List.of("-map", "0:a:0?", "-vf"));
      if (size.alpha()) {
        arguments.add(whole + transparent(picture, size));
        arguments.addAll(Vp9.arguments(WEBM_QUALITY));
        arguments.addAll(List.of("-pix_fmt", "yuva420p"));
        arguments.addAll(sound(info, SOUND_OF_WEBM, List.of("-c:a", "libopus", "-b:a", "160k")));
        arguments.addAll(List.of("-f", "webm"));
      } else {
        arguments.add(whole + scale(size) + ",format=yuv420p");
        arguments.addAll(encoder(info, size));
        arguments.addAll(sound(info, SOUND_OF_MP4, List.of("-c:a", "aac", "-b:a", "192k")));
        arguments.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
      }
    }
    arguments.add("file:" + output.toAbsolutePath());
    ffmpeg.run(arguments, listener, cancellation);
  }

  private static String scale(Size size) {
    return "scale="
        + size.width()
        + ":"
        + size.height()
        + ":flags=lanczos+full_chroma_int+accurate_rnd+full_chroma_inp";
  }

  /**
   * Scales so that the colours of transparent pixels, which can be any, do not bleed into the edge:
   * weighted by their alpha meanwhile, with more bits than the result has.
   */
  private static String unseen(String pixels, String scale) {
    return "format=" + pixels + ",premultiply=inplace=1," + scale + ",unpremultiply=inplace=1";
  }

  private static String transparent(MediaInfo.Video picture, Size size) {
    return picture.pixelFormat().startsWith("yuv")
        ? unseen("yuva444p10le", scale(size)) + ",format=yuva420p"
        : unseen("gbrap", scale(size))
            + ",scale=out_color_matrix=bt709:out_range=tv,format=yuva420p"
            + ",setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";
  }

  /** Copied where the container takes it as it is. */
  private static List<String> sound(MediaInfo info, Set<String> taken, List<String> encoder) {
    boolean copied = info.sound().map(sound -> taken.contains(sound.codec())).orElse(false);
    return copied ? List.of("-c:a", "copy") : encoder;
  }

  private List<String> encoder(MediaInfo info, Size size)
      throws MediaException, IOException, InterruptedException {
    String name = ffmpeg.h264Encoder();
    if (name.equals("libx264")) {
      return List.of("-c:v", name, "-preset", "medium", "-crf", "17");
    }
    double rate = info.picture().map(picture -> picture.frameRate().value()).orElse(25.0);
    long bits = Math.round(BITS_PER_PIXEL * size.width() * size.height() * rate);
    return List.of("-c:v", name, "-b:v", String.valueOf(bits));
  }
}
