package mediaworker.media.stitching;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is to be done with the sound.
 *
 * @param loudness every clip is brought to this integrated loudness, in LUFS, -40…-8; empty to
 *     leave them as they are
 * @param crossfadeSeconds how long the sound fades over at hard cuts; at transitions it fades along
 *     with them
 * @param music under the clips' sound
 */
public record SoundRequest(
    OptionalDouble loudness, double crossfadeSeconds, Optional<Music> music) {

  /** The clips' sound as it is. */
  public static final SoundRequest AS_CLIPS =
      new SoundRequest(OptionalDouble.empty(), 0, Optional.empty());

  boolean leavesSound() {
    return loudness.isEmpty() && crossfadeSeconds == 0 && music.isEmpty();
  }
}
