package mediaworker.media.keying;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.keying.request.KeyingSettings.Corrections;
import mediaworker.media.keying.request.OutputFormat;
import mediaworker.media.keying.request.PaintedMattes;
import mediaworker.media.timeline.SideBySide;

/**
 * Looks at a finished file: FFmpeg's exit code says nothing of dropped frames or of transparency
 * that an encoder has quietly left out. Stateless but for its parts.
 */
final class ResultCheck {

  /** Slack for the length of a retimed clip, beyond one of its pictures. */
  private static final double SLACK_SECONDS = 0.1;

  private final Ffmpeg ffmpeg;
  private final Path workDir;
  private final Cancellation cancellation;

  ResultCheck(Ffmpeg ffmpeg, Path workDir, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.workDir = workDir;
    this.cancellation = cancellation;
  }

  /**
   * Checks size, number of frames and transparency, and listens whether sound came along broken.
   *
   * @param decoded how many pictures of the clip the looking could decode
   * @param seconds for how long they are shown
   * @param complaints what FFmpeg wrote to standard error while keying
   * @return what is odd but no fault of the keying, as sentences
   * @throws MediaException when the result is not what it should be
   */
  List<String> check(
      KeyingRequest request,
      MediaInfo.Video source,
      int decoded,
      double seconds,
      Path result,
      List<String> complaints)
      throws MediaException, IOException, InterruptedException {
    boolean archive = request.format() == OutputFormat.PNG && !request.source().isStill();
    if (request.format() == OutputFormat.WEBP) {
      checkWebp(request, source, result);
      return List.of();
    }
    Path looked = archive ? middlePicture(result) : result;
    MediaInfo info = ffmpeg.probe(looked, cancellation);
    MediaInfo.Video picture = pictureOf(info);
    checkSize(request, source, picture.shownWidth(), picture.shownHeight());
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    try (SideBySide threads = new SideBySide("ResultCheck", 1)) {
      boolean counted = !request.source().isStill() && !request.mayEndEarlier();
      Optional<SideBySide.Result<Long>> frames =
          counted && !request.thinned()
              ? Optional.of(threads.start(() -> archive ? pictures(result) : packets(info, heard)))
              : Optional.empty();
      if (request.transparent()) {
        AlphaRange alpha = new AlphaRange(ffmpeg, cancellation);
        if (!(archive ? alpha.isIn(result, info) : alpha.isIn(info))) {
          throw nothingTransparent(request);
        }
      }
      if (counted && request.thinned()) {
        checkLength(request, seconds, picture);
      }
      List<String> odd = new ArrayList<>();
      if (frames.isPresent()) {
        odd.addAll(checkFrames(request.source(), decoded, frames.get().get(), complaints));
      }
      ClipDamage.ofSound(request.source(), heard).ifPresent(odd::add);
      return odd;
    }
  }

  private void checkWebp(KeyingRequest request, MediaInfo.Video source, Path result)
      throws MediaException, IOException, InterruptedException {
    WebpHeader webp = WebpHeader.read(result);
    AlphaRange alpha = new AlphaRange(ffmpeg, cancellation);
    boolean partly;
    if (webp.frames().isEmpty()) {
      MediaInfo plain = ffmpeg.probe(result, cancellation);
      MediaInfo.Video picture = pictureOf(plain);
      checkSize(request, source, picture.shownWidth(), picture.shownHeight());
      partly = alpha.isIn(plain);
    } else {
      checkSize(request, source, webp.width(), webp.height());
      partly = alpha.isIn(result, webp);
    }
    if (!partly) {
      throw nothingTransparent(request);
    }
  }

  private static MediaInfo.Video pictureOf(MediaInfo result) throws MediaException {
    return result
        .picture()
        .orElseThrow(() -> MediaException.fault("The keyed file has no picture in it."));
  }

  private static void checkSize(
      KeyingRequest request, MediaInfo.Video source, int width, int height) throws MediaException {
    int wantedWidth = request.width(source);
    int wantedHeight = request.height(source);
    if (width != wantedWidth || height != wantedHeight) {
      throw MediaException.fault(
          "The keyed file is %d×%d pixels in place of %d×%d; it was not kept."
              .formatted(width, height, wantedWidth, wantedHeight));
    }
  }

  /** By the clip's pictures: its file may be longer, by its sound. */
  private static void checkLength(KeyingRequest request, double seconds, MediaInfo.Video picture)
      throws MediaException {
    double posterized = request.settings().posterizeFps();
    double slowest = posterized > 0 ? posterized : 1;
    double off = Math.abs(picture.durationSeconds() - seconds);
    if (picture.durationSeconds() > 0 && off > 1 / slowest + SLACK_SECONDS) {
      throw MediaException.fault(
          String.format(
              Locale.ROOT,
              "The keyed file is %.2f s long in place of %.2f s; it was not kept.",
              picture.durationSeconds(),
              seconds));
    }
  }

  /** A container's count of frames may be wrong or missing, so what can be decoded decides. */
  private List<String> checkFrames(
      MediaInfo source, long decoded, long written, List<String> complaints)
      throws MediaException, IOException, InterruptedException {
    if (written == decoded) {
      return List.of();
    }
    long there = packets(source, new ArrayList<>());
    if (written == there) {
      return List.of();
    }
    if (written > 0 && written < there && !complaints.isEmpty()) {
      return List.of(
          "The clip is damaged: only %d of its %d frames could be keyed."
              .formatted(written, there));
    }
    throw MediaException.fault(
        "The keyed file has %d frames in place of %d; it was not kept.".formatted(written, there));
  }

  private static MediaException nothingTransparent(KeyingRequest request) {
    Corrections corrections = request.settings().corrections();
    boolean regions =
        !corrections.hold().isEmpty()
            || !corrections.garbage().isEmpty()
            || !request.mattes().equals(PaintedMattes.NONE);
    return MediaException.badInput(
        "The keyed result is not partly transparent: everything was taken for screen, or nothing"
            + " was. Change key_color, tolerance or the clip levels"
            + (regions ? ", or the regions: hold_out, garbage or crop may cover all" : "")
            + "; it was not kept.");
  }

  /**
   * How many pictures a file has. Its sound is decoded meanwhile: copied, it took its damage along.
   *
   * @param complaints gets what FFmpeg wrote to standard error
   */
  private long packets(MediaInfo info, List<String> complaints)
      throws MediaException, IOException, InterruptedException {
    AtomicLong frames = new AtomicLong();
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", info.pictureStream(0), "-c", "copy", "-f", "null", "-"));
    if (info.sound().isPresent()) {
      arguments.addAll(List.of("-map", info.soundStream(0), "-f", "null", "-"));
    }
    Progress.Listener counting = progress -> frames.set(progress.frame());
    complaints.addAll(ffmpeg.run(arguments, counting, cancellation));
    return frames.get();
  }

  private static long pictures(Path archive) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      return zip.size();
    }
  }

  private Path middlePicture(Path archive) throws MediaException, IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<? extends ZipEntry> entries = zip.stream().toList();
      if (entries.isEmpty()) {
        throw MediaException.fault("The archive of pictures is empty; it was not kept.");
      }
      Path picture = Files.createTempFile(workDir, "middle", ".png");
      try (InputStream in = zip.getInputStream(entries.get(entries.size() / 2))) {
        Files.copy(in, picture, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
      return picture;
    }
  }
}
