package mediaworker.media.keying.analysis.clip;

import java.util.Locale;
import mediaworker.media.keying.request.KeyingListener;

/**
 * Tells how far the looking at a clip is: it is read, and then each of its pictures is measured.
 * Used by one thread.
 */
public final class MeasuringProgress {

  /** Hears of nothing. */
  public static final MeasuringProgress NONE =
      new MeasuringProgress(0, 0, 0, (fraction, message) -> {});

  /** Share of the looking that reading takes, roughly. */
  private static final double READ = 0.25;

  /** Reports of a step: a person sees it move, and nobody is kept busy. */
  private static final int REPORTS = 50;

  /** Of a job's beginning the time left cannot be told: all of it is as if it were this far on. */
  private static final double HEAD_START = 0.02;

  private final long frames;
  private final double share;
  private final double expected;
  private final KeyingListener listener;
  private final long started = System.nanoTime();

  /**
   * The progress of one job.
   *
   * @param frames pictures to come; 0 where not known
   * @param share of the whole job, 0…1
   * @param expected seconds that the whole job is likely to take
   * @param listener takes the line and the fraction
   */
  public MeasuringProgress(long frames, double share, double expected, KeyingListener listener) {
    this.frames = frames;
    this.share = share;
    this.expected = expected;
    this.listener = listener;
  }

  /** Takes the number of pictures that are read, for a clip that is read first. */
  void read(int done) {
    report("reading", done, 0, READ);
  }

  /** Takes the number of pictures that are measured. */
  void measured(int done, boolean readBefore) {
    report("measuring", done, readBefore ? READ : 0, 1);
  }

  private void report(String step, int done, double from, double to) {
    if (frames > 1 && done % Math.max(1, frames / REPORTS) == 0) {
      double fraction = share * (from + (to - from) * Math.min(1, (double) done / frames));
      double elapsed = (System.nanoTime() - started) / 1e9;
      double whole = Math.max(expected, elapsed / (fraction + HEAD_START));
      listener.onProgress(
          fraction,
          String.format(
              Locale.ROOT,
              "%s, frame %d of %d, about %d s left",
              step,
              done,
              Math.max(frames, done),
              Math.max(1, Math.round(whole * (1 - fraction)))));
    }
  }
}
