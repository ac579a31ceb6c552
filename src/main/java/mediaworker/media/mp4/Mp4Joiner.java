package mediaworker.media.mp4;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts samples of several files into a new one, tables in front, without looking into them: what it
 * takes is a copy of the bytes. Immutable.
 */
public final class Mp4Joiner {

  /** Times beyond this would not fit into the tables. */
  private static final long MOST_UNITS = Integer.MAX_VALUE;

  /** Units a second of the new file's time, below which sound would not begin where it should. */
  private static final long LEAST_SCALE = 1000;

  /** How many pictures may be coded before one that is shown earlier. */
  private static final int REORDERED = 32;

  /** Bytes of some file that go into the new one as they are. */
  record Stretch(Path file, long offset, long length) {}

  private final List<Stretch> stretches;
  private final byte[] front;
  private final List<long[]> positions;

  Mp4Joiner(List<Stretch> stretches, byte[] front, List<long[]> positions) {
    this.stretches = stretches;
    this.front = front;
    this.positions = positions;
  }

  /**
   * Lays the new file out.
   *
   * @param pictures whole tracks of equal form
   * @param sound from the pictures' own files, run for run, or from others; empty for none
   * @return empty where the clips cannot be put together in this way
   */
  public static Optional<Mp4Joiner> of(TrackPlan pictures, Optional<TrackPlan> sound) {
    List<TrackPlan> tracks = new ArrayList<>(List.of(pictures));
    sound.ifPresent(tracks::add);
    for (TrackPlan track : tracks) {
      for (SampleRun run : track.runs()) {
        if (run.track().timeScale() != track.model().timeScale()
            || !run.track().isInFileOrder()
            || !run.track().headers().form().equals(track.model().headers().form())
            || !run.track().headers().geometry().equals(track.model().headers().geometry())) {
          return Optional.empty();
        }
      }
      if (track.length() > MOST_UNITS) {
        return Optional.empty();
      }
    }
    if (pictures.model().leastComposition() < 0
        || (sound.isPresent() && pictures.model().timeScale() < LEAST_SCALE)) {
      return Optional.empty();
    }
    for (SampleRun run : pictures.runs()) {
      if (!beginsAnew(run)
          || run.track().leastComposition() != pictures.model().leastComposition()) {
        return Optional.empty();
      }
    }
    return Optional.of(new JoinLayout(pictures, sound).joiner());
  }

  /**
   * Whether its pictures need none before them: a key picture that others are shown before may let
   * those refer to what came earlier.
   */
  private static boolean beginsAnew(SampleRun run) {
    boolean anew = run.track().isKey(run.from());
    double begin = run.track().start(run.from());
    for (int i = run.from() + 1; anew && i < Math.min(run.to(), run.from() + REORDERED); i++) {
      anew = run.track().start(i) > begin;
    }
    return anew;
  }

  /** Where each sample of a track lies in the new file: 0 for the pictures, 1 for the sound. */
  public long[] positions(int track) {
    return positions.get(track).clone();
  }

  /** Bytes of the new file. */
  public long bytes() {
    return front.length + stretches.stream().mapToLong(Stretch::length).sum();
  }

  /**
   * Begins the file: its tables are written and it gets its full length. What lay there before is
   * gone.
   */
  public Mp4Copy begin(Path file) throws IOException {
    return Mp4Copy.begin(file, front, stretches);
  }
}
