package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FfmpegMessages;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.PictureSize;
import mediaworker.media.mp4.Mp4Movie;

/**
 * Opens videos: what they are, when each picture is shown, and whether they are whole. Of an
 * ordinary MP4 file the tables say it; others are read through without decoding, a fraction of a
 * second for a clip, unless they leave out times. Safe for use by many threads.
 */
public final class ClipReader {

  /** Sizes beyond this are a broken header, not a video. */
  private static final int LARGEST_SIDE = 16_384;

  /** Files read side by side: starting a process is mostly waiting. */
  private static final int AT_ONCE = 4;

  private final Ffmpeg ffmpeg;
  private final KnownForms known = new KnownForms();

  public ClipReader(Ffmpeg ffmpeg) {
    this.ffmpeg = ffmpeg;
  }

  /**
   * Opens a video and finds the pictures of a cut.
   *
   * @throws MediaException naming the file when it is no video, is damaged or cut short, or when
   *     nothing lies between the in and the out point
   */
  public Clip read(Cut cut, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaFiles.Opened file = MediaFiles.open(ffmpeg, cut.file(), cancellation);
    return read(file, Optional.empty(), cut, cancellation);
  }

  private Clip read(
      MediaFiles.Opened file, Optional<FrameListing> packets, Cut cut, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo info = file.info();
    requireVideo(info);
    String name = name(info);
    Optional<Mp4Movie> movie = file.movie();
    Optional<MovieListing> listed = movie.flatMap(MovieListing::of);
    PictureIndex index =
        listed.isPresent()
            ? new PictureIndex(listed.get().times(), listed.get().packets())
            : packets.isPresent()
                ? PictureIndex.of(ffmpeg, info, packets.get(), cancellation)
                : PictureIndex.of(ffmpeg, info, cancellation);
    FrameTimes times = index.times();
    double in = cut.inSeconds();
    double out = cut.outSeconds().orElse(Double.POSITIVE_INFINITY);
    if (in < 0 || out <= in) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "Nothing lies between the in point %.3f s and the out point %.3f s of %s: the out"
                  + " point must be the later one.",
              in,
              out,
              name));
    }
    if (in > 0 && times.firstFrom(in) == times.count() && in >= times.end()) {
      throw MediaException.badInput(
          String.format(
              Locale.ROOT,
              "The in point %.3f s lies beyond the end of %s, which is %.3f s long.",
              in,
              name,
              times.end()));
    }
    return new Clip(info, times, index.packets(), movie, times.cut(in, out));
  }

  /**
   * Opens several files at once, stills among them; most of the time goes into starting processes.
   *
   * @return a clip for each cut, in order
   * @throws MediaException about the first that cannot be used, as {@link #read} and {@link #still}
   */
  public List<Clip> readAll(List<Cut> cuts, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    try (SideBySide threads = new SideBySide("ClipReader", Math.min(AT_ONCE, cuts.size()))) {
      Map<Path, MediaFiles.Opened> files =
          MediaFiles.openAll(
              ffmpeg, known, cuts.stream().map(Cut::file).toList(), threads, cancellation);
      Map<Path, FrameListing> packets = listings(files.values(), cancellation);
      Map<Cut, SideBySide.Result<Clip>> reading = new LinkedHashMap<>();
      for (Cut cut : cuts) {
        MediaFiles.Opened file = Objects.requireNonNull(files.get(cut.file()));
        reading.computeIfAbsent(
            cut,
            wanted ->
                threads.start(
                    () ->
                        file.info().isStill()
                            ? still(file.info(), wanted)
                            : read(
                                file,
                                Optional.ofNullable(packets.get(wanted.file())),
                                wanted,
                                cancellation)));
      }
      List<Clip> clips = new ArrayList<>();
      for (Cut cut : cuts) {
        clips.add(Objects.requireNonNull(reading.get(cut)).get());
      }
      return clips;
    }
  }

  /** The packets of those files whose tables do not tell them, by one process for all. */
  private Map<Path, FrameListing> listings(
      Collection<MediaFiles.Opened> files, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<MediaInfo> untold = new ArrayList<>();
    for (MediaFiles.Opened file : files) {
      MediaInfo info = file.info();
      if (!info.isStill()
          && info.picture()
              .filter(picture -> hasSize(picture) && !PictureIndex.isDecoded(picture))
              .isPresent()
          && file.movie().flatMap(MovieListing::of).isEmpty()) {
        untold.add(info);
      }
    }
    return untold.size() < 2 ? Map.of() : SharedListing.of(ffmpeg, untold, cancellation);
  }

  private static boolean hasSize(MediaInfo.Video picture) {
    return picture.width() > 0
        && picture.height() > 0
        && picture.width() <= LARGEST_SIDE
        && picture.height() <= LARGEST_SIDE;
  }

  /**
   * A still image as a clip that lasts from the in to the out point.
   *
   * @throws MediaException when it has no out point: a still has no length of its own
   */
  private static Clip still(MediaInfo info, Cut cut) throws MediaException {
    double seconds = cut.outSeconds().orElse(0) - cut.inSeconds();
    if (info.picture().isEmpty() || info.picture().get().width() < 1) {
      throw MediaException.badInput("The file " + name(info) + " has no usable picture.");
    }
    if (seconds <= 0) {
      throw MediaException.badInput(
          "The file "
              + name(info)
              + " is a still image, which has no length of its own: say with \"duration\" for how"
              + " many seconds it is shown.");
    }
    FrameTimes times = new FrameTimes(new double[] {0}, seconds);
    Span all = new Span(0, 1, 0, times.end());
    return new Clip(info, times, Packets.none(), Optional.empty(), all);
  }

  /**
   * Looks for damage by decoding the whole file.
   *
   * @return FFmpeg's words for it; empty when it decodes without complaint
   */
  public Optional<String> damage(Clip clip, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return damage(clip.info(), clip.info().maps(0), line -> true, cancellation);
  }

  /**
   * Looks for damage by decoding all of a file's sound.
   *
   * @param info a file that has sound
   * @return FFmpeg's words for it; empty when it decodes without complaint
   */
  public Optional<String> soundDamage(MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return damage(info, List.of("-map", info.soundStream(0)), line -> true, cancellation);
  }

  private Optional<String> damage(
      MediaInfo info, List<String> maps, Predicate<String> counts, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(maps);
    arguments.addAll(List.of("-f", "framecrc", "pipe:1"));
    try {
      List<String> complaints =
          ffmpeg.runRaw(arguments, new FrameListing(count -> {}), cancellation);
      return complaints.stream().filter(counts).findFirst().map(FfmpegMessages::withoutComponent);
    } catch (MediaException e) {
      if (e.kind() == MediaException.Kind.BAD_INPUT) {
        return Optional.of(e.sentence());
      }
      throw e;
    }
  }

  /**
   * Looks for damage where FFmpeg complained of something while it used a clip: it complains of
   * much that no picture or sound suffers from.
   *
   * @param complaints what it wrote to standard error
   * @return a sentence; empty when the clip decodes without complaint
   */
  public Optional<String> damage(Clip clip, List<String> complaints, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return complaints.isEmpty() ? Optional.empty() : told(clip, damage(clip, cancellation));
  }

  /** The same of a clip whose pictures alone were used: its sound may be as it likes. */
  public Optional<String> pictureDamage(
      Clip clip, List<String> complaints, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> maps = List.of("-map", clip.info().pictureStream(0));
    return complaints.isEmpty()
        ? Optional.empty()
        : told(clip, damage(clip.info(), maps, line -> !ofSound(line, clip), cancellation));
  }

  /** Whether a decoder of sound says it, which looks into a file however little is taken of it. */
  private static boolean ofSound(String line, Clip clip) {
    return clip.info().sound().filter(sound -> line.startsWith("[" + sound.codec())).isPresent();
  }

  private static Optional<String> told(Clip clip, Optional<String> words) {
    return words.map(said -> "The clip " + clip.name() + " is damaged: " + said);
  }

  /**
   * Looks for what FFmpeg cannot keep in step, by decoding the whole file: pictures whose size
   * changes, sound whose channels or rate do. For a result that is not as it must be, though
   * nothing is damaged.
   *
   * @return a refusal for a person; empty when it stays alike
   */
  public Optional<MediaException> changing(Clip clip, Cancellation cancellation)
      throws IOException, InterruptedException {
    MediaInfo info = clip.info();
    try {
      if (!info.isStill()) {
        List<PictureSize> sizes = ffmpeg.sizes(info, cancellation);
        if (sizes.size() > 1) {
          return Optional.of(PictureSize.refusal(clip.name(), sizes));
        }
      }
      return info.sound().isPresent() && ChangingSound.in(ffmpeg, info, cancellation)
          ? Optional.of(ChangingSound.refusal(clip.name(), ", or take its sound out"))
          : Optional.empty();
    } catch (MediaException e) {
      return Optional.empty(); // it only was to be explained
    }
  }

  private static void requireVideo(MediaInfo info) throws MediaException {
    String name = name(info);
    if (info.picture().isEmpty()) {
      throw MediaException.badInput(
          "The file "
              + name
              + (info.sound().isPresent() ? " has sound but no picture." : " has no picture."));
    }
    if (info.isStill()) {
      throw MediaException.badInput("The file " + name + " is a still image, not a video.");
    }
    MediaInfo.Video picture = info.picture().get();
    if (!hasSize(picture)) {
      throw MediaException.badInput(
          "The file "
              + name
              + " has no usable picture size ("
              + picture.width()
              + "x"
              + picture.height()
              + ").");
    }
  }

  private static String name(MediaInfo info) {
    return String.valueOf(info.file().getFileName());
  }
}
