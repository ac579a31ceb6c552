package mediaworker.media.stitching;

import java.util.List;
import java.util.Optional;

/**
 * What came of it.
 *
 * @param mode whether the pictures were copied or encoded
 * @param whyEncoded what kept the pictures from being copied; empty unless all were encoded
 * @param frames number of pictures
 * @param seconds length of the video
 * @param notes what a person should know: transitions that were shortened, damage that was patched
 *     over
 */
public record StitchReport(
    Mode mode, Optional<String> whyEncoded, int frames, double seconds, List<String> notes) {

  /** How the pictures got there. */
  public enum Mode {
    /** Untouched, bit for bit. */
    COPY,
    /** Encoded around the joints only, untouched elsewhere. */
    SMART,
    /** Brought to one form and encoded once. */
    ENCODE
  }

  public StitchReport {
    notes = List.copyOf(notes);
  }
}
