package mediaworker.media.keying.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.ConcatEntry;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.timeline.ChangingSound;
import mediaworker.media.timeline.ClipReader;
import mediaworker.media.timeline.Cut;
import mediaworker.media.timeline.FrameTimes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background that begins again as soon as its pictures end.
 *
 * <p>FFmpeg lets an input begin again after what it takes for its length: with the sound's in it,
 * wrong where a file does not tell how long its last picture is, and with pictures that were cut
 * away before the first one shown. So the file is opened anew each time, by a list that tells how
 * long its pictures last. Its sound lies in a file of its own, as long as they to the sample: of an
 * encoder's packets none may end there.
 */
final class BackgroundLoop {

  private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);

  /** Of a sample of one channel as the copy has it. */
  private static final int SAMPLE_BYTES = 2;

  /** An hour of a background of one picture in a twenty-fifth of a second. */
  private static final int MOST_TURNS = 90_000;

  private final Ffmpeg ffmpeg;
  private final Path workDir;
  private final Cancellation cancellation;

  BackgroundLoop(Ffmpeg ffmpeg, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * Inputs that go on to the end of the result.
   *
   * @param pictures arguments that open the pictures; its streams are numbered as in the file
   * @param first when the first picture is shown by that input's clock, in seconds
   * @param sound the file of the sound and arguments that open it again and again; empty where it
   *     is not to be heard
   */
  record Repeated(List<String> pictures, double first, Optional<Sound> sound) {}

  /**
   * Sound that is repeated.
   *
   * @param info what its file is
   * @param input arguments that open it; begins with its first sample
   */
  record Sound(MediaInfo info, List<String> input) {}

  /**
   * Bytes that the sound may take in the work folder; 0 where none can be wanted. Generous: whether
   * the background is the shorter one is not looked for yet.
   *
   * @param clip what is laid over it
   */
  static long workBytes(Composite composite, MediaInfo clip) {
    if (!again(composite) || !heard(composite)) {
      return 0;
    }
    MediaInfo file = composite.file().orElseThrow();
    if (file.sound().isEmpty() || ownLength(file) >= clip.durationSeconds()) {
      return 0;
    }
    MediaInfo.Audio sound = file.sound().get();
    // It ends with the background's pictures, and they before the clip does.
    double seconds =
        file.durationSeconds() > 0
            ? Math.min(file.durationSeconds(), clip.durationSeconds())
            : clip.durationSeconds();
    return (long) Math.ceil(seconds * sound.sampleRate() * sound.channels() * SAMPLE_BYTES);
  }

  /**
   * Seconds of pictures that a file is known to have; others tell how long the longest stream is.
   */
  private static double ownLength(MediaInfo file) {
    return file.format().startsWith("mov,")
        ? file.picture().map(MediaInfo.Video::durationSeconds).orElse(0.0)
        : 0;
  }

  private static boolean again(Composite composite) {
    return composite.isVideo() && composite.end() == Composite.End.LOOP;
  }

  private static boolean heard(Composite composite) {
    return composite.sound() == Composite.Sound.BACKGROUND
        || composite.sound() == Composite.Sound.MIX;
  }

  /**
   * How the background is opened; empty where it need not begin again, or where its times cannot be
   * read: then FFmpeg repeats it as it does.
   *
   * @param start when the result's pictures begin, in seconds
   * @param until when they end
   * @param sounds whether the result can have sound
   */
  Optional<Repeated> of(Composite composite, double start, double until, boolean sounds)
      throws MediaException, IOException, InterruptedException {
    if (!again(composite)) {
      return Optional.empty();
    }
    MediaInfo file = composite.file().orElseThrow();
    if (start + ownLength(file) >= until) {
      return Optional.empty();
    }
    FrameTimes times;
    try {
      times = new ClipReader(ffmpeg).read(Cut.whole(file.file()), cancellation).times();
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      log.warn("The background is repeated as FFmpeg does it: {}", e.sentence());
      return Optional.empty();
    }
    double length = times.end() - times.start(0);
    double turns = Math.ceil((until - start) / length) + 1;
    if (length <= 0 || start + length >= until || turns > MOST_TURNS) {
      return Optional.empty();
    }
    int count = (int) turns;
    Path list = list("background", file.file(), length, count);
    List<String> pictures = Ffmpeg.repeated(file, list);
    double first = first(pictures, file);
    Optional<Sound> sound = Optional.empty();
    if (sounds && heard(composite) && file.sound().isPresent()) {
      Path copy = sound(file, first(Ffmpeg.input(file), file), length);
      Path again = list("sound", copy, length, count);
      MediaInfo info = ffmpeg.probe(copy, cancellation);
      sound = Optional.of(new Sound(info, Ffmpeg.repeated(info, again)));
    }
    return Optional.of(new Repeated(pictures, first, sound));
  }

  /**
   * A list for FFmpeg's concat demuxer.
   *
   * @param seconds after which the file is opened again
   */
  private Path list(String name, Path file, double seconds, int count) throws IOException {
    String entry =
        ConcatEntry.of(file, workDir.toAbsolutePath())
            + String.format(Locale.ROOT, "duration %.6f%n", seconds);
    Path list = Files.createTempFile(workDir, name, ".ffconcat");
    return Files.writeString(
        list, "ffconcat version 1.0\n" + entry.repeat(count), StandardCharsets.UTF_8);
  }

  /**
   * When the first picture of an input is shown, by the clock that its pictures have in filters.
   */
  private double first(List<String> input, MediaInfo file)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(input);
    arguments.addAll(List.of("-map", file.pictureStream(0), "-frames:v", "1"));
    arguments.addAll(List.of("-vf", "settb=1/1000000,scale=2:2"));
    arguments.addAll(Ffmpeg.OWN_TIMES);
    arguments.addAll(List.of("-c:v", "rawvideo", "-f", "framecrc", "pipe:1"));
    double[] seconds = {0};
    ffmpeg.runRaw(
        arguments,
        (in, alive) ->
            new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .ifPresent(
                    line -> seconds[0] = Long.parseLong(line.split(",", -1)[2].strip()) / 1e6),
        cancellation);
    return seconds[0];
  }

  /** The sound from the first picture on, for as long as there are pictures. */
  private Path sound(MediaInfo file, double from, double seconds)
      throws MediaException, IOException, InterruptedException {
    Path copy = Files.createTempFile(workDir, "background", ".mov");
    List<String> arguments = new ArrayList<>(ChangingSound.REFUSED);
    arguments.addAll(Ffmpeg.input(file));
    arguments.addAll(
        List.of(
            "-map",
            file.soundStream(0),
            "-af",
            String.format(
                Locale.ROOT,
                "aresample=async=1:first_pts=0,apad,atrim=start=%.6f:end=%.6f,asetpts=PTS-STARTPTS",
                Math.max(0, from),
                Math.max(0, from) + seconds),
            "-c:a",
            "pcm_s16le",
            "-f",
            "mov",
            "file:" + copy.toAbsolutePath()));
    ffmpeg.run(arguments, report -> {}, cancellation);
    return copy;
  }
}
