package mediaworker.media.mp4;

/**
 * Some samples of a track that follow each other.
 *
 * @param movie the file
 * @param track one of its tracks
 * @param from number of the first sample
 * @param to number of the sample after the last
 */
public record SampleRun(Mp4Movie movie, Mp4Track track, int from, int to) {

  /** A whole track. */
  public static SampleRun whole(Mp4Movie movie, Mp4Track track) {
    return new SampleRun(movie, track, 0, track.count());
  }

  /** How many samples. */
  int count() {
    return to - from;
  }
}
