package mediaworker.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetSettings;
import mediaworker.concurrent.Cancellation;
import mediaworker.handlers.KeyingPreview;
import mediaworker.http.HttpProblem;
import mediaworker.http.api.MediaDesk;
import mediaworker.jobs.JobFailure;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingReport;
import mediaworker.media.trim.FrameGrabber;
import mediaworker.workspace.Workspace;
import org.jspecify.annotations.Nullable;

/** Files and pictures for the page, made by the worker's own FFmpeg. */
final class HttpMedia implements MediaDesk, AutoCloseable {

  /** Longest side of a small picture. */
  private static final int SMALL = 320;

  private static final int MOST_SMALL = 256;
  private static final int MOST_FRAMES = 8;
  private static final int MOST_INFOS = 64;

  /** Pictures made at once: the jobs come first. */
  private static final int AT_ONCE = 2;

  private static final long PATIENCE_SECONDS = 20;

  /** A file as it was: another of the same name is another. */
  private record Version(Path file, long size, long changed, double seconds) {}

  /** The latest of something, the least used go first. */
  private static final class Latest<T> extends LinkedHashMap<Version, T> {
    private static final long serialVersionUID = 1L;
    private final int most;

    Latest(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Version, T> eldest) {
      boolean over = size() > most;
      if (over && eldest.getValue() instanceof Path file) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      return over;
    }
  }

  private final AssetSettings settings;
  private final AssetLibrary assets;
  private final Ffmpeg ffmpeg;
  private final FrameGrabber grabber;
  private final KeyingPreview keying;
  private final Workspace workspace;
  private final Cancellation cancellation = new Cancellation();
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final AtomicLong works = new AtomicLong();
  private final Latest<Picture> small = new Latest<>(MOST_SMALL); // guarded by itself
  private final Latest<Path> frames = new Latest<>(MOST_FRAMES); // guarded by itself
  private final Latest<MediaInfo> infos = new Latest<>(MOST_INFOS); // guarded by itself
  private @Nullable Path folder; // guarded by this

  HttpMedia(AssetSettings settings, AssetLibrary assets, Ffmpeg ffmpeg, Workspace workspace) {
    this.settings = settings;
    this.assets = assets;
    this.ffmpeg = ffmpeg;
    this.grabber = new FrameGrabber(ffmpeg);
    this.keying = new KeyingPreview(ffmpeg);
    this.workspace = workspace;
  }

  @Override
  public Path file(String reference) throws HttpProblem, IOException, InterruptedException {
    if (reference.strip().toLowerCase(Locale.ROOT).matches("https?://.*")) {
      throw HttpProblem.notFound("That file lies elsewhere: " + reference.strip());
    }
    try {
      // Nothing is downloaded, so nothing goes into the folder.
      return assets.fetch(reference, settings.baseDir(), cancellation);
    } catch (AssetException e) {
      throw HttpProblem.notFound(e.sentence());
    }
  }

