package mediaworker.media.timeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mediaworker.concurrent.Cancellation;
import mediaworker.media.Ffmpeg;
import mediaworker.media.MediaException;
import mediaworker.media.MediaInfo;

/** Sound whose channels or rate change on the way, which FFmpeg's graphs begin anew with. */
public final class ChangingSound {

  /**
   * Arguments before an input with which FFmpeg fails of the first sound that is another. A graph
   * that begins anew loses what it holds of all of its inputs.
   */
  public static final List<String> REFUSED = List.of("-reinit_filter:a", "0");

  private ChangingSound() {}

  /** Whether FFmpeg failed of it. */
  public static boolean told(MediaException failure) {
    return failure.kind() == MediaException.Kind.BAD_INPUT
        && failure.sentence().contains("Changing audio frame properties");
  }

  /**
   * Looks whether it is in a file, by decoding all of its sound.
   *
   * @param info a file that has sound
   */
  static boolean in(Ffmpeg ffmpeg, MediaInfo info, Cancellation cancellation)
      throws MediaException, IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(REFUSED);
    arguments.addAll(Ffmpeg.input(info));
    arguments.addAll(List.of("-map", info.soundStream(0), "-f", "null", "-"));
    return BadSound.makesFail(ffmpeg, arguments, ChangingSound::told, cancellation);
  }

  /**
   * What is said of it.
   *
   * @param name the file's
   * @param otherwise what else can be done than to convert it, as ", or take its sound out"
   */
  public static MediaException refusal(String name, String otherwise) {
    return MediaException.badInput(
        "The sound of "
            + name
            + " changes its channels or its rate on the way, as recordings of television and joined"
            + " files do. Convert it to one form first"
            + otherwise
            + ".");
  }
}
