package mediaworker.media.mp4;

import java.util.List;

/**
 * A track of a joined file.
 *
 * @param runs what it consists of, in order, all of one form
 * @param first when the first sample begins, in units of the track's time from the movie's begin;
 *     below 0 where what lies before is not to be heard
 * @param sampleLength length of every sample in units of the track's time; 0 to leave each its own
 */
public record TrackPlan(List<SampleRun> runs, long first, int sampleLength) {

  public TrackPlan {
    runs = List.copyOf(runs);
  }

  Mp4Track model() {
    return runs.get(0).track();
  }

  int count() {
    return runs.stream().mapToInt(SampleRun::count).sum();
  }

  int duration(SampleRun run, int sample) {
    return sampleLength > 0 ? sampleLength : run.track().duration(sample);
  }

  /** Length of all samples, in units of the track's time. */
  long length() {
    long length = 0;
    for (SampleRun run : runs) {
      for (int i = run.from(); i < run.to(); i++) {
        length += duration(run, i);
      }
    }
    return length;
  }
}
