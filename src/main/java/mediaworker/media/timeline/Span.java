package mediaworker.media.timeline;

/**
 * Which pictures of a file a cut has, and how much is left of its first and its last one, should
 * the cut begin or end while one is held.
 *
 * @param from number of the first picture, counted from 0
 * @param to number of the picture after the last
 * @param begin when the first one begins to be shown, in seconds from the start of the file: its
 *     own time or a later one
 * @param end when the last one ends, by the same clock: its own time or an earlier one
 */
public record Span(int from, int to, double begin, double end) {}
