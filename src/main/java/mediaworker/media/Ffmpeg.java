package mediaworker.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mediaworker.concurrent.Cancellation;
import mediaworker.process.ProcessRequest;
import mediaworker.process.ProcessRunner;
import org.jspecify.annotations.Nullable;

/**
 * FFmpeg as child processes, so that a broken clip can never take the worker down.
 *
 * <p>The executables are found on first use (about half a second), not at start. Safe for use by
 * many threads.
 */
public final class Ffmpeg {

  /** Seconds between progress reports: the first ones should come within a job's first second. */
  private static final String STATS_PERIOD = "0.25";

  /**
   * Output arguments with which decoded pictures keep their number and times. Rounded to the mean
   * rate, as FFmpeg does by itself, two pictures of a clip of varying rate could get the same time,
   * of which it complains as of damage.
   */
  public static final List<String> OWN_TIMES =
      List.of("-fps_mode", "passthrough", "-enc_time_base:v", "filter");

  private final FfmpegSettings settings;
  private final ProcessRunner processes;
  private final Installation installation;
  private final Cores cores;

  public Ffmpeg(FfmpegSettings settings, ProcessRunner processes) {
    this(
        settings,
        processes,
        new Installation(settings, processes),
        settings.threads() > 0
            ? Cores.fixed(settings.threads())
            : Cores.shared(Runtime.getRuntime().availableProcessors()));
  }

  private Ffmpeg(
      FfmpegSettings settings, ProcessRunner processes, Installation installation, Cores cores) {
    this.settings = settings;
    this.processes = processes;
    this.installation = installation;
    this.cores = cores;
  }

  /** How it is found and limited. */
  public FfmpegSettings settings() {
    return settings;
  }

  /**
   * The cores that its runs share. A run takes its part by itself; a job of several runs takes one
   * for all of them and hands it to {@link #limitedTo}.
   */
  public Cores cores() {
    return cores;
  }

  /** The same FFmpeg for runs of a job that has taken its part of the cores already. */
  public Ffmpeg limitedTo(int threads) {
    return new Ffmpeg(settings, processes, installation, Cores.fixed(threads));
  }

  /** How many threads a run that begins now would be given. */
  public int threads() {
    try (Cores.Share share = cores.take()) {
      return share.threads();
    }
  }

  /**
   * What is wrong with the setting, as far as can be told without running anything.
   *
   * @return a sentence; empty where nothing is, or where no ffmpeg is set
   */
  public static Optional<String> wrongSetting(FfmpegSettings settings) {
    return settings.ffmpeg() == null
        ? Optional.empty()
        : FfmpegBinaries.unusable(settings.ffmpeg());
  }

  /**
   * Which FFmpeg is in use, for a person: "8.0.1 (embedded, /path/of/ffmpeg)".
   *
   * @throws MediaException when none runs on this machine
   */
  public String describe() throws MediaException, InterruptedException {
    FfmpegBinaries found = installation.binaries();
    return found.version() + " (" + found.origin() + ", " + found.ffmpeg() + ")";
  }

  /**
   * The encoders this FFmpeg has, by name.
   *
   * @throws MediaException when it does not run
   */
  public Set<String> encoders() throws MediaException, IOException, InterruptedException {
    return installation.encoders(this::listedEncoders);
  }

  private Set<String> listedEncoders() throws MediaException, IOException, InterruptedException {
    Set<String> found = new TreeSet<>();
    runRaw(
        List.of("-encoders"),
        (in, alive) -> found.addAll(EncoderTable.names(in)),
        new Cancellation());
    return found;
  }

  /**
   * The H.264 encoder to use: libx264 where this FFmpeg has it, else libopenh264.
   *
   * @throws MediaException when there is neither
   */
  public String h264Encoder() throws MediaException, IOException, InterruptedException {
    return H264.encoder(encoders());
  }

  /**
   * The arguments that open a file as an input: nothing but local files, no playlists, and the
   * decoder that keeps transparency where FFmpeg's default one drops it.
   */
  public static List<String> input(MediaInfo info) {
    return InputArguments.of(info);
  }

  /**
   * The same by a list of ours for FFmpeg's concat demuxer, which names that file alone, once or
   * more.
   */
  public static List<String> repeated(MediaInfo info, Path list) {
    return InputArguments.repeated(info, list);
  }

