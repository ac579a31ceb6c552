package mediaworker.media.keying.analysis.spill;

/**
 * Bins of chroma for a light of 1: a square of {@link #SIDE} columns (Cb) and rows (Cr), in which
 * the bin of a colour is {@code column * SIDE + row}.
 */
final class ChromaBins {

  /** From the middle of a bin to that of the next one. */
  static final double STEP = 0.02;

  /** The largest chroma for a light of 1, either way; what has more is in the outermost bins. */
  static final double MOST = 1.6;

  /** Bins on either side of the square. */
  static final int SIDE = (int) Math.round(2 * MOST / STEP) + 1;

  private ChromaBins() {}

  /** The column or row of a place, 0…SIDE − 1. */
  static int bin(double place) {
    return (int) Math.round((Math.max(-MOST, Math.min(MOST, place)) + MOST) / STEP);
  }

  /** The place of the middle of a column or row. */
  static double placeOf(int bin) {
    return bin * STEP - MOST;
  }
}
