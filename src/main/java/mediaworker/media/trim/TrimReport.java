package mediaworker.media.trim;

/**
 * What came of a trim.
 *
 * @param frames number of pictures
 * @param seconds length of the video
 * @param alpha whether it carries transparency
 * @param soundDropped whether the source had sound and the result has none
 * @param toneMapped whether the source was HDR and was brought to ordinary colours
 * @param deinterlaced whether the source was interlaced and was made whole
 */
public record TrimReport(
    int frames,
    double seconds,
    boolean alpha,
    boolean soundDropped,
    boolean toneMapped,
    boolean deinterlaced) {}
