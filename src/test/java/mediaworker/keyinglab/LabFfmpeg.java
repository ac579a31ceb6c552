package mediaworker.keyinglab;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.process.ProcessRunner;

/** What the lab does with ffmpeg: encode drawn clips, and read results back. */
final class LabFfmpeg {

  private static final String READ = "scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgba";

  private static final String FROM_RGB =
      "scale=flags=bicubic+accurate_rnd:out_color_matrix=bt709:out_range=tv,";

  private static final String TAGS =
      "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";

  final Ffmpeg ffmpeg =
      new Ffmpeg(
          new FfmpegSettings(
              null, Path.of("target/ffmpeg"), 2, Duration.ofMinutes(10), Duration.ofMinutes(2)),
          new ProcessRunner());

  /** Hands out the pictures of a clip one by one, as rgb24 or rgba. */
  @FunctionalInterface
  interface Frames {
    byte[] at(int index) throws MediaException;
  }

  /** Encodes pictures at 5 Mbit/s. */
  MediaInfo encode(Path file, int width, int height, int rate, int count, Frames rgb24)
      throws MediaException, IOException, InterruptedException {
    return encode(file, new LabCase.Format(width, height, rate, 5_000_000), count, rgb24);
  }

  /**
   * Encodes pictures as a video service would: H.264 4:2:0, BT.709; VP9 where the size is odd,
   * which H.264's encoders refuse.
   */
  MediaInfo encode(Path file, LabCase.Format format, int count, Frames rgb24)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-vf", FROM_RGB + "format=yuv420p," + TAGS));
    boolean odd = format.width() % 2 != 0 || format.height() % 2 != 0;
    String encoder = odd ? "libvpx-vp9" : ffmpeg.h264Encoder();
    arguments.addAll(List.of("-c:v", encoder, "-b:v", String.valueOf(format.bitsPerSecond())));
    if (encoder.equals("libopenh264")) {
      String most = String.valueOf(format.bitsPerSecond() / 5 * 8);
      arguments.addAll(List.of("-maxrate", most, "-profile:v", "high", "-g", "48"));
    }
    return encode(file, format, count, rgb24, arguments);
  }

  /** Stores pictures as they were drawn: RGB, without loss, as image services give them. */
  MediaInfo store(Path file, LabCase.Format format, int count, Frames rgb24)
      throws MediaException, IOException, InterruptedException {
    return encode(file, format, count, rgb24, List.of("-c:v", "ffv1", "-pix_fmt", "gbrp"));
  }

  /** Records pictures as studios do: ProRes 422 HQ, 4:2:2 of 10 bits. */
  MediaInfo record(Path file, LabCase.Format format, int count, Frames rgb24)
      throws MediaException, IOException, InterruptedException {
    String filters = FROM_RGB + "format=yuv422p10le," + TAGS;
    return encode(
        file,
        format,
        count,
        rgb24,
        List.of("-vf", filters, "-c:v", "prores_ks", "-profile:v", "hq"));
  }

  private MediaInfo encode(
      Path file, LabCase.Format format, int count, Frames rgb24, List<String> encoder)
      throws MediaException, IOException, InterruptedException {
    Path raw = Files.createTempFile(file.toAbsolutePath().getParent(), "drawn", ".rgb");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(raw), 1 << 20)) {
        for (int i = 0; i < count; i++) {
          out.write(rgb24.at(i));
        }
      }
      List<String> arguments = new ArrayList<>();
      String size = format.width() + "x" + format.height();
      arguments.addAll(List.of("-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", size));
      arguments.addAll(List.of("-framerate", String.valueOf(format.rate()), "-i", "file:" + raw));
      arguments.addAll(encoder);
      arguments.add("file:" + file.toAbsolutePath());
      ffmpeg.run(arguments, Progress.Listener.NONE, new Cancellation());
    } finally {
      Files.deleteIfExists(raw);
    }
    return probe(file);
  }

  MediaInfo probe(Path file) throws MediaException, IOException, InterruptedException {
    return ffmpeg.probe(file, new Cancellation());
  }

  /** Reads a clip through filters, as rgba pictures; the array is used again. */
  void read(MediaInfo info, String filters, int width, int height, Ffmpeg.RawFrame each)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-vf", filters.isEmpty() ? READ : filters + "," + READ));
    arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"));
    ffmpeg.runRaw(arguments, Ffmpeg.rawFrames(4 * width * height, each), new Cancellation());
  }

  /** Copies every so many-th picture of a clip without loss. */
  MediaInfo sample(MediaInfo clip, Path file, int every)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(clip));
    arguments.addAll(
        List.of("-vf", "select='not(mod(n-" + every / 2 + "," + every + "))'", "-fps_mode"));
    arguments.addAll(List.of("passthrough", "-c:v", "ffv1", "file:" + file.toAbsolutePath()));
    ffmpeg.run(arguments, Progress.Listener.NONE, new Cancellation());
    return probe(file);
  }
}
