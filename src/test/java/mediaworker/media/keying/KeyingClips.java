package mediaworker.media.keying;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.timeline.GeneratedClips;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;

/** Clips drawn by ffmpeg, and looks into results. */
public final class KeyingClips {

  /** The subject: an opaque square that no screen resembles. */
  public static final int SUBJECT = 0xd08040;

  public static final Ffmpeg FFMPEG =
      new Ffmpeg(
          new FfmpegSettings(
              null, Path.of("target/ffmpeg"), 2, Duration.ofMinutes(10), Duration.ofSeconds(60)),
          new ProcessRunner());

  private KeyingClips() {}

  /** A square of 80 pixels at (100, 60) on a screen of one colour, 12 frames at 12 a second. */
  public static MediaInfo clip(Path file, int screen, String size, String filters, String... output)
      throws Exception {
    String ground = "color=c=0x%06x:s=%s:r=12:d=1,format=rgb24".formatted(screen, size);
    return drawn(file, ground, filters, List.of(), output);
  }

  /** As {@link #clip}, with a sound input of one second. */
  public static MediaInfo clipWithSound(Path file, int screen, String size, String... output)
      throws Exception {
    String ground = "color=c=0x%06x:s=%s:r=12:d=1,format=rgb24".formatted(screen, size);
    return drawn(file, ground, "format=yuv420p", List.of("-f", "lavfi", "-i", "sine=d=1"), output);
  }

