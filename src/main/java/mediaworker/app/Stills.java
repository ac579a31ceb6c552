package mediaworker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.LatestUsed;
import mediaworker.http.HttpProblem;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FileVersion;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * Pictures of clips as PNG files, kept for the next settings that are tried on them. Safe for use
 * by many threads.
 */
final class Stills implements AutoCloseable {

  /**
   * Longest side of a picture that is keyed while somebody waits: about as large as it is shown.
   */
  private static final int SMALL = 960;

  private static final int MOST_FRAMES = 8;
  private static final int MOST_INFOS = 64;

  private final Ffmpeg ffmpeg;
  private final FrameGrabber grabber;
  private final Workspace workspace;
  private final Cancellation cancellation;
  private final LatestUsed<Moment, Path> frames = new LatestUsed<>(MOST_FRAMES);
  private final LatestUsed<Moment, Path> smallFrames = new LatestUsed<>(MOST_FRAMES);
  private final LatestUsed<FileVersion, MediaInfo> infos = new LatestUsed<>(MOST_INFOS);
  private @Nullable Path folder; // guarded by this

  Stills(Ffmpeg ffmpeg, Workspace workspace, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.grabber = new FrameGrabber(ffmpeg);
    this.workspace = workspace;
    this.cancellation = cancellation;
  }

  /** The picture at a time, in its size. */
  Path whole(Path file, double seconds)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    return kept(
        frames,
        new Moment(FileVersion.of(file), seconds),
        png -> {
          MediaInfo info = probe(file);
          picture(info);
          if (info.isStill()) {
            draw(info, List.of("-c:v", "png"), png);
          } else {
            grabber.grab(file, seconds, png, cancellation);
          }
        });
  }

  /** The same no larger than it is shown on the page; the whole one where that is no larger. */
  Path small(Path file, double seconds)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    Path whole = whole(file, seconds);
    MediaInfo info = probe(whole);
    MediaInfo.Video picture = picture(info);
    if (Math.max(picture.shownWidth(), picture.shownHeight()) <= SMALL) {
      return whole;
    }
    String scale =
        "scale='if(gte(iw,ih),%1$d,-2)':'if(gte(iw,ih),-2,%1$d)':flags=area".formatted(SMALL);
    return kept(
        smallFrames,
        new Moment(FileVersion.of(file), seconds),
        png -> draw(info, List.of("-vf", scale, "-c:v", "png"), png));
  }

  /** A time in a file, in seconds. */
  private record Moment(FileVersion file, double seconds) {}

  /** Makes a picture's file. */
  private interface Making {
    void write(Path png) throws MediaException, HttpProblem, IOException, InterruptedException;
  }

  private Path kept(LatestUsed<Moment, Path> all, Moment moment, Making making)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    Optional<Path> known = all.of(moment).filter(Files::exists);
    if (known.isPresent()) {
      return known.get();
    }
    Path png = Files.createTempFile(folder(), "frame", ".png");
    boolean made = false;
    try {
      making.write(png);
      made = true;
    } finally {
      if (!made) {
        Files.deleteIfExists(png);
      }
    }
    Optional<Path> gone = all.put(moment, png);
    if (gone.isPresent()) {
      Files.deleteIfExists(gone.get());
    }
    return png;
  }

  private synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = workspace.jobFolder("frames");
    }
    return folder;
  }

  /** What a file is, asked once. */
  MediaInfo probe(Path file) throws MediaException, IOException, InterruptedException {
    FileVersion version = FileVersion.of(file);
    Optional<MediaInfo> known = infos.of(version);
    if (known.isPresent()) {
      return known.get();
    }
    MediaInfo info = ffmpeg.probe(file, cancellation);
    infos.put(version, info);
    return info;
  }

  /** The picture in a file. */
  static MediaInfo.Video picture(MediaInfo info) throws HttpProblem {
    return info.picture()
        .orElseThrow(
            () -> HttpProblem.notFound(info.file().getFileName() + " has no picture in it."));
  }

  /**
   * Writes the first picture of a file through some filter and encoder; it may be far larger than
   * this process has memory for.
   */
  private void draw(MediaInfo info, List<String> how, Path png)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", info.pictureStream(0), "-frames:v", "1"));
    arguments.addAll(how);
    arguments.addAll(List.of("-f", "image2pipe", "file:" + png.toAbsolutePath()));
    ffmpeg.run(arguments, Progress.Listener.NONE, cancellation);
    if (Files.size(png) == 0) {
      throw HttpProblem.notFound("No picture of it could be read.");
    }
  }

  /** The bytes of a small picture that FFmpeg makes with these arguments. */
  byte[] piped(List<String> arguments)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    byte[][] read = {new byte[0]};
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("-f", "image2pipe", "pipe:1"));
    ffmpeg.runRaw(
        all,
        (in, alive) -> {
          read[0] = in.readAllBytes();
          alive.run();
        },
        cancellation);
    if (read[0].length == 0) {
      throw HttpProblem.notFound("No picture of it could be read.");
    }
    return read[0];
  }

  @Override
  public synchronized void close() {
    if (folder != null) {
      workspace.remove(folder);
    }
  }
}
