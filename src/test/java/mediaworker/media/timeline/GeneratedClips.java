package mediaworker.media.timeline;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegSettings;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.process.ProcessRunner;

/** Test clips made by ffmpeg itself, and what decoded pictures look like. */
public final class GeneratedClips {

  /** The real thing, shared since unpacking and finding it takes half a second. */
  public static final Ffmpeg FFMPEG =
      new Ffmpeg(
          new FfmpegSettings(
              null, Path.of("target/ffmpeg"), 2, Duration.ofMinutes(10), Duration.ofSeconds(60)),
          new ProcessRunner());

  /** A grey level that rises by 4 with each picture, so that it tells its number (modulo 50). */
  public static final String COUNTING =
      "color=black:s=160x120:r=%s:d=%s,format=yuv420p,geq=lum='20+4*mod(N,50)':cb=128:cr=128";

  /** Length of {@link #countingHeldEnd} in seconds. */
  public static final double HELD_END = 29 / 30.0 + 2;

  private static final List<String> H264 =
      List.of("-c:v", "libopenh264", "-b:v", "1M", "-pix_fmt", "yuv420p");
  private static final List<String> VP9_ALPHA =
      List.of(
          "-c:v libvpx-vp9 -pix_fmt yuva420p -crf 20 -b:v 0 -deadline realtime -cpu-used 8 -auto-alt-ref 0"
              .split(" "));

  private GeneratedClips() {}

  /** Runs ffmpeg with the arguments and the file as its output. */
  @SafeVarargs
  public static Path make(Path file, List<String>... arguments) throws Exception {
    List<String> all = new ArrayList<>();
    for (List<String> some : arguments) {
      all.addAll(some);
    }
    all.add("file:" + file.toAbsolutePath());
    FFMPEG.run(all, Progress.Listener.NONE, new Cancellation());
    return file;
  }

  /** Silent H.264 of a lavfi source. */
  @SafeVarargs
  public static Path h264(Path file, String source, List<String>... more) throws Exception {
    List<String> last = new ArrayList<>();
    for (List<String> some : more) {
      last.addAll(some);
    }
    return make(file, lavfi(source), H264, last);
  }

  /** H.264 of a lavfi source with a tone of its own length. */
  public static Path h264WithTone(Path file, String source, double toneSeconds) throws Exception {
    return make(
        file,
        lavfi(source),
        lavfi("sine=440:r=48000:d=" + toneSeconds),
        H264,
        List.of("-c:a", "aac", "-ac", "2"));
  }

