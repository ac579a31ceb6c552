package mediaworker.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.Progress;

/**
 * Draws two short clips as AI video services deliver them: a moving subject with soft and fine
 * edges on a green screen that is a little uneven and noisy, H.264, one with sound and one without.
 */
public final class DemoClips {

  /** Width of the clips in pixels. */
  static final int WIDTH = 640;

  /** Height of the clips in pixels. */
  static final int HEIGHT = 360;

  /** Pictures a second. */
  static final int RATE = 30;

  /** Pictures in a clip. */
  static final int FRAMES = 60;

  private static final double NOISE_LEVELS = 2.0;

  /** Pictures held at a time, so that a small heap will do: 4 MB each while they are drawn. */
  private static final int BATCH = 8;

  private final Ffmpeg ffmpeg;

  public DemoClips(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Draws {@code jellyfish.mp4} and {@code kite.mp4}, 2 s each.
   *
   * @param folder where they go; must exist
   * @throws MediaException when FFmpeg cannot encode them
   */
  public List<Path> draw(Path folder, Cancellation cancellation)
      throws IOException, MediaException, InterruptedException {
    return List.of(
        draw(new Jellyfish(), 0x10a85a, true, folder.resolve("jellyfish.mp4"), cancellation),
        draw(new Kite(), 0x1cb23c, false, folder.resolve("kite.mp4"), cancellation));
  }

  private Path draw(
      Subject subject, int screen, boolean sound, Path clip, Cancellation cancellation)
      throws IOException, MediaException, InterruptedException {
    Path raw = clip.resolveSibling(clip.getFileName() + ".rgb");
    try {
      try (OutputStream out = Files.newOutputStream(raw)) {
        Canvas empty = screen(screen);
        for (int first = 0; first < FRAMES; first += BATCH) {
          cancellation.throwIfCancelled();
          for (byte[] picture : batch(subject, empty, first)) {
            out.write(picture);
          }
        }
      }
      ffmpeg.run(arguments(raw, sound, clip), Progress.Listener.NONE, cancellation);
      return clip;
    } finally {
      Files.deleteIfExists(raw);
    }
  }

  /** Some pictures, drawn on all cores. */
  private static List<byte[]> batch(Subject subject, Canvas empty, int first) {
    return IntStream.range(first, Math.min(FRAMES, first + BATCH))
        .parallel()
        .mapToObj(index -> frame(subject, empty, index).bytes(NOISE_LEVELS, index))
        .toList();
  }

  /** The screen alone, lit from the upper left, before noise. */
  static Canvas screen(int color) {
    Canvas canvas = new Canvas(WIDTH, HEIGHT);
    int dark = Canvas.mix(color, 0x000000, 0.16);
    canvas.fill(
        (x, y) -> {
          double away = Canvas.length((x - WIDTH * 0.45) / WIDTH, (y - HEIGHT * 0.4) / HEIGHT);
          return Canvas.mix(color, dark, away * 1.5);
        });
    return canvas;
  }

  /** One picture before noise. */
  static Canvas frame(Subject subject, Canvas empty, int index) {
    Canvas canvas = empty.copy();
    subject.draw(canvas, (double) index / FRAMES);
    return canvas;
  }

  private List<String> arguments(Path raw, boolean sound, Path clip)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-protocol_whitelist",
                "file",
                "-f",
                "rawvideo",
                "-pix_fmt",
                "rgb24",
                "-video_size",
                WIDTH + "x" + HEIGHT,
                "-framerate",
                String.valueOf(RATE),
                "-i",
                "file:" + raw.toAbsolutePath()));
    if (sound) {
      double seconds = (double) FRAMES / RATE;
      arguments.addAll(
          List.of("-f", "lavfi", "-t", String.valueOf(seconds), "-i", "sine=frequency=330"));
      arguments.addAll(List.of("-c:a", "aac", "-b:a", "96k", "-af", "volume=0.2"));
    }
    arguments.addAll(
        List.of(
            "-vf",
            "scale=out_color_matrix=bt709:out_range=tv:flags=accurate_rnd,format=yuv420p",
            "-colorspace",
            "bt709",
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
            "-c:v",
            ffmpeg.h264Encoder(),
            "-b:v",
            "4M",
            "-movflags",
            "+faststart",
            "file:" + clip.toAbsolutePath()));
    return arguments;
  }
}
