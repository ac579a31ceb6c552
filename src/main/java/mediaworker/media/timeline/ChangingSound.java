package mediaworker.media.timeline;

import java.util.List;
import mediaworker.media.MediaException;

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