  @Override
  public Picture thumbnail(String reference) throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    Version version = version(file, -1);
    synchronized (small) {
      Picture known = small.get(version);
      if (known != null) {
        return known;
      }
    }
    Picture made = working(() -> makeSmall(file));
    synchronized (small) {
      small.put(version, made);
    }
    return made;
  }

  private Picture makeSmall(Path file)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    MediaInfo info = probe(file);
    MediaInfo.Video picture = picture(info);
    List<String> arguments = new ArrayList<>();
    double seconds = info.isStill() ? 0 : Math.min(1, picture.durationSeconds() / 3);
    if (seconds > 0) {
      arguments.addAll(List.of("-ss", String.format(Locale.ROOT, "%.3f", seconds)));
    }
    arguments.addAll(Ffmpeg.input(info));
    String scale =
        "scale='if(gte(iw,ih),min(%1$d,iw),-2)':'if(gte(iw,ih),-2,min(%1$d,ih))':flags=area"
            .formatted(SMALL);
    arguments.addAll(List.of("-map", "0:V:0", "-frames:v", "1", "-vf", scale));
    arguments.addAll(
        picture.alpha()
            ? List.of("-c:v", "png")
            : List.of("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"));
    byte[] bytes = piped(arguments);
    return new Picture(picture.alpha() ? "image/png" : "image/jpeg", bytes);
  }

  private byte[] piped(List<String> arguments)
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
  public Info info(String reference) throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    return working(
        () -> {
          MediaInfo info = probe(file);
          MediaInfo.Video picture = picture(info);
          return new Info(
              picture.shownWidth(),
              picture.shownHeight(),
              info.isStill() ? 0 : picture.durationSeconds(),
              info.isStill() ? 0 : picture.frameRate().value(),
              picture.alpha());
        });
  }

  @Override
  public byte[] frame(String reference, double seconds)
      throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    return working(() -> Files.readAllBytes(still(file, seconds)));
  }

  @Override
  public Keyed key(String reference, double seconds, String json)
      throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    return working(
        () -> {
          Path picture = still(file, seconds);
          Path work = workspace.jobFolder("preview-" + works.incrementAndGet());
          try {
            Path png = work.resolve("keyed.png");
            KeyingReport report = keying.key(picture, json, work, png, cancellation);
            return new Keyed(Files.readAllBytes(png), report.note());
          } catch (JobFailure e) {
            throw new HttpProblem(422, named(e.sentence(), picture, file));
          } finally {
            workspace.remove(work);
          }
        });
  }

  /** A person knows the clip, not the picture that was made of it. */
  private static String named(String sentence, Path picture, Path file) {
    return sentence.replace(
        String.valueOf(picture.getFileName()), String.valueOf(file.getFileName()));
  }

  /** The picture at a time, kept for the next settings that are tried. */
  private Path still(Path file, double seconds)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    Version version = version(file, seconds);
    synchronized (frames) {
      Path known = frames.get(version);
      if (known != null && Files.exists(known)) {
        return known;
      }
    }
    Path png = Files.createTempFile(folder(), "frame", ".png");
    MediaInfo info = probe(file);
    picture(info);
    if (info.isStill()) {
      List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
      arguments.addAll(List.of("-map", "0:V:0", "-frames:v", "1", "-c:v", "png"));
      Files.write(png, piped(arguments));
    } else {
      grabber.grab(file, seconds, png, cancellation);
    }
    synchronized (frames) {
      frames.put(version, png);
    }
    return png;
  }

  private synchronized Path folder() throws IOException {
    if (folder == null) {
      folder = workspace.jobFolder("frames");
    }
    return folder;
  }

  private MediaInfo probe(Path file) throws MediaException, IOException, InterruptedException {
    Version version = version(file, -1);
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

  private static MediaInfo.Video picture(MediaInfo info) throws HttpProblem {
    return info.picture()
        .orElseThrow(
            () -> HttpProblem.notFound(info.file().getFileName() + " has no picture in it."));
  }

  private static Version version(Path file, double seconds) throws IOException {
    return new Version(file, Files.size(file), Files.getLastModifiedTime(file).toMillis(), seconds);
  }

  /** Work with FFmpeg. */
  @FunctionalInterface
  private interface Work<T> {
    T run() throws MediaException, HttpProblem, IOException, InterruptedException;
  }

  private <T> T working(Work<T> work) throws HttpProblem, IOException, InterruptedException {
    if (!places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw HttpProblem.unavailable("Too many pictures are being made: try again in a moment.");
    }
    try {
      return work.run();
    } catch (MediaException e) {
      throw new HttpProblem(422, e.sentence());
    } catch (CancellationException e) {
      throw HttpProblem.unavailable("The worker is stopping.");
    } finally {
      places.release();
    }
  }

  @Override
  public String reference(Path file) {
    Path path = file.toAbsolutePath().normalize();
    return path.startsWith(settings.baseDir())
        ? settings.baseDir().relativize(path).toString().replace('\\', '/')
        : path.toString();
  }

  @Override
  public void close() {
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    synchronized (this) {
      if (folder != null) {
        workspace.remove(folder);
      }
    }
  }
}
