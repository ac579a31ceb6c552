package mediaworker.media;

import java.util.Locale;

/** FFmpeg's limiter, set up for sound that has been made louder or mixed. */
public final class SoundLimiter {

  /**
   * Presses down peaks of more than 0.95 of full scale (-0.45 dB) and leaves what is below as it
   * is, sample for sample and in its place. The rest up to full scale is for lossy encoders, behind
   * which single peaks are a little higher than before.
   */
  public static final String FILTER = "alimiter=limit=0.95:level=0:latency=1";

  /**
   * Presses down what would be more than a true peak between the samples (ITU-R BS.1770-5, annex
   * 2), which shows at four times the rate. Sound leaves it at 192 kHz.
   *
   * @param peak in dB below full scale, at most 0
   */
  public static String belowTruePeak(double peak) {
    return String.format(
        Locale.ROOT,
        "aresample=192000,alimiter=limit=%.4f:level=0:latency=1",
        Math.pow(10, peak / 20));
  }

  private SoundLimiter() {}
}