  /** Two seconds that tell their numbers in H.264, and MP3 of which a packet is destroyed. */
  public static Path countingWithBrokenSound(Path mov) throws Exception {
    make(
        mov,
        lavfi(String.format(Locale.ROOT, COUNTING, 25, 2.0)),
        lavfi("sine=440:r=48000:d=2"),
        H264,
        List.of("-c:a", "libmp3lame"));
    byte[] bytes = Files.readAllBytes(mov);
    int packet = 0;
    for (int i = 0; i + 1 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xfb && ++packet == 20) {
        Arrays.fill(bytes, i, i + 60, (byte) 0x5a);
      }
    }
    return Files.write(mov, bytes);
  }

  /** Two seconds that tell their numbers, and AAC of which nothing can be decoded. */
  public static Path countingWithUnreadableSound(Path mp4) throws Exception {
    return withUnreadableSound(mp4, String.format(Locale.ROOT, COUNTING, 25, 2.0));
  }

  /** Twelve seconds that tell their numbers, and AAC that from 6 s on cannot be decoded. */
  public static Path countingWithUnreadableEnd(Path mp4) throws Exception {
    return withUnreadableSound(mp4, String.format(Locale.ROOT, COUNTING, 25, 12.0), 12, 0.5);
  }

  /** H.264 of a lavfi source, and two seconds of AAC of which nothing can be decoded. */
  public static Path withUnreadableSound(Path mp4, String source) throws Exception {
    return withUnreadableSound(mp4, source, 2, 0);
  }

  /** From a share of its length on. */
  private static Path withUnreadableSound(Path mp4, String source, int seconds, double from)
      throws Exception {
    Path whole = mp4.resolveSibling("whole.aac");
    make(whole, lavfi("sine=440:r=48000:d=" + seconds), List.of("-c:a", "aac", "-ac", "2"));
    List<String> sound = List.of("-i", whole.toString());
    make(mp4, lavfi(source), sound, H264, List.of("-g", "25", "-c:a", "copy"));
    byte[] packets = Files.readAllBytes(whole);
    byte[] file = Files.readAllBytes(mp4);
    int length;
    for (int at = 0; at < packets.length; at += length) {
      // A header of seven bytes, which MP4 has not, says how long it and the packet are.
      length =
          (packets[at + 3] & 3) << 11
              | (packets[at + 4] & 0xff) << 3
              | (packets[at + 5] & 0xff) >> 5;
      if (at >= from * packets.length) {
        wipe(file, packets, at + 7, at + length);
      }
    }
    return Files.write(mp4, file);
  }

  private static void wipe(byte[] file, byte[] packets, int from, int to) {
    int size = to - from;
    for (int i = 0; i + size <= file.length; i++) {
      if (Arrays.equals(file, i, i + size, packets, from, to)) {
        Arrays.fill(file, i, i + size, (byte) 0);
        return;
      }
    }
    throw new AssertionError("a packet is not in the file");
  }

  /** Two seconds without sound, Motion JPEG of which a picture in the middle is broken. */
  public static Path countingWithBrokenPicture(Path mov) throws Exception {
    make(
        mov,
        lavfi(String.format(Locale.ROOT, COUNTING, 25, 2.0)),
        List.of("-vf", "noise=alls=20", "-c:v", "mjpeg", "-q:v", "2"));
    byte[] bytes = Files.readAllBytes(mov);
    int picture = 0;
    for (int i = 0; i + 2 < bytes.length; i++) {
      if (bytes[i] == (byte) 0xff && bytes[i + 1] == (byte) 0xd8 && ++picture == 45) {
        Arrays.fill(bytes, i + 3000, i + 3300, (byte) 0x5a);
      }
    }
    return Files.write(mov, bytes);
  }

  /** Pictures that tell their numbers, in H.264. */
  public static Path counting(Path file, int rate, double seconds) throws Exception {
    return h264(file, String.format(Locale.ROOT, COUNTING, rate, seconds));
  }

  /**
   * Pictures that tell their numbers, at 30 a second, in an MPEG program stream, most of them
   * without a time.
   */
  public static Path countingProgramStream(Path file, double seconds) throws Exception {
    return make(
        file,
        lavfi(String.format(Locale.ROOT, COUNTING, 30, seconds)),
        List.of("-c:v", "mpeg2video", "-q:v", "2", "-f", "mpeg"));
  }

  /** The same with a tone and pictures that need later ones, as on a DVD. */
  public static Path countingDvd(Path file, double seconds) throws Exception {
    return make(
        file,
        lavfi(String.format(Locale.ROOT, COUNTING, 30, seconds)),
        lavfi("sine=440:r=48000:d=" + seconds),
        List.of("-c:v", "mpeg2video", "-q:v", "2", "-bf", "2"),
        List.of("-c:a", "mp2", "-f", "vob"));
  }

  /** Two seconds at 20 a second that tell their numbers; 20 to 35 are not there, so 19 stays. */
  public static Path countingWithPause(Path file) throws Exception {
    String source = String.format(Locale.ROOT, COUNTING, 20, 2.0);
    return h264(file, source + ",select='lt(n,20)+gte(n,36)'", List.of("-fps_mode", "vfr"));
  }

  /**
   * A second at 30 a second that tells its numbers, of which the last picture stays for two seconds
   * more, with a tone as long; MP4, MOV or WebM by the file's name.
   */
  public static Path countingHeldEnd(Path file) throws Exception {
    boolean webm = file.toString().endsWith(".webm");
    return make(
        file,
        lavfi(String.format(Locale.ROOT, COUNTING, 30, 1.0)),
        lavfi("sine=440:r=48000:d=" + HELD_END),
        webm ? List.of("-c:v", "libvpx-vp9", "-crf", "20", "-b:v", "0") : H264,
        List.of("-c:a", webm ? "libopus" : "aac"),
        List.of("-bsf:v", "setts=duration='if(eq(N,29),2/TB,DURATION)'"));
  }

  /**
   * A recording of a screen at 30 a second with a tone: a second that tells its numbers, two in
   * which 30 stays, and a second more.
   */
  public static Path countingRecording(Path file) throws Exception {
    return make(
        file,
        lavfi(String.format(Locale.ROOT, COUNTING, 30, 4.0) + ",select='lte(n,30)+gt(n,90)'"),
        lavfi("sine=440:r=48000:d=4"),
        H264,
        List.of("-c:a", "aac", "-fps_mode", "vfr"));
  }

  /**
   * Pictures that tell their numbers, 30 of each size at 30 a second in one stream of H.264.
   *
   * @param sizes "160x120" and so on; where the shape is another one, what tells the number is in
   *     the middle still
   */
  @SafeVarargs
  public static Path countingInSizes(Path file, List<String> sizes, List<String>... more)
      throws Exception {
    StringBuilder list = new StringBuilder("ffconcat version 1.0\n");
    for (int i = 0; i < sizes.size(); i++) {
      String numbered = COUNTING.replace("mod(N,50)", "mod(N+" + 30 * i + ",50)");
      String name = "part-" + i + ".mkv";
      h264(
          file.resolveSibling(name),
          String.format(Locale.ROOT, numbered, 30, 1.0),
          List.of("-vf", "scale=" + sizes.get(i).replace('x', ':'), "-bsf:v", "dump_extra"));
      list.append("file '").append(name).append("'\n");
    }
    Path parts = Files.writeString(file.resolveSibling("parts.ffconcat"), list.toString());
    List<String> arguments = new ArrayList<>(List.of("-i", "file:" + parts.toAbsolutePath()));
    for (List<String> some : more) {
      arguments.addAll(some);
    }
    return make(file, arguments, List.of("-c:v", "copy"));
  }

  /** What is seen of {@link #countingWithPause} at 20 a second when it runs there and back. */
  public static List<Integer> pauseThereAndBack() {
    List<Integer> seen = new ArrayList<>();
    for (int i = 0; i < 78; i++) {
      int number = i < 40 ? i : 78 - i;
      seen.add(number > 19 && number < 36 ? 19 : number);
    }
    return seen;
  }

  /** One second of red, opaque on the left half and invisible on the right, VP9 in WebM. */
  public static Path halfRedWebm(Path file) throws Exception {
    return make(file, lavfi(halfRed()), VP9_ALPHA);
  }

  /** The same in ProRes 4444. */
  public static Path halfRedProres(Path file) throws Exception {
    return make(
        file,
        lavfi(halfRed()),
        List.of("-c:v prores_ks -profile:v 4444 -pix_fmt yuva444p10le -alpha_bits 16".split(" ")));
  }

  private static String halfRed() {
    return "color=red:s=160x120:r=30:d=1,format=yuva420p,"
        + "geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='255*lt(X,80)'";
  }

  /** Arguments for a lavfi source as input. */
  public static List<String> lavfi(String source) {
    return List.of("-f", "lavfi", "-i", source);
  }

  /**
   * A small file of 1400 pictures of 4096x2160, which are over 16 GB once decoded: the same packet
   * again and again.
   */
  public static Path longClip(Path file) throws Exception {
    Path once = file.resolveSibling("once.mkv");
    make(once, lavfi("color=red:s=4096x2160:r=25:d=0.04"), List.of("-c:v", "ffv1"));
    make(
        file,
        List.of("-stream_loop", "1399", "-i", "file:" + once.toAbsolutePath()),
        List.of("-c", "copy"));
    Files.delete(once);
    return file;
  }

  /**
   * Arguments that open a file as FFmpeg does by itself, for what needs no transparency: to ask
   * what it is first would start one process more.
   */
  public static List<String> opened(Path file) {
    return List.of("-i", "file:" + file.toAbsolutePath());
  }

  /** What a file is. */
  public static MediaInfo probe(Path file) throws Exception {
    return FFMPEG.probe(file, new Cancellation());
  }

  /** The clip with its pictures' times. */
  public static Clip read(Path file) throws Exception {
    return new ClipReader(FFMPEG).read(Cut.whole(file), new Cancellation());
  }

  /** Red, green, blue and alpha of a pixel of each picture of a video, or of a still. */
  public static List<int[]> pixels(Path file, int x, int y) throws Exception {
    List<int[]> pixels = new ArrayList<>();
    String filter = "format=rgba,crop=2:2:" + x + ":" + y;
    decode(probe(file), filter, 16, (index, bytes) -> pixels.add(pixel(bytes, 0)));
    return pixels;
  }

  /** All pixels of each picture, in one run: for tests that look at more than one place. */
  public static Shown shown(Path file) throws Exception {
    MediaInfo info = probe(file);
    MediaInfo.Video video = info.picture().orElseThrow();
    List<byte[]> pictures = new ArrayList<>();
    int bytes = 4 * video.shownWidth() * video.shownHeight();
    decode(info, "format=rgba", bytes, (index, rgba) -> pictures.add(rgba.clone()));
    return new Shown(video.shownWidth(), pictures);
  }

  /** Decoded pictures. */
  public record Shown(int width, List<byte[]> pictures) {

    /** Red, green, blue and alpha. */
    public int[] at(int picture, int x, int y) {
      return pixel(pictures.get(picture), 4 * (y * width + x));
    }
  }

  private static int[] pixel(byte[] rgba, int at) {
    return new int[] {
      rgba[at] & 0xff, rgba[at + 1] & 0xff, rgba[at + 2] & 0xff, rgba[at + 3] & 0xff
    };
  }

  private static void decode(MediaInfo info, String filter, int bytes, Ffmpeg.RawFrame each)
      throws Exception {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-vf", filter, "-fps_mode", "passthrough"));
    arguments.addAll(List.of("-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1"));
    FFMPEG.runRaw(arguments, Ffmpeg.rawFrames(bytes, each), new Cancellation());
  }

  /** The numbers, modulo 50, of a counting clip's pictures, as its grey levels tell. */
  public static List<Integer> numbers(Path file) throws Exception {
    List<Integer> numbers = new ArrayList<>();
    List<String> arguments = new ArrayList<>(opened(file));
    arguments.addAll(List.of("-vf", "format=yuv420p,extractplanes=y,crop=1:1:80:60"));
    arguments.addAll(List.of("-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"));
    FFMPEG.runRaw(
        arguments,
        Ffmpeg.rawFrames(
            1,
            (index, bytes) -> {
              int level = bytes[0] & 0xff;
              numbers.add(Math.round((level - 20) / 4f));
            }),
        new Cancellation());
    return numbers;
  }
}
