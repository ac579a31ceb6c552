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
      for (MediaInfo file : pictures(request).toList()) {
        Optional<MediaException> refusal =
            UnreadableSound.in(ffmpeg, file, "take its sound out", cancellation);
        if (refusal.isPresent()) {
          return refusal.get();
        }
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

  /** The clip, and what it is laid over if that is a file. */
  static Stream<MediaInfo> pictures(KeyingRequest request) {
    return Stream.concat(
        Stream.of(request.source()), request.composite().flatMap(Composite::file).stream());
  }

  private static String name(MediaInfo file) {
    return String.valueOf(file.file().getFileName());
  }
}
