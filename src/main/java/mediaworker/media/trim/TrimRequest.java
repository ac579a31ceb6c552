package mediaworker.media.trim;

import mediaworker.media.timeline.Cut;

/**
 * What to cut out.
 *
 * @param cut the file and the times
 * @param pingPong whether the part is played forwards and then backwards, without its sound; the
 *     two pictures at the turns come once each, so that the result loops evenly
 */
public record TrimRequest(Cut cut, boolean pingPong) {}
