package mediaworker.media.timeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;
import mediaworker.media.Progress;

/** Sound most of which is broken: FFmpeg gives up of it at the end, and names no file. */
public final class UnreadableSound {

  private UnreadableSound() {}

  /** Whether FFmpeg failed of something that it could decode next to nothing of. */
  public static boolean told(MediaException failure) {
    return failure.kind() == MediaException.Kind.BAD_INPUT
        && failure.sentence().contains("Decode error rate");
  }

  /**
   * Looks whether it is in a file, by decoding all of its sound.
   *
   * @param info any file; one without sound has none that is broken
   * @param otherwise what can be done in place of giving another file, as "set its \"volume\" to 0"
   * @return a refusal for a person; empty where enough of it can be decoded
   */
  public static Optional<MediaException> in(
      Ffmpeg ffmpeg, MediaInfo info, String otherwise, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (info.sound().isEmpty()) {
      return Optional.empty();
    }
    List<String> maps = List.of("-map", info.soundStream(0), "-f", "null", "-");
    try {
      ffmpeg.run(
          Stream.concat(Ffmpeg.input(info).stream(), maps.stream()).toList(),
          Progress.Listener.NONE,
          cancellation);
      return Optional.empty();
    } catch (MediaException e) {
      if (e.kind() != MediaException.Kind.BAD_INPUT) {
        throw e;
      }
      return told(e)
          ? Optional.of(
              MediaException.badInput(
                  "The sound of "
                      + info.file().getFileName()
                      + " is damaged: most of it cannot be read. Give a file that is whole, or "
                      + otherwise
                      + "."))
          : Optional.empty();
    }
  }
}
