package mediaworker.media;

/** FFmpeg's limiter, set up for sound that has been made louder or mixed. */
public final class SoundLimiter {

  /**
   * Presses down peaks of more than 0.95 of full scale (-0.45 dB) and leaves what is below as it
   * is, sample for sample and in its place. The rest up to full scale is for lossy encoders, behind
   * which single peaks are a little higher than before.
   */
  public static final String FILTER = "alimiter=limit=0.95:level=0:latency=1";

  private SoundLimiter() {}
}
