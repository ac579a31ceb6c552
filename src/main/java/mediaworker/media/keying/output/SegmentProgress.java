package mediaworker.media.keying.output;

import mediaworker.media.Progress;

/** Adds up the pictures of processes that run side by side. Safe for use by many threads. */
final class SegmentProgress {

  private final long[] frames; // guarded by this
  private final Progress.Listener sum;

  /**
   * The sum of several.
   *
   * @param sum hears of all of them together
   */
  SegmentProgress(int segments, Progress.Listener sum) {
    this.frames = new long[segments];
    this.sum = sum;
  }

  /** The listener of one of them. */
  Progress.Listener of(int segment) {
    return progress -> add(segment, progress);
  }

  /** Pictures written by all of them. */
  synchronized long frames() {
    long all = 0;
    for (long own : frames) {
      all += own;
    }
    return all;
  }

  private synchronized void add(int segment, Progress progress) {
    frames[segment] = Math.max(frames[segment], progress.frame());
    sum.onProgress(new Progress(frames(), 0, progress.outSeconds(), 0));
  }
}
