package mediaworker.media.keying.output;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Rational;
import mediaworker.media.keying.request.Background;
import mediaworker.media.keying.request.Composite;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background that begins again as soon as its pictures end.
 *
 * <p>FFmpeg lets an input begin again after the length of the longest of its streams in use: where
 * the sound goes on, or begins before the pictures as encoders let it, the last picture would stand
 * still for as long. Two inputs of the same file, repeated each by itself, would drift apart. So of
 * such a file a copy is repeated, with the same packets of pictures, and with sound that ends with
 * them to the sample: of an encoder's packets none may end there.
 */
final class BackgroundLoop {

  private static final Logger log = LoggerFactory.getLogger(BackgroundLoop.class);

  /** MOV keeps times as they are; it takes no VP9 and AV1. */
  private static final List<String> CONTAINERS = List.of("mov", "matroska");

  /** Of a sample of one channel as the copy has it. */
  private static final int SAMPLE_BYTES = 2;

  /** Of times in seconds: Matroska counts thousandths. */
  private static final double ROUNDING = 0.0015;

  private final Ffmpeg ffmpeg;
  private final Path workDir;
  private final Cancellation cancellation;

  BackgroundLoop(Ffmpeg ffmpeg, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * Bytes that the copy may take in the work folder; 0 where none can be wanted. Generous: whether
   * its sound is the longer one is not looked for yet.
   *
   * @param clip what is laid over it
   */
  static long workBytes(Composite composite, MediaInfo clip) throws IOException {
    Optional<MediaInfo> repeated = repeated(composite);
    if (repeated.isEmpty() || ownLength(repeated.get()) >= clip.durationSeconds()) {
      return 0;
    }
    MediaInfo file = repeated.get();
    MediaInfo.Audio sound = file.sound().orElseThrow();
    // The copy's sound ends with its pictures, and they before the clip does.
    double seconds =
        file.durationSeconds() > 0
            ? Math.min(file.durationSeconds(), clip.durationSeconds())
            : clip.durationSeconds();
    double bytes = seconds * sound.sampleRate() * sound.channels() * SAMPLE_BYTES;
    return Files.size(file.file()) + (long) Math.ceil(bytes);
  }

  /**
   * Seconds of pictures that a file is known to have; others tell how long the longest stream is.
   */
  private static double ownLength(MediaInfo file) {
    return file.format().startsWith("mov,")
        ? file.picture().map(MediaInfo.Video::durationSeconds).orElse(0.0)
        : 0;
  }

  /** The background's file, where it is repeated together with its sound. */
  private static Optional<MediaInfo> repeated(Composite composite) {
    boolean heard =
        composite.sound() == Composite.Sound.BACKGROUND || composite.sound() == Composite.Sound.MIX;
    boolean again = composite.isVideo() && composite.end() == Composite.End.LOOP;
    return heard && again
        ? composite.file().filter(file -> file.sound().isPresent() && file.picture().isPresent())
        : Optional.empty();
  }

  /**
   * The same composite, over a copy of its background where that has sound which is to be heard and
   * lasts longer than the pictures.
   *
   * @param until when the result ends, in seconds: what ends later is not repeated
   */
  Composite evened(Composite composite, double until)
      throws MediaException, IOException, InterruptedException {
    Optional<MediaInfo> repeated = repeated(composite);
    if (repeated.isEmpty()) {
      return composite;
    }
    MediaInfo file = repeated.get();
    Stretches found = stretches(file);
    Stretch pictures = found.pictures;
    // FFmpeg begins again when all is over, from where the first of both begins.
    double turn =
        Math.max(found.sound.end, pictures.end) - Math.min(found.sound.start, pictures.start);
    boolean goesOn = turn > pictures.seconds() + ROUNDING;
    if (pictures.end >= until || pictures.seconds() <= 0 || !goesOn) {
      return composite;
    }
    for (String container : CONTAINERS) {
      Optional<MediaInfo> copy = copied(file, container, pictures);
      if (copy.isPresent()) {
        return composite.with(new Background.File(copy.get()));
      }
    }
    log.warn("The background is repeated with its sound to its end: no copy of it can be made");
    return composite;
  }

  /** From when to when a stream has packets, in seconds. */
  private static final class Stretch {
    double start = Double.POSITIVE_INFINITY;
    double end = Double.NEGATIVE_INFINITY;

    void add(double from, double to) {
      start = Math.min(start, from);
      end = Math.max(end, to);
    }

    /** Its length; below 0 where there are none. */
    double seconds() {
      return end - start;
    }
  }

  /** Of both streams of a file. */
  private static final class Stretches {
    final Stretch pictures = new Stretch();
    final Stretch sound = new Stretch();
  }

  private Stretches stretches(MediaInfo file)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(file));
    arguments.addAll(file.maps(0));
    arguments.addAll(List.of("-c", "copy", "-f", "framecrc", "pipe:1"));
    Stretches found = new Stretches();
    ffmpeg.runRaw(arguments, (in, alive) -> read(in, alive, found), cancellation);
    return found;
  }

  /**
   * Reads FFmpeg's list of packets: "#tb STREAM: 1/1000" for each stream, then lines of "STREAM,
   * decoded, shown, duration, size, checksum", the first three times in units of the stream.
   */
  private static void read(InputStream list, Runnable alive, Stretches found) throws IOException {
    double[] units = new double[2];
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      alive.run();
      if (line.startsWith("#tb ")) {
        String[] parts = line.substring(4).split(": ", 2);
        units[Integer.parseInt(parts[0])] = Rational.parse(parts[1].strip()).value();
      } else if (!line.startsWith("#")) {
        String[] parts = line.split(",\\s*");
        int stream = Integer.parseInt(parts[0].strip());
        long shown = Long.parseLong(parts[2]);
        (stream == 0 ? found.pictures : found.sound)
            .add(shown * units[stream], (shown + Long.parseLong(parts[3])) * units[stream]);
      }
    }
  }

  /**
   * A copy that begins with its pictures and whose sound ends with them; empty where the container
   * cannot hold what is in the file.
   */
  private Optional<MediaInfo> copied(MediaInfo file, String container, Stretch pictures)
      throws MediaException, IOException, InterruptedException {
    Path copy = Files.createTempFile(workDir, "background", "." + container);
    List<String> arguments = new ArrayList<>(Ffmpeg.input(file));
    arguments.addAll(file.maps(0));
    arguments.addAll(
        List.of(
            "-c:v",
            "copy",
            "-bsf:v",
            "setts=pts=PTS-STARTPTS:dts=DTS-STARTPTS",
            "-af",
            String.format(
                Locale.ROOT,
                "aresample=async=1:first_pts=0,apad,atrim=start=%.6f:end=%.6f,asetpts=PTS-STARTPTS",
                Math.max(0, pictures.start),
                pictures.end),
            "-c:a",
            "pcm_s16le",
            "-f",
            container,
            "file:" + copy.toAbsolutePath()));
    try {
      ffmpeg.run(arguments, report -> {}, cancellation);
      return Optional.of(ffmpeg.probe(copy, cancellation));
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      Files.deleteIfExists(copy);
      return Optional.empty();
    }
  }
}
