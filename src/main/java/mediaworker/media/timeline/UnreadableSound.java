package mediaworker.media.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/** Sound most of which is broken: FFmpeg gives up of it at the end, and names no file. */
public final class UnreadableSound {

  private UnreadableSound() {}

  /** Whether FFmpeg failed of something that it could decode next to nothing of. */
  public static boolean told(MediaException failure) {
    return failure.kind() == MediaException.Kind.BAD_INPUT
        && failure.sentence().contains("Decode error rate");
  }

  /**
   * Looks whether it is in what is taken of a clip, by decoding that.
   *
   * @param clip any clip; one without sound has none that is broken
   * @param otherwise what can be done in place of giving another file, as "set its \"volume\" to 0"
   * @return a refusal for a person; empty where enough of it can be decoded
   */
  public static Optional<MediaException> in(
      Ffmpeg ffmpeg, Clip clip, String otherwise, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (clip.info().sound().isEmpty()) {
      return Optional.empty();
    }
    String graph =
        "[" + clip.info().soundStream(0) + "]" + clip.audioFilters(clip.seconds()) + "[a]";
    List<String> arguments = new ArrayList<>(clip.input());
    arguments.addAll(List.of("-filter_complex", graph, "-map", "[a]"));
    Span span = clip.span();
    String part =
        clip.isWhole()
            ? ""
            : String.format(Locale.ROOT, " from %.2f to %.2f s", span.begin(), span.end());
    return isIn(ffmpeg, arguments, cancellation)
        ? Optional.of(refusal(clip.name(), part, otherwise))
        : Optional.empty();
  }

  /**
   * Looks whether it is in a file, by decoding its sound.
   *
   * @param info any file; one without sound has none that is broken
   * @param seconds how much is taken of it, from its beginning; may be more than there is
   * @param otherwise as above
   * @return a refusal for a person; empty where enough of it can be decoded
   */
  public static Optional<MediaException> in(
      Ffmpeg ffmpeg, MediaInfo info, double seconds, String otherwise, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    if (info.sound().isEmpty()) {
      return Optional.empty();
    }
    List<String> arguments = new ArrayList<>(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", info.soundStream(0)));
    if (!Double.isInfinite(seconds)) {
      arguments.addAll(List.of("-t", String.format(Locale.ROOT, "%.6f", seconds)));
    }
    return isIn(ffmpeg, arguments, cancellation)
        ? Optional.of(refusal(String.valueOf(info.file().getFileName()), "", otherwise))
        : Optional.empty();
  }

  private static boolean isIn(Ffmpeg ffmpeg, List<String> arguments, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    arguments.addAll(List.of("-f", "null", "-"));
    return BadSound.makesFail(ffmpeg, arguments, UnreadableSound::told, cancellation);
  }

  private static MediaException refusal(String name, String part, String otherwise) {
    return MediaException.badInput(
        "The sound of "
            + name
            + " is damaged: most of it"
            + part
            + " cannot be read. Give a file that is whole, or "
            + otherwise
            + ".");
  }
}
