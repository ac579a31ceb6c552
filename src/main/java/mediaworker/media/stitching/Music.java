package mediaworker.media.stitching;

import java.nio.file.Path;

/**
 * Music under the clips' sound.
 *
 * @param file an audio file, or a video with sound
 * @param volume 1 is as loud as the file; 0…4
 * @param loop whether it begins again when it is shorter than the video
 * @param fadeIn seconds
 * @param fadeOut seconds before the end of the video
 * @param duck whether it steps back while the clips sound
 */
public record Music(
    Path file, double volume, boolean loop, double fadeIn, double fadeOut, boolean duck) {}