  /**
   * What a file is.
   *
   * @throws MediaException when it is not a media file, a broken one, or one beyond the limits
   */
  public MediaInfo probe(Path file, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    settings.limits().check(file);
    MediaInfo info = ffprobe().probe(file, cancellation);
    settings.limits().check(info);
    return info;
  }

  /**
   * What an MP4 file is and every packet in it, found out by one process without decoding anything;
   * the pixel format and what else only the pictures tell stay unknown.
   *
   * @throws MediaException when it cannot be read to its end
   */
  public MediaInfo probe(Path file, PacketListener packets, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return ffprobe().probe(file, packets, settings.timeLimit(), cancellation);
  }

  /**
   * The sizes that a clip's pictures have, in the order of their first pictures: more than one of a
   * clip that changes its size. All of it is decoded, so this takes its time.
   *
   * @param info of a file with a picture
   * @throws MediaException when it cannot be decoded, or not within a minute
   */
  public List<PictureSize> sizes(MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return ffprobe().sizes(info, cancellation);
  }

  private Ffprobe ffprobe() throws MediaException, InterruptedException {
    return new Ffprobe(
        installation.binaries(), processes, InputArguments.FORMATS, installation.fieldOrders());
  }

  /**
   * Looks at a file's size before anything looks into the file.
   *
   * @throws MediaException when it is beyond the limit
   */
  public void requireSize(Path file) throws MediaException, IOException {
    settings.limits().check(file);
  }

  /**
   * What is known of a file without asking, if it is within the limits.
   *
   * @throws MediaException when it is beyond them
   */
  public MediaInfo withinLimits(MediaInfo info) throws MediaException, IOException {
    settings.limits().check(info.file());
    settings.limits().check(info);
    return info;
  }

  /**
   * Runs ffmpeg with progress reports, the configured limits and threads.
   *
   * @param arguments inputs, filters and outputs; what every run needs ({@code -nostdin}, progress,
   *     threads) is added
   * @return the last lines of standard error; FFmpeg reports damage it could work around there
   * @throws MediaException when it fails, stalls or runs too long
   * @throws java.util.concurrent.CancellationException when cancelled
   */
  public List<String> run(
      List<String> arguments, Progress.Listener listener, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return run(arguments, null, listener, cancellation);
  }

  /**
   * The same for a run that has an input as its standard input ({@code pipe:0} in the arguments).
   *
   * @param input what it reads; null for nothing
   */
  public List<String> run(
      List<String> arguments,
      ProcessRequest.@Nullable Stdin input,
      Progress.Listener listener,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    ProgressParser parser = new ProgressParser(listener);
    ProcessRequest.Stdout output = parser::read;
    List<String> all =
        new ArrayList<>(List.of("-progress", "pipe:1", "-stats_period", STATS_PERIOD));
    all.addAll(arguments);
    return execute(all, input, output, cancellation);
  }

  /**
   * Runs ffmpeg with its standard output read by the caller ({@code pipe:1} in the arguments).
   *
   * @param stdout must run {@code alive} as data comes, or the run counts as stalled
   */
  public List<String> runRaw(
      List<String> arguments, ProcessRequest.Stdout stdout, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return runRaw(arguments, null, stdout, cancellation);
  }

  /**
   * The same for a run that has an input as its standard input ({@code pipe:0} in the arguments).
   *
   * @param input what it reads; null for nothing
   */
  public List<String> runRaw(
      List<String> arguments,
      ProcessRequest.@Nullable Stdin input,
      ProcessRequest.Stdout stdout,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return execute(arguments, input, stdout, cancellation);
  }

  private List<String> execute(
      List<String> arguments,
      ProcessRequest.@Nullable Stdin input,
      ProcessRequest.Stdout stdout,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    try (Cores.Share share = cores.take()) {
      return new FfmpegRun(installation.binaries(), processes, settings, share.threads())
          .execute(arguments, input, stdout, cancellation);
    }
  }

  /** Reads a stream of raw pictures of one size, one call a picture, to its end. */
  public static ProcessRequest.Stdout rawFrames(int bytes, RawFrame each) {
    return (InputStream in, Runnable alive) -> {
      byte[] frame = new byte[bytes];
      for (int index = 0; in.readNBytes(frame, 0, bytes) == bytes; index++) {
        alive.run();
        each.accept(index, frame);
      }
    };
  }

  /** Takes one raw picture; the array is used again for the next one. */
  @FunctionalInterface
  public interface RawFrame {
    /** Takes picture number {@code index}, counted from 0. */
    void accept(int index, byte[] pixels) throws IOException;
  }
}
