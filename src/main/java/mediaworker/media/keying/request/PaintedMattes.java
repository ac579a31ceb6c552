package mediaworker.media.keying.request;

import java.util.List;
import java.util.Optional;
import mediaworker.media.MediaInfo;

/**
 * Pictures in which a person has painted regions white. They are stretched over the whole frame;
 * what is transparent in them counts as black.
 *
 * @param hold where the subject stays solid whatever its colour
 * @param garbage where everything becomes transparent; hold wins where both are
 */
public record PaintedMattes(Optional<MediaInfo> hold, Optional<MediaInfo> garbage) {

  /** None. */
  public static final PaintedMattes NONE = new PaintedMattes(Optional.empty(), Optional.empty());

  public PaintedMattes {
    for (Optional<MediaInfo> matte : List.of(hold, garbage)) {
      if (matte.isPresent() && !matte.get().isStill()) {
        throw new IllegalArgumentException("A painted matte is a still picture.");
      }
    }
  }
}
