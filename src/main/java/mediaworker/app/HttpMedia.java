package mediaworker.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mediaworker.assets.AssetException;
import mediaworker.assets.AssetLibrary;
import mediaworker.assets.AssetSettings;
import mediaworker.assets.Output;
import mediaworker.assets.UploadFolder;
import mediaworker.concurrent.Cancellation;
import mediaworker.concurrent.LatestUsed;
import mediaworker.handlers.KeyingPreview;
import mediaworker.http.HttpProblem;
import mediaworker.http.api.MediaDesk;
import mediaworker.http.api.Picture;
import mediaworker.jobs.JobFailure;
import mediaworker.media.Ffmpeg;
import mediaworker.media.FileVersion;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.keying.KeyingReport;
import mediaworker.workspace.Workspace;

/** Files and pictures for the page, made by the worker's own FFmpeg. */
final class HttpMedia implements MediaDesk, AutoCloseable {

  /** Longest side of a small picture. */
  private static final int SMALL = 320;

  private static final int MOST_SMALL = 256;

  /** Pictures made at once: the jobs come first. */
  private static final int AT_ONCE = 2;

  private static final long PATIENCE_SECONDS = 20;

  private final AssetSettings settings;
  private final AssetLibrary assets;
  private final UploadFolder uploads;
  private final Stills stills;
  private final KeyingPreview keying;
  private final Workspace workspace;
  private final Cancellation cancellation = new Cancellation();
  private final ViewedWork viewed = new ViewedWork(cancellation);
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final AtomicLong works = new AtomicLong();
  private final LatestUsed<FileVersion, Picture> small = new LatestUsed<>(MOST_SMALL);

  HttpMedia(
      AssetSettings settings,
      AssetLibrary assets,
      UploadFolder uploads,
      Ffmpeg ffmpeg,
      Workspace workspace) {
    this.settings = settings;
    this.assets = assets;
    this.uploads = uploads;
    this.stills = new Stills(ffmpeg, workspace, cancellation);
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
    FileVersion version = FileVersion.of(file);
    Optional<Picture> known = small.of(version);
    if (known.isPresent()) {
      return known.get();
    }
    Picture made = working(() -> makeSmall(file));
    small.put(version, made);
    return made;
  }

  private Picture makeSmall(Path file)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    MediaInfo info = stills.probe(file);
    MediaInfo.Video picture = Stills.picture(info);
    List<String> arguments = new ArrayList<>();
    double seconds = info.isStill() ? 0 : Math.min(1, picture.durationSeconds() / 3);
    if (seconds > 0) {
      arguments.addAll(List.of("-ss", String.format(Locale.ROOT, "%.3f", seconds)));
    }
    arguments.addAll(Ffmpeg.input(info));
    String scale =
        "scale='if(gte(iw,ih),min(%1$d,iw),-2)':'if(gte(iw,ih),-2,min(%1$d,ih))':flags=area"
            .formatted(SMALL);
    arguments.addAll(List.of("-map", info.pictureStream(0), "-frames:v", "1", "-vf", scale));
    arguments.addAll(
        picture.alpha()
            ? List.of("-c:v", "png")
            : List.of("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p"));
    byte[] bytes = stills.piped(arguments);
    return new Picture(picture.alpha() ? "image/png" : "image/jpeg", bytes);
  }

  @Override
  public Info info(String reference) throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    return working(
        () -> {
          MediaInfo info = stills.probe(file);
          MediaInfo.Video picture = Stills.picture(info);
          return new Info(
              picture.shownWidth(),
              picture.shownHeight(),
              info.isStill() ? 0 : picture.durationSeconds(),
              info.isStill() ? 0 : picture.frameRate().value(),
              picture.alpha());
        });
  }

  @Override
  public Path frame(String reference, double seconds, boolean small)
      throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    return working(() -> small ? stills.small(file, seconds) : stills.whole(file, seconds));
  }

  @Override
  public Keyed key(String reference, double seconds, String json, String view)
      throws HttpProblem, IOException, InterruptedException {
    Path file = file(reference);
    try (ViewedWork.Piece piece = viewed.begin(view)) {
      try {
        return working(() -> key(file, seconds, json, piece.cancellation()));
      } catch (HttpProblem e) {
        throw piece.isOutdated()
            ? new HttpProblem(409, "Later settings have been asked for in its place.")
            : e;
      }
    }
  }

  private Keyed key(Path file, double seconds, String json, Cancellation mine)
      throws MediaException, HttpProblem, IOException, InterruptedException {
    mine.throwIfCancelled(); // it may have waited for a place
    MediaInfo.Video whole = Stills.picture(stills.probe(file));
    Path small = stills.small(file, seconds);
    MediaInfo picture = stills.probe(small);
    double share = (double) Stills.picture(picture).shownWidth() / whole.shownWidth();
    Path work = workspace.jobFolder("preview-" + works.incrementAndGet());
    try {
      Path png = work.resolve("keyed.png");
      KeyingReport report = keying.key(picture, Math.min(1, share), json, work, png, mine);
      return new Keyed(png(png), report.note());
    } catch (JobFailure e) {
      throw new HttpProblem(422, named(e.sentence(), small, file));
    } finally {
      workspace.remove(work);
    }
  }

  private static Picture png(Path file) throws IOException {
    return new Picture("image/png", Files.readAllBytes(file));
  }

  /** A person knows the clip, not the picture that was made of it. */
  private static String named(String sentence, Path picture, Path file) {
    return sentence.replace(
        String.valueOf(picture.getFileName()), String.valueOf(file.getFileName()));
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

  private void mustFit(long bytes) throws HttpProblem, IOException {
    try {
      uploads.mustFit(bytes);
    } catch (AssetException e) {
      throw new HttpProblem(507, e.sentence());
    }
  }

  @Override
  public Incoming receive(String stem, String extension, long bytes)
      throws HttpProblem, IOException {
    mustFit(bytes);
    Output place = uploads.place(stem, extension);
    return new Incoming() {
      @Override
      public Path part() {
        return place.part();
      }

      @Override
      public void mustFit(long more) throws HttpProblem, IOException {
        HttpMedia.this.mustFit(more);
      }

      @Override
      public String publish() throws IOException {
        return place.publish();
      }

      @Override
      public void close() {
        place.close();
      }
    };
  }

  @Override
  public void close() {
    cancellation.cancel(Cancellation.Reason.SHUTDOWN);
    stills.close();
  }
}
