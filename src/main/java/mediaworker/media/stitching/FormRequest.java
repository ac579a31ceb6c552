package mediaworker.media.stitching;

import java.util.Optional;
import mediaworker.media.Rational;
import org.jspecify.annotations.Nullable;

/**
 * The form the result is to have. What is not said follows from the clips: the size of the largest
 * (by area), so that no clip loses detail, and the highest frame rate, so that none loses motion.
 *
 * @param width in pixels; 0 for what follows from the height, or from the clips
 * @param height in pixels; 0 for what follows from the width, or from the clips
 * @param rate pictures a second; empty for the clips'
 * @param fit how other shapes are brought in
 * @param background colour of bars and behind transparent clips, "0xRRGGBB"; null for transparent
 *     where the result can be that, else black
 * @param output what is written; empty for what suits the clips
 */
public record FormRequest(
    int width,
    int height,
    Optional<Rational> rate,
    Fit fit,
    @Nullable String background,
    Optional<Output> output) {

  /** Everything as the clips have it. */
  public static final FormRequest AS_CLIPS =
      new FormRequest(0, 0, Optional.empty(), Fit.CONTAIN, null, Optional.empty());

  /** What can be written. */
  public enum Output {
    /** H.264, without transparency. */
    MP4,
    /** VP9, with transparency where a clip has it and no background is asked for. */
    WEBM,
    /** ProRes 4444 where a clip is transparent and no background is asked for, else H.264. */
    MOV
  }

  /** Whether nothing is asked for that a copy could not have. */
  boolean leavesSizeAndRate() {
    return width == 0 && height == 0 && rate.isEmpty();
  }
}