  public static MediaInfo drawn(
      Path file, String ground, String filters, List<String> furtherInputs, String... output)
      throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-f", "lavfi", "-i", ground));
    arguments.addAll(
        List.of("-f", "lavfi", "-i", "color=c=0x%06x:s=80x80:r=12:d=1".formatted(SUBJECT)));
    arguments.addAll(furtherInputs);
    arguments.addAll(
        List.of(
            "-filter_complex",
            "[0]format=gbrp[ground];[1]format=gbrp[subject];"
                + "[ground][subject]overlay=x=100:y=60:format=gbrp,"
                + filters
                + "[v]",
            "-map",
            "[v]"));
    if (!furtherInputs.isEmpty()) {
      arguments.addAll(List.of("-map", "2:a"));
    }
    arguments.addAll(Arrays.asList(output));
    return encoded(file, arguments);
  }

  /** Runs ffmpeg with the arguments and the file as its output; answers what the file is. */
  public static MediaInfo encoded(Path file, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.add("file:" + file.toAbsolutePath());
    FFMPEG.run(all, Progress.Listener.NONE, new Cancellation());
    return probe(file);
  }

  public static MediaInfo probe(Path file) throws Exception {
    return FFMPEG.probe(file, new Cancellation());
  }

  public static KeyingReport key(
      MediaInfo source, KeyingSettings settings, OutputFormat format, Path workDir, Path part)
      throws MediaException, IOException, InterruptedException {
    KeyingRequest request = new KeyingRequest(source, settings, format, java.util.Optional.empty());
    return new Keyer(FFMPEG)
        .key(request, workDir, part, (fraction, message) -> {}, new Cancellation());
  }

  /**
   * The settings with nothing asked for but fewer pictures.
   *
   * @param rate of them a second
   * @param force whether a screen that is hardly one is keyed too
   */
  public static KeyingSettings posterized(double rate, boolean force) {
    KeyingSettings normal = KeyingSettings.DEFAULTS;
    return new KeyingSettings(
        normal.keyColor(),
        normal.matte(),
        normal.spill(),
        normal.plate(),
        normal.corrections(),
        rate,
        force);
  }

  /** One frame of a file as RGBA. */
  public static Picture frame(Path file, int number) throws Exception {
    String later = "select='gte(n,%d)',".formatted(number);
    return decoded(file, later, List.of("-frames:v", "1")).get(0);
  }

  /** All frames of a file as RGBA, in one run: for tests that look at more than one of them. */
  public static List<Picture> frames(Path file) throws Exception {
    return decoded(file, "", List.of());
  }

  private static List<Picture> decoded(Path file, String select, List<String> more)
      throws Exception {
    List<Picture> frames = new ArrayList<>();
    List<String> arguments = new ArrayList<>(withAlpha(file));
    arguments.addAll(
        List.of(
            "-vf",
            select + "scale=flags=bicubic+accurate_rnd+full_chroma_int,format=rgba",
            "-fps_mode",
            "passthrough"));
    arguments.addAll(more);
    // Each picture with its size before it.
    arguments.addAll(List.of("-c:v", "pam", "-f", "image2pipe", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) -> {
          DataInputStream pictures = new DataInputStream(new BufferedInputStream(in));
          for (Picture one = pam(pictures); one != null; one = pam(pictures)) {
            frames.add(one);
          }
        },
        new Cancellation());
    return frames;
  }

  /** Opens it; what it is need not be asked where its name tells the decoder that keeps alpha. */
  private static List<String> withAlpha(Path file) throws Exception {
    String name = file.toString();
    if (name.endsWith(".webm")) {
      List<String> arguments = new ArrayList<>(List.of("-c:v", "libvpx-vp9"));
      arguments.addAll(GeneratedClips.opened(file));
      return arguments;
    }
    return name.endsWith(".mp4") || name.endsWith(".mov")
        ? GeneratedClips.opened(file)
        : Ffmpeg.input(probe(file));
  }

  /** The next picture; null at the end. */
  private static @Nullable Picture pam(DataInputStream in) throws IOException {
    Map<String, String> head = new HashMap<>();
    for (String line = line(in); !line.equals("ENDHDR"); line = line(in)) {
      if (line.isEmpty()) {
        return null;
      }
      String[] words = line.split(" ", 2);
      head.put(words[0], words[words.length - 1]);
    }
    int width = Integer.parseInt(head.get("WIDTH"));
    byte[] rgba = new byte[4 * width * Integer.parseInt(head.get("HEIGHT"))];
    in.readFully(rgba);
    return new Picture(width, rgba);
  }

  private static String line(DataInputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int letter = in.read(); letter >= 0 && letter != '\n'; letter = in.read()) {
      line.append((char) letter);
    }
    return line.toString();
  }

  /** One picture of an archive, counted from 0, as a file. */
  public static Path unpacked(Path archive, int number, Path dir) throws IOException {
    Path picture = dir.resolve("unpacked" + number + ".png");
    try (ZipFile zip = new ZipFile(archive.toFile());
        InputStream in = zip.getInputStream(zip.stream().skip(number).findFirst().orElseThrow())) {
      Files.copy(in, picture, StandardCopyOption.REPLACE_EXISTING);
    }
    return picture;
  }

  /** Times of a file's frames in milliseconds, and so their number. */
  public static List<Long> times(Path file) throws Exception {
    List<Long> times = new ArrayList<>();
    List<String> arguments = new ArrayList<>(GeneratedClips.opened(file));
    arguments.addAll(
        List.of(
            "-map",
            "0:V:0",
            "-fps_mode",
            "passthrough",
            "-enc_time_base",
            "1:1000",
            "-c:v",
            "rawvideo",
            "-vf",
            "scale=2:2",
            "-f",
            "framecrc",
            "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> times.add(Long.parseLong(line.split(",")[2].strip()))),
        new Cancellation());
    return times;
  }

  /** A decoded picture. */
  public record Picture(int width, byte[] rgba) {

    public int red(int x, int y) {
      return rgba[4 * (y * width + x)] & 0xff;
    }

    public int alpha(int x, int y) {
      return rgba[4 * (y * width + x) + 3] & 0xff;
    }

    public int rgb(int x, int y) {
      int at = 4 * (y * width + x);
      return (rgba[at] & 0xff) << 16 | (rgba[at + 1] & 0xff) << 8 | rgba[at + 2] & 0xff;
    }

    /** The largest difference between two channels of a pixel; 0 is grey. */
    public int unevenness(int x, int y) {
      int rgb = rgb(x, y);
      int red = rgb >> 16 & 0xff;
      int green = rgb >> 8 & 0xff;
      int blue = rgb & 0xff;
      return Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue));
    }

    /** The largest difference of a channel between a pixel and a colour. */
    public int distance(int x, int y, int rgb) {
      int found = rgb(x, y);
      int most = 0;
      for (int shift = 0; shift <= 16; shift += 8) {
        most = Math.max(most, Math.abs((found >> shift & 0xff) - (rgb >> shift & 0xff)));
      }
      return most;
    }
  }
}
