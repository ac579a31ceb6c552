package mediaworker.media.trim;

import java.util.Optional;

/**
 * What came of a trim.
 *
 * @param frames number of pictures
 * @param seconds length of the video
 * @param alpha whether it carries transparency
 * @param soundDropped whether the source had sound and the result has none
 * @param toneMapped whether the source was HDR and was brought to ordinary colours
 * @param deinterlaced whether the source was interlaced and was made whole
 * @param endsEarly a sentence where the source ends before the out point that was asked for
 * @param damage a sentence where FFmpeg could read a part of the source badly or not at all
 */
public record TrimReport(
    int frames,
    double seconds,
    boolean alpha,
    boolean soundDropped,
    boolean toneMapped,
    boolean deinterlaced,
    Optional<String> endsEarly,
    Optional<String> damage) {}
