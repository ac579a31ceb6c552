package mediaworker.media.stitching;

import java.util.List;
import mediaworker.media.timeline.Cut;

/**
 * What to join.
 *
 * @param clips in order; the same file may come more than once
 * @param transition between each two of them
 * @param transitionSeconds how long two clips overlap; rounded to whole pictures and shortened to
 *     half of the shortest clip; of no meaning for a hard cut
 */
public record StitchRequest(List<Cut> clips, Transition transition, double transitionSeconds) {

  public StitchRequest {
    clips = List.copyOf(clips);
  }
}
