package mediaworker.media.picture;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

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
   */
  public record Size(int width, int height, boolean still) {

    /** What the result is written as. */
    public String extension() {
      return still ? "png" : "mp4";
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
    MediaInfo info = ffmpeg.probe(file, cancellation);
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
    return new Size(width, height, still);
  }

  private static int side(double pixels, boolean still) {
    return still
        ? Math.max(1, (int) Math.round(pixels))
        : Math.max(2, 2 * (int) Math.round(pixels / 2));
  }

  /**
   * Writes a file in another size: PNG with its transparency, or MP4 with its sound.
   *
   * @param size from {@link #size}
   */
  public void resize(
      Path file, Size size, Path output, Progress.Listener listener, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo info = ffmpeg.probe(file, cancellation);
    String scale =
        "scale="
            + size.width()
            + ":"
            + size.height()
            + ":flags=lanczos+full_chroma_int+accurate_rnd+full_chroma_inp";
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    if (size.still()) {
      boolean alpha = info.picture().map(MediaInfo.Video::alpha).orElse(false);
      arguments.addAll(List.of("-map", "0:v:0", "-frames:v", "1", "-vf"));
      // Transparent pixels have any colour; premultiplied it cannot bleed into the edge.
      arguments.add(
          alpha
              ? "format=rgba64le,premultiply=inplace=1,"
                  + scale
                  + ",unpremultiply=inplace=1,format=rgba"
              : scale + ",format=rgb24");
      arguments.addAll(List.of("-c:v", "png", "-f", "image2pipe"));
    } else {
      arguments.addAll(
          List.of("-map", "0:v:0", "-map", "0:a:0?", "-vf", scale + ",format=yuv420p"));
      arguments.addAll(encoder(info, size));
      boolean copied =
          info.sound().map(sound -> SOUND_OF_MP4.contains(sound.codec())).orElse(false);
      arguments.addAll(copied ? List.of("-c:a", "copy") : List.of("-c:a", "aac", "-b:a", "192k"));
      arguments.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
    }
    arguments.add("file:" + output.toAbsolutePath());
    ffmpeg.run(arguments, listener, cancellation);
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
