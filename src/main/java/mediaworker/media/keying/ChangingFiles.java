package mediaworker.media.keying;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.PictureSize;
import mediaworker.media.keying.request.Composite;
import mediaworker.media.keying.request.KeyingRequest;
import mediaworker.media.timeline.ChangingSound;
import mediaworker.media.timeline.UnreadableSound;

/**
 * Says of a failed run which file changes its form on the way, or has sound that cannot be read:
 * what FFmpeg says of it nobody understands, or it says nothing at all. Looked for only then, since
 * all has to be decoded for it.
 */
final class ChangingFiles {

  /** Seconds of a file of which all is asked. */
  private static final double ALL = Double.POSITIVE_INFINITY;

  private final Ffmpeg ffmpeg;
  private final Cancellation cancellation;

  ChangingFiles(Ffmpeg ffmpeg, Cancellation cancellation) {
    this.ffmpeg = ffmpeg;
    this.cancellation = cancellation;
  }

  /** The failure in words that name the file; as it is where no file changes. */
  MediaException explained(MediaException failure, KeyingRequest request)
      throws MediaException, IOException, InterruptedException {
    if (failure.kind() != MediaException.Kind.BAD_INPUT
        && failure.kind() != MediaException.Kind.FAULT) {
      return failure;
    }
    Optional<MediaInfo> background = request.composite().flatMap(Composite::file);
    if (ChangingSound.told(failure) && background.isPresent()) {
      // Of the inputs the background alone may not change.
      return ChangingSound.refusal(name(background.get()), ", or set \"audio\" to clip or none");
    }
    if (UnreadableSound.told(failure)) {
      Optional<MediaException> refusal = unreadable(request);
      if (refusal.isPresent()) {
        return refusal.get();
      }
    }
    for (MediaInfo file : pictures(request).filter(info -> !info.isStill()).toList()) {
      try {
        List<PictureSize> sizes = ffmpeg.sizes(file, cancellation);
        if (sizes.size() > 1) {
          return PictureSize.refusal(name(file), sizes);
        }
      } catch (MediaException e) {
        failure.addSuppressed(e);
      }
    }
    return failure;
  }

  /**
   * Looks at the sound of a background that begins again and again before it is used: where nothing
   * of it can be decoded FFmpeg would look for some without end.
   *
   * @throws MediaException when FFmpeg gives up of it
   */
  void requireReadable(KeyingRequest request)
      throws MediaException, IOException, InterruptedException {
    Optional<Composite> again =
        request
            .composite()
            .filter(laid -> laid.isVideo() && laid.end() == Composite.End.LOOP)
            .filter(laid -> request.format().hasSound() && isHeard(laid));
    if (again.isPresent()) {
      double length = request.source().durationSeconds();
      Optional<MediaException> refusal = behind(again.get(), length > 0 ? length : ALL);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
  }

  private static boolean isHeard(Composite composite) {
    return composite.sound() == Composite.Sound.BACKGROUND
        || composite.sound() == Composite.Sound.MIX;
  }

  private Optional<MediaException> behind(Composite composite, double seconds)
      throws MediaException, IOException, InterruptedException {
    return composite.file().isPresent()
        ? unreadable(composite.file().get(), seconds, "set \"audio\" to clip or none")
        : Optional.empty();
  }

  /** Of the files that are heard, which one has sound that cannot be read; empty for none. */
  private Optional<MediaException> unreadable(KeyingRequest request)
      throws MediaException, IOException, InterruptedException {
    if (!request.format().hasSound()) {
      return Optional.empty();
    }
    MediaInfo clip = request.source();
    Composite.Sound sound = request.composite().map(Composite::sound).orElse(Composite.Sound.CLIP);
    Optional<MediaException> refusal = Optional.empty();
    if (sound == Composite.Sound.CLIP || sound == Composite.Sound.MIX) {
      boolean over = request.composite().isPresent();
      refusal = unreadable(clip, ALL, over ? "set \"audio\" to none" : "take its sound out");
    }
    Optional<Composite> laid = request.composite().filter(ChangingFiles::isHeard);
    return refusal.isEmpty() && laid.isPresent() ? behind(laid.get(), ALL) : refusal;
  }

  private Optional<MediaException> unreadable(MediaInfo file, double seconds, String otherwise)
      throws MediaException, IOException, InterruptedException {
    return UnreadableSound.in(ffmpeg, file, seconds, otherwise, cancellation);
  }

  /** The clip, and what it is laid over if that is a file. */
  static Stream<MediaInfo> pictures(KeyingRequest request) {
    return Stream.concat(
        Stream.of(request.source()), request.composite().flatMap(Composite::file).stream());
  }

  private static String name(MediaInfo file) {
    return String.valueOf(file.file().getFileName());
  }
}
