package mediaworker.media.timeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.Interlacing;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Transparency;
import mediaworker.media.mp4.Mp4Movie;
import mediaworker.media.mp4.Mp4Track;

/**
 * Finds out what files are, asking FFmpeg as seldom as can be: of files that are coded alike, by
 * their own tables, it is asked about one.
 */
final class MediaFiles {

  /** Samples of all files together that are kept in memory, thirty bytes each. */
  private static final long MOST_SAMPLES = 1_500_000;

  private MediaFiles() {}

  /**
   * What a file is.
   *
   * @param info by FFmpeg
   * @param movie its tables, where it is an ordinary MP4 file
   */
  record Opened(MediaInfo info, Optional<Mp4Movie> movie) {}

  /** One file. */
  static Opened open(Ffmpeg ffmpeg, Path file, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    MediaInfo info = seen(ffmpeg, file, cancellation);
    return new Opened(info, info.isStill() ? Optional.empty() : Mp4Movie.read(file));
  }

  /**
   * Several files, each looked at once however often it comes.
   *
   * @param known what FFmpeg said of files before; what it says now is added
   */
  static Map<Path, Opened> openAll(
      Ffmpeg ffmpeg,
      KnownForms known,
      List<Path> files,
      SideBySide threads,
      Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    Set<Path> distinct = new LinkedHashSet<>(files);
    Map<Path, Mp4Movie> movies = new HashMap<>();
    Map<String, MediaInfo> said = new HashMap<>();
    Map<String, Path> models = new HashMap<>();
    Map<Path, SideBySide.Result<MediaInfo>> asked = new HashMap<>();
    long samples = 0;
    for (Path file : distinct) {
      Optional<Mp4Movie> movie = Optional.empty();
      if (Files.isRegularFile(file) && samples < MOST_SAMPLES) {
        ffmpeg.requireSize(file);
        movie = Mp4Movie.read(file);
        samples += movie.map(Mp4Movie::samples).orElse(0);
      }
      movie.ifPresent(tables -> movies.put(file, tables));
      Optional<String> form = movie.flatMap(Mp4Movie::form);
      form.flatMap(known::of).ifPresent(info -> said.put(form.orElseThrow(), info));
      boolean told = form.isPresent() && said.containsKey(form.get());
      if (form.isEmpty() || (!told && models.putIfAbsent(form.get(), file) == null)) {
        asked.put(file, threads.start(() -> seen(ffmpeg, file, cancellation)));
      }
    }
    Map<Path, Opened> opened = new LinkedHashMap<>();
    for (Path file : distinct) {
      Optional<Mp4Movie> movie = Optional.ofNullable(movies.get(file));
      SideBySide.Result<MediaInfo> answer = asked.get(file);
      MediaInfo info;
      Optional<String> form = movie.flatMap(Mp4Movie::form);
      if (answer != null) {
        info = answer.get();
        if (form.isPresent()) {
          said.put(form.get(), info);
          if (tellsOfOthers(info, movie.get())) {
            known.put(form.get(), info);
          }
        }
      } else {
        MediaInfo alike = Objects.requireNonNull(said.get(form.orElseThrow()));
        info =
            tellsOfOthers(alike, movie.get())
                ? ffmpeg.withinLimits(of(alike, movie.get()))
                : seen(ffmpeg, file, cancellation);
      }
      opened.put(file, new Opened(info, movie));
    }
    return opened;
  }

  private static MediaInfo seen(Ffmpeg ffmpeg, Path file, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    return Transparency.asSeen(ffmpeg, ffmpeg.probe(file, cancellation), cancellation);
  }

  /** Whether what FFmpeg says stands in the tables, not in the pictures. */
  private static boolean tellsOfOthers(MediaInfo info, Mp4Movie other) {
    boolean same =
        info.video().size() == 1 && info.audio().size() == (other.sound().isPresent() ? 1 : 0);
    return same && !Interlacing.of(info.video().get(0)) && !Interlacing.untold(info.video().get(0));
  }

  private static MediaInfo of(MediaInfo alike, Mp4Movie movie) {
    Mp4Track pictures = movie.picture().orElseThrow();
    double heard =
        movie
            .sound()
            .map(sound -> sound.end(sound.count() - 1) - Math.max(0, sound.start(0)))
            .orElse(0.0);
    return alike.of(
        movie.file(), pictures.count(), pictures.length() / (double) pictures.timeScale(), heard);
  }
}
