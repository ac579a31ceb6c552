package mediaworker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.http.HttpProblem;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
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
  private final LatestPictures<Path> frames = new LatestPictures<>(MOST_FRAMES);
  private final LatestPictures<Path> smallFrames = new LatestPictures<>(MOST_FRAMES);
  private final LatestPictures<MediaInfo> infos = new LatestPictures<>(MOST_INFOS);
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
        FileVersion.of(file, seconds),
        png -> {
          MediaInfo info = probe(file);
          picture(info);
          if (info.isStill()) {
            Files.write(png, piped(info, List.of("-c:v", "png")));
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
        FileVersion.of(file, seconds),
        png -> Files.write(png, piped(info, List.of("-vf", scale, "-c:v", "png"))));
  }

  /** Makes a picture's file. */
  private interface Making {
    void write(Path png) throws MediaException, HttpProblem, IOException, InterruptedException;
  }

  private Path kept(LatestPictures<Path> all, FileVersion version, Making making)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    synchronized (all) {
      Path known = all.get(version);
      if (known != null && Files.exists(known)) {
        return known;
      }
    }
    Path png = Files.createTempFile(folder(), "frame", ".png");
    making.write(png);
    synchronized (all) {
      all.put(version, png);
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
    FileVersion version = FileVersion.of(file, -1);
    synchronized (infos) {
      MediaInfo known = infos.get(version);
      if (known != null) {
        return known;
      }
    }
    MediaInfo info = ffmpeg.probe(file, cancellation);
    synchronized (infos) {
      infos.put(version, info);
    }
    return info;
  }

  /** The picture in a file. */
  static MediaInfo.Video picture(MediaInfo info) throws HttpProblem {
    return info.picture()
        .orElseThrow(
            () -> HttpProblem.notFound(info.file().getFileName() + " has no picture in it."));
  }

  /** The first picture of a file through some filter and encoder. */
  private byte[] piped(MediaInfo info, List<String> how)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", "0:V:0", "-frames:v", "1"));
    arguments.addAll(how);
    return piped(arguments);
  }

  /** The bytes of a picture that FFmpeg makes with these arguments. */
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
